import * as z from 'zod';
import { FluxError, throwIfCancelled } from '../base/errors';
import { plural } from '../base/text';
import { showUnseen, showWhole } from '../base/visibleText';
import type { CommitRequest, CommitResult, GitChange, GitPort, GitState } from '../contracts/ports';
import type { Choice } from '../contracts/session';
import type { Recipe, ToolContext, ToolResult } from '../contracts/tool';
import { acceptFields, asBoolean, asList } from './acceptFields';
import { defineTool } from './defineTool';
import { cleanCommitMessage, writeCommitMessage } from './git/commitMessage';
import { describeFile, diffFiles, diffStat, holdsSecrets } from './git/diffFiles';
import { findCommit } from './git/findCommit';
import { isUnder } from '../base/isUnder';
import { nameSome, tidyPaths } from './paths';
import { wholeGoal } from './recipeGoals';
import { refusalsAsResults } from './refusals';

const input = z.object({
  message: z.string().optional().describe('Left out: written from the changes'),
  paths: z.array(z.string()).optional().describe('Only these of the changed files'),
  branch: z.string().optional().describe('Commit on this branch; made where there is none'),
  all: z.boolean().optional().describe('In a run that changed nothing: commit the paths all the same'),
});
type Input = z.infer<typeof input>;

const asksToSave = wholeGoal(
  '(?:save|commit|check in) (?:all )?(?:my |the |our )?(?:work|changes|progress|everything|it all)(?: to ' +
    'git)?|commit(?: it| this| all| everything)?|' +
    // As watching suggests it.
    'save my work: commit all changes \\([\\d,]+ files?, about [^()]+\\)',
);
const wholeFile: Choice = { id: 'whole', label: 'Commit the whole file' };
const leaveOut: Choice = { id: 'leave', label: 'Skip the file', means: 'skip' };

/**
 * `git_commit`: commits what this run changed and nothing else, by hunk where a file also holds the person's changes
 * (and where the two cannot be told apart, the person is asked); with `all`, in a run that changed nothing, the
 * person's own changes in the named paths. Reasons: `no_repository`, `no_paths`, `nothing_to_commit`,
 * `not_changed_here`, `conflicts`, and those of the git port.
 */
export function createGitCommit({ git }: { git: GitPort }) {
  return defineTool<Input>({
    name: 'git_commit',
    title: 'Commit',
    description:
      "Commits what this run changed; the person's own changes in the same files stay uncommitted. Never pushes.",
    asks:
      'Asks when your changes and the run’s overlap in a file. Commits through the editor’s git ' +
      'with your hooks and signing; never pushes, never forces. The commit can be undone while it is the ' +
      'newest and not on a remote.',
    input,
    effect: 'execute',
    binding: 'json',
    commits: true,
    // Committing everything is for a person to ask for, not for a model beside its own edits.
    personalFields: ['all'],
    commitsAll: ({ all }) => all === true,
    recovery: { mark: async (signal) => (await git.state(signal))?.head, find: (call) => findCommit(git, call) },
    recipe: saveWork(git),
    advice: { use: 'git_commit only when the goal asks for a commit' },
    accept: acceptCommit,
    writes: () => [],
    locks: () => [
      { key: 'git', mode: 'write' },
      // Hooks may change files.
      { key: 'tree', mode: 'write' },
    ],
    touches: () => 'tree',
    about: aboutCommit,
    run: (given, context) => refusalsAsResults(() => commit(git, given, context)),
  });
}

function acceptCommit(raw: Record<string, unknown>): Record<string, unknown> {
  const given = acceptFields(raw, {
    message: ['subject', 'msg', 'commit_message', 'commitMessage', 'title'],
    paths: ['path', 'files', 'file'],
    branch: ['branchName', 'branch_name', 'onBranch'],
  });
  if (typeof given.branch === 'string' && given.branch.trim() === '') delete given.branch;
  const body = given.body ?? given.description;
  if (typeof given.message === 'string' && typeof body === 'string') {
    given.message = given.message.includes(body) ? given.message : `${given.message}\n\n${body}`;
    delete given[given.body === undefined ? 'description' : 'body'];
  }
  if (given.paths !== undefined) given.paths = asList(given.paths);
  if (Array.isArray(given.paths) && given.paths.length === 0) delete given.paths;
  if (given.all !== undefined) given.all = asBoolean(given.all);
  return given;
}

function aboutCommit({ message, paths, all, branch }: Partial<Input>): string {
  const title = showWhole(message?.trim().split('\n')[0] ?? '', 80);
  const subject = `${title}${branch ? ` (on the branch ${showUnseen(branch)})` : ''}`.trim();
  if (!all) return subject || nameSome(tidyPaths(paths)) || 'the changed files';
  const where = nameSome(tidyPaths(paths), 20);
  return `all changes${where ? ` in ${where}` : ''}${subject ? `: ${subject}` : ''}`;
}

async function commit(git: GitPort, given: Input, context: ToolContext): Promise<ToolResult> {
  const state = await git.state(context.signal);
  if (!state)
    throw new FluxError('no_repository', 'The folder is not in a git repository. Run `git init` there first.');
  const changes = chooseChanges(given, context, state);
  const paths = changes.map(({ path }) => path);
  const message = cleanCommitMessage(given.message ?? '') || (await composeMessage(git, context, changes));
  throwIfCancelled(context.signal);
  const own = await ownIn(context, paths);
  const done = await commitAsking(git, context, {
    message,
    paths,
    signal: context.signal,
    ...(own.length > 0 && { own }),
    ...(given.branch && { branch: given.branch.trim() }),
  });
  const subject = message.split('\n')[0] ?? message;
  const { partly: _partly, ...made } = done;
  return { status: 'done', message: describeCommit(done, subject), facts: { commit: { ...made, subject } } };
}

function describeCommit(done: CommitResult, subject: string): string {
  const { hash, paths, partly = [] } = done;
  const lines = [
    `Committed ${plural(paths.length, 'file')} as ${hash.slice(0, 8)}${describeBranch(done)}: ${subject}`,
    nameSome(paths, 20),
  ];
  if (partly.length > 0)
    lines.push(`Left uncommitted, because they are not this run's: other changes in ${nameSome(partly, 20)}.`);
  return lines.join('\n');
}

function saveWork(git: GitPort): Recipe {
  return {
    intent: 'save_work',
    plan: (goal) =>
      asksToSave.test(goal)
        ? {
            summary: 'Commit all uncommitted changes.',
            step: { id: 'commit', title: 'Commit all changes', input: { all: true } },
          }
        : undefined,
    // So that the approval says which files, and nothing that changes meanwhile slips in.
    complete: async (given) => ({ ...given, paths: await changedPaths(git) }),
  };
}

/** Every path with changes. FluxError `no_repository`, `nothing_to_commit`. */
async function changedPaths(git: GitPort): Promise<string[]> {
  const state = await git.state();
  if (!state)
    throw new FluxError(
      'no_repository',
      'The folder is not in a git repository, so there is nowhere to commit to. Run “git init” in it first.',
    );
  const paths = [...new Set(state.changes.map((change) => change.path))];
  if (paths.length === 0)
    throw new FluxError('nothing_to_commit', 'There is nothing to commit: the working tree is clean.');
  return paths;
}

/**
 * What the run did to the files that are to be committed. None, where it changed nothing: then they are the person's
 * own.
 */
async function ownIn(context: ToolContext, paths: readonly string[]): Promise<NonNullable<CommitRequest['own']>> {
  if (context.changedFiles.length === 0) return [];
  return (await context.ownChanges()).filter(({ path }) => paths.includes(path));
}

/** Commits; what cannot be told apart is the person's to decide, file by file. */
async function commitAsking(git: GitPort, context: ToolContext, request: CommitRequest): Promise<CommitResult> {
  try {
    return await git.commit(request);
  } catch (error) {
    const mixed = FluxError.is(error, 'mixed') ? ((error as { paths?: readonly string[] }).paths ?? []) : [];
    if (mixed.length === 0) throw error;
    const out: string[] = [];
    for (const path of mixed) {
      const answer = await context.ask(
        `In ${showUnseen(path)} your own changes and those of this run overlap, so they can only ` +
          `be committed together. What should Flux do?`,
        [wholeFile, leaveOut],
      );
      if (answer.choice !== wholeFile.id) out.push(path);
    }
    const paths = request.paths.filter((path) => !out.includes(path));
    if (paths.length === 0)
      throw new FluxError(
        'nothing_to_commit',
        `Nothing was committed: ${nameSome(out, 20)} ${out.length === 1 ? 'was' : 'were'} skipped, as ` +
          `chosen, and there is nothing else to commit.`,
        { cause: error },
      );
    return git.commit({
      ...request,
      paths,
      own: request.own?.filter(({ path }) => paths.includes(path) && !mixed.includes(path)) ?? [],
    });
  }
}

function describeBranch({ branch, previousBranch, madeBranch }: CommitResult): string {
  if (!madeBranch && previousBranch === undefined) return '';
  return ` on ${madeBranch ? 'the new branch' : 'the branch'} ${branch}`;
}

/** What to commit, from what git says has changed; refuses what this run did not change. */
function chooseChanges(given: Input, context: ToolContext, state: GitState): GitChange[] {
  const wanted = tidyPaths(given.paths);
  const ownWork = context.changedFiles.length > 0;
  // The person agreed to what the plan showed; "everything" shows nothing.
  if (given.all && (wanted.length === 0 || wanted.includes('.')))
    throw new FluxError(
      'no_paths',
      'With all: true only named paths are committed, and none are named. Give the changed files in paths ' +
        '(git_diff tells them), or leave all out to commit what this run changed.',
    );
  if (!ownWork && !given.all)
    throw new FluxError(
      'nothing_to_commit',
      'This run has changed no file, so there is nothing to commit. (To commit changes that were there before, ' +
        'give all: true and name the files in paths.)',
    );
  const allowed = ownWork ? state.changes.filter(({ path }) => context.changedFiles.includes(path)) : state.changes;
  const foreign = wanted.filter(
    (place) =>
      place !== '.' &&
      !(ownWork ? context.changedFiles : state.changes.map(({ path }) => path)).some((path) => isUnder(path, [place])),
  );
  if (foreign.length > 0) {
    const rule = ownWork
      ? `This run did not change ${nameSome(foreign)}, and commits only what it changed: ` +
        `${nameSome(context.changedFiles, 20)}.`
      : `${nameSome(foreign)} ${foreign.length === 1 ? 'has' : 'have'} no changes to commit.`;
    throw new FluxError('not_changed_here', `${rule} Leave ${foreign.length === 1 ? 'it' : 'them'} out.`);
  }
  const chosen = allowed.filter(({ path }) => wanted.includes('.') || isUnder(path, wanted));
  const conflicts = chosen.filter(({ kind }) => kind === 'conflict').map(({ path }) => path);
  if (conflicts.length > 0)
    throw new FluxError(
      'conflicts',
      `${nameSome(conflicts)} ${conflicts.length === 1 ? 'holds' : 'hold'} merge conflicts. Resolve them and ` +
        `finish the merge first; nothing was committed.`,
    );
  if (chosen.length === 0)
    throw new FluxError(
      'nothing_to_commit',
      ownWork
        ? `Git sees no change in ${nameSome(wanted.length > 0 ? wanted : context.changedFiles, 20)}: already ` +
            `committed, back as before, or ignored.`
        : 'There is nothing to commit: the working tree is clean.',
    );
  return [...new Map(chosen.map((change) => [change.path, change])).values()];
}

async function composeMessage(git: GitPort, context: ToolContext, changes: readonly GitChange[]): Promise<string> {
  if (!context.write) return writeCommitMessage(context, changes, '', '');
  const files = diffFiles(await git.diff({ paths: changes.map(({ path }) => path), signal: context.signal }));
  const news = changes
    .filter(({ path }) => !files.some((file) => file.path === path))
    .map(({ path, kind }) => `${path} | ${kind === 'untracked' ? 'new' : kind}`);
  return writeCommitMessage(
    context,
    changes,
    [diffStat(files), ...news].filter(Boolean).join('\n'),
    files.map((file) => (holdsSecrets(file) ? describeFile(file) : file.text)).join('\n'),
  );
}
