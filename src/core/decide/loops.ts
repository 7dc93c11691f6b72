import type { SessionSnapshot, StepSnapshot } from '../../contracts/session';
import type { AnyTool } from '../../contracts/tool';
import { isFailed } from '../session/states';
import { isVerified } from '../verification/verification';

/** How often the same call may come to the same result. */
const mostRepeats = 3;
/** So many decisions in a row may pass without anything getting better. */
const mostIdle = 4;
/** No run needs more decisions; a person looks at it then. */
const mostDecisions = 40;

/** A sign that the run goes in circles, in words for whoever decides. */
export interface Loop {
  readonly text: string;
  /** It was told so once already, so a person is asked now. */
  readonly told: boolean;
}

/** What a decision record is marked with, so that repeating states show: what fails, and how the files stand. */
export function markOf(session: SessionSnapshot, tools: readonly AnyTool[]): string {
  const failed = (session.plan?.steps ?? []).filter(isFailed).map(failureOf);
  const tests = session.plan?.steps
    .filter((step) => step.tests)
    .sort((a, b) => (a.endedAt ?? 0) - (b.endedAt ?? 0))
    .at(-1)?.tests;
  const red = tests
    ? tests.failures
        .map(({ name }) => name)
        .sort()
        .join('|') || `${tests.failed} failed`
    : '';
  return `${failed.sort().join(' & ')} # ${red} # ${isVerified(session, tools) ? 'verified' : ''}`;
}

/**
 * Whether the run goes in circles: the same call with the same result three times, two states in turn, several
 * decisions without progress, or more decisions than any run needs. Numbers and paths of lines do not make results
 * different.
 */
export function noticeLoop(session: SessionSnapshot): Loop | undefined {
  const text =
    repeated(session) ??
    alternating(session) ??
    idle(session) ??
    (session.decisions.length >= mostDecisions
      ? `This run has needed ${session.decisions.length} decisions.`
      : undefined);
  if (text === undefined) return undefined;
  return {
    text,
    told:
      session.decisions.some((decision) => decision.outcome === toldOutcome) ||
      session.decisions.length >= mostDecisions,
  };
}

/** The outcome of the decision that was told of a loop. */
export const toldOutcome = 'Asked for a different approach, because nothing changed.';

function repeated({ plan, decisions }: SessionSnapshot): string | undefined {
  const last = decisions.findLast((decision) => decision.outcome === toldOutcome)?.at ?? 0;
  const counts = new Map<string, { step: StepSnapshot; count: number }>();
  for (const step of plan?.steps ?? []) {
    if (step.status !== 'failed' && step.status !== 'done') continue;
    const key = `${step.tool} ${JSON.stringify(step.input ?? {})} ${step.status} ${failureOf(step)}`;
    const entry = counts.get(key) ?? { step, count: 0 };
    counts.set(key, { step, count: entry.count + 1 });
  }
  const worst = [...counts.values()].find(
    ({ step, count }) => count >= mostRepeats && step.status === 'failed' && (step.endedAt ?? 0) >= last,
  );
  return (
    worst &&
    `“${worst.step.title}” was done ${worst.count} times in the same way and came to the same result each time.`
  );
}

function alternating({ decisions }: SessionSnapshot): string | undefined {
  const marks = decisions.slice(-4).map(({ mark }) => mark);
  const [a, b, c, d] = marks;
  return marks.length === 4 && a !== undefined && a === c && b === d && a !== b
    ? 'The run goes back and forth between the same two states.'
    : undefined;
}

function idle({ decisions }: SessionSnapshot): string | undefined {
  const asked = decisions.filter(({ by, action }) => by === 'model' && action === 'create_task');
  const last = asked.slice(-mostIdle);
  return last.length === mostIdle && last.every(({ mark }) => mark === last[0]?.mark)
    ? `The last ${mostIdle} decisions changed nothing about what fails.`
    : undefined;
}

/** A failure without what differs from run to run: numbers, durations, temporary names. */
function failureOf(step: StepSnapshot): string {
  const red = step.tests?.failures.map(({ name, message }) => `${name} ${message}`).join(' ') ?? '';
  return step.status === 'failed'
    ? `${step.error?.reason ?? ''} ${(red || step.error?.message || '').replace(/\d+(\.\d+)?/g, '0').slice(0, 600)}`
    : '';
}
