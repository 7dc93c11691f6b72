import { createTerminalScreen, type TerminalScreen } from './terminalScreen';

/** Turns what a program writes to a terminal into the text that a person would see there. */
export interface TextCleaner {
  /**
   * Takes the next piece; gives the lines that nothing can change any more, with their line feeds. As on a screen, the
   * last 100 lines can: a program may go up and write over them.
   */
  add(raw: string): string;
  /** The line that the cursor is in, as it would be seen. */
  line(): string;
  /** Grows with everything that is written; colours, marks and movements do not count. */
  said(): number;
  /** The last line that says anything. */
  lastLine(): string;
  /** Gives all that is left, as it is seen now; what comes after begins with nothing. */
  end(): string;
}

/**
 * Ends of control sequences that move the cursor or change text; the others (colours, modes, questions) show nothing.
 */
const moving = '@A-MPSXZ`abdefrsu';
/**
 * Sequences without effect on text, strings for the terminal (titles, links, marks of the shell), and control
 * characters.
 */
const silent = new RegExp(
  [
    `\\x1b\\[[0-;]*(?![${moving}])[@-~]`,
    '\\x1b\\[(?!\\?(?:\\d*;)*(?:47|1047|1048|1049)(?:;\\d*)*[hl])[<-?][0-?]*[@-~]',
    '\\x1b\\[[0-?]*[ -/]+[@-~]',
    '\\x1b[\\]PX^_](?:[^\\x07\\x1b]|\\x1b(?!\\\\))*(?:\\x07|\\x1b\\\\)',
    '\\x1b(?:[ -/]+[0-~]|(?![78DEMcPX])[0-OQ-WYZ\\\\`-~])',
    '[\\0-\\x07\\x0e-\\x1a\\x1c-\\x1f\\x7f-\\x9a\\x9c-\\x9f]',
  ].join('|'),
  'g',
);
/** What is left then, at a place: a control sequence, or a short one. */
const sequence = /\x1b(?:\[([0-?]*)([@-~])|([78DEMc]))?/y;
const special = /[\x1b\r\b]/g;
/** A sequence, or a character, that has begun and whose end has not come yet. */
const begun =
  /(?:\x1b(?:\[[0-?]*[ -/]*|[\]PX^_](?:[^\x07\x1b]|\x1b(?!\\))*\x1b?|[ -/]*)|\x9b[0-?]*[ -/]*|[\ud800-\udbff])$/;

const shortMoves: Readonly<Record<string, string>> = { '7': 's', '8': 'u', D: 'down', E: 'next', M: 'up', c: 'reset' };
const otherNames: Readonly<Record<string, string>> = { '`': 'G', a: 'C', e: 'B', f: 'H' };

/** A sequence that never ends is given up beyond this, in characters. */
const longestEscape = 16_384;

/**
 * Keeps what a terminal would show: what a program writes over, erases or repaints leaves its last state, gaps stay
 * gaps, colours and marks go. Memory stays bounded whatever comes.
 */
export function cleanTerminalText(): TextCleaner {
  const screen = createTerminalScreen();
  let held = '';
  return {
    add(raw) {
      const text = held + raw;
      const start = text.length <= longestEscape * 2 ? text.search(begun) : tailStart(text);
      held = start >= 0 && text.length - start <= longestEscape ? text.slice(start) : '';
      const whole = held === '' ? text : text.slice(0, start);
      const rest = whole
        .replaceAll('\x9b', '\x1b[')
        .replace(silent, '')
        .replace(/\r+\n|[\x0b\x0c]/g, '\n');
      if (!/[\x1b\r\b]/.test(rest)) screen.write(rest);
      else follow(screen, rest);
      return screen.leave();
    },
    said: () => screen.said(),
    line: () => screen.line(),
    lastLine: () => screen.lowest(),
    end: () => screen.leave() + screen.rest(),
  };
}

function follow(screen: TerminalScreen, text: string): void {
  for (let at = 0; at < text.length;) {
    const first = text[at];
    if (first === '\r' || first === '\b') {
      screen.move(first, []);
      at++;
    } else if (first === '\x1b') {
      sequence.lastIndex = at;
      const [whole = first, values = '', end, short] = sequence.exec(text) ?? [];
      if (short !== undefined) screen.move(shortMoves[short] ?? '', []);
      else if (values.startsWith('?')) followMode(screen, values, end === 'h');
      else if (end !== undefined)
        screen.move(
          otherNames[end] ?? end,
          values === '' ? [] : values.split(/[;:]/).map((value) => Number(value) || 0),
        );
      at += whole.length;
    } else {
      special.lastIndex = at;
      const end = special.test(text) ? special.lastIndex - 1 : text.length;
      screen.write(text.slice(at, end));
      at = end;
    }
  }
}

/**
 * Programs that fill the screen (editors, pagers) ask for one of their own, in several spellings, and may save the
 * cursor so.
 */
function followMode(screen: TerminalScreen, values: string, on: boolean): void {
  if (/\b1048\b/.test(values)) screen.move(on ? 's' : 'u', []);
  else screen.alternate(on);
}

function tailStart(text: string): number {
  const from = text.length - longestEscape;
  const start = text.slice(from).search(begun);
  return start < 0 ? -1 : from + start;
}
