import { isPlain } from './characterWidth';
import { blank, cellsOf, columnsOf, overwrite, textOf, type Cell, type Row } from './terminalRow';

interface Position {
  readonly y: number;
  readonly x: number;
}

/** The rows of a screen and where the cursor is in them. Rows that scrolled off the top stay until they are taken. */
export interface ScreenBuffer {
  readonly rows: Row[];
  y: number;
  /** The cursor's column, or `atEnd`: behind what the row holds, wherever that is. */
  x: number;
  /** The first row that is still on the screen. */
  top: number;
  /** How many rows from the top on scroll; those below stand still. */
  scrolling: number;
  /** The cursor that a program has saved, from the screen's top. */
  saved: Position;
}

export const atEnd = -1;

/** How high the screen is taken to be. A program can change what is that far up, so it is kept. */
export const height = 100;
/** How wide, for movements only: to the right they end there. Lines are never broken. */
export const width = 200;

export function createBuffer(): ScreenBuffer {
  return { rows: [''], y: 0, x: atEnd, top: 0, scrolling: height, saved: { y: 0, x: 0 } };
}

/** All rows, with line feeds between them. */
export function textIn({ rows }: ScreenBuffer): string {
  return rows.map(textOf).join('\n');
}

/** The column that the cursor is in. */
export function columnOf(buffer: ScreenBuffer): number {
  return buffer.x === atEnd ? columnsOf(buffer.rows[buffer.y] ?? '') : buffer.x;
}

/** Lets the cursor go to another row; the one that it leaves becomes a text again. */
export function goTo(buffer: ScreenBuffer, y: number, x: number): void {
  const row = buffer.rows[buffer.y];
  if (y !== buffer.y && typeof row === 'object') buffer.rows[buffer.y] = textOf(row);
  buffer.y = y;
  buffer.x = x === 0 && (buffer.rows[y] ?? '') === '' ? atEnd : x;
}

/** Goes to a row, or to the screen's first or last where it lies outside. */
export function goToRow(buffer: ScreenBuffer, y: number, x: number): void {
  goTo(buffer, Math.max(buffer.top, Math.min(buffer.top + height - 1, y)), x);
}

export function goRight(buffer: ScreenBuffer, columns: number): void {
  const x = columnOf(buffer);
  goTo(buffer, buffer.y, Math.min(x + columns, Math.max(width - 1, x)));
}

/** The row for writing; rows above it that nobody wrote to are empty. */
function rowToWrite({ rows, y }: ScreenBuffer): Row {
  while (rows.length <= y) rows.push('');
  return rows[y] ?? '';
}

function cellsToWrite(buffer: ScreenBuffer): Cell[] {
  const row = rowToWrite(buffer);
  const cells = typeof row === 'string' ? cellsOf(row) : row;
  buffer.rows[buffer.y] = cells;
  return cells;
}

/** Writes text without line feeds at the cursor, which moves behind it. */
export function writeText(buffer: ScreenBuffer, text: string): void {
  const row = rowToWrite(buffer);
  if (typeof row === 'string' && buffer.x === atEnd) buffer.rows[buffer.y] = row + text;
  else if (typeof row === 'string' && isPlain(row) && isPlain(text)) {
    buffer.rows[buffer.y] = row.slice(0, buffer.x).padEnd(buffer.x) + text + row.slice(buffer.x + text.length);
    buffer.x += text.length;
  } else {
    const x = columnOf(buffer);
    buffer.x = overwrite(cellsToWrite(buffer), x, text);
  }
}

/** Goes to the next row; at the foot of what scrolls, that scrolls by one. */
export function lineFeed(buffer: ScreenBuffer, x: number): void {
  const { rows, y, top, scrolling } = buffer;
  const isBottom = y === top + scrolling - 1;
  if (isBottom && scrolling < height && rows.length > y + 1) rows.splice(y + 1, 0, '');
  if (isBottom) buffer.top++;
  // At the foot of the screen below what scrolls, nothing moves.
  goTo(buffer, isBottom || y < top + height - 1 ? y + 1 : y, x);
  if (buffer.x === atEnd) rowToWrite(buffer);
}

/** Puts empty rows in at the cursor, or takes rows out; the others move. */
export function shift(buffer: ScreenBuffer, count: number): void {
  const { rows, y, top } = buffer;
  goTo(buffer, y, 0);
  if (y >= rows.length) return;
  const most = Math.min(Math.abs(count), top + height - y);
  if (count > 0) rows.splice(y, 0, ...new Array<Row>(most).fill(''));
  else rows.splice(y, most);
  if (rows.length > top + height) rows.length = top + height;
  buffer.x = 0;
}

/** Goes a row up; at the top of the screen, the others go down instead. */
export function reverseLineFeed(buffer: ScreenBuffer): void {
  const x = columnOf(buffer);
  if (buffer.y > buffer.top) return goTo(buffer, buffer.y - 1, x);
  shift(buffer, 1);
  buffer.x = x;
}

/** Moves what the screen shows up by some rows; the cursor stays where it is on the screen. */
export function scroll(buffer: ScreenBuffer, count: number): void {
  const { rows, y } = buffer;
  const x = columnOf(buffer);
  while (rows.length < buffer.top + count) rows.push('');
  buffer.top += count;
  goTo(buffer, y + count, x);
}

/** Empties the cursor's row between two columns. */
export function erase(buffer: ScreenBuffer, from: number, to: number): void {
  const row = buffer.rows[buffer.y];
  if (row === undefined || row === '') return;
  buffer.x = columnOf(buffer);
  if (typeof row === 'string' && isPlain(row)) {
    const rest = to < row.length ? ' '.repeat(Math.max(0, to - from)) + row.slice(Math.max(from, to)) : '';
    buffer.rows[buffer.y] = row.slice(0, from) + rest;
    return;
  }
  const cells = cellsToWrite(buffer);
  blank(cells, from, Math.min(to, cells.length));
  while (cells.length > 0 && cells.at(-1) === undefined) cells.pop();
}

/** Erases in the row, by the number that terminals give it: 0 from the cursor on, 1 up to it, 2 everything. */
export function eraseInRow(buffer: ScreenBuffer, what: number): void {
  const x = columnOf(buffer);
  erase(buffer, what === 0 ? x : 0, what === 1 ? x + 1 : Infinity);
}

/** Erases on the screen, numbered as in `eraseInRow`. */
export function eraseInScreen(buffer: ScreenBuffer, what: number): void {
  const { rows, y, top } = buffer;
  const x = columnOf(buffer);
  if (what === 0) {
    erase(buffer, x, Infinity);
    rows.length = Math.min(rows.length, y + 1);
  } else if (what === 1) {
    for (let above = top; above < Math.min(y, rows.length); above++) rows[above] = '';
    erase(buffer, 0, x + 1);
  } else if (what === 2) rows.length = Math.min(rows.length, top);
  buffer.x = x;
}

/** Takes characters out at the cursor; what is right of them moves left. */
export function deleteCharacters(buffer: ScreenBuffer, count: number): void {
  editRow(buffer, (cells, x) => {
    blank(cells, x, x + count);
    cells.splice(x, count);
  });
}

/** Puts empty columns in at the cursor; what is right of it moves right. */
export function insertBlanks(buffer: ScreenBuffer, count: number): void {
  editRow(buffer, (cells, x) => {
    blank(cells, x, x);
    if (x < cells.length) cells.splice(x, 0, ...new Array<Cell>(Math.min(count, width)).fill(undefined));
  });
}

function editRow(buffer: ScreenBuffer, edit: (cells: Cell[], x: number) => void): void {
  const x = columnOf(buffer);
  if (buffer.rows[buffer.y] === undefined) return;
  edit(cellsToWrite(buffer), x);
  buffer.x = x;
}
