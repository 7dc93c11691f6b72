import type { SessionEvent } from '../../contracts/events';
import type { Gate, PlanSnapshot, SessionSnapshot, SessionState } from '../../contracts/session';
import { readGate } from './choices';
import { patchStep } from './foldSteps';
import { chosenBy } from './replies';
import { wordsIn } from './states';

export function created(event: SessionEvent & { kind: 'session.created' }): SessionSnapshot {
  return {
    id: event.id,
    name: event.name,
    goal: event.goal,
    origin: event.origin,
    workflow: event.workflow,
    inputs: event.inputs,
    planOnly: event.planOnly,
    approve: event.approve,
    ...(event.folders && { folders: event.folders }),
    state: event.phase ?? 'planning',
    phase: event.phase ?? 'planning',
    revision: event.seq,
    planRevision: 0,
    progress: 0,
    gates: [],
    answers: [],
    decisions: [],
    feedback: [],
    tokens: { prompt: 0, completion: 0, cached: 0, saved: 0 },
    modelCalls: 0,
    changedFiles: [],
    createdAt: event.at,
    updatedAt: event.at,
  };
}

/** Where a session was before it was paused; sessions of older versions do not say. */
export function pausedFrom(s: SessionSnapshot): SessionState {
  if (s.state !== 'paused') return s.state;
  return s.pausedFrom ?? (s.phase && s.phase !== 'paused' ? s.phase : s.approvedAt ? 'implementation' : 'planning');
}

export function continued(s: SessionSnapshot, e: SessionEvent & { kind: 'session.continued' }): SessionSnapshot {
  const {
    plan,
    previousPlan: _previous,
    planRequest: _request,
    requests: _requests,
    scope: _scope,
    summary,
    report,
    error: _error,
    endedAt,
    approvedAt: _approved,
    testsBefore: _tests,
    undo: _undo,
    pausedFrom: _from,
    waiting: _waiting,
    ending: _ending,
    heard: _heard,
    heardWords: _words,
    woken: _woken,
    feedback,
    answers,
    ...rest
  } = s;
  const said = [...answers.map(({ question, reply }) => `${question} ${reply}`), ...feedback.map(({ text }) => text)];
  const earlier = {
    goal: s.goal,
    state: s.state,
    summary,
    files: report?.files.map((file) => file.path) ?? [],
    steps: plan?.steps.map((step) => step.id) ?? [],
    endedAt: endedAt ?? e.at,
    ...(said.length > 0 && { said }),
  };
  return {
    ...rest,
    feedback: [],
    answers: [],
    decisions: [],
    goal: e.goal,
    workflow: e.workflow,
    inputs: e.inputs,
    planOnly: e.planOnly,
    approve: e.approve,
    state: e.phase ?? 'planning',
    phase: e.phase ?? 'planning',
    planRevision: e.seq,
    gates: [],
    progressNote: 'A new goal has begun.',
    earlier: [...(s.earlier ?? []), earlier],
  };
}

export function ended(s: SessionSnapshot, state: SessionState, at: number): SessionSnapshot {
  return { ...s, state, gates: [], endedAt: at, pausedFrom: undefined, waiting: undefined, ending: undefined };
}

export function modelCalled(s: SessionSnapshot, e: SessionEvent & { kind: 'model.called' }): SessionSnapshot {
  const tokens = {
    ...s.tokens,
    prompt: s.tokens.prompt + e.usage.prompt,
    completion: s.tokens.completion + e.usage.completion,
    cached: s.tokens.cached + e.usage.cached,
  };
  const cost = e.costUsd === undefined ? s.cost : (s.cost ?? 0) + e.costUsd;
  const next = { ...s, tokens, cost, modelCalls: s.modelCalls + 1 };
  if (!e.step) return next;
  const used = e.usage.prompt + e.usage.completion;
  return patchStep(next, e.step, (step) => ({
    ...step,
    tokens: (step.tokens ?? 0) + used,
    cost: e.costUsd === undefined ? step.cost : (step.cost ?? 0) + e.costUsd,
  }));
}

export function proposed(s: SessionSnapshot, e: SessionEvent & { kind: 'plan.proposed' }): SessionSnapshot {
  const seenWords = wordsIn(s.feedback).filter(({ seen }) => seen).length;
  const plan: PlanSnapshot = {
    summary: e.plan.summary,
    verify: e.plan.verify,
    notes: e.plan.notes,
    source: e.plan.source,
    seen: e.plan.seen,
    looked: e.plan.looked,
    ...(e.plan.saves !== undefined && { saves: e.plan.saves }),
    steps: e.plan.steps.map((step) => ({ ...step, status: 'pending' as const })),
  };
  return {
    ...s,
    state: 'awaiting_approval',
    phase: 'awaiting_approval',
    plan,
    previousPlan: s.plan,
    planRevision: e.seq,
    gates: [...s.gates.filter((g) => g.kind !== 'plan'), planGate(e.seq, e.plan.summary)],
    error: undefined,
    heard: seenWords + s.answers.length,
    heardWords: seenWords,
  };
}

export function answered(s: SessionSnapshot, e: SessionEvent & { kind: 'gate.answered' }): SessionSnapshot {
  const gate = s.gates.find((g) => g.id === e.gate);
  if (!gate) return s;
  const gates = s.gates.filter((g) => g.id !== e.gate);
  // Events of older versions name no choice.
  const choice = e.choice === undefined ? chosenBy(e.reply, gate) : gate.choices?.find(({ id }) => id === e.choice);
  if (gate.input !== undefined)
    return { ...s, inputs: { ...s.inputs, [gate.input]: choice?.means === 'nothing' ? '' : e.reply }, gates };
  const answers =
    gate.kind === 'question'
      ? [
          ...s.answers,
          {
            question: gate.text,
            reply: e.reply,
            at: e.at,
            ...(gate.choices && { choices: gate.choices }),
            ...(choice && { choice: choice.id }),
            ...(gate.step !== undefined && { step: gate.step }),
          },
        ]
      : s.answers;
  return { ...s, answers, gates };
}

export function planGate(seq: number, text: string): Gate {
  return readGate({ id: `plan-${seq}`, kind: 'plan', text });
}
