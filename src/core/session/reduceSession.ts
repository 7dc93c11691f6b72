import type { SessionEvent } from '../../contracts/events';
import type { SessionSnapshot } from '../../contracts/session';
import { BugError } from '../../base/errors';
import { readGate } from './choices';
import { edited, extended, finished, mapSteps, notStarted, patchStep, recovered, touched, undone } from './foldSteps';
import { hasEnded } from './states';
import { answered, continued, created, ended, modelCalled, pausedFrom, planGate, proposed } from './foldGoal';
import { withDerived } from './derived';

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
const afterTheEnd: ReadonlySet<SessionEvent['kind']> = new Set([
  'session.renamed',
  'session.continued',
  'session.imported',
  'session.placed',
  'model.called',
  'undo.started',
  'undo.finished',
  'step.touched',
  'role.spoke',
]);

/** Folds many events. */
export function foldSession(events: readonly SessionEvent[], from?: SessionSnapshot): SessionSnapshot | undefined {
  let state = from;
  for (const event of events) state = reduceSession(state, event);
  return state;
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
      return {
        ...s,
        state: 'planning',
        planRequest: e.request,
        ...(e.request !== undefined && { requests: [...(s.requests ?? []), { text: e.request, at: e.at }] }),
        gates: s.gates.filter((g) => g.kind !== 'plan'),
        planRevision: e.seq,
      };
    case 'plan.proposed':
      return proposed(s, e);
    case 'plan.kept':
      return {
        ...s,
        state: 'awaiting_approval',
        phase: 'awaiting_approval',
        planRequest: undefined,
        requests: s.requests?.slice(0, -1),
        error: e.error,
        gates: [...s.gates, planGate(e.seq, s.plan?.summary ?? '')],
      };
    case 'plan.extended':
      return { ...s, plan: extended(s.plan, e) };
    case 'plan.edited':
      return { ...s, plan: edited(s.plan, e), planRevision: e.seq };
    case 'plan.approved':
      return {
        ...s,
        state: 'implementation',
        scope: e.scope,
        approvedAt: e.at,
        planRevision: e.seq,
        gates: s.gates.filter((g) => g.kind !== 'plan'),
      };
    case 'plan.rejected':
      return {
        ...s,
        state: 'cancelled',
        gates: [],
        endedAt: e.at,
        summary: e.reason ? `Rejected: ${e.reason}` : 'The plan was rejected; nothing was changed.',
      };
    case 'scope.widened':
      return { ...s, scope: e.scope };
    case 'gate.opened':
      // A gate of a running plan asks for more than was approved: an approval made before it is stale.
      return {
        ...s,
        gates: [...s.gates, readGate(e.gate)],
        planRevision: e.gate.kind === 'question' ? s.planRevision : e.seq,
      };
    case 'gate.withdrawn':
      return { ...s, gates: s.gates.filter((g) => g.id !== e.gate) };
    case 'gate.answered':
      return answered(s, e);
    case 'step.started':
      // What was left out just before does not start.
      return patchStep(s, e.step, (step) =>
        step.status === 'skipped' ? step : { ...step, status: 'running', startedAt: e.at, endedAt: undefined },
      );
    case 'step.called':
      return patchStep(s, e.step, (step) => ({ ...step, called: { becomes: e.becomes, mark: e.mark ?? e.head } }));
    case 'step.retried':
      return patchStep(s, e.step, (step) => ({ ...notStarted(step), retries: e.attempt }));
    case 'step.recovered':
      return recovered(s, e);
    case 'step.bound':
      return patchStep(s, e.step, (step) => ({
        ...step,
        input: e.input,
        late: false,
        writes: e.writes,
        about: e.about,
        runs: e.runs,
        tool: e.tool ?? step.tool,
      }));
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
      return {
        ...s,
        decisions: [...s.decisions, { ...e.decision, at: e.at }],
        heard: Math.max(s.heard ?? 0, e.decision.heard ?? 0),
        heardWords: Math.max(
          s.heardWords ?? 0,
          e.decision.heardWords ?? Math.max(0, (e.decision.heard ?? 0) - s.answers.length),
        ),
        woken: undefined,
      };
    case 'feedback.added':
      return {
        ...s,
        feedback: [
          ...s.feedback,
          {
            text: e.text,
            at: e.at,
            seen: e.effect !== undefined,
            ...(e.effect !== undefined && { effect: e.effect }),
            ...(e.by && { by: e.by }),
          },
        ],
      };
    case 'feedback.seen':
      return {
        ...s,
        feedback: s.feedback.map((one, index) => (index < e.upTo && !one.seen ? { ...one, seen: true } : one)),
      };
    case 'phase.entered':
      // What was on its way when the run was paused does not wake it.
      return {
        ...s,
        ...(s.state === 'paused' ? { pausedFrom: e.phase } : { state: e.phase }),
        phase: e.phase,
        ...(e.handover && { handovers: [...(s.handovers ?? []), { ...e.handover, at: e.at }].slice(-mostKept) }),
      };
    case 'role.spoke': {
      const turns = [
        ...(s.conversations?.[e.role] ?? []),
        { task: e.task, answer: e.answer, step: e.step, at: e.at },
      ].slice(-mostKept);
      return { ...s, conversations: { ...s.conversations, [e.role]: turns } };
    }
    case 'run.paused':
      return { ...s, state: 'paused', pausedFrom: pausedFrom(s), waiting: e.waiting };
    case 'run.resumed':
      return {
        ...s,
        state: pausedFrom(s),
        pausedFrom: undefined,
        waiting: undefined,
        error: undefined,
        ending: undefined,
        woken: e.by === 'event' ? e.why : undefined,
      };
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
        plan: mapSteps(s.plan, (step) =>
          step.status === 'running' ? { ...step, status: 'cancelled', endedAt: e.at, cutOff: true } : step,
        ),
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
