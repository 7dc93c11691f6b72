import type { Said } from '../../contracts/said';
import type { SessionSnapshot } from '../../contracts/session';

type Saying = Pick<SessionSnapshot, 'said'>;

/** Whether a request to the model has carried it, or none need: it was done at once. */
export function isSeen({ effect, carried }: Said): boolean {
  return effect !== undefined || carried === 'request' || carried === 'decision';
}

/** Remarks that no request to the model has carried yet. */
export function unseenRemarks({ said }: Saying): readonly Said[] {
  return remarksIn(said).filter((one) => !isSeen(one));
}

/** Everything that was said to the session of its own accord: words of the person, and reports of roles. */
export function remarksIn(said: readonly Said[]): readonly Said[] {
  return said.filter(({ kind }) => kind === 'remark');
}

/** Answers to questions: the model's, and those of steps' tools. */
export function answersIn(said: readonly Said[]): readonly Said[] {
  return said.filter(({ kind }) => kind === 'answer');
}

/** Remarks and answers that nothing has dealt with yet. */
export function openWords({ said }: Saying): readonly Said[] {
  return said.filter((one) => isForDeciding(one) && !isTakenUp(one));
}

/** Whether the plan, a decision or a rule has dealt with it. */
export function isTakenUp({ carried }: Said): boolean {
  return carried === 'decision' || carried === 'rule';
}

/**
 * What a decision that knows all of this says of it in its event: how many remarks and answers there are, and how many
 * of them are remarks.
 */
export function heardIn(said: readonly Said[]): { readonly heard: number; readonly heardWords: number } {
  const known = said.filter(isForDeciding);
  return { heard: known.length, heardWords: remarksIn(known).length };
}

/** Whether a decision must take it up: not what was done without a model, nor a request for another plan. */
export function isForDeciding({ kind, effect }: Said): boolean {
  return kind !== 'request' && effect === undefined;
}
