import type { SessionEvent } from '../../contracts/events';
import type { SessionSnapshot, SessionState } from '../../contracts/session';
import { mapSteps } from './foldSteps';

/** The newest hand-overs, and of each role the newest exchanges, that a session keeps at hand. */
const mostKept = 20;

export function entered(s: SessionSnapshot, e: SessionEvent & { kind: 'phase.entered' }): SessionSnapshot {
  return {
    ...s,
    // What was on its way when the run was paused does not wake it.
    ...(s.state === 'paused' ? { pausedFrom: e.phase } : { state: e.phase }),
    phase: e.phase,
    ...(e.handover && { handovers: [...(s.handovers ?? []), { ...e.handover, at: e.at }].slice(-mostKept) }),
  };
}

export function spoken(s: SessionSnapshot, e: SessionEvent & { kind: 'role.spoke' }): SessionSnapshot {
  const turns = [...(s.conversations?.[e.role] ?? []), { task: e.task, answer: e.answer, step: e.step, at: e.at }];
  return { ...s, conversations: { ...s.conversations, [e.role]: turns.slice(-mostKept) } };
}

export function paused(s: SessionSnapshot, e: SessionEvent & { kind: 'run.paused' }): SessionSnapshot {
  return { ...s, state: 'paused', pausedFrom: pausedFrom(s), waiting: e.waiting };
}

export function resumed(s: SessionSnapshot, e: SessionEvent & { kind: 'run.resumed' }): SessionSnapshot {
  return {
    ...s,
    state: pausedFrom(s),
    pausedFrom: undefined,
    waiting: undefined,
    error: undefined,
    ending: undefined,
    woken: e.by === 'event' ? e.why : undefined,
  };
}

export function interrupted(s: SessionSnapshot, e: SessionEvent & { kind: 'run.interrupted' }): SessionSnapshot {
  return {
    ...s,
    state: 'paused',
    pausedFrom: pausedFrom(s),
    waiting: undefined,
    gates: s.gates.filter((gate) => gate.sleeps),
    error: { reason: 'interrupted', message: e.message },
    plan: mapSteps(s.plan, (step) =>
      step.status === 'running' ? { ...step, status: 'cancelled', endedAt: e.at, cutOff: true } : step,
    ),
  };
}

export function ended(s: SessionSnapshot, state: SessionState, at: number): SessionSnapshot {
  return { ...s, state, gates: [], endedAt: at, pausedFrom: undefined, waiting: undefined, ending: undefined };
}

/** Where a session was before it was paused; sessions of older versions do not say. */
function pausedFrom(s: SessionSnapshot): SessionState {
  if (s.state !== 'paused') return s.state;
  if (s.pausedFrom) return s.pausedFrom;
  if (s.phase && s.phase !== 'paused') return s.phase;
  return s.approvedAt ? 'implementation' : 'planning';
}
