import { compareText } from '../../base/compareText';
import { isSlip, lettersApart, mostSlips } from '../../base/lettersApart';
import type { DatabaseSync } from 'node:sqlite';
import type { IndexedSymbol } from '../../contracts/ports';
import { bareName, fitOf, humpsOf, wordsOfName } from './matchName';

/** How many candidates each way of finding some may bring; where nothing is found, names of the same first letter. */
const perWay = 2_000;
const mostAlike = 50_000;
const lastLetter = '\u{10ffff}';
const columns =
  'names.name, symbols.kind, files.path, symbols.line FROM names JOIN symbols ON symbols.name = names.id ' +
  'JOIN files ON files.id = symbols.file';

/** What people look for more often comes first where names fit alike. */
const kindOrder = [
  'class',
  'interface',
  'struct',
  'trait',
  'type',
  'enum',
  'function',
  'method',
  'constructor',
  'module',
  'namespace',
  'const',
  'constant',
  'variable',
  'property',
  'field',
];
const lateKinds = new Set(['test', 'heading', 'call', 'export', 'key']);

/**
 * Finds symbols by name: the same name first, then what begins with it, fits by its humps, holds it; where none does,
 * those that differ by a slip.
 */
export function createSymbolSearch(db: DatabaseSync): (query: string, limit: number) => IndexedSymbol[] {
  const between = (column: string) =>
    db.prepare(
      `SELECT ${columns} WHERE names.${column} >= ? AND names.${column} < ? ORDER BY names.${column}, names.id ` +
        `LIMIT ${perWay}`,
    );
  const byBare = between('bare');
  const byHumps = between('humps');
  const byTrigrams = db.prepare(
    `SELECT ${columns} WHERE names.id IN (SELECT rowid FROM name_parts WHERE name_parts MATCH ? LIMIT ${perWay}) ` +
      `LIMIT ${perWay}`,
  );
  // Parts of the newest names are only known once there was time for it.
  const byScanOfNew = db.prepare(
    `SELECT ${columns} WHERE names.id > (SELECT last_name FROM progress) ` +
      `AND instr(names.bare || ' ' || lower(names.name), ?) > 0 LIMIT ${perWay}`,
  );
  const namesAlike = db.prepare(
    `SELECT id, name FROM names WHERE bare >= ? AND bare < ? AND length(bare) BETWEEN ? AND ? LIMIT ${mostAlike}`,
  );
  const byNumber = db.prepare(`SELECT ${columns} WHERE names.id = ? LIMIT ${perWay}`);
  const byScan = db.prepare(`SELECT ${columns} WHERE instr(names.bare, ?) > 0 LIMIT ${perWay}`);

  /** Names that differ from a word by a slip, and in how many letters. */
  const alike = (word: string): { readonly id: number; readonly slips: number }[] => {
    const [first = ''] = word;
    const rows = namesAlike.all(first, first + lastLetter, word.length - mostSlips, word.length + mostSlips);
    return rows.flatMap((row) => {
      const bare = bareName(String(row['name']));
      return isSlip(word, bare) ? [{ id: Number(row['id']), slips: lettersApart(word, bare.toLowerCase()) }] : [];
    });
  };

  return (given, limit) => {
    const query = given.trim().slice(0, 200);
    const words = query.toLowerCase().split(/\s+/).filter(Boolean);
    const joined = words.join('');
    if (joined === '' || limit < 1) return [];
    const humps = wordsOfName(query).length > 1 ? humpsOf(query) : joined;
    const long = words.filter((word) => [...word].length >= 3);
    const rows = [
      ...byBare.all(joined, joined + lastLetter),
      ...byHumps.all(humps, humps + lastLetter),
      ...(long.length > 0
        ? [...byTrigrams.all(long.flatMap(trigramsOf).join(' AND ')), ...byScanOfNew.all(long[0] ?? '')]
        : byScan.all(words[0] ?? '')),
    ];
    const found = new Map<string, IndexedSymbol & { fit: number }>();
    const add = (symbol: IndexedSymbol, fit: number) =>
      found.set(`${symbol.path}\n${symbol.line}\n${symbol.name}`, { ...symbol, fit });
    for (const symbol of rows.map(symbolOf)) {
      const fit = fitOf(symbol.name, query);
      if (fit > 0) add(symbol, fit);
    }
    if (found.size === 0 && words.length === 1)
      for (const { id, slips } of alike(joined)) for (const row of byNumber.all(id)) add(symbolOf(row), -slips);
    return [...found.values()]
      .sort(
        (a, b) =>
          b.fit - a.fit ||
          rankOf(a.kind) - rankOf(b.kind) ||
          a.name.length - b.name.length ||
          compareText(a.path, b.path) ||
          a.line - b.line,
      )
      .slice(0, limit)
      .map(({ name, kind, path, line }) => ({ name, kind, path, line }));
  };
}

function symbolOf(row: Record<string, unknown>): IndexedSymbol {
  return {
    name: String(row['name']),
    kind: String(row['kind']),
    path: String(row['path']),
    line: Number(row['line']),
  };
}

/** Each three letters of a word in a row, as FTS5 wants them: a name that holds all of them may hold the word. */
function trigramsOf(word: string): string[] {
  const letters = [...word];
  return letters.slice(2).map(
    (_, at) =>
      `"${letters
        .slice(at, at + 3)
        .join('')
        .replaceAll('"', '""')}"`,
  );
}

function rankOf(kind: string): number {
  const at = kindOrder.indexOf(kind);
  if (lateKinds.has(kind)) return 100;
  return at < 0 ? 50 : at;
}
