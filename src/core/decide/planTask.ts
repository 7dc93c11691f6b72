import type { DecisionReply } from '../../contracts/decision';
import type { PlanStep, StepReply } from '../../contracts/plan';
import { FluxError } from '../../base/errors';
import { planFacts } from '../plan/planFacts';
import { planGoal } from '../plan/planGoal';
import type { RunDeps } from '../run/runDeps';
import { wordsInForce } from '../steer/wordsInForce';
import type { SessionSnapshot } from '../../contracts/session';
import { failedIn, type CheckedDecision } from './checkDecision';
import { extendPlan } from './extendPlan';

/**
 * Makes a small plan for a task that a decision only describes, with the named role and what was passed on, and joins
 * it to the run.
 */
export async function planTask(
  reply: DecisionReply,
  checked: CheckedDecision,
  asked: SessionSnapshot,
  deps: RunDeps,
): Promise<CheckedDecision> {
  const { log, workspace, model, signal } = deps;
  if (!model) throw new FluxError('no_model', 'Planning a task needs a language model.');
  const task = {
    description: reply.task_description?.trim() ?? '',
    information: reply.context_to_pass?.key_information,
    files: reply.context_to_pass?.files_to_reference ?? [],
    role: checked.role,
    done: (log.snapshot.plan?.steps ?? [])
      .filter((step) => step.status === 'done' || step.status === 'failed')
      .slice(-8)
      .map((step) => `${step.title}: ${step.status}`),
  };
  const planned = await planGoal(
    { goal: log.snapshot.goal, task, said: wordsInForce(log.snapshot) },
    { workspace, model, log, activity: (text) => deps.activity(text) },
    signal,
  );
  const plan = 'plan' in planned ? planned.plan : undefined;
  const notes = [...(reply.notes ?? log.snapshot.plan?.notes ?? []), ...(plan?.notes ?? [])];
  const extended = await extendPlan(
    log.snapshot,
    {
      steps: plan?.steps.map(replyOf) ?? [],
      drop: reply.drop ?? [],
      urgency: reply.urgency ?? 'normal',
      role: checked.role?.name,
      seen: plan?.seen,
      failed: failedIn(asked),
      summary: reply.summary,
      notes,
    },
    await planFacts(workspace),
  );
  if ('problems' in extended) throw new FluxError('plan_unusable', extended.problems.join(' '));
  const { event } = extended;
  if (plan) return { ...checked, extension: event };
  // Nothing was planned; what the decision says besides still holds.
  const extension = event.drop.length > 0 || event.summary !== undefined ? event : undefined;
  return 'questions' in planned
    ? { ...checked, extension, question: planned.questions.join('\n') }
    : { ...checked, extension, outcome: 'answer' in planned ? planned.answer : undefined };
}

function replyOf({
  id,
  title,
  tool,
  input,
  instruction,
  context,
  agent,
  intent,
  phase,
  dependsOn,
  expect,
  decisionPoint,
}: PlanStep): StepReply {
  return {
    id,
    title,
    tool,
    input,
    instruction,
    context: context && [...context],
    agent,
    intent,
    phase,
    dependsOn: [...dependsOn],
    expect: [...expect],
    decisionPoint,
  };
}
