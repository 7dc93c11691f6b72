import type { Intent } from '../../contracts/intent';
import type { Effect } from '../../contracts/plan';
import type { Tally } from './tally';

/** A phrase that tells what a step is for, where its tool may do at most one of these. */
export type PhraseRow = readonly [effects: readonly Effect[], Intent, weight: number, RegExp];

/** Rows by what a tool may do. */
export type PhraseRows = Readonly<Record<Effect, readonly PhraseRow[]>>;

export function rowsByEffect(rows: readonly PhraseRow[]): PhraseRows {
  const of = (effect: Effect) => rows.filter(([effects]) => effects.includes(effect));
  return { read: of('read'), write: of('write'), execute: of('execute') };
}

/** Speaks for each phrase that a text holds. The intents that were spoken for. */
export function hearPhrases(rows: readonly PhraseRow[], text: string, where: string, tally: Tally): Set<Intent> {
  const heard = new Set<Intent>();
  for (const [, intent, weight, phrase] of rows) {
    const found = phrase.exec(text);
    if (!found) continue;
    heard.add(intent);
    tally.speak(intent, weight, `the ${where} says “${found[0].trim()}”`);
  }
  return heard;
}
