import type { DecisionReply } from '../../contracts/decision';
import type { PlanStep, StepReply } from '../../contracts/plan';
import { FluxError } from '../../base/errors';
import { planFacts } from '../plan/planFacts';
import { planGoal } from '../plan/planGoal';
import type { RunDeps } from '../run/runDeps';
import type { CheckedDecision } from './checkDecision';
import { extendPlan } from './extendPlan';

/** Makes a small plan for a task that a decision only describes, with the named role and what was passed on, and joins it to the run. */
export async function planTask(reply: DecisionReply, checked: CheckedDecision, deps: RunDeps): Promise<CheckedDecision> {
  const { log, place, model, signal } = deps;
  if (!model) throw new FluxError('no_model', 'Planning a task needs a language model.');
  const task = {
    description: reply.task_description?.trim() ?? '',
    information: reply.context_to_pass?.key_information,
    files: reply.context_to_pass?.files_to_reference ?? [],
    role: checked.role,
    done: (log.snapshot.plan?.steps ?? []).filter((step) => step.status === 'done' || step.status === 'failed').slice(-8).map((step) => `${step.title}: ${step.status}`),
  };
  const planned = await planGoal({ goal: log.snapshot.goal, task }, { place, model, log, activity: (text) => deps.activity(text) }, signal);
  if ('questions' in planned) return { ...checked, question: planned.questions.join('\n') };
  if ('answer' in planned) return { ...checked, outcome: planned.answer };
  const extended = await extendPlan(log.snapshot, { steps: planned.plan.steps.map(replyOf), drop: reply.drop ?? [], urgency: reply.urgency ?? 'normal', role: checked.role?.name, seen: planned.plan.seen, summary: reply.summary, notes: [...(reply.notes ?? log.snapshot.plan?.notes ?? []), ...(planned.plan.notes ?? [])] }, await planFacts(place));
  if ('problems' in extended) throw new FluxError('plan_unusable', extended.problems.join(' '));
  return { ...checked, extension: extended.event };
}

function replyOf({ id, title, tool, input, instruction, context, agent, intent, phase, dependsOn, expect, decisionPoint }: PlanStep): StepReply {
  return { id, title, tool, input, instruction, context: context && [...context], agent, intent, phase, dependsOn: [...dependsOn], expect: [...expect], decisionPoint };
}
