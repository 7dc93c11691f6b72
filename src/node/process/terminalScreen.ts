import {
  atEnd,
  columnOf,
  createBuffer,
  deleteCharacters,
  erase,
  eraseInRow,
  eraseInScreen,
  goRight,
  goTo,
  goToRow,
  height,
  insertBlanks,
  lineFeed,
  reverseLineFeed,
  scroll,
  shift,
  textIn,
  width,
  writeText,
  type ScreenBuffer,
} from './screenBuffer';
import { nextStop, textOf } from './terminalRow';

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

interface Screen {
  /** What programs write to. */
  buffer: ScreenBuffer;
  /** The one below, while a program that fills the screen has another one. */
  below: ScreenBuffer | undefined;
  /** Text that has left the screen for good and was not given yet. */
  left: string;
  /** The text that was written last. */
  written: string;
  said: number;
}

/** A line that is longer, in characters, is given out as it stands. */
const longestLine = 65_536;

export function createTerminalScreen(): TerminalScreen {
  const screen: Screen = { buffer: createBuffer(), below: undefined, left: '', written: '', said: 0 };
  return {
    write: (text) => write(screen, text),
    move(kind, values) {
      movements[kind]?.(screen, Math.max(1, values[0] ?? 1), values);
    },
    alternate(on) {
      const { below } = screen;
      if (on === (below !== undefined)) return;
      screen.below = on ? screen.buffer : undefined;
      screen.buffer = below ?? createBuffer();
    },
    leave: () => leave(screen),
    said: () => screen.said,
    line: () => textOf(screen.buffer.rows[screen.buffer.y] ?? ''),
    lowest: () => textOf(screen.buffer.rows.findLast((row) => textOf(row).trim() !== '') ?? ''),
    rest() {
      const { buffer, below } = screen;
      screen.buffer = createBuffer();
      screen.below = undefined;
      return below ? `${textIn(below)}\n${textIn(buffer)}` : textIn(buffer);
    },
  };
}

function write(screen: Screen, text: string): void {
  const { buffer, below } = screen;
  const last = buffer.y === buffer.rows.length - 1 && buffer.x === atEnd && buffer.scrolling === height && !below;
  const cut = last ? beforeLastLines(text) : 0;
  if (cut > 0) {
    screen.said++;
    // Of a flood only the last lines are still on the screen.
    giveOut(screen, `${textIn(buffer)}${text.slice(0, cut)}`);
    screen.buffer = { ...createBuffer(), saved: buffer.saved };
  }
  const lines = text.slice(cut).split('\n');
  for (const [index, line] of lines.entries()) {
    if (index > 0) endLine(screen, 0);
    if (line !== '') put(screen, line);
  }
}

/** Writes text without line feeds. */
function put(screen: Screen, text: string): void {
  screen.written = text;
  screen.said++;
  const { buffer } = screen;
  writeText(buffer, text);
  if ((buffer.rows[buffer.y]?.length ?? 0) <= longestLine) return;
  const gone = buffer.rows.splice(0, buffer.y + 1, '');
  giveOut(screen, gone.map(textOf).join('\n'));
  Object.assign(buffer, { y: 0, x: atEnd, top: 0, saved: { y: 0, x: 0 } });
}

function endLine(screen: Screen, x: number): void {
  screen.said++;
  lineFeed(screen.buffer, x);
}

/** A screen of a program's own leaves nothing behind. */
function giveOut(screen: Screen, text: string): void {
  if (!screen.below) screen.left += text;
}

function leave(screen: Screen): string {
  const { buffer } = screen;
  while (buffer.rows.length < buffer.top) buffer.rows.push('');
  const gone = buffer.rows.splice(0, buffer.top).map(textOf);
  giveOut(screen, gone.map((row) => `${row}\n`).join(''));
  buffer.y -= buffer.top;
  buffer.top = 0;
  const text = screen.left;
  screen.left = '';
  return text;
}

type Movement = (screen: Screen, n: number, values: readonly number[]) => void;

/** A movement that a buffer alone can make. */
const inBuffer =
  (move: (buffer: ScreenBuffer, n: number, values: readonly number[]) => void): Movement =>
  ({ buffer }, n, values) =>
    move(buffer, n, values);

/** By what `move` is given; `n` is the sequence's first number, at least 1. */
const movements: Readonly<Record<string, Movement>> = {
  '\r': inBuffer((b) => goTo(b, b.y, 0)),
  '\b': inBuffer((b) => goTo(b, b.y, Math.max(0, columnOf(b) - 1))),
  A: inBuffer((b, n) => goToRow(b, b.y - n, columnOf(b))),
  B: inBuffer((b, n) => goToRow(b, b.y + n, columnOf(b))),
  C: inBuffer(goRight),
  D: inBuffer((b, n) => goTo(b, b.y, Math.max(0, columnOf(b) - n))),
  E: inBuffer((b, n) => goToRow(b, b.y + n, 0)),
  F: inBuffer((b, n) => goToRow(b, b.y - n, 0)),
  G: inBuffer((b, n) => goTo(b, b.y, Math.min(n, width) - 1)),
  H: inBuffer((b, n, [, column = 1]) => goToRow(b, b.top + n - 1, Math.min(Math.max(column, 1), width) - 1)),
  I: inBuffer((b, n) => goRight(b, nextStop(columnOf(b)) + 8 * (n - 1) - columnOf(b))),
  J: inBuffer((b, _, [what = 0]) => eraseInScreen(b, what)),
  K: inBuffer((b, _, [what = 0]) => eraseInRow(b, what)),
  L: inBuffer(shift),
  M: inBuffer((b, n) => shift(b, -n)),
  P: inBuffer(deleteCharacters),
  '@': inBuffer(insertBlanks),
  S: inBuffer((b, n) => scroll(b, Math.min(n, height))),
  X: inBuffer((b, n) => erase(b, columnOf(b), columnOf(b) + n)),
  Z: inBuffer((b, n) => goTo(b, b.y, Math.max(0, Math.ceil(columnOf(b) / 8) - n) * 8)),
  b: (screen, n) => put(screen, (/[^\0-\x1f]$/u.exec(screen.written)?.[0] ?? '').repeat(Math.min(n, width))),
  d: inBuffer((b, n) => goToRow(b, b.top + n - 1, columnOf(b))),
  r: inBuffer((b, _, [, bottom = height]) => {
    b.scrolling = bottom > 1 ? Math.min(bottom, height) : height;
    goTo(b, b.top, 0);
  }),
  s: inBuffer((b) => (b.saved = { y: b.y - b.top, x: columnOf(b) })),
  u: inBuffer((b) => goToRow(b, b.top + b.saved.y, b.saved.x)),
  // Short sequences, see shortMoves.
  down: (screen) => endLine(screen, columnOf(screen.buffer)),
  next: (screen) => endLine(screen, 0),
  up: inBuffer(reverseLineFeed),
  reset: (screen) => (screen.buffer = createBuffer()),
};

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
