import type { SessionEvent } from '../../contracts/events';
import type { EarlierGoal } from '../../contracts/decision';
import type { Said } from '../../contracts/said';
import type { Gate, PlanSnapshot, SessionSnapshot } from '../../contracts/session';
import { oneLine } from '../../base/fenced';
import { ellipsis } from '../../base/text';
import { readGate } from './choices';
import { charged } from './foldBudget';
import { patchStep } from './foldSteps';
import { plannedFor } from './foldWords';
import { chosenBy } from './replies';
import { answersIn, remarksIn } from './said';

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
    said: [],
    decisions: [],
    feedback: [],
    tokens: { prompt: 0, completion: 0, cached: 0, saved: 0 },
    modelCalls: 0,
    changedFiles: [],
    createdAt: event.at,
    updatedAt: event.at,
    goalAt: event.at,
    workedMs: 0,
  };
}

export function continued(s: SessionSnapshot, e: SessionEvent & { kind: 'session.continued' }): SessionSnapshot {
  const {
    plan,
    previousPlan: _previous,
    planRequest: _request,
    scope: _scope,
    summary,
    report,
    error: _error,
    endedAt,
    approvedAt: _approved,
    testsBefore: _tests,
    undo: _undo,
    suspended: _suspended,
    ending: _ending,
    woken: _woken,
    budget: _budget,
    said: words,
    ...rest
  } = s;
  const said = [
    ...answersIn(words).map(({ question, text }) => `${question} ${text}`),
    ...remarksIn(words).map(({ text }) => text),
  ];
  const earlier: EarlierGoal = {
    goal: s.goal,
    state: s.state,
    summary,
    files: report?.files.map((file) => file.path) ?? [],
    steps: plan?.steps.map((step) => step.id) ?? [],
    endedAt: endedAt ?? e.at,
    ...(said.length > 0 && { said }),
    ...whatCame(s),
  };
  return {
    ...rest,
    said: [],
    decisions: [],
    goal: e.goal,
    origin: e.origin ?? s.origin,
    workflow: e.workflow,
    inputs: e.inputs,
    planOnly: e.planOnly,
    approve: e.approve,
    state: e.phase ?? 'planning',
    phase: e.phase ?? 'planning',
    planRevision: e.seq,
    gates: [],
    progressNote: 'Working on a new goal.',
    goalAt: e.at,
    workedMs: 0,
    earlier: [...(s.earlier ?? []), earlier],
  };
}

/** Lines that are kept of a kind, and their characters. */
const mostLines = 6;
const lineChars = 200;

/** What the next goal should know of how this one went, beside its summary. */
function whatCame({ decisions, plan, report, gates }: SessionSnapshot): Partial<EarlierGoal> {
  const lines = (all: readonly string[]) => all.slice(-mostLines).map((line) => ellipsis(oneLine(line), lineChars));
  const decided = lines(
    decisions.map(({ action, step, reasoning }) => `${action}${step ? ` about ${step}` : ''}: ${reasoning}`),
  );
  const failed = lines(
    (plan?.steps ?? [])
      .filter(({ status }) => status === 'failed')
      .map(({ title, error }) => `${title}: ${error?.message ?? 'it gave no reason'}`),
  );
  const open = lines([...gates.map(({ text }) => text), ...(report?.unverified ?? [])]);
  return {
    ...(decided.length > 0 && { decided }),
    ...(failed.length > 0 && { failed }),
    ...(open.length > 0 && { open }),
  };
}

export function modelCalled(s: SessionSnapshot, e: SessionEvent & { kind: 'model.called' }): SessionSnapshot {
  const tokens = {
    ...s.tokens,
    prompt: s.tokens.prompt + e.usage.prompt,
    completion: s.tokens.completion + e.usage.completion,
    cached: s.tokens.cached + e.usage.cached,
    saved: s.tokens.saved + (e.saved ?? 0),
  };
  const cost = e.costUsd === undefined ? s.cost : (s.cost ?? 0) + e.costUsd;
  const budget = s.budget && charged(s.budget, e);
  const next = { ...s, tokens, cost, ...(budget && { budget }), modelCalls: s.modelCalls + 1 };
  if (!e.step) return next;
  const used = e.usage.prompt + e.usage.completion;
  return patchStep(next, e.step, (step) => ({
    ...step,
    tokens: (step.tokens ?? 0) + used,
    cost: e.costUsd === undefined ? step.cost : (step.cost ?? 0) + e.costUsd,
  }));
}

/** A plan is being made; where another one stood, it no longer waits for approval. */
export function planning(s: SessionSnapshot, e: SessionEvent & { kind: 'plan.started' }): SessionSnapshot {
  return {
    ...s,
    state: 'planning',
    planRequest: e.request,
    ...(e.request !== undefined && { said: [...s.said, { kind: 'request', text: e.request, at: e.at }] }),
    gates: withoutPlanGate(s.gates),
    planRevision: e.seq,
  };
}

export function proposed(s: SessionSnapshot, e: SessionEvent & { kind: 'plan.proposed' }): SessionSnapshot {
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
    gates: [...withoutPlanGate(s.gates), planGate(e.seq, e.plan.summary)],
    error: undefined,
    said: plannedFor(s.said),
  };
}

/** The plan that stood before stands again. */
export function kept(s: SessionSnapshot, e: SessionEvent & { kind: 'plan.kept' }): SessionSnapshot {
  return {
    ...s,
    state: 'awaiting_approval',
    phase: 'awaiting_approval',
    planRequest: undefined,
    said: withoutLastRequest(s.said),
    error: e.error,
    gates: [...s.gates, planGate(e.seq, s.plan?.summary ?? '')],
  };
}

export function approved(s: SessionSnapshot, e: SessionEvent & { kind: 'plan.approved' }): SessionSnapshot {
  return {
    ...s,
    state: 'implementation',
    scope: e.scope,
    approvedAt: e.at,
    planRevision: e.seq,
    gates: withoutPlanGate(s.gates),
  };
}

export function rejected(s: SessionSnapshot, e: SessionEvent & { kind: 'plan.rejected' }): SessionSnapshot {
  return {
    ...s,
    state: 'cancelled',
    gates: [],
    endedAt: e.at,
    summary: e.reason ? `Rejected: ${e.reason}` : 'The plan was rejected. Nothing was changed.',
  };
}

export function opened(s: SessionSnapshot, e: SessionEvent & { kind: 'gate.opened' }): SessionSnapshot {
  // A gate of a running plan asks for more than was approved: an approval made before it is stale.
  const planRevision = e.gate.kind === 'question' ? s.planRevision : e.seq;
  return { ...s, gates: [...s.gates, readGate(e.gate)], planRevision };
}

export function answered(s: SessionSnapshot, e: SessionEvent & { kind: 'gate.answered' }): SessionSnapshot {
  const gate = s.gates.find((g) => g.id === e.gate);
  if (!gate) return s;
  const gates = s.gates.filter((g) => g.id !== e.gate);
  // Events of older versions name no choice.
  const choice = e.choice === undefined ? chosenBy(e.reply, gate) : gate.choices?.find(({ id }) => id === e.choice);
  if (gate.input !== undefined)
    return { ...s, inputs: { ...s.inputs, [gate.input]: choice?.means === 'nothing' ? '' : e.reply }, gates };
  if (gate.kind !== 'question') return { ...s, gates };
  const answer: Said = {
    kind: 'answer',
    text: e.reply,
    at: e.at,
    question: gate.text,
    ...(gate.choices && { choices: gate.choices }),
    ...(choice && { choice: choice.id }),
    ...(gate.step !== undefined && { step: gate.step }),
  };
  return { ...s, said: [...s.said, answer], gates };
}

function withoutLastRequest(said: readonly Said[]): readonly Said[] {
  const last = said.findLastIndex(({ kind }) => kind === 'request');
  return said.filter((_, index) => index !== last);
}

function withoutPlanGate(gates: readonly Gate[]): Gate[] {
  return gates.filter((gate) => gate.kind !== 'plan');
}

function planGate(seq: number, text: string): Gate {
  return readGate({ id: `plan-${seq}`, kind: 'plan', text });
}
