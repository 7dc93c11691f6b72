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
  const { plan } = session;
  if (!plan) return { problems: ['There is no plan to add steps to.'] };
  const tooMany = tooManySteps(plan, extension.steps.length);
  if (tooMany !== undefined) return { problems: [tooMany] };
  const isQueuedId = (id: string) => plan.steps.some((step) => step.id === id && isQueued(step));
  // A step under the id of a queued one is that step, changed.
  const changed = extension.steps.map(({ id }) => id).filter(isQueuedId);
  const drop = [...new Set([...extension.drop, ...changed])];
  const queued = plan.steps.filter((step) => isQueued(step) && !drop.includes(step.id));
  const unknown = drop.filter((id) => !plan.steps.some((step) => step.id === id));
  if (unknown.length > 0) return { problems: [unknownDrops(unknown, queued)] };

  const added = await addedSteps({ plan, queued }, extension, facts);
  if ('problems' in added) return added;
  const { steps, verify } = added;
  const replaces = replacedSteps(plan, extension);
  const waits = newWaits(queued, steps, { plan, urgency: extension.urgency, replaces, drop, tools: facts.tools });
  const after = plan.steps.map((step) => ({
    id: step.id,
    dependsOn: waits.find(({ id }) => id === step.id)?.dependsOn ?? step.dependsOn,
  }));
  const cycle = findCycle([...after, ...steps]);
  if (cycle)
    return {
      problems: [`The new steps and the queued ones would wait for each other in a circle: ${cycle.join(' → ')}.`],
    };
  const first = plan.steps.find(
    (step) => isQueued(step) && !steps.some((other) => other.dependsOn.includes(step.id)),
  )?.id;
  return {
    event: {
      kind: 'plan.extended',
      steps,
      before: extension.urgency === 'low' ? undefined : first,
      drop: drop.filter(isQueuedId),
      waits,
      replaces: [...replaces, ...changed],
      verify,
      ...retold(extension),
      why: whyExtended(steps.length),
    },
  };
}

function tooManySteps(plan: PlanSnapshot, added: number): string | undefined {
  if (added > mostNewSteps)
    return `The decision adds ${added} steps; at most ${mostNewSteps} are allowed. Name the next few.`;
  const all = plan.steps.length + added;
  return all > mostStepsInAll ? `The plan would have ${all} steps; at most ${mostStepsInAll} are allowed.` : undefined;
}

function unknownDrops(unknown: readonly string[], queued: readonly StepSnapshot[]): string {
  const named = unknown.map((id) => `"${id}"`).join(', ');
  return `"drop" names ${named}, which is not among the queued steps: ${ids(queued)}.`;
}

/** Failed steps that this makes good. That a verification failed is not made good by words. */
function replacedSteps(plan: PlanSnapshot, { steps, failed }: Extension): string[] {
  const isMadeGood = (step: StepSnapshot) =>
    isFailed(step) && failed?.has(step.id) !== false && (steps.length > 0 || step.id !== plan.verify);
  return plan.steps.filter(isMadeGood).map(({ id }) => id);
}

/** The new steps as they join the plan, with a verification after the last write; `verify`: the id of a new one. */
async function addedSteps(
  { plan, queued }: { readonly plan: PlanSnapshot; readonly queued: readonly StepSnapshot[] },
  extension: Extension,
  facts: PlanFacts,
): Promise<
  { readonly steps: readonly PlanStep[]; readonly verify?: string } | { readonly problems: readonly string[] }
> {
  const taken = new Set(plan.steps.map((step) => step.id));
  const own = renamed(extension.steps, taken).steps;
  const ownIds = new Set(own.map((step) => step.id));
  const proof = withProofAgain(own, plan, queued, facts.tools);
  if (proof.steps.length === 0) return { steps: [] };
  const split = proof.steps.map((step) => ({
    ...step,
    dependsOn: step.dependsOn?.filter((id) => ownIds.has(id) || !taken.has(id)),
  }));
  const isProved = proof.verify !== undefined || queued.some((step) => step.id === plan.verify);
  const validated = await validatePlan(
    { summary: plan.summary, steps: split, verify: proof.verify },
    { ...facts, ...(isProved && { verifier: undefined }), source: 'model' },
  );
  if ('problems' in validated) return validated;
  // A verification that was added may have taken the id of the old one.
  const safe = renamed(validated.plan.steps, taken);
  const steps = safe.steps.map((step): PlanStep => {
    const needs = oldNeeds(
      own.find((reply) => reply.id === step.id),
      plan,
    );
    return {
      ...step,
      agent: step.agent ?? extension.role,
      dependsOn: [...new Set([...step.dependsOn, ...needs])],
      ...(extension.seen && { seen: extension.seen }),
    };
  });
  const verify = validated.plan.verify === undefined ? undefined : safe.nameOf(validated.plan.verify);
  return { steps, verify: steps.some((step) => step.id === verify) ? verify : undefined };
}

/** The plan's summary and notes where the decision has new ones. */
function retold({ summary, notes }: Extension): { summary?: string; notes?: string[] } {
  return {
    ...(summary?.trim() && { summary: summary.trim() }),
    ...(notes && notes.length > 0 && { notes: [...new Set(notes)].slice(0, mostNotes) }),
  };
}

function whyExtended(added: number): string {
  if (added === 0) return 'Flux changed the remaining steps.';
  return `Flux added ${plural(added, 'step')}.`;
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
