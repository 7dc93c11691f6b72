import type { SessionEvent } from '../../contracts/events';
import type { SessionSnapshot } from '../../contracts/session';

/** What a person has said up to a decision is carried by it. */
export function decided(s: SessionSnapshot, e: SessionEvent & { kind: 'decision.made' }): SessionSnapshot {
  const { heard = 0, heardWords = Math.max(0, heard - s.answers.length) } = e.decision;
  return {
    ...s,
    decisions: [...s.decisions, { ...e.decision, at: e.at }],
    heard: Math.max(s.heard ?? 0, heard),
    heardWords: Math.max(s.heardWords ?? 0, heardWords),
    woken: undefined,
  };
}

export function said(s: SessionSnapshot, e: SessionEvent & { kind: 'feedback.added' }): SessionSnapshot {
  const feedback = {
    text: e.text,
    at: e.at,
    seen: e.effect !== undefined,
    ...(e.effect !== undefined && { effect: e.effect }),
    ...(e.by && { by: e.by }),
  };
  return { ...s, feedback: [...s.feedback, feedback] };
}

export function heard(s: SessionSnapshot, e: SessionEvent & { kind: 'feedback.seen' }): SessionSnapshot {
  const feedback = s.feedback.map((one, index) => (index < e.upTo && !one.seen ? { ...one, seen: true } : one));
  return { ...s, feedback };
}
