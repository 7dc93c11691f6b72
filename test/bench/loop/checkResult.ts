import { filesOf } from '../../unit/core/realWorkspace';
import { diskTests } from './diskTests';
import type { ProjectCopy } from './projectCopy';
import { afterEdits, type RecordedTask } from './task';

/**
 * Checks that a task is finished: every file is as it should be, no other is there, the project's own tests pass, and the
 * last words name what was to be found.
 * @throws Error that says what is wrong
 */
export async function checkResult(task: RecordedTask, project: ProjectCopy, words: string): Promise<void> {
  const wanted = afterEdits(project.files, task.edits);
  const found = await filesOf(project.root);
  const wrong = [...new Set([...Object.keys(wanted), ...Object.keys(found)])].filter(
    (path) => wanted[path] !== found[path],
  );
  if (wrong.length > 0) throw new Error(`${task.name}: ${wrong.join(', ')} is not as it should be.`);
  const missed = (task.finds ?? []).filter((each) => !words.includes(each));
  if (missed.length > 0) throw new Error(`${task.name}: the last words do not name ${missed.join(', ')}.`);
  if (task.kind === 'review') return;
  const report = await diskTests(project.root).run({}, AbortSignal.timeout(120_000), () => {});
  if (report.exitCode !== 0 || report.failed > 0 || report.passed === 0)
    throw new Error(`${task.name}: the tests do not pass:\n${report.output}`);
}

/** The changes of lines that were not shown. */
export function unshown(edits: RecordedTask['edits'], shown: string): RecordedTask['edits'] {
  return edits.filter(({ old }) => old !== undefined && !shown.includes(old.trimEnd()));
}

/** Checks that texts to be replaced were shown before: nobody may write what they cannot know. @throws Error */
export function checkShown(edits: RecordedTask['edits'], shown: string, who: string): void {
  const [first] = unshown(edits, shown);
  if (first) throw new Error(`${who} changes in ${first.path} what it was not shown:\n${first.old}`);
}
