import { access, constants, writeFile } from 'node:fs/promises';
import { join, resolve } from 'node:path';
import { stripVTControlCharacters } from 'node:util';
import { CancelledError, FluxError, isCancelled } from '../../base/errors';
import type { OwnChange } from '../../contracts/checkpoint';
import { readIndex, readTree, writeIndex, type GitEntry } from './gitEntries';
import { lastLines, toGitError } from './gitErrors';
import { findMade, readNewest, type NewestCommit } from './gitNewest';
import { shareOut, type Share } from './gitOwn';
import { GitFailure } from './gitFailure';
import { runGitCommit } from './gitProcess';
import type { Repository } from './gitRepository';
import { stageEntries, takeOver, type Stage } from './gitStage';
import type { StatusEntry } from './gitStatus';
import { withTemporaryIndex, type TemporaryIndex } from './gitTemporaryIndex';
import { untilAborted } from '../untilAborted';

const commitHooks = ['pre-commit', 'prepare-commit-msg', 'commit-msg'];

/** Somebody else who can commit what is in the index, and cannot be stopped once begun. */
export interface IndexCommitter {
  /** @throws FluxError as `commitOnly` does */
  commit(message: string): Promise<void>;
}

/** How long such a one's hooks may still take once the signal has fired, in ms. */
const graceMs = 15_000;

export interface CommitOptions {
  readonly message: string;
  /** The newest commit before. */
  readonly head: string | undefined;
  /** The changes to commit, with paths relative to the topmost folder. */
  readonly changes: readonly StatusEntry[];
  /** What the run did; changes in other files are committed whole. */
  readonly own: readonly OwnChange[];
  /** Makes the commit where nothing else is staged. */
  readonly committer?: IndexCommitter;
  readonly signal: AbortSignal;
}

/**
 * Commits changes, or the run's part of them, and nothing else. What else the person has staged stays staged as it is;
 * when the commit fails, so does everything. The working tree is not touched. No merge or the like may be under way.
 * @param repository not bound to the signal: what a cancelled commit leaves behind has to be put in order
 * @returns `partly`: the paths of which the person's part was left out
 * @throws FluxError `no_identity`, `hook_refused`, `nothing_to_commit`, `mixed`, `git_failed`; CancelledError once git
 * and
 *   its hooks have ended and no commit was made
 */
export async function commitOnly(
  repository: Repository,
  options: CommitOptions,
): Promise<NewestCommit & { partly: string[] }> {
  const { message, head, changes, own } = options;
  if (message.trim() === '')
    throw new FluxError('git_failed', 'A commit needs a message. Say in one line what changes.');
  const conflict = changes.find(({ kind }) => kind === 'conflict');
  if (conflict)
    throw new FluxError(
      'git_failed',
      `“${conflict.path}” holds a merge conflict. Resolve it and finish the merge, then commit again.`,
    );

  // A repository within this one that is no submodule of it cannot be committed, only its name could.
  const paths = [...new Set(changes.flatMap(({ path, from }) => (from === undefined ? [path] : [from, path])))].filter(
    (path) => !path.endsWith('/'),
  );
  const shares = await shareOut(repository, { head, entries: await readTree(repository, head, paths) }, paths, own);
  const chosen = paths.filter((path) => shares.get(path)?.kind !== 'nothing');
  if (chosen.length === 0) throw nothingToCommit(paths.length > 0 && own.length > 0);
  const partly = chosen.filter((path) => shares.get(path)?.kind === 'part');
  const wanted = new Map(chosen.map((path) => [path, shares.get(path) ?? { kind: 'whole' as const }]));
  const made = await withTemporaryIndex(repository.git, repository.top, (index) =>
    commitShares(repository, index, wanted, options),
  );
  return { ...made, partly };
}

function nothingToCommit(isSomebodyElses: boolean): FluxError {
  const why = isSomebodyElses
    ? ': the changes in these files are not from this run, or are already committed'
    : ': git sees no change in these paths. They may be committed already, or ignored';
  return new FluxError('nothing_to_commit', `There is nothing to commit${why}.`);
}

/** Stages and commits the shares; takes back what was staged where no commit came of it. */
async function commitShares(
  repository: Repository,
  index: TemporaryIndex,
  shares: ReadonlyMap<string, Share>,
  options: CommitOptions,
): Promise<NewestCommit> {
  const { git, top } = repository;
  const { message, head, changes, signal } = options;
  const through = (await isAnythingStaged(repository, head)) ? undefined : options.committer;
  const planned = await planEntries(repository, index, head, shares);
  const noted = changes.filter(({ kind, staged }) => kind === 'added' && !staged).map(({ path }) => path);
  let stage: Stage | undefined;
  let ending: Promise<void> | undefined;
  try {
    stage = await stageEntries(repository, head, planned, noted);
    if (through) await untilAborted((ending = through.commit(message)), signal, graceMs);
    else await commitIndex(top, index, message, signal);
  } catch (error) {
    const isStopped = isCancelled(error) || signal.aborted;
    const made = isStopped ? await findMade(git, { head, prefix: '', paths: [...shares.keys()] }) : undefined;
    if (made) {
      await stage?.settle(made.paths);
      return made;
    }
    // One that cannot be stopped and has not ended may still commit what is staged.
    if (isCancelled(error) && ending) void ending.catch(() => stage?.undo()).catch(() => undefined);
    else await stage?.undo();
    throw isStopped ? new CancelledError() : await explain(repository, index, error);
  }
  const made = await readNewest(git, '');
  if (made.hash === head)
    throw new FluxError(
      'git_failed',
      'A commit was reported, but there is no new one. Look at the source control view, then try again.',
    );
  if (!through) await takeOver(repository, index.env);
  await stage.settle(made.paths);
  return made;
}

/** Anywhere in the repository, conflicts included. */
async function isAnythingStaged({ git }: Repository, head: string | undefined): Promise<boolean> {
  if (head === undefined) return (await git(['ls-files', '--cached'])) !== '';
  return (await git(['diff', '--cached', '--name-only', head])) !== '';
}

/** Makes the temporary index what is to be committed, and tells the entries of these paths in it. */
async function planEntries(
  repository: Repository,
  { env, noHooks }: TemporaryIndex,
  head: string | undefined,
  shares: ReadonlyMap<string, Share>,
): Promise<Map<string, GitEntry | undefined>> {
  const { git, feed } = repository;
  await git([...noHooks, 'read-tree', ...(head === undefined ? ['--empty'] : ['--reset', head])], env);
  const whole = [...shares].filter(([, { kind }]) => kind === 'whole').map(([path]) => path);
  if (whole.length > 0)
    await feed(
      [...noHooks, 'update-index', '--add', '--remove', '--replace', '-z', '--stdin'],
      whole.map((path) => `${path}\0`).join(''),
      env,
    );
  await writeIndex(
    repository,
    new Map([...shares].flatMap(([path, share]) => (share.kind === 'part' ? [[path, share.entry] as const] : []))),
    env,
    noHooks,
  );
  const entries = await readIndex(repository, [...shares.keys()], env);
  return new Map([...shares.keys()].map((path) => [path, entries.get(path)]));
}

async function commitIndex(
  top: string,
  { folder, env }: TemporaryIndex,
  message: string,
  signal: AbortSignal,
): Promise<void> {
  const file = join(folder, 'message');
  await writeFile(file, message);
  await runGitCommit(top, ['commit', '--quiet', `--file=${file}`], env, signal);
}

/**
 * Git says in the person's language why it did not commit, so what it often is gets looked at. It does not say that it
 * was a hook that refused; where none of git's own reasons fits and there is one, it was.
 */
async function explain({ git, top }: Repository, { env }: TemporaryIndex, error: unknown): Promise<FluxError> {
  const known = toGitError(error);
  if (!(error instanceof GitFailure) || known.reason !== 'git_failed' || !known.message.startsWith('Git failed'))
    return known;
  const failureOf = (args: readonly string[]) =>
    git(args, env).then(
      () => undefined,
      (failure: unknown) => (failure instanceof GitFailure ? failure : undefined),
    );
  const nobody = (await failureOf(['var', 'GIT_AUTHOR_IDENT'])) ?? (await failureOf(['var', 'GIT_COMMITTER_IDENT']));
  if (nobody) return toGitError(new GitFailure(nobody.exitCode, `Please tell me who you are. ${nobody.output}`));
  if (error.exitCode !== 1) return known;
  const folder = resolve(top, (await git(['rev-parse', '--git-path', 'hooks'])).trim());
  for (const name of commitHooks) {
    const exists = await access(join(folder, name), constants.X_OK).then(
      () => true,
      () => false,
    );
    if (!exists) continue;
    const said = lastLines(stripVTControlCharacters(error.output), 20) || '(it printed nothing)';
    return new FluxError(
      'hook_refused',
      `A commit hook of the repository refused the commit, so nothing was committed. Fix what it reports` +
        `about, then commit again. It said:\n${said}`,
      { cause: error },
    );
  }
  return known;
}
