import type { Settings } from '../../../src/contracts/settings';
import { startScriptedModel } from '../../model/scriptedModel';
import { checkResult, checkShown, unshown } from './checkResult';
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
  const { workflow } = task.flux;
  const answers: string[] = [];
  const model = await startScriptedModel(({ text }) => {
    const answer = answerTo(task, text, answers);
    if (answer !== undefined) answers.push(answer);
    return answer;
  });
  const { flux, stop } = await fluxOnDisk(project.root, { url: model.url, workers, overrides });
  try {
    const goal = workflow ? { goal: '', workflow: workflow.name, inputs: workflow.inputs } : { goal: task.goal };
    const { id } = await flux.start({ ...goal, approve: 'now' }, { origin: 'api' });
    const end = await flux.whenSettled(id);
    if (end.state !== 'complete') throw new Error(`${task.name}: ${end.state}: ${end.error?.message ?? ''}`);
    await checkResult(task, project, [end.summary, ...(end.plan?.notes ?? [])].join('\n'));
    const spent = spentOn(model.requests);
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

/**
 * The next answer: what is looked at, along with the files of which the lines to change were not shown, then the plan.
 * Nothing after it was foreseen.
 */
function answerTo(task: RecordedTask, text: string, before: readonly string[]): string | undefined {
  const plan = planAnswer(task.flux);
  if (before.includes(plan)) return undefined;
  const { looks = [] } = task.flux;
  const paths = new Set(unshown(task.edits, text).map(({ path }) => path));
  const more = [...paths].filter((path) => !looks.some((look) => 'read' in look && look.read === path));
  if (before.length === 0 && looks.length + more.length > 0)
    return JSON.stringify({ look: [...looks, ...more.map((path) => ({ read: path }))] });
  checkShown(task.edits, text, `${task.name}: Flux`);
  return plan;
}
