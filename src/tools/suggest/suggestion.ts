import { ellipsis } from '../../base/text';
import type { SuggestedGoal, SuggestionKind } from '../../contracts/suggestedGoal';

/** A suggested goal, what it is about and how much it counts. */
export interface Suggestion extends SuggestedGoal {
  readonly kind: SuggestionKind;
  /** Higher is more urgent; `scores` says how it is made. */
  readonly score: number;
}

/**
 * What a suggestion counts by its kind. On top come 4 for each doubling of how many things it would settle (at most 16)
 * and 10 where it is about a file that has uncommitted or recent changes.
 */
export const scores = {
  conflict: 110,
  failingTest: 100,
  untried: 95,
  error: 90,
  untested: 50,
  fixme: 45,
  unfinished: 40,
  warning: 35,
  uncommitted: 30,
  hack: 25,
  todo: 20,
} as const satisfies Record<SuggestionKind, number>;

/** What the count of settled things adds to a score. */
export function scoreForCount(count: number): number {
  return Math.min(16, 4 * Math.log2(Math.max(1, count)));
}

/** What a file's changes add to a score. */
export const scoreForChanged = 10;

/** Most characters of a text that comes from a file or a tool. */
const quoted = 110;

/**
 * Text from a file, a test or a tool made fit for one line of a list: no line breaks, no characters that hide or turn
 * text, nothing that Markdown would make a link or code of, and cut.
 */
export function quote(text: string, most = quoted): string {
  const visible = text
    .slice(0, 5_000)
    .replace(/[\p{Cc}\p{Zl}\p{Zp}]/gu, ' ')
    .replace(/[\p{Cf}\p{Co}\p{Cs}]/gu, '')
    .replace(/`/g, "'")
    .replace(/\]\(/g, '] (');
  return ellipsis(visible, most);
}

/** A path as part of a sentence. */
export function quotePath(path: string): string {
  return quote(path, 200);
}
