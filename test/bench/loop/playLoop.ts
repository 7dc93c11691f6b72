import { plainLoop } from '../plainLoop';
import { startScriptedModel } from '../../model/scriptedModel';
import { checkResult, checkShown } from './checkResult';
import { loopTools } from './loopTools';
import { copyProject } from './projectCopy';
import { spentOn, type Spent } from './spent';
import type { RecordedTask, Turn } from './task';

/** Plays a task's moves in the plain loop, on a copy of its project, and checks what came of it. */
export async function playLoop(task: RecordedTask, { oneByOne = false } = {}): Promise<Spent> {
  const project = await copyProject(task.project);
  const turns = oneByOne ? task.loop.turns.flatMap(apart) : task.loop.turns;
  let at = 0;
  const model = await startScriptedModel((request) => {
    const turn = turns[at++];
    if (!turn) return task.loop.end;
    const edited = new Set(turn.calls.map(({ name, input }) => name === 'edit_file' && 'path' in input && input.path));
    checkShown(
      task.edits.filter(({ path }) => edited.has(path)),
      request.text,
      `${task.name}: the loop`,
    );
    return { text: turn.say, calls: turn.calls };
  });
  try {
    const words = await plainLoop(task.goal, { url: model.url, carryOut: loopTools(project.root) });
    await checkResult(task, project, words);
    return spentOn(model.requests);
  } finally {
    await model.stop();
    await project.remove();
  }
}

/** A turn's calls in turns of their own. */
function apart({ say, calls }: Turn): Turn[] {
  return calls.map((call, index) => ({ say: index === 0 ? say : '', calls: [call] }));
}
