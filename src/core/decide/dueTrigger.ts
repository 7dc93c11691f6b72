import type { DecisionCause } from '../../contracts/decision';
import type { Judging } from '../../contracts/intentHandling';
import type { SessionSnapshot, StepSnapshot } from '../../contracts/session';
import { openWords } from '../session/said';
import { isFailed } from '../session/states';
import type { AnyTool } from '../../contracts/tool';
import { isProse } from '../verification/prose';
import { isVerified, needsVerification } from '../verification/verification';

/** A decision that is due, and the step that it is about. */
export interface DecisionTrigger {
  readonly why: DecisionCause;
  readonly step?: StepSnapshot;
}

/** What decides whether a moment is worth a decision. */
export interface DueRules {
  readonly mode: 'surprise' | 'always' | 'never';
  /** Whether the editor still shows errors in these files. */
  readonly hasErrors: (paths: readonly string[]) => boolean;
  /** By what a step's output is judged. */
  readonly judgingOf: (step: string) => Judging | undefined;
}

/**
 * What is to be decided before anything new starts, from what has happened alone, so that a run which goes on after a
 * crash asks nothing twice. Failures first, then what the person said, surprises, and decision points.
 */
export function dueTrigger(
  session: SessionSnapshot,
  { mode, hasErrors, judgingOf }: DueRules,
): DecisionTrigger | undefined {
  const steps = session.plan?.steps ?? [];
  const open = steps.filter((step) => step.endedAt !== undefined && !isDecided(session, step));
  const failed = open.find(isFailed);
  if (failed) return { why: 'failed', step: failed };
  if (mode === 'never') return undefined;
  if (openWords(session).length > 0 && session.suspended === undefined) {
    // An answer is about the failure that was asked about.
    return { why: 'feedback', step: steps.findLast(isFailed) };
  }
  if (session.woken !== undefined) return { why: 'woken' };
  const writesLeft = steps.some(
    (step) =>
      step.effect === 'write' && (step.status === 'pending' || step.status === 'ready' || step.status === 'running'),
  );
  const surprise = open.find(
    (step) =>
      step.status === 'done' &&
      !writesLeft &&
      // What a person reads, a person judges.
      judgingOf(step.id) !== 'words' &&
      (step.problems?.length ?? 0) > 0 &&
      hasErrors(step.problems!.map(({ path }) => path)),
  );
  if (surprise) return { why: 'surprise', step: surprise };
  const point = open.find((step) => step.status === 'done' && step.decisionPoint);
  if (point) return { why: 'decision_point', step: point };
  const every = mode === 'always' ? open.find((step) => step.status === 'done') : undefined;
  return every && { why: 'every_step', step: every };
}

/** What is to be decided when nothing is left to do: changes that no passed verification vouches for. */
export function dueAtEnd(session: SessionSnapshot, tools: readonly AnyTool[]): DecisionTrigger | undefined {
  const steps = session.plan?.steps ?? [];
  if (!needsVerification(session) || isVerified(session, tools)) return undefined;
  const lastEnd = Math.max(0, ...steps.map((step) => step.endedAt ?? 0));
  if (session.decisions.some((decision) => (decision.asked ?? decision.at ?? 0) >= lastEnd)) return undefined;
  // The person ended it.
  if (steps.some((step) => step.status === 'denied' || step.status === 'cancelled')) return undefined;
  const verify = steps.find((step) => step.id === session.plan?.verify);
  const isLeftOut = verify?.leftOut?.by === 'person';
  if (isLeftOut || (session.changedFiles.every(isProse) && !verify)) return undefined;
  return steps.some(isFailed) ? undefined : { why: 'unverified', step: verify };
}

/** Whether a decision has been made about the step since it ended. */
function isDecided({ decisions }: SessionSnapshot, step: StepSnapshot): boolean {
  return decisions.some(
    (decision) =>
      (decision.step === step.id || decision.step === undefined) &&
      (decision.asked ?? decision.at ?? 0) >= (step.endedAt ?? 0),
  );
}
