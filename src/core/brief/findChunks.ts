import { isCancelled, messageOf } from '../../base/errors';
import { setTimer } from '../../base/timer';
import type { FoundChunk } from '../../contracts/ports';
import { searchIndex } from '../codeIndex/searchIndex';
import type { Workspace } from '../workspace';

/** So many pieces are looked at. */
const most = 400;
/** A goal does not wait longer for the index, in ms: the files are searched then, which costs looks. */
const longestWait = 30_000;

/** The pieces of code that a goal is about, best first; undefined while there is no index, or none that answers. */
export async function findChunks(
  goal: string,
  { index, meaningOf, settings, log }: Pick<Workspace, 'index' | 'meaningOf' | 'settings' | 'log'>,
  signal: AbortSignal,
): Promise<readonly FoundChunk[] | undefined> {
  if (!index || !settings('index.enabled')) return undefined;
  const find = async () => {
    await index.upToDate();
    return searchIndex(goal, most, { index, meaningOf }, signal);
  };
  try {
    // What is not done in time goes on: the next goal has it.
    return await Promise.race([find(), setTimer(longestWait, signal).then(() => undefined)]);
  } catch (error) {
    if (isCancelled(error)) throw error;
    log.warn(`What the goal is about is searched for without the index: ${messageOf(error)}`);
    return undefined;
  }
}
