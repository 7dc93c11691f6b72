import { commonTextEnds } from '../../base/lines';
import { plainPunctuation } from './lineKeys';

/**
 * What sets a miscopied line apart: an edit distance (a wrong letter counts 1, so do all blanks and signs together),
 * and the words that were written for the file's.
 */
export interface Slip {
  readonly distance: number;
  readonly words: readonly string[];
}

const token = /[\p{L}\p{N}\p{M}_$]+|[^\s\p{L}\p{N}\p{M}_$]/gu;
const quote = /^["'`]$/;

function tokensOf(line: string): string[] {
  const tokens = plainPunctuation(line).match(token) ?? [];
  // A comma or semicolon at the end comes and goes with how one writes.
  return /^[,;]$/.test(tokens.at(-1) ?? '') ? tokens.slice(0, -1) : tokens;
}

/**
 * The slips of a line that was copied not quite rightly: blanks within the line, the kind of quotes, a comma or
 * semicolon at its end, and words of five letters or more with one wrong letter. Undefined when anything else differs:
 * numbers, signs, short words and other words mean something.
 */
export function slipOf(written: string, present: string): Slip | undefined {
  const [left, right] = [tokensOf(written), tokensOf(present)];
  if (left.length !== right.length) return undefined;
  const words: string[] = [];
  let distance = 1;
  for (const [at, word] of left.entries()) {
    const theirs = right[at] ?? '';
    if (word === theirs || (quote.test(word) && quote.test(theirs))) continue;
    if (word.length < 5 || !isOneLetterOff(word, theirs)) return undefined;
    distance++;
    words.push(word);
  }
  return { distance, words };
}

/**
 * Whether one letter was left out, put in or exchanged, or two neighbours swapped (Damerau's four kinds of slips,
 * 1964).
 */
function isOneLetterOff(a: string, b: string): boolean {
  if (Math.abs(a.length - b.length) > 1) return false;
  const { head, tail } = commonTextEnds(a, b);
  const [left, right] = [a.slice(head, a.length - tail), b.slice(head, b.length - tail)];
  if (!/^\p{L}*$/u.test(left + right)) return false;
  return (
    (left.length <= 1 && right.length <= 1) ||
    (left.length === 2 && right.length === 2 && left[0] === right[1] && left[1] === right[0])
  );
}
