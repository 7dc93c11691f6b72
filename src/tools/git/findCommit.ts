import type { GitPort } from '../../contracts/ports';
import type { CutOffCall, RecoveredCall } from '../../contracts/tool';

/** Commits that are looked through. */
const mostRecent = 20;
/** Commit times have whole seconds. */
const clockMs = 1_000;

/**
 * What became of a commit that was cut off: it was made when the branch has moved on from `mark` by a commit of files
 * of this run alone. Undefined where it has moved on by others.
 */
export async function findCommit(
  git: Pick<GitPort, 'state' | 'recent'>,
  { mark, startedAt, paths }: CutOffCall,
): Promise<RecoveredCall | undefined> {
  const head = (await git.state())?.head;
  if (head === mark) return { as: 'pending', why: 'The commit had not been made, so it is made now.' };
  const recent = await git.recent(mostRecent);
  const until = recent.findIndex(({ hash }) => hash === mark);
  const since = until < 0 ? recent : recent.slice(0, until);
  const own = new Set(paths);
  const made = since.find(
    (commit) =>
      commit.at >= startedAt - clockMs && commit.paths.length > 0 && commit.paths.every((path) => own.has(path)),
  );
  return (
    made && {
      as: 'done',
      why: `The commit ${made.hash.slice(0, 8)} had been made before Flux was cut off.`,
      commit: { hash: made.hash, paths: made.paths, subject: made.subject },
    }
  );
}
