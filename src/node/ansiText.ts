/** Turns what a program writes to a terminal into text, as it comes. */
export interface TextCleaner {
  /** Takes the next piece; gives the lines that are complete now, with their line feeds. */
  add(raw: string): string;
  /** The line that is not complete yet, as it would be seen. */
  line(): string;
  /** Gives that line as it is; nothing comes after. */
  end(): string;
}

/** Escape sequences: control sequences, strings for the terminal (titles, links, marks of the shell), and short ones. */
const escapes = /\x1b(?:\[[0-?]*[ -/]*[@-~]|[\]PX^_](?:[^\x07\x1b]|\x1b(?!\\))*(?:\x07|\x1b\\)|[ -/]*[0-OQ-WYZ\\`-~])|\x9b[0-?]*[ -/]*[@-~]/g;
/** One that has begun and whose end has not come yet. */
const begun = /(?:\x1b(?:\[[0-?]*[ -/]*|[\]PX^_](?:[^\x07\x1b]|\x1b(?!\\))*\x1b?|[ -/]*)|\x9b[0-?]*[ -/]*)$/;
/** Control characters that show nothing; line feeds, tabs, carriage returns and backspaces stay for now. */
const controls = /[\0-\x07\x0b\x0c\x0e-\x1f\x7f-\x9f]/g;

/** A sequence that never ends is given up, and a line that never ends is given out, beyond this, in characters. */
const longestEscape = 16_384;
const longestLine = 65_536;

/**
 * Removes colours, cursor movements and marks; of a line that was written over again and again (a progress bar) only the
 * last state stays. Memory stays bounded whatever comes.
 */
export function cleanTerminalText(): TextCleaner {
  let held = '';
  let open = '';
  return {
    add(raw) {
      const text = held + raw;
      const start = text.length <= longestEscape * 2 ? text.search(begun) : tailStart(text);
      held = start >= 0 && text.length - start <= longestEscape ? text.slice(start) : '';
      open += (held === '' ? text : text.slice(0, start)).replace(escapes, '').replace(controls, '').replace(/\r+\n/g, '\n');
      const end = open.lastIndexOf('\n') + 1;
      const lines = open.slice(0, end);
      open = overwritten(open.slice(end));
      if (open.length > longestLine) {
        const long = open;
        open = '';
        return fold(lines) + long;
      }
      return fold(lines);
    },
    line: () => fold(open),
    end() {
      const rest = fold(open);
      open = '';
      return rest;
    },
  };
}

function tailStart(text: string): number {
  const from = text.length - longestEscape;
  const start = text.slice(from).search(begun);
  return start < 0 ? -1 : from + start;
}

function fold(lines: string): string {
  if (!/[\r\b]/.test(lines)) return lines;
  return lines.split('\n').map((line) => eraseBack(overwritten(line).replace(/\r/g, ''))).join('\n');
}

/** What is left of a line that was begun anew; a carriage return at its end may still become a line's end. */
function overwritten(line: string): string {
  const end = line.replace(/\r+$/, '').length;
  const start = line.lastIndexOf('\r', end - 1) + 1;
  return end === 0 ? line.slice(-1) : line.slice(start);
}

function eraseBack(line: string): string {
  if (!line.includes('\b')) return line;
  const kept: string[] = [];
  for (const character of line) {
    if (character === '\b') kept.pop();
    else kept.push(character);
  }
  return kept.join('');
}
