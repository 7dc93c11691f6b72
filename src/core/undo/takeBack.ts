import { FluxError } from '../../base/errors';
import type { CommitFacts } from '../../contracts/checkpoint';
import type { GitPort } from '../../contracts/ports';
import type { UndoReport, UndoState } from '../../contracts/session';

/** How far back a commit is looked for. */
const mostRecent = 200;

/** What taking commits back needs. */
export interface TakeBackDeps {
  readonly git: Pick<GitPort, 'uncommit' | 'recommit' | 'recent'>;
  readonly action: UndoState['action'];
  /** Whether this was begun before and cut off, so that some may be through already. */
  readonly again: boolean;
  readonly signal: AbortSignal;
}

/** Takes commits back, or makes them again, in the order given. One that stays says why. */
export async function takeBack(
  commits: readonly CommitFacts[],
  { git, action, again, signal }: TakeBackDeps,
): Promise<NonNullable<UndoReport['commits']>> {
  const results: { hash: string; done: boolean; why?: string }[] = [];
  for (const commit of commits) {
    const { hash } = commit;
    try {
      if (signal.aborted) results.push({ hash, done: false, why: 'Flux was stopped before this commit.' });
      else {
        const result = await (action === 'undo' ? git.uncommit(commit) : git.recommit(commit));
        const isThrough = result.done || (again && (await isRecent(git, hash)) === (action === 'redo'));
        results.push({ hash, done: isThrough, ...(!isThrough && result.why && { why: result.why }) });
      }
    } catch (error) {
      if (!FluxError.is(error)) throw error;
      results.push({ hash, done: false, why: error.message });
    }
  }
  return results;
}

async function isRecent(git: Pick<GitPort, 'recent'>, hash: string): Promise<boolean> {
  return (await git.recent(mostRecent)).some((commit) => commit.hash === hash);
}
