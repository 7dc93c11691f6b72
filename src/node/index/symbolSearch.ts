import { compareText } from '../../base/compareText';
import { isSlip, lettersApart, mostSlips } from '../../base/lettersApart';
import type { DatabaseSync } from 'node:sqlite';
import type { IndexedSymbol } from '../../contracts/ports';
import { bareName, fitOf, humpsOf, wordsOfName } from './matchName';

/** How many candidates each way of finding some may bring; where nothing is found, those of the same first letter. */
const perWay = 2_000;
const mostAlike = 50_000;
const lastLetter = '\u{10ffff}';
const columns =
  'symbols.name, symbols.kind, files.path, symbols.line FROM symbols JOIN files ON files.id = symbols.file';

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
      `SELECT ${columns} WHERE symbols.${column} >= ? AND symbols.${column} < ? ORDER BY symbols.${column}, ` +
        `symbols.id LIMIT ${perWay}`,
    );
  const byBare = between('bare');
  const byHumps = between('humps');
  const byTrigrams = db.prepare(
    `SELECT ${columns} WHERE symbols.id IN (SELECT rowid FROM names WHERE names MATCH ? LIMIT ${perWay})`,
  );
  const byLength = db.prepare(
    `SELECT ${columns} WHERE symbols.bare >= ? AND symbols.bare < ? AND length(symbols.bare) BETWEEN ? AND ? ` +
      `LIMIT ${mostAlike}`,
  );
  const byScan = db.prepare(`SELECT ${columns} WHERE instr(symbols.bare, ?) > 0 LIMIT ${perWay}`);

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
        ? byTrigrams.all(long.map((word) => `"${word.replaceAll('"', '""')}"`).join(' AND '))
        : byScan.all(words[0] ?? '')),
    ];
    const found = new Map<string, IndexedSymbol & { fit: number }>();
    const add = (symbol: IndexedSymbol, fit: number) =>
      found.set(`${symbol.path}\n${symbol.line}\n${symbol.name}`, { ...symbol, fit });
    for (const symbol of rows.map(symbolOf)) {
      const fit = fitOf(symbol.name, query);
      if (fit > 0) add(symbol, fit);
    }
    if (found.size === 0 && words.length === 1) {
      const [first = ''] = joined;
      const alike = byLength.all(first, first + lastLetter, joined.length - mostSlips, joined.length + mostSlips);
      for (const symbol of alike.map(symbolOf))
        if (isSlip(joined, bareName(symbol.name)))
          add(symbol, -lettersApart(joined, bareName(symbol.name).toLowerCase()));
    }
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

function rankOf(kind: string): number {
  const at = kindOrder.indexOf(kind);
  if (lateKinds.has(kind)) return 100;
  return at < 0 ? 50 : at;
}
