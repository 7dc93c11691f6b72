import type { SessionEvent } from '../../../contracts/events';

/** Longer than this nothing works, and nobody is waited for, from one event to the next: then a clock jumped. */
const longestWorkMs = 24 * 3_600_000;
const longestWaitMs = 60 * 24 * 3_600_000;

type State = 'planning' | 'asking' | 'running' | 'paused' | 'ended';

/** A step that runs. */
interface Running {
  readonly at: number;
  readonly waited: number;
}

/**
 * What of a goal's course so far says whether Flux works or a person is waited for. Plain JSON: it is stored with the
 * goal's figures, and the next append goes on from it.
 */
export interface Course {
  readonly state: State;
  /** Where a paused one goes on. */
  readonly from: State;
  /** Paused, and no person is waited for: the window went away, or it waits for something else to happen. */
  readonly isAway: boolean;
  /** What waits for an answer, by its id. */
  readonly gates: Readonly<Record<string, { readonly step?: string; readonly sleeps?: boolean }>>;
  readonly running: Readonly<Record<string, Running>>;
  /** When the newest event happened. */
  readonly at: number;
}

/** How long something of Flux worked, and how long a person was waited for, between two events. */
export interface Passed {
  readonly workedMs: number;
  readonly waitedMs: number;
}

const planGate = '#plan';

/** A goal that has just begun. */
export function begunAt(at: number, phase: unknown): Course {
  const state = stateOf(phase);
  return { state, from: state, isAway: false, gates: {}, running: {}, at };
}

/** The time since the newest event, by what went on; the same rule as the fold's `workedMs`. */
export function passed(course: Course, event: Pick<SessionEvent, 'kind' | 'at'>): Passed {
  const ms = event.at - course.at;
  if (!(ms > 0) || course.state === 'ended' || event.kind === 'run.interrupted') return { workedMs: 0, waitedMs: 0 };
  if (isAtWork(course)) return { workedMs: ms > longestWorkMs ? 0 : ms, waitedMs: 0 };
  return { workedMs: 0, waitedMs: course.isAway || ms > longestWaitMs ? 0 : ms };
}

function isAtWork({ state, gates, running }: Course): boolean {
  const open = Object.values(gates);
  if (state !== 'paused' && open.length === 0) return true;
  if (state !== 'paused' && state !== 'running') return false;
  return Object.keys(running).some((step) => !open.some((gate) => gate.step === step));
}

/** The course after an event. */
export function follow(before: Course, event: SessionEvent): Course {
  if (before.state === 'ended') return before;
  const course = withWaits(before, event.at);
  switch (event.kind) {
    case 'plan.started':
      return { ...course, state: 'planning', gates: without(course.gates, planGate) };
    case 'plan.proposed':
    case 'plan.kept':
      return { ...course, state: 'asking', gates: { ...course.gates, [planGate]: {} } };
    case 'plan.approved':
      return { ...course, state: 'running', gates: without(course.gates, planGate) };
    case 'phase.entered': {
      const state = stateOf(event.phase);
      return course.state === 'paused' ? { ...course, from: state } : { ...course, state };
    }
    case 'gate.opened': {
      const { id, step, sleeps } = event.gate;
      return { ...course, gates: { ...course.gates, [id]: { step, sleeps } } };
    }
    case 'gate.answered':
    case 'gate.withdrawn':
      return { ...course, gates: without(course.gates, event.gate) };
    case 'step.started':
      return { ...course, running: { ...course.running, [event.step]: { at: event.at, waited: 0 } } };
    case 'step.finished':
    case 'step.retried':
    case 'step.recovered':
      return { ...course, running: without(course.running, event.step) };
    default:
      return followRun(course, event);
  }
}

function followRun(course: Course, event: SessionEvent): Course {
  const from = course.state === 'paused' ? course.from : course.state;
  switch (event.kind) {
    case 'run.paused':
      return { ...course, state: 'paused', from, isAway: event.waiting !== undefined };
    case 'run.resumed':
      return { ...course, state: from, isAway: false };
    case 'run.interrupted': {
      const sleeping = Object.entries(course.gates).filter(([, { sleeps }]) => sleeps);
      return { ...course, state: 'paused', from, isAway: true, gates: Object.fromEntries(sleeping), running: {} };
    }
    case 'plan.rejected':
    case 'session.completed':
    case 'session.failed':
    case 'session.cancelled':
      return { ...course, state: 'ended', gates: {}, running: {} };
    default:
      return course;
  }
}

/** The time is that of the newest event; steps that wait for an answer have waited since the one before. */
function withWaits(course: Course, at: number): Course {
  const ms = Math.max(0, at - course.at);
  const later = { ...course, at: Math.max(course.at, at) };
  const asking = Object.values(course.gates).flatMap(({ step }) => (step !== undefined ? [step] : []));
  if (ms === 0 || !asking.some((step) => course.running[step])) return later;
  const running = Object.entries(course.running).map(([step, run]): [string, Running] => [
    step,
    asking.includes(step) ? { ...run, waited: run.waited + ms } : run,
  ]);
  return { ...later, running: Object.fromEntries(running) };
}

/** How long a step worked and waited that ends now. */
export function stepTimes({ running }: Course, step: string, at: number): Passed | undefined {
  const run = Object.hasOwn(running, step) ? running[step] : undefined;
  if (!run) return undefined;
  const worked = Math.max(0, at - run.at - run.waited);
  return { workedMs: worked > longestWorkMs ? 0 : worked, waitedMs: run.waited > longestWaitMs ? 0 : run.waited };
}

function stateOf(phase: unknown): State {
  if (phase === undefined || phase === 'planning' || phase === 'discovery') return 'planning';
  return phase === 'awaiting_approval' ? 'asking' : 'running';
}

function without<Value>(record: Readonly<Record<string, Value>>, name: string): Readonly<Record<string, Value>> {
  if (!Object.hasOwn(record, name)) return record;
  const { [name]: _gone, ...rest } = record;
  return rest;
}
