import type { Role } from '../../contracts/agents';
import type { DecisionReply } from '../../contracts/decision';
import type { SessionEventBody } from '../../contracts/events';
import type { StepReply } from '../../contracts/plan';
import type { SessionSnapshot, StepSnapshot } from '../../contracts/session';
import type { AnyTool } from '../../contracts/tool';
import type { Workspace } from '../workspace';
import { pickRole } from '../agents/pickRole';
import { planFacts } from '../plan/planFacts';
import { rolesOfSteps } from '../run/roleOf';
import { answersIn } from '../session/said';
import { isFailed, queuedSteps } from '../session/states';
import { extendPlan } from './extendPlan';
import { isProof } from '../toolTraits';
import { freeId } from '../plan/renameSteps';
import { proofLike } from '../verification/addProof';
import { isVerified, needsVerification, provingStep } from '../verification/verification';

/** A verification that has failed so often without a change between proves nothing by another run. */
const mostFailedProofs = 2;

/** What a decision comes to, before it is recorded. */
export interface CheckedDecision {
  /** What it does to the plan; left out: nothing. */
  readonly extension?: SessionEventBody & { readonly kind: 'plan.extended' };
  readonly role?: Role;
  readonly roleNote?: string;
  /** Another call has to plan the task first. */
  readonly unplanned?: boolean;
  /** Nothing is left to do, so the run sleeps. */
  readonly sleeps?: boolean;
  /** A question for the person. */
  readonly question?: string;
  /** What became of it where that is not what it asked for. */
  readonly outcome?: string;
}

export type Checked = { readonly checked: CheckedDecision } | { readonly problems: readonly string[] };

/**
 * Steps that have failed and that nothing stands in for, so that a decision may make them good. Not those that were
 * decided about already, while a question is open: they wait for its answer.
 */
export function failedIn({ plan, suspended, decisions }: SessionSnapshot): ReadonlySet<string> {
  const isAskedAbout = (step: StepSnapshot) =>
    suspended?.by === 'question' &&
    decisions.some((decision) => decision.step === step.id && (decision.at ?? 0) >= (step.endedAt ?? 0));
  return new Set((plan?.steps ?? []).filter((step) => isFailed(step) && !isAskedAbout(step)).map(({ id }) => id));
}

/** What a decision is checked against. */
export interface CheckContext {
  /** Hashes of the files as they were shown for it. */
  readonly seen: Readonly<Record<string, string>>;
  readonly roles: readonly Role[];
  readonly session: SessionSnapshot;
  /** The session when the decision was asked for; left out: as it is. */
  readonly asked?: SessionSnapshot;
  readonly workspace: Workspace;
}

/** Works out what a decision comes to in this run, or what is wrong with it. */
export async function checkDecision(reply: DecisionReply, context: CheckContext): Promise<Checked> {
  const { roles, session, workspace } = context;
  const steps = reply.steps ?? [];
  const extend = (added: readonly StepReply[], role?: string) => extendChecked(reply, added, role, context);
  switch (reply.action) {
    case 'escalate_to_human':
      return { checked: {} };
    case 'create_task': {
      const picked = rolePicked(reply, roles, session, workspace.tools);
      if (steps.length === 0 && reply.task_description?.trim()) return { checked: { ...picked, unplanned: true } };
      return withRole(await extend(steps, picked.role?.name), picked);
    }
    case 'wait_for_more_tasks': {
      const extended = await extend([]);
      if ('problems' in extended) return extended;
      const queue = queuedSteps(session).filter((step) => !reply.drop?.includes(step.id));
      return {
        checked: {
          ...extended.checked,
          sleeps: queue.length === 0 && !(session.plan?.steps ?? []).some((step) => step.status === 'running'),
        },
      };
    }
    case 'project_complete':
      return complete(session, extend, workspace);
  }
}

/** Accepted when the verification has passed after the last change; else the run verifies first, where anything can. */
async function complete(
  session: SessionSnapshot,
  extend: (added: readonly StepReply[]) => Promise<Checked>,
  workspace: Workspace,
): Promise<Checked> {
  const queue = queuedSteps(session);
  if (queue.some((step) => step.id === session.plan?.verify))
    return withOutcome(await extend([]), 'Not yet: the verification runs first.');
  if (isVerified(session, workspace.tools) || !needsVerification(session))
    return queue.length > 0 ? withOutcome(await extend([]), 'The approved steps still run.') : extend([]);
  const proof = provingStep(session, workspace.tools);
  if (proof && isFailed(proof) && answersIn(session.said).some(({ at }) => at >= (proof.endedAt ?? 0)))
    return withOutcome(
      await extend([]),
      'The person was asked about the failed verification, so it ends as not verified.',
    );
  if (proof && failedSinceLastChange(session, proof, workspace.tools) >= mostFailedProofs)
    return withOutcome(await extend([]), 'The verification fails the same way again, so it ends as not verified.');
  const taken = new Set(session.plan?.steps.map((step) => step.id));
  const { verifier } = await planFacts(workspace);
  const again = proof ? proofLike(proof, taken) : verifier && firstProof(verifier, taken);
  if (!again) return withOutcome(await extend([]), 'Nothing can verify it, so it ends as not verified.');
  const why =
    proof?.status === 'failed'
      ? 'the verification failed, so it runs once more'
      : 'nothing has verified the last change, so that comes first';
  return withOutcome(await extend([again]), `Not yet: ${why}.`);
}

/** How often a check of this kind has failed on the files as they are now. */
function failedSinceLastChange({ plan }: SessionSnapshot, proof: StepSnapshot, tools: readonly AnyTool[]): number {
  const steps = plan?.steps ?? [];
  const changedAt = Math.max(
    0,
    ...steps.filter((step) => step.effect === 'write' && step.status === 'done').map((step) => step.endedAt ?? 0),
  );
  return steps.filter(
    (step) =>
      step.tool === proof.tool && isProof(step, tools) && step.status === 'failed' && (step.endedAt ?? 0) >= changedAt,
  ).length;
}

/** A check where the plan had none: what failed before the run too does not count. */
function firstProof({ name, verifies }: AnyTool, taken: ReadonlySet<string>): StepReply {
  return {
    id: freeId('verify', taken),
    title: verifies?.step.title ?? name,
    tool: name,
    input: {},
    expect: [{ kind: 'no_new_errors' }],
  };
}

async function extendChecked(
  reply: DecisionReply,
  added: readonly StepReply[],
  role: string | undefined,
  { seen, session, asked = session, workspace }: CheckContext,
): Promise<Checked> {
  const extended = await extendPlan(
    session,
    {
      steps: added,
      drop: reply.drop ?? [],
      urgency: reply.urgency ?? 'normal',
      role,
      seen,
      failed: failedIn(asked),
      summary: reply.summary,
      notes: reply.notes,
    },
    await planFacts(workspace),
  );
  if ('problems' in extended) return extended;
  const { event } = extended;
  const isEmpty =
    event.steps.length + event.drop.length + event.replaces.length === 0 && event.summary === undefined && !event.notes;
  return { checked: isEmpty ? {} : { extension: event } };
}

function rolePicked(
  reply: DecisionReply,
  roles: readonly Role[],
  session: SessionSnapshot,
  tools: readonly AnyTool[],
): { role?: Role; roleNote?: string } {
  if (!reply.next_agent_type?.trim()) return {};
  const running = (session.plan?.steps ?? []).filter((step) => step.status === 'running');
  const { role, note } = pickRole(roles, {
    wanted: reply.next_agent_type,
    tools: [...new Set((reply.steps ?? []).map((step) => step.tool))],
    busy: rolesOfSteps(running, tools),
    known: tools,
  });
  return { role, roleNote: note };
}

function withRole(result: Checked, picked: { role?: Role; roleNote?: string }): Checked {
  return 'problems' in result ? result : { checked: { ...result.checked, ...picked } };
}

function withOutcome(result: Checked, outcome: string): Checked {
  return 'problems' in result ? result : { checked: { ...result.checked, outcome } };
}
