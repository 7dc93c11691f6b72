import type { BlockSplit } from './editBlock';
import { keyOf } from './lineKeys';
import { likeness } from './likeness';
import { slipOf } from './slips';
import type { TextLines } from './textLines';

/** A block of fewer lines that are not blank has no near match. */
const leastLines = 3;
/** Of so many lines one may differ. */
const linesPerSlip = 5;
/** How much of the text must be the same. */
const leastSimilarity = 0.95;
/** A second place as alike as this makes the match doubtful. */
const rivalLikeness = 0.8;
/** Lines that a block holds so often say little about where it belongs. */
const often = 5;

/**
 * The places that a block with slips of copying can mean, the intended one first. One place: apply there. More: it is
 * not clear which is meant. None: nothing is near enough.
 *
 * A place is near when it has as many lines, at most one in five of which differs, only by slips (`slipOf`), and when
 * the similarity is 0.95 or more: one minus the edit distance over the length (V. I. Levenshtein, 1966; as a share of
 * the length it is the usual normalised form). No word that was miscopied may stand elsewhere in the file, as it then
 * would be another word and no slip, nor among the new lines, as it would be written there. `wordsToo` is for a model
 * that was shown this very text: otherwise a misspelt word may be another one, of a text that is gone.
 */
export function nearPlaces(text: TextLines, { search, replace }: BlockSplit, wordsToo: boolean): number[] {
  const wanted = search.map((line) => keyOf(line, 'punctuation'));
  const solid = wanted.filter((key) => key !== '').length;
  if (solid < leastLines) return [];
  const most = Math.max(1, Math.floor(solid / linesPerSlip));
  const keys = text.keys('punctuation');
  const best = startsWithin(keys, wanted, most).find((start) => isNear(text, { search, replace }, start, wordsToo));
  if (best === undefined) return [];
  const rivals = startsWithin(keys, wanted, Math.floor(wanted.length / 2)).filter(
    (start) => start !== best && isAlike(keys, wanted, start),
  );
  return [best, ...rivals];
}

/**
 * Every place at which no more than so many lines differ. Lines that stand often in the block do not lead to a place.
 */
function startsWithin(keys: readonly string[], wanted: readonly string[], most: number): number[] {
  const offsets = new Map<string, number[]>();
  for (const [at, key] of wanted.entries()) offsets.set(key, [...(offsets.get(key) ?? []).slice(0, often), at]);
  const telling = [...offsets.values()].filter((each) => each.length < often).flat().length;
  const votes = new Map<number, number>();
  for (const [at, key] of keys.entries()) {
    const each = offsets.get(key);
    if (!each || each.length >= often) continue;
    for (const offset of each) votes.set(at - offset, (votes.get(at - offset) ?? 0) + 1);
  }
  const candidates = [...votes]
    .filter(([start, count]) => count >= telling - most && start >= 0 && start + wanted.length <= keys.length)
    .map(([start]) => start);
  return candidates
    .filter((start) => wanted.filter((key, at) => keys[start + at] !== key).length <= most)
    .sort((a, b) => a - b);
}

function isNear(text: TextLines, { search, replace }: BlockSplit, start: number, wordsToo: boolean): boolean {
  const wanted = search.map((line) => keyOf(line, 'punctuation'));
  const keys = text.keys('punctuation');
  let distance = 0;
  const words = new Set<string>();
  for (const [at, key] of wanted.entries()) {
    if (key === keys[start + at]) continue;
    const slip = slipOf(search[at] ?? '', text.lines[start + at] ?? '');
    if (!slip || (slip.words.length > 0 && !wordsToo)) return false;
    distance += slip.distance;
    for (const word of slip.words) words.add(word);
  }
  const length = wanted.reduce((sum, key) => sum + key.length, 0);
  if (1 - distance / length < leastSimilarity) return false;
  const kept = new Set(search);
  const fresh = replace.filter((line) => !kept.has(line));
  return [...words].every((word) => !hasWord(text.lines, word) && !hasWord(fresh, word));
}

function hasWord(lines: readonly string[], word: string): boolean {
  const whole = new RegExp(`(?<![\\p{L}\\p{N}_$])${word.replace(/\$/g, '\\$')}(?![\\p{L}\\p{N}_$])`, 'u');
  return lines.some((line) => line.includes(word) && whole.test(line));
}

function isAlike(keys: readonly string[], wanted: readonly string[], start: number): boolean {
  let sum = 0;
  let length = 0;
  for (const [at, key] of wanted.entries()) {
    sum += key.length * likeness(key, keys[start + at] ?? '');
    length += key.length;
  }
  return sum / length >= rivalLikeness;
}
