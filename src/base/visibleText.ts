import { pattern } from './pattern';
import { firstChars, lastChars } from './text';

/**
 * Control characters, and characters that cannot be seen or turn the direction of a text; line breaks and tabs are not
 * among them.
 */
const unseen = pattern('u')`
  [\0-\x08\x0b-\x1f\x7f-\x9f\u00ad\u061c\u115f\u1160\u17b4\u17b5\u180b-\u180f
  \u200b-\u200f\u2028-\u202e\u2060-\u206f\u3164\ufe00-\ufe0f\ufeff\uffa0\ufff9-\ufffb\u{e0000}-\u{e0fff}]
`;

/** Blanks that look like a space and are none to a shell. */
const oddBlanks = /[\u00a0\u1680\u2000-\u200a\u202f\u205f\u2800\u3000]/;

/** Whether a text holds characters that a person would not see, or that make it look like another. */
export function hasUnseen(text: string): boolean {
  return unseen.test(text);
}

/** A text without what a person would not see. For titles; what will run is shown by `showUnseen`. */
export function dropUnseen(text: string): string {
  return text.replace(new RegExp(unseen, 'gu'), (character) => (/[\r\u200d\ufe0f]/.test(character) ? character : ''));
}

/**
 * A text on one line in which everything can be seen: `⏎` for a line break, `\u{202e}` for what has no shape of its
 * own.
 */
export function showUnseen(text: string): string {
  return text
    .replace(new RegExp(`${unseen.source}|${oddBlanks.source}`, 'gu'), (character) =>
      character === '\r' ? character : `\\u{${character.codePointAt(0)?.toString(16)}}`,
    )
    .trim()
    .replace(/[^\S\r\n]*(?:\r\n|\r|\n)\s*/g, ' ⏎ ')
    .replace(/\s+/g, ' ');
}

/**
 * `showUnseen`, and where that is longer than the limit its beginning and its end, with how much is missing between
 * them.
 */
export function showWhole(text: string, maxChars: number): string {
  const line = showUnseen(text);
  if (line.length <= maxChars) return line;
  const note = ` … ${line.length - maxChars} more characters … `;
  const kept = Math.max(20, maxChars - note.length);
  const head = Math.ceil(kept / 2);
  return `${firstChars(line, head)} … ${line.length - kept} more characters … ${lastChars(line, kept - head)}`;
}

/** A text as a piece of code between as many backticks as keep its own from ending it. */
export function asCode(text: string, maxChars: number): string {
  const line = showWhole(text, maxChars);
  const longest = Math.max(0, ...[...line.matchAll(/`+/g)].map((match) => match[0].length));
  const fence = '`'.repeat(longest + 1);
  return longest > 0 ? `${fence} ${line} ${fence}` : `${fence}${line}${fence}`;
}
