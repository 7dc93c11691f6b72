import type { SessionEvent } from '../../contracts/events';
import type { SessionSnapshot, SessionState, Suspension } from '../../contracts/session';
import { mapSteps } from './foldSteps';
import { underlyingState, sleepingGates } from './states';
import { hasEnded } from '../../words/sessionState';

/** The newest hand-overs, and of each role the newest exchanges, that a session keeps at hand. */
const mostKept = 20;

export function entered(s: SessionSnapshot, e: SessionEvent & { kind: 'phase.entered' }): SessionSnapshot {
  return {
    ...s,
    // What was on its way when the run was paused does not wake it.
    ...(s.state === 'paused' && s.suspended ? { suspended: { ...s.suspended, from: e.phase } } : { state: e.phase }),
    phase: e.phase,
    ...(e.handover && { handovers: [...(s.handovers ?? []), { ...e.handover, at: e.at }].slice(-mostKept) }),
  };
}

export function spoken(s: SessionSnapshot, e: SessionEvent & { kind: 'role.spoke' }): SessionSnapshot {
  const turns = [...(s.conversations?.[e.role] ?? []), { task: e.task, answer: e.answer, step: e.step, at: e.at }];
  return { ...s, conversations: { ...s.conversations, [e.role]: turns.slice(-mostKept) } };
}

export function paused(s: SessionSnapshot, e: SessionEvent & { kind: 'run.paused' }): SessionSnapshot {
  return { ...s, state: 'paused', suspended: pauseOf(s, e) };
}

function pauseOf(s: SessionSnapshot, { waiting }: SessionEvent & { kind: 'run.paused' }): Suspension {
  const from = underlyingState(s);
  if (waiting) return { by: waiting.for === 'events' ? 'waiting' : 'phase', from, reason: waiting.reason };
  // Whoever pauses what was cut off changes nothing about that.
  return s.suspended?.by === 'interruption' ? s.suspended : { by: 'person', from };
}

export function resumed(s: SessionSnapshot, e: SessionEvent & { kind: 'run.resumed' }): SessionSnapshot {
  return {
    ...s,
    state: underlyingState(s),
    suspended: undefined,
    error: undefined,
    ending: undefined,
    woken: e.by === 'event' ? e.why : undefined,
  };
}

export function interrupted(s: SessionSnapshot, e: SessionEvent & { kind: 'run.interrupted' }): SessionSnapshot {
  return {
    ...s,
    state: 'paused',
    suspended: { by: 'interruption', from: underlyingState(s), reason: e.message },
    gates: sleepingGates(s),
    error: { reason: 'interrupted', message: e.message },
    plan: mapSteps(s.plan, (step) =>
      step.status === 'running' ? { ...step, status: 'cancelled', endedAt: e.at, cutOff: true } : step,
    ),
  };
}

export function ended(s: SessionSnapshot, state: SessionState, at: number): SessionSnapshot {
  return { ...s, state, gates: [], endedAt: at, suspended: undefined, ending: undefined };
}

/** A session is suspended without being paused while its work sleeps on an open question. */
export function withQuestion(s: SessionSnapshot, before: SessionSnapshot): SessionSnapshot {
  if (s.state === 'paused' || (s.state === before.state && s.gates === before.gates)) return s;
  const asks = !hasEnded(s.state) && sleepingGates(s).length > 0;
  if (!asks) return s.suspended === undefined ? s : { ...s, suspended: undefined };
  return { ...s, suspended: { by: 'question', from: s.state } };
}
