import type { Settings } from '../../../src/contracts/settings';
import { startScriptedModel } from '../../model/scriptedModel';
import { checkResult, checkShown } from './checkResult';
import { fluxOnDisk, type Workers } from './fluxOnDisk';
import { keptOut } from './parts';
import { copyProject } from './projectCopy';
import { spentOn, type Spent } from './spent';
import { planAnswer, type RecordedTask } from './task';

/** What Flux took for a task, and what it says of itself. */
export interface FluxSpent extends Spent {
  /** Tokens that the session counted as kept out of its requests. */
  readonly saved: number;
  /** Tokens that its requests would have more with whole files instead of some lines of them. */
  readonly keptOut: number;
}

/** Plays a task's plan in Flux, on a copy of its project, and checks what came of it. */
export async function playFlux(
  task: RecordedTask,
  { workers, overrides }: { workers: Workers; overrides?: Partial<Settings> },
): Promise<FluxSpent> {
  const project = await copyProject(task.project);
  const { looks, workflow } = task.flux;
  const answers = [...(looks ? [JSON.stringify({ look: looks })] : []), planAnswer(task.flux)];
  let at = 0;
  const model = await startScriptedModel((request) => {
    const answer = answers[at++];
    // What comes after the plan was not foreseen: the task has not gone as it was recorded.
    if (at === answers.length) checkShown(task.edits, request.text, `${task.name}: Flux`);
    return answer;
  });
  const { flux, stop } = await fluxOnDisk(project.root, { url: model.url, workers, overrides });
  try {
    const goal = workflow ? { goal: '', workflow: workflow.name, inputs: workflow.inputs } : { goal: task.goal };
    const { id } = await flux.start({ ...goal, approve: 'now' }, { origin: 'api' });
    const end = await flux.whenSettled(id);
    if (end.state !== 'complete') throw new Error(`${task.name}: ${end.state}: ${end.error?.message ?? ''}`);
    await checkResult(task, project, [end.summary, ...(end.plan?.notes ?? [])].join('\n'));
    const spent = spentOn(model.requests, answers.slice(0, at));
    const counted = end.tokens.prompt + end.tokens.completion;
    if (counted !== spent.prompt + spent.completion)
      throw new Error(`${task.name}: Flux counts ${counted}, the server ${spent.prompt + spent.completion}.`);
    return { ...spent, saved: end.tokens.saved, keptOut: keptOut(model.requests, project.files) };
  } finally {
    await stop();
    await model.stop();
    await project.remove();
  }
}
