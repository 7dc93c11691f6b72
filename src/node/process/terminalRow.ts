import { isPlain, widthOf } from './characterWidth';

/**
 * A cell's text: of a wide character the first cell holds it and the others hold nothing; undefined was never written.
 */
export type Cell = string | undefined;

/** A row is a text, or cells while it is written over. */
export type Row = string | Cell[];

/** Cells that were never written are spaces, but not at the end. */
export function textOf(row: Row): string {
  if (typeof row === 'string') return row;
  let end = row.length;
  while (end > 0 && row[end - 1] === undefined) end--;
  return row
    .slice(0, end)
    .map((cell) => cell ?? ' ')
    .join('');
}

/** How many columns it is wide. */
export function columnsOf(row: Row): number {
  if (typeof row === 'object') return row.length;
  return isPlain(row) ? row.length : cellsOf(row).length;
}

export function cellsOf(text: string): Cell[] {
  if (isPlain(text)) return text.split('');
  const cells: Cell[] = [];
  overwrite(cells, 0, text);
  return cells;
}

/** The next tab stop behind a column. */
export function nextStop(column: number): number {
  return (Math.floor(column / 8) + 1) * 8;
}

/** Writes characters over cells from a column on; gives the column behind them. */
export function overwrite(cells: Cell[], from: number, text: string): number {
  let x = from;
  while (cells.length < x) cells.push(undefined);
  for (const character of text) {
    if (character === '\t' && x < cells.length) {
      // Over text a tab only moves.
      x = nextStop(x);
      while (cells.length < x) cells.push(undefined);
      continue;
    }
    const columns = character === '\t' ? nextStop(x) - x : widthOf(character);
    if (columns === 0) {
      const before = cells.findLastIndex((cell, index) => index < x && cell !== '');
      if (before >= 0) cells[before] = (cells[before] ?? ' ') + character;
      continue;
    }
    if (cells[x] === '' || cells[x + columns] === '') blank(cells, x, x + columns);
    cells[x] = character;
    for (let more = 1; more < columns; more++) cells[x + more] = '';
    x += columns;
  }
  return x;
}

/** Empties cells; a wide character of which a part is in them goes as a whole. */
export function blank(cells: Cell[], from: number, to: number): void {
  let [start, end] = [from, to];
  while (start > 0 && cells[start] === '') start--;
  while (cells[end] === '') end++;
  for (let x = start; x < Math.min(end, cells.length); x++) cells[x] = undefined;
}
