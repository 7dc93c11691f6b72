import type { SessionEvent } from '../../contracts/events';
import type { Gate, PlanSnapshot, SessionSnapshot, SessionState, StepSnapshot } from '../../contracts/session';
import { BugError } from '../../base/errors';
import { readGate } from './choices';
import { edited, extended, finished, mapSteps, notStarted, patchStep, recovered, touched, undone } from './foldSteps';
import { chosenBy } from './replies';
import { hasEnded, isQueued, isRunning, isThrough, needsOf, wordsIn } from './states';

/**
 * The fold of a session's events: the only place where its state is computed. Pure; unknown kinds (written by a newer
 * Flux) count as seen and change nothing.
 */
export function reduceSession(before: SessionSnapshot | undefined, event: SessionEvent): SessionSnapshot {
  if (event.kind === 'session.created') return created(event);
  if (!before) throw new BugError(`A session's first event must be session.created, not ${event.kind}.`);
  // Nothing brings back what has ended; a late event of its last moments counts as seen.
  const counts = !hasEnded(before.state) || afterTheEnd.has(event.kind);
  const after = counts ? withDerived(apply(before, event), before, event) : before;
  // A long session comes here thousands of times: what the event has just made anew is not copied once more.
  const own: { -readonly [K in keyof SessionSnapshot]: SessionSnapshot[K] } = after === before ? { ...before } : after;
  own.revision = event.seq;
  own.updatedAt = event.at;
  return own;
}

/** What still counts when a session has ended. */
const afterTheEnd: ReadonlySet<SessionEvent['kind']> = new Set(['session.renamed', 'session.continued', 'session.imported', 'session.placed', 'model.called', 'undo.started', 'undo.finished', 'step.touched', 'role.spoke']);

/** Folds many events. */
export function foldSession(events: readonly SessionEvent[], from?: SessionSnapshot): SessionSnapshot | undefined {
  let state = from;
  for (const event of events) state = reduceSession(state, event);
  return state;
}

function created(event: SessionEvent & { kind: 'session.created' }): SessionSnapshot {
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

function apply(s: SessionSnapshot, e: SessionEvent): SessionSnapshot {
  switch (e.kind) {
    case 'session.renamed':
      return { ...s, name: e.name };
    case 'session.continued':
      return continued(s, e);
    case 'session.placed':
      return { ...s, folders: e.folders, placed: true };
    case 'session.imported':
      return { ...s, name: e.name, importedFrom: s.name };
    case 'goal.settled':
      return { ...s, goal: e.goal, inputs: e.inputs, planRevision: e.seq };
    case 'model.called':
      return modelCalled(s, e);
    case 'plan.started':
      return { ...s, state: 'planning', planRequest: e.request, ...(e.request !== undefined && { requests: [...(s.requests ?? []), { text: e.request, at: e.at }] }), gates: s.gates.filter((g) => g.kind !== 'plan'), planRevision: e.seq };
    case 'plan.proposed':
      return proposed(s, e);
    case 'plan.kept':
      return { ...s, state: 'awaiting_approval', phase: 'awaiting_approval', planRequest: undefined, requests: s.requests?.slice(0, -1), error: e.error, gates: [...s.gates, planGate(e.seq, s.plan?.summary ?? '')] };
    case 'plan.extended':
      return { ...s, plan: extended(s.plan, e) };
    case 'plan.edited':
      return { ...s, plan: edited(s.plan, e), planRevision: e.seq };
    case 'plan.approved':
      return { ...s, state: 'implementation', scope: e.scope, approvedAt: e.at, planRevision: e.seq, gates: s.gates.filter((g) => g.kind !== 'plan') };
    case 'plan.rejected':
      return { ...s, state: 'cancelled', gates: [], endedAt: e.at, summary: e.reason ? `Rejected: ${e.reason}` : 'The plan was rejected; nothing was changed.' };
    case 'scope.widened':
      return { ...s, scope: e.scope };
    case 'gate.opened':
      // A gate of a running plan asks for more than was approved: an approval made before it is stale.
      return { ...s, gates: [...s.gates, readGate(e.gate)], planRevision: e.gate.kind === 'question' ? s.planRevision : e.seq };
    case 'gate.withdrawn':
      return { ...s, gates: s.gates.filter((g) => g.id !== e.gate) };
    case 'gate.answered':
      return answered(s, e);
    case 'step.started':
      // What was left out just before does not start.
      return patchStep(s, e.step, (step) => (step.status === 'skipped' ? step : { ...step, status: 'running', startedAt: e.at, endedAt: undefined }));
    case 'step.called':
      return patchStep(s, e.step, (step) => ({ ...step, called: { becomes: e.becomes, head: e.head } }));
    case 'step.retried':
      return patchStep(s, e.step, (step) => ({ ...notStarted(step), retries: e.attempt }));
    case 'step.recovered':
      return recovered(s, e);
    case 'step.bound':
      return patchStep(s, e.step, (step) => ({ ...step, input: e.input, late: false, writes: e.writes, about: e.about, runs: e.runs, tool: e.tool ?? step.tool }));
    case 'step.touched':
      return touched(s, e);
    case 'step.finished':
      return finished(s, e);
    case 'undo.started':
      return { ...s, undo: { id: e.id, action: e.action, steps: e.steps, at: e.at } };
    case 'undo.finished':
      return undone(s, e);
    case 'tests.measured':
      return { ...s, testsBefore: e.tests, ...(e.saved && { savedBefore: e.saved }) };
    case 'decision.made':
      return { ...s, decisions: [...s.decisions, { ...e.decision, at: e.at }], heard: Math.max(s.heard ?? 0, e.decision.heard ?? 0), heardWords: Math.max(s.heardWords ?? 0, e.decision.heardWords ?? Math.max(0, (e.decision.heard ?? 0) - s.answers.length)), woken: undefined };
    case 'feedback.added':
      return { ...s, feedback: [...s.feedback, { text: e.text, at: e.at, seen: e.effect !== undefined, ...(e.effect !== undefined && { effect: e.effect }), ...(e.by && { by: e.by }) }] };
    case 'feedback.seen':
      return { ...s, feedback: s.feedback.map((one, index) => (index < e.upTo && !one.seen ? { ...one, seen: true } : one)) };
    case 'phase.entered':
      // What was on its way when the run was paused does not wake it.
      return { ...s, ...(s.state === 'paused' ? { pausedFrom: e.phase } : { state: e.phase }), phase: e.phase, ...(e.handover && { handovers: [...(s.handovers ?? []), { ...e.handover, at: e.at }].slice(-mostKept) }) };
    case 'role.spoke': {
      const turns = [...(s.conversations?.[e.role] ?? []), { task: e.task, answer: e.answer, step: e.step, at: e.at }].slice(-mostKept);
      return { ...s, conversations: { ...s.conversations, [e.role]: turns } };
    }
    case 'run.paused':
      return { ...s, state: 'paused', pausedFrom: pausedFrom(s), waiting: e.waiting };
    case 'run.resumed':
      return { ...s, state: pausedFrom(s), pausedFrom: undefined, waiting: undefined, error: undefined, ending: undefined, woken: e.by === 'event' ? e.why : undefined };
    case 'run.ending':
      return { ...s, ending: e.why };
    case 'run.interrupted':
      return {
        ...s,
        state: 'paused',
        pausedFrom: pausedFrom(s),
        waiting: undefined,
        gates: s.gates.filter((gate) => gate.sleeps),
        error: { reason: 'interrupted', message: e.message },
        plan: mapSteps(s.plan, (step) => (step.status === 'running' ? { ...step, status: 'cancelled', endedAt: e.at, cutOff: true } : step)),
      };
    case 'session.completed':
      return { ...ended(s, 'complete', e.at), summary: e.summary, report: e.report, error: undefined };
    case 'session.failed':
      return { ...ended(s, 'failed', e.at), error: e.error, summary: e.summary, report: e.report };
    case 'session.cancelled':
      return { ...ended(s, 'cancelled', e.at), summary: e.reason, report: e.report };
    default:
      return s;
  }
}

/** The newest hand-overs, and of each role the newest exchanges, that a session keeps at hand. */
const mostKept = 20;

/** Where a session was before it was paused; sessions of older versions do not say. */
function pausedFrom(s: SessionSnapshot): SessionState {
  if (s.state !== 'paused') return s.state;
  return s.pausedFrom ?? (s.phase && s.phase !== 'paused' ? s.phase : s.approvedAt ? 'implementation' : 'planning');
}

function continued(s: SessionSnapshot, e: SessionEvent & { kind: 'session.continued' }): SessionSnapshot {
  const { plan, previousPlan: _previous, planRequest: _request, requests: _requests, scope: _scope, summary, report, error: _error, endedAt, approvedAt: _approved, testsBefore: _tests, undo: _undo, pausedFrom: _from, waiting: _waiting, ending: _ending, heard: _heard, heardWords: _words, woken: _woken, feedback, answers, ...rest } = s;
  const said = [...answers.map(({ question, reply }) => `${question} ${reply}`), ...feedback.map(({ text }) => text)];
  const earlier = { goal: s.goal, state: s.state, summary, files: report?.files.map((file) => file.path) ?? [], steps: plan?.steps.map((step) => step.id) ?? [], endedAt: endedAt ?? e.at, ...(said.length > 0 && { said }) };
  return { ...rest, feedback: [], answers: [], decisions: [], goal: e.goal, workflow: e.workflow, inputs: e.inputs, planOnly: e.planOnly, approve: e.approve, state: e.phase ?? 'planning', phase: e.phase ?? 'planning', planRevision: e.seq, gates: [], progressNote: 'A new goal has begun.', earlier: [...(s.earlier ?? []), earlier] };
}

function ended(s: SessionSnapshot, state: SessionState, at: number): SessionSnapshot {
  return { ...s, state, gates: [], endedAt: at, pausedFrom: undefined, waiting: undefined, ending: undefined };
}

function modelCalled(s: SessionSnapshot, e: SessionEvent & { kind: 'model.called' }): SessionSnapshot {
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

function proposed(s: SessionSnapshot, e: SessionEvent & { kind: 'plan.proposed' }): SessionSnapshot {
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

function answered(s: SessionSnapshot, e: SessionEvent & { kind: 'gate.answered' }): SessionSnapshot {
  const gate = s.gates.find((g) => g.id === e.gate);
  if (!gate) return s;
  const gates = s.gates.filter((g) => g.id !== e.gate);
  // Events of older versions name no choice.
  const choice = e.choice === undefined ? chosenBy(e.reply, gate) : gate.choices?.find(({ id }) => id === e.choice);
  if (gate.input !== undefined) return { ...s, inputs: { ...s.inputs, [gate.input]: choice?.means === 'nothing' ? '' : e.reply }, gates };
  const answers = gate.kind === 'question' ? [...s.answers, { question: gate.text, reply: e.reply, at: e.at, ...(gate.choices && { choices: gate.choices }), ...(choice && { choice: choice.id }), ...(gate.step !== undefined && { step: gate.step }) }] : s.answers;
  return { ...s, answers, gates };
}

function planGate(seq: number, text: string): Gate {
  return readGate({ id: `plan-${seq}`, kind: 'plan', text });
}

/** What may make the progress go back, since it makes more to do. */
const makesMore: ReadonlySet<SessionEvent['kind']> = new Set(['plan.proposed', 'plan.extended', 'session.continued']);

/** After these nothing else can be ready that was not before, nor the run further. */
const movesNothing: ReadonlySet<SessionEvent['kind']> = new Set(['model.called', 'step.started', 'step.bound', 'step.checkpointed', 'step.called', 'step.touched', 'undo.started', 'undo.finished']);

/** Which steps are ready, and how far the run is: both follow from the rest. The progress goes back only with a reason. */
function withDerived(s: SessionSnapshot, before: SessionSnapshot, event: SessionEvent): SessionSnapshot {
  if (!s.plan) {
    if (s.state === 'complete') return { ...s, progress: 1 };
    return event.kind === 'session.continued' ? { ...s, progress: 0 } : s;
  }
  if (s.state === before.state && (s.plan === before.plan || movesNothing.has(event.kind))) return s;
  const { steps, counted, done } = withReady(s.plan.steps, isRunning(s.state));
  const now = s.state === 'complete' ? 1 : Math.min(counted === 0 ? 0 : done / counted, hasEnded(s.state) ? 1 : 0.99);
  const back = now < before.progress;
  const explained = makesMore.has(event.kind);
  const progress = back && !explained ? before.progress : now;
  return { ...s, plan: steps === s.plan.steps ? s.plan : { ...s.plan, steps }, progress, ...(back && explained && event.kind === 'plan.extended' && { progressNote: event.why }) };
}

/** The steps, ready where nothing keeps them any more; how many count for the progress, and how many of these are done. */
function withReady(before: readonly StepSnapshot[], running: boolean): { steps: readonly StepSnapshot[]; counted: number; done: number } {
  const passed = new Set<string>();
  let leftOut: Set<string> | undefined;
  let counted = 0;
  let done = 0;
  for (const step of before) {
    if (isThrough(step)) (step.status === 'skipped' && !step.replaced ? (leftOut ??= new Set()) : passed).add(step.id);
    if (step.status === 'skipped' || step.replaced) continue;
    counted++;
    if (step.status === 'done') done++;
  }
  let byId: Map<string, StepSnapshot> | undefined;
  // Behind a step that was left out stands what that one waited for.
  const isReady = (step: StepSnapshot): boolean => {
    if (step.dependsOn.every((id) => passed.has(id))) return true;
    if (!leftOut || !step.dependsOn.every((id) => passed.has(id) || leftOut?.has(id))) return false;
    byId ??= new Map(before.map((other) => [other.id, other]));
    return needsOf(step, byId).every(isThrough);
  };
  let steps: StepSnapshot[] | undefined;
  for (const [index, step] of before.entries()) {
    if (!isQueued(step)) continue;
    const status = running && isReady(step) ? 'ready' : 'pending';
    if (status !== step.status) (steps ??= before.slice())[index] = { ...step, status };
  }
  return { steps: steps ?? before, counted, done };
}
