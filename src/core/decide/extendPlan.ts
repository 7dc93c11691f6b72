import type { SessionEventBody } from '../../contracts/events';
import type { PlanStep, StepReply } from '../../contracts/plan';
import type { PlanSnapshot, SessionSnapshot, StepSnapshot } from '../../contracts/session';
import type { AnyTool } from '../../contracts/tool';
import type { Urgency } from '../../contracts/decision';
import { plural } from '../../base/text';
import { dependents, findCycle } from '../plan/graph';
import { renamed } from '../plan/renameSteps';
import { validatePlan, type PlanFacts } from '../plan/validatePlan';
import { isFailed, isQueued, needsBehind } from '../session/states';
import { commits } from '../toolTraits';
import { withProofAgain } from '../verification/addProof';

/** The most steps that one decision may add, and that a plan may come to have. */
const mostNewSteps = 30;
const mostStepsInAll = 300;
const mostNotes = 30;

/** New steps for a running plan, as a model wrote them. */
export interface Extension {
  readonly steps: readonly StepReply[];
  readonly drop: readonly string[];
  readonly urgency: Urgency;
  /** The role that steps without one are given to. */
  readonly role?: string;
  /** The plan's summary and notes from now on; left out: as they were. */
  readonly summary?: string;
  readonly notes?: readonly string[];
  /** Steps that had failed when the decision was asked for: only these are made good by it. */
  readonly failed?: ReadonlySet<string>;
  /** Hashes of the files as they were shown. */
  readonly seen?: Readonly<Record<string, string>>;
}

export type Extended =
  { readonly event: SessionEventBody & { readonly kind: 'plan.extended' } } | { readonly problems: readonly string[] };

/**
 * Works out how new steps join a running plan: under ids of their own, before what is queued (behind it when they are
 * not urgent), in the place of what has failed, and with a verification after the last write. Or says what is wrong
 * with them.
 */
export async function extendPlan(session: SessionSnapshot, extension: Extension, facts: PlanFacts): Promise<Extended> {
  const plan = session.plan;
  if (!plan) return { problems: ['There is no plan to add steps to.'] };
  const { urgency } = extension;
  if (extension.steps.length > mostNewSteps)
    return {
      problems: [
        `The decision adds ${extension.steps.length} steps; at most ${mostNewSteps} are allowed. Name the next few.`,
      ],
    };
  if (plan.steps.length + extension.steps.length > mostStepsInAll)
    return {
      problems: [
        `The plan would have ${plan.steps.length + extension.steps.length} steps; at most ${mostStepsInAll} ` +
          `are allowed.`,
      ],
    };

  // A step under the id of a queued one is that step, changed.
  const changed = extension.steps
    .map(({ id }) => id)
    .filter((id) => plan.steps.some((step) => step.id === id && isQueued(step)));
  const drop = [...new Set([...extension.drop, ...changed])];
  const queued = plan.steps.filter((step) => isQueued(step) && !drop.includes(step.id));
  const unknownDrops = drop.filter((id) => !plan.steps.some((step) => step.id === id));
  if (unknownDrops.length > 0)
    return {
      problems: [
        `"drop" names ${unknownDrops.map((id) => `"${id}"`).join(', ')}, which is not among the queued steps: ` +
          `${ids(queued)}.`,
      ],
    };
  // That a verification failed is not made good by words.
  const replaces = plan.steps
    .filter(
      (step) =>
        isFailed(step) &&
        extension.failed?.has(step.id) !== false &&
        (extension.steps.length > 0 || step.id !== plan.verify),
    )
    .map((step) => step.id);

  const taken = new Set(plan.steps.map((step) => step.id));
  const own = renamed(extension.steps, taken).steps;
  const ownIds = new Set(own.map((step) => step.id));
  const proof = withProofAgain(own, plan, queued, facts.tools);
  const split = proof.steps.map((step) => ({
    ...step,
    dependsOn: step.dependsOn?.filter((id) => ownIds.has(id) || !plan.steps.some((old) => old.id === id)),
  }));
  const validated =
    split.length === 0
      ? { plan: { steps: [] as readonly PlanStep[] } }
      : await validatePlan(
          { summary: plan.summary, steps: split, verify: proof.verify },
          {
            ...facts,
            ...((proof.verify !== undefined || queued.some((step) => step.id === plan.verify)) && {
              verifier: undefined,
            }),
            source: 'model',
          },
        );
  if ('problems' in validated) return validated;

  // A verification that was added may have taken the id of the old one.
  const safe = renamed(validated.plan.steps, taken);
  const verify =
    'verify' in validated.plan && validated.plan.verify !== undefined ? safe.nameOf(validated.plan.verify) : undefined;
  const steps = safe.steps.map((step): PlanStep => ({
    ...step,
    agent: step.agent ?? extension.role,
    dependsOn: [
      ...new Set([
        ...step.dependsOn,
        ...oldNeeds(
          own.find((reply) => reply.id === step.id),
          plan,
        ),
      ]),
    ],
    ...(extension.seen && { seen: extension.seen }),
  }));
  const waits = newWaits(queued, steps, { plan, urgency, replaces, drop, tools: facts.tools });
  const after = plan.steps.map((step) => ({
    id: step.id,
    dependsOn: waits.find(({ id }) => id === step.id)?.dependsOn ?? step.dependsOn,
  }));
  const cycle = findCycle([...after, ...steps]);
  if (cycle)
    return {
      problems: [`The new steps and the queued ones would wait for each other in a circle: ${cycle.join(' → ')}.`],
    };
  const first =
    urgency === 'low'
      ? undefined
      : plan.steps.find((step) => isQueued(step) && !steps.some((other) => other.dependsOn.includes(step.id)))?.id;
  return {
    event: {
      kind: 'plan.extended',
      steps,
      before: first,
      drop: drop.filter((id) => plan.steps.some((step) => step.id === id && isQueued(step))),
      waits,
      replaces: [...replaces, ...changed],
      verify: verify && steps.some((step) => step.id === verify) ? verify : undefined,
      ...(extension.summary?.trim() && { summary: extension.summary.trim() }),
      ...(extension.notes &&
        extension.notes.length > 0 && { notes: [...new Set(extension.notes)].slice(0, mostNotes) }),
      why:
        steps.length > 0
          ? `${plural(steps.length, 'step')} ${steps.length === 1 ? 'was' : 'were'} added by a decision.`
          : 'A decision changed what is left to do.',
    },
  };
}

/** The steps of the old plan that a new one waits for and that may still come. */
function oldNeeds(reply: StepReply | undefined, plan: PlanSnapshot): string[] {
  return (reply?.dependsOn ?? []).filter((id) =>
    plan.steps.some(
      (step) =>
        step.id === id &&
        (step.status === 'done' || step.status === 'pending' || step.status === 'ready' || step.status === 'running'),
    ),
  );
}

/**
 * What queued steps wait for from now on: the new ones instead of what failed or was dropped, and before everything
 * else.
 */
function newWaits(
  queued: readonly StepSnapshot[],
  steps: readonly PlanStep[],
  change: {
    plan: PlanSnapshot;
    urgency: Urgency;
    replaces: readonly string[];
    drop: readonly string[];
    tools: readonly AnyTool[];
  },
): { id: string; dependsOn: string[] }[] {
  const gone = new Set([...change.replaces, ...change.drop]);
  const byId = new Map(change.plan.steps.map((step) => [step.id, step]));
  const sinks = steps
    .filter((step) => !steps.some((other) => other.dependsOn.includes(step.id)))
    .map((step) => step.id);
  const isNeeded = (id: string) =>
    steps.some((step) => step.dependsOn.includes(id)) ||
    [...dependents([...change.plan.steps, ...steps], id)].some((other) => steps.some((step) => step.id === other));
  return queued.flatMap((step) => {
    const kept = needsBehind(step, byId, ({ id }) => change.drop.includes(id))
      .map(({ id }) => id)
      .filter((id) => !gone.has(id));
    const wasBehind = step.dependsOn.some((id) => gone.has(id));
    const isRoot = !step.dependsOn.some((id) => queued.some((other) => other.id === id));
    const waitsToo =
      !isNeeded(step.id) &&
      (wasBehind ||
        step.id === change.plan.verify ||
        commits(step, change.tools) ||
        (change.urgency !== 'low' && isRoot));
    const dependsOn = [...new Set([...kept, ...(waitsToo ? sinks : [])])];
    return dependsOn.length === step.dependsOn.length && dependsOn.every((id) => step.dependsOn.includes(id))
      ? []
      : [{ id: step.id, dependsOn }];
  });
}

function ids(steps: readonly { readonly id: string }[]): string {
  return steps.length > 0 ? steps.map(({ id }) => id).join(', ') : 'none';
}
