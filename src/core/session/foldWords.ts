import type { SessionEvent } from '../../contracts/events';
import type { Said } from '../../contracts/said';
import type { SessionSnapshot } from '../../contracts/session';
import { heardIn, isForDeciding, isSeen, isTakenUp, remarksIn } from './said';

/**
 * What was said up to a decision is taken up by it. Its event counts: so many remarks and answers, the oldest first.
 */
export function decided(s: SessionSnapshot, e: SessionEvent & { kind: 'decision.made' }): SessionSnapshot {
  const { heard = 0, heardWords } = e.decision;
  const all = heardIn(s.said);
  const before = heardIn(s.said.filter(isTakenUp));
  // Older versions stored no `heardWords` for rule decisions; their `heard` included every answer.
  const known = heardWords ?? Math.max(0, heard - (all.heard - all.heardWords));
  const remarks = Math.max(before.heardWords, known);
  const answers = Math.max(before.heard, heard) - remarks;
  return {
    ...s,
    decisions: [...s.decisions, { ...e.decision, at: e.at }],
    said: takenUp(s.said, { remarks, answers }),
    woken: undefined,
  };
}

/** What planning has seen of the remarks, every answer and every wish for another plan are in the plan. */
export function plannedFor(said: readonly Said[]): readonly Said[] {
  return said.map((one) =>
    one.kind !== 'remark' || one.carried === 'request' ? { ...one, carried: 'decision' } : one,
  );
}

function takenUp(
  said: readonly Said[],
  counts: { readonly remarks: number; readonly answers: number },
): readonly Said[] {
  let { remarks, answers } = counts;
  return said.map((one): Said => {
    const isKnown = isForDeciding(one) && (one.kind === 'remark' ? remarks-- : answers--) > 0;
    if (!isKnown || isTakenUp(one)) return one;
    return { ...one, carried: one.kind === 'answer' || isSeen(one) ? 'decision' : 'rule' };
  });
}

export function remarked(s: SessionSnapshot, e: SessionEvent & { kind: 'feedback.added' }): SessionSnapshot {
  const remark: Said = {
    kind: 'remark',
    text: e.text,
    at: e.at,
    ...(e.effect !== undefined && { effect: e.effect }),
    ...(e.by && { by: e.by }),
  };
  return { ...s, said: [...s.said, remark] };
}

/** A request has carried the first so many remarks. */
export function carried(s: SessionSnapshot, e: SessionEvent & { kind: 'feedback.seen' }): SessionSnapshot {
  let left = e.upTo;
  const said = s.said.map((one): Said => {
    if (one.kind !== 'remark' || left-- <= 0 || isSeen(one)) return one;
    return { ...one, carried: isTakenUp(one) ? 'decision' : 'request' };
  });
  return { ...s, said };
}

/** The remarks as the snapshot shows them to users of the API. */
export function feedbackOf(said: readonly Said[]): SessionSnapshot['feedback'] {
  return remarksIn(said).map((one) => ({
    text: one.text,
    at: one.at,
    seen: isSeen(one),
    ...(one.effect !== undefined && { effect: one.effect }),
    ...(one.by && { by: one.by }),
  }));
}
