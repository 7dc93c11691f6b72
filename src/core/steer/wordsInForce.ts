import type { Said } from '../../contracts/said';
import type { SessionSnapshot } from '../../contracts/session';
import { oneLine } from '../../base/fenced';
import { ellipsis, plural } from '../../base/text';
import { isSeen, remarksIn } from '../session/said';

/** Characters for what was said before the newest words; about 500 tokens, however much was said. */
const olderChars = 2_000;
/** Older words that do not fit are shown this short, while there is room. */
const shortChars = 160;
const questionChars = 200;

/** Something that the person has said to a run. It counts until the run has ended. */
export interface Word {
  readonly text: string;
  readonly at: number;
  /** What it answers. */
  readonly question?: string;
  /** No request has carried it yet. */
  readonly isNew?: boolean;
}

/**
 * Everything that the person has said since the goal, the oldest first: remarks, answers, and wishes for another plan.
 * What was done at once without a model (“pause”) is not among it, nor what was typed for a program that asked.
 */
export function wordsInForce({ said }: Pick<SessionSnapshot, 'said'>): Word[] {
  const remarks = remarksIn(said).filter(isRemarkInForce);
  return said
    .filter((one) => {
      if (one.kind === 'answer') return one.step === undefined;
      if (one.kind === 'remark') return isRemarkInForce(one);
      // A remark that came while planning asks for another plan as well; it still counts once.
      return !remarks.some(({ text }) => `\n${one.text}\n`.includes(`\n${text}\n`));
    })
    .map((one) => ({
      text: one.text,
      at: one.at,
      ...(one.question !== undefined && { question: one.question }),
      ...(one.kind === 'remark' && { isNew: !isSeen(one) }),
    }));
}

/** A role's report is passed on once. */
function isRemarkInForce(remark: Said): boolean {
  return remark.effect === undefined && (remark.by === undefined || !isSeen(remark));
}

/**
 * Words as a list for the model, a line each: the newest and what no request has carried yet whole, older ones as far
 * as there is room.
 */
export function quoteWords(words: readonly Word[]): string {
  let left = olderChars;
  let unshown = 0;
  const lines: string[] = [];
  for (const [index, word] of [...words.entries()].reverse()) {
    const { question } = word;
    const asked = question === undefined ? '' : `Asked “${ellipsis(oneLine(question), questionChars)}”: `;
    const whole = `- ${asked}${word.text}`;
    if (index === words.length - 1 || word.isNew) {
      lines.unshift(whole);
      continue;
    }
    const line = whole.length <= left ? whole : ellipsis(whole, shortChars);
    left -= line.length;
    if (left >= 0) lines.unshift(line);
    else unshown++;
  }
  return [...(unshown > 0 ? [`- (${plural(unshown, 'earlier remark')} not shown)`] : []), ...lines].join('\n');
}

/** The part of a request that brings them; empty where nothing was said. */
export function wordsPart(words: readonly Word[], over: string): string {
  return words.length > 0
    ? `# The person has said (it counts over ${over}, later words over earlier ones)\n${quoteWords(words)}`
    : '';
}
