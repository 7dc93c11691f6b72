import { isPlain, widthOf } from './characterWidth';

/** What a terminal shows, as far as text goes: rows that programs write to, move over and erase. */
export interface TerminalScreen {
  /** Writes text without escape sequences; line feeds and tabs may be in it. */
  write(text: string): void;
  /** Carries out a movement: a control character, the letter of a short sequence, or the end of a control sequence. */
  move(kind: string, values: readonly number[]): void;
  /** Shows a screen of its own for programs that fill it (or, again, the one below). */
  alternate(on: boolean): void;
  /** Gives the rows that have left the screen for good, with their line feeds. */
  leave(): string;
  /** How often something was written or a line ended so far: it tells whether a program has said anything. */
  said(): number;
  /** The row that the cursor is in. */
  line(): string;
  /** The lowest row that holds anything. */
  lowest(): string;
  /** Everything that is there. */
  rest(): string;
}

/**
 * A cell's text: of a wide character the first cell holds it and the others hold nothing; undefined was never written.
 */
type Cell = string | undefined;

/** A row is a text, or cells while it is written over. */
type Row = string | Cell[];

interface Place {
  readonly y: number;
  readonly x: number;
}

interface State {
  readonly rows: Row[];
  y: number;
  /** The cursor's column, or `atEnd`: behind what the row holds, wherever that is. */
  x: number;
  /** The first row that is still on the screen. */
  top: number;
  /** How many rows from the top on scroll; those below stand still. */
  scrolling: number;
  saved: Place;
}

const atEnd = -1;

/** How high the screen is taken to be. A program can change what is that far up, so it is kept. */
const height = 100;
/** How wide, for movements only: to the right they end there. Lines are never broken. */
const width = 200;
/** A line that is longer, in characters, is given out as it stands. */
const longestLine = 65_536;

export function createTerminalScreen(): TerminalScreen {
  const fresh = (): State => ({ rows: [''], y: 0, x: atEnd, top: 0, scrolling: height, saved: { y: 0, x: 0 } });
  let at = fresh();
  let below: State | undefined;
  let left = '';
  let written = '';
  let said = 0;

  const textAt = (y: number) => textOf(at.rows[y] ?? '');
  const column = () => (at.x === atEnd ? columnsOf(at.rows[at.y] ?? '') : at.x);

  function giveOut(text: string): void {
    if (!below) left += text;
  }

  /** Lets the cursor go to another row; the one that it leaves becomes a text again. */
  function goTo(y: number, x: number): void {
    const row = at.rows[at.y];
    if (y !== at.y && typeof row === 'object') at.rows[at.y] = textOf(row);
    at.y = y;
    at.x = x === 0 && (at.rows[y] ?? '') === '' ? atEnd : x;
  }

  const clampRow = (y: number) => Math.max(at.top, Math.min(at.top + height - 1, y));
  const goRight = (columns: number) => goTo(at.y, Math.min(column() + columns, Math.max(width - 1, column())));

  /** The row for writing; rows above it that nobody wrote to are empty. */
  function rowToWrite(): Row {
    while (at.rows.length <= at.y) at.rows.push('');
    return at.rows[at.y] ?? '';
  }

  function cellsToWrite(): Cell[] {
    const row = rowToWrite();
    const cells = typeof row === 'string' ? cellsOf(row) : row;
    at.rows[at.y] = cells;
    return cells;
  }

  /** Writes text without line feeds. */
  function put(text: string): void {
    written = text;
    said++;
    const row = rowToWrite();
    if (typeof row === 'string' && at.x === atEnd) at.rows[at.y] = row + text;
    else if (typeof row === 'string' && isPlain(row) && isPlain(text)) {
      at.rows[at.y] = row.slice(0, at.x).padEnd(at.x) + text + row.slice(at.x + text.length);
      at.x += text.length;
    } else {
      const x = column();
      at.x = overwrite(cellsToWrite(), x, text);
    }
    if ((at.rows[at.y]?.length ?? 0) > longestLine) {
      giveOut(
        at.rows
          .slice(0, at.y + 1)
          .map(textOf)
          .join('\n'),
      );
      at.rows.splice(0, at.y + 1, '');
      Object.assign(at, { y: 0, x: atEnd, top: 0, saved: { y: 0, x: 0 } });
    }
  }

  function lineFeed(x: number): void {
    said++;
    const isBottom = at.y === at.top + at.scrolling - 1;
    if (isBottom && at.scrolling < height && at.rows.length > at.y + 1) at.rows.splice(at.y + 1, 0, '');
    if (isBottom) at.top++;
    // At the foot of the screen below what scrolls, nothing moves.
    if (isBottom || at.y < at.top + height - 1) goTo(at.y + 1, x);
    else goTo(at.y, x);
    if (at.x === atEnd) rowToWrite();
  }

  /** Puts empty rows in at the cursor, or takes rows out; the others move. */
  function shift(count: number): void {
    goTo(at.y, 0);
    if (at.y >= at.rows.length) return;
    const most = Math.min(Math.abs(count), at.top + height - at.y);
    if (count > 0) at.rows.splice(at.y, 0, ...new Array<Row>(most).fill(''));
    else at.rows.splice(at.y, most);
    if (at.rows.length > at.top + height) at.rows.length = at.top + height;
    at.x = 0;
  }

  function erase(from: number, to: number): void {
    const row = at.rows[at.y];
    if (row === undefined || row === '') return;
    const x = column();
    at.x = x;
    if (typeof row === 'string' && isPlain(row)) {
      at.rows[at.y] =
        row.slice(0, from) +
        (to < row.length ? ' '.repeat(Math.max(0, to - from)) + row.slice(Math.max(from, to)) : '');
      return;
    }
    const cells = cellsToWrite();
    blank(cells, from, Math.min(to, cells.length));
    while (cells.length > 0 && cells.at(-1) === undefined) cells.pop();
  }

  function eraseScreen(what: number): void {
    const x = column();
    if (what === 0) {
      erase(x, Infinity);
      at.rows.length = Math.min(at.rows.length, at.y + 1);
    } else if (what === 1) {
      for (let y = at.top; y < Math.min(at.y, at.rows.length); y++) at.rows[y] = '';
      erase(0, x + 1);
    } else if (what === 2) at.rows.length = Math.min(at.rows.length, at.top);
    at.x = x;
  }

  const movements: Readonly<Record<string, (n: number, values: readonly number[]) => void>> = {
    '\r': () => goTo(at.y, 0),
    '\b': () => goTo(at.y, Math.max(0, column() - 1)),
    A: (n) => goTo(clampRow(at.y - n), column()),
    B: (n) => goTo(clampRow(at.y + n), column()),
    C: (n) => goRight(n),
    D: (n) => goTo(at.y, Math.max(0, column() - n)),
    E: (n) => goTo(clampRow(at.y + n), 0),
    F: (n) => goTo(clampRow(at.y - n), 0),
    G: (n) => goTo(at.y, Math.min(n, width) - 1),
    H: (n, [, column = 1]) => goTo(clampRow(at.top + n - 1), Math.min(Math.max(column, 1), width) - 1),
    I: (n) => goRight(nextStop(column()) + 8 * (n - 1) - column()),
    J: (_, [what = 0]) => eraseScreen(what),
    K: (_, [what = 0]) => erase(what === 0 ? column() : 0, what === 1 ? column() + 1 : Infinity),
    L: (n) => shift(n),
    M: (n) => shift(-n),
    P: (n) => change((cells, x) => (blank(cells, x, x + n), cells.splice(x, n))),
    '@': (n) =>
      change(
        (cells, x) => (
          blank(cells, x, x),
          x < cells.length && cells.splice(x, 0, ...new Array<Cell>(Math.min(n, width)).fill(undefined))
        ),
      ),
    S: (n) => scroll(Math.min(n, height)),
    X: (n) => erase(column(), column() + n),
    Z: (n) => goTo(at.y, Math.max(0, Math.ceil(column() / 8) - n) * 8),
    b: (n) => put((/[^\0-\x1f]$/u.exec(written)?.[0] ?? '').repeat(Math.min(n, width))),
    d: (n) => goTo(clampRow(at.top + n - 1), column()),
    r: (_, [, bottom = height]) => {
      at.scrolling = bottom > 1 ? Math.min(bottom, height) : height;
      goTo(at.top, 0);
    },
    s: () => (at.saved = { y: at.y - at.top, x: column() }),
    u: () => goTo(clampRow(at.top + at.saved.y), at.saved.x),
    // Short sequences, see shortMoves.
    down: () => lineFeed(column()),
    next: () => lineFeed(0),
    up: () => {
      if (at.y > at.top) return goTo(at.y - 1, column());
      const x = column();
      shift(1);
      at.x = x;
    },
    reset: () => (at = fresh()),
  };

  function change(edit: (cells: Cell[], x: number) => unknown): void {
    const x = column();
    if (at.rows[at.y] === undefined) return;
    const cells = cellsToWrite();
    edit(cells, x);
    at.x = x;
  }

  function scroll(rows: number): void {
    const [y, x] = [at.y, column()];
    while (at.rows.length < at.top + rows) at.rows.push('');
    at.top += rows;
    goTo(y + rows, x);
  }

  return {
    write(text) {
      const last = at.y === at.rows.length - 1 && at.x === atEnd && at.scrolling === height && !below;
      const cut = last ? beforeLastLines(text) : 0;
      if (cut > 0) {
        said++;
        // Of a flood only the last lines are still on the screen.
        giveOut(`${at.rows.map(textOf).join('\n')}${text.slice(0, cut)}`);
        Object.assign(at, { ...fresh(), saved: at.saved });
      }
      const lines = text.slice(cut).split('\n');
      for (const [index, line] of lines.entries()) {
        if (index > 0) lineFeed(0);
        if (line !== '') put(line);
      }
    },
    move(kind, values) {
      movements[kind]?.(Math.max(1, values[0] ?? 1), values);
    },
    alternate(on) {
      if (on === (below !== undefined)) return;
      if (on) [below, at] = [at, fresh()];
      else [below, at] = [undefined, below ?? at];
    },
    leave() {
      while (at.rows.length < at.top) at.rows.push('');
      const gone = at.rows.splice(0, at.top).map(textOf);
      giveOut(gone.map((row) => `${row}\n`).join(''));
      at.y -= at.top;
      at.top = 0;
      const text = left;
      left = '';
      return text;
    },
    said: () => said,
    line: () => textAt(at.y),
    lowest: () => textOf(at.rows.findLast((row) => textOf(row).trim() !== '') ?? ''),
    rest() {
      const states = below ? [below, at] : [at];
      const text = states.map(({ rows }) => rows.map(textOf).join('\n')).join('\n');
      at = fresh();
      below = undefined;
      return text;
    },
  };
}

/**
 * Where the part begins that stays on the screen: behind the line feed that a screen's height of others follows; 0: at
 * the start.
 */
function beforeLastLines(text: string): number {
  let from = text.length;
  for (let lines = 0; lines < height; lines++) {
    from = from === 0 ? -1 : text.lastIndexOf('\n', from - 1);
    if (from < 0) return 0;
  }
  return from + 1;
}

function textOf(row: Row): string {
  if (typeof row === 'string') return row;
  let end = row.length;
  while (end > 0 && row[end - 1] === undefined) end--;
  return row
    .slice(0, end)
    .map((cell) => cell ?? ' ')
    .join('');
}

function columnsOf(row: Row): number {
  if (typeof row === 'object') return row.length;
  return isPlain(row) ? row.length : cellsOf(row).length;
}

function cellsOf(text: string): Cell[] {
  if (isPlain(text)) return text.split('');
  const cells: Cell[] = [];
  overwrite(cells, 0, text);
  return cells;
}

function nextStop(column: number): number {
  return (Math.floor(column / 8) + 1) * 8;
}

/** Writes characters over cells from a column on; gives the column behind them. */
function overwrite(cells: Cell[], from: number, text: string): number {
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
function blank(cells: Cell[], from: number, to: number): void {
  let [start, end] = [from, to];
  while (start > 0 && cells[start] === '') start--;
  while (cells[end] === '') end++;
  for (let x = start; x < Math.min(end, cells.length); x++) cells[x] = undefined;
}
