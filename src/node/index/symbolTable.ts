import type { DatabaseSync } from 'node:sqlite';
import type { FileSymbol } from './indexProtocol';
import { bareName, humpsOf } from './matchName';
import { tidySymbols } from './readFiles';

/** The symbols of files, under the numbers of their names. To be called within a transaction. */
export interface SymbolTable {
  /** Begins a transaction: what the one before it numbered may have come to nothing. */
  begin(): void;
  /** Replaces the symbols of a file. */
  put(file: number, symbols: readonly FileSymbol[]): void;
  /** Replaces those that a language server knows better: all but the titles of tests. */
  improve(file: number, symbols: readonly FileSymbol[]): void;
}

export function createSymbolTable(db: DatabaseSync): SymbolTable {
  const select = db.prepare('SELECT id FROM names WHERE name = ?');
  const insert = db.prepare('INSERT INTO names (name, bare, humps) VALUES (?, ?, ?) RETURNING id');
  const removeAll = db.prepare('DELETE FROM symbols WHERE file = ?');
  const removeNamed = db.prepare(`DELETE FROM symbols WHERE file = ? AND kind NOT IN ('test', 'call')`);
  const last = db.prepare('SELECT max(number) AS number FROM symbols WHERE file = ?');
  const add = db.prepare('INSERT INTO symbols (file, number, name, kind, line) VALUES (?, ?, ?, ?, ?)');
  let numbers = new Map<string, number>();

  const numberOf = (name: string): number => {
    const known = numbers.get(name);
    if (known !== undefined) return known;
    const bare = bareName(name);
    const row = select.get(name) ?? insert.get(name, bare.toLowerCase(), humpsOf(bare));
    const number = Number(row?.['id']);
    numbers.set(name, number);
    return number;
  };
  const addAll = (file: number, symbols: readonly FileSymbol[], from: number): void => {
    let number = from;
    for (const { name, kind, line } of symbols) add.run(file, number++, numberOf(name), kind, line);
  };
  return {
    begin: () => void (numbers = new Map()),
    put(file, symbols) {
      removeAll.run(file);
      addAll(file, symbols, 0);
    },
    improve(file, symbols) {
      removeNamed.run(file);
      addAll(file, tidySymbols(symbols), Number(last.get(file)?.['number'] ?? -1) + 1);
    },
  };
}
