import type { SessionEvent } from '../../contracts/events';
import type { SessionSnapshot } from '../../contracts/session';
import { BugError } from '../../base/errors';
import { withDerived } from './derived';
import { budgetAllotted, budgetFinished, budgetRaised, budgetSet } from './foldBudget';
import {
  answered,
  approved,
  continued,
  created,
  kept,
  modelCalled,
  opened,
  planning,
  proposed,
  rejected,
} from './foldGoal';
import { ended, entered, interrupted, paused, resumed, spoken, withQuestion } from './foldRun';
import {
  bound,
  edited,
  extended,
  finished,
  notStarted,
  patchStep,
  recovered,
  started,
  touched,
  undone,
} from './foldSteps';
import { carried, decided, feedbackOf, remarked } from './foldWords';
import { hasEnded, isAtWork } from '../../words/sessionState';

/**
 * The fold of a session's events: the only place where its state is computed. Pure; unknown kinds (written by a newer
 * Flux) count as seen and change nothing.
 */
export function reduceSession(before: SessionSnapshot | undefined, event: SessionEvent): SessionSnapshot {
  if (event.kind === 'session.created') return created(event);
  if (!before) throw new BugError(`A session's first event must be session.created, not ${event.kind}.`);
  // Nothing brings back what has ended; a late event of its last moments counts as seen.
  const counts = !hasEnded(before.state) || afterTheEnd.has(event.kind);
  const after = counts ? withDerived(withQuestion(apply(before, event), before), before, event) : before;
  // A long session comes here thousands of times: what the event has just created is not copied once more.
  const own: { -readonly [K in keyof SessionSnapshot]: SessionSnapshot[K] } = after === before ? { ...before } : after;
  if (own.said !== before.said) own.feedback = feedbackOf(own.said);
  if (own.workedMs !== undefined) own.workedMs += workedUntil(before, event);
  own.revision = event.seq;
  own.updatedAt = event.at;
  return own;
}

/** For how long it was at work since the event before; how long a window lived that was cut off, nobody knows. */
function workedUntil(before: SessionSnapshot, { kind, at }: SessionEvent): number {
  if (at <= before.updatedAt || kind === 'run.interrupted') return 0;
  return isAtWork(before) ? at - before.updatedAt : 0;
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

type Kind = SessionEvent['kind'];
type EventOf<K extends Kind> = SessionEvent & { kind: K };
type Fold<K extends Kind> = (s: SessionSnapshot, e: EventOf<K>) => SessionSnapshot;

/** What each kind of event makes of a session; kinds that are not here leave it as it is. */
const folds: { readonly [K in Kind]?: Fold<K> } = {
  'session.renamed': (s, e) => ({ ...s, name: e.name }),
  'session.continued': continued,
  'session.placed': (s, e) => ({ ...s, folders: e.folders, placed: true }),
  'session.imported': (s, e) => ({ ...s, name: e.name, importedFrom: s.name }),
  'session.completed': (s, e) => ({
    ...ended(s, 'complete', e.at),
    summary: e.summary,
    report: e.report,
    error: undefined,
  }),
  'session.failed': (s, e) => ({
    ...ended(s, 'failed', e.at),
    error: e.error,
    summary: e.summary,
    report: e.report,
  }),
  'session.cancelled': (s, e) => ({ ...ended(s, 'cancelled', e.at), summary: e.reason, report: e.report }),

  'goal.settled': (s, e) => ({ ...s, goal: e.goal, inputs: e.inputs, planRevision: e.seq }),
  'model.called': modelCalled,

  'budget.set': budgetSet,
  'budget.allotted': budgetAllotted,
  'budget.raised': budgetRaised,
  'budget.finished': budgetFinished,

  'plan.started': planning,
  'plan.proposed': proposed,
  'plan.kept': kept,
  'plan.extended': (s, e) => ({ ...s, plan: extended(s.plan, e) }),
  'plan.edited': (s, e) => ({ ...s, plan: edited(s.plan, e), planRevision: e.seq }),
  'plan.approved': approved,
  'plan.rejected': rejected,
  'scope.widened': (s, e) => ({ ...s, scope: e.scope }),

  'gate.opened': opened,
  'gate.withdrawn': (s, e) => ({ ...s, gates: s.gates.filter((gate) => gate.id !== e.gate) }),
  'gate.answered': answered,

  'step.started': started,
  'step.called': (s, e) =>
    patchStep(s, e.step, (step) => ({ ...step, called: { becomes: e.becomes, mark: e.mark ?? e.head } })),
  'step.retried': (s, e) => patchStep(s, e.step, (step) => ({ ...notStarted(step), retries: e.attempt })),
  'step.recovered': recovered,
  'step.bound': bound,
  'step.touched': touched,
  'step.finished': finished,
  'undo.started': (s, e) => ({ ...s, undo: { id: e.id, action: e.action, steps: e.steps, at: e.at } }),
  'undo.finished': undone,
  'tests.measured': (s, e) => ({ ...s, testsBefore: e.tests, ...(e.saved && { savedBefore: e.saved }) }),

  'decision.made': decided,
  'feedback.added': remarked,
  'feedback.seen': carried,

  'phase.entered': entered,
  'role.spoke': spoken,
  'run.paused': paused,
  'run.resumed': resumed,
  'run.ending': (s, e) => ({ ...s, ending: e.why }),
  'run.interrupted': interrupted,
};

function apply<K extends Kind>(s: SessionSnapshot, e: EventOf<K>): SessionSnapshot {
  // A kind that a newer version wrote may be called like what every object has.
  const fold: Fold<K> | undefined = Object.hasOwn(folds, e.kind) ? folds[e.kind as K] : undefined;
  return fold ? fold(s, e) : s;
}
