import * as z from 'zod';
import { FluxError, throwIfCancelled } from '../base/errors';
import { plural } from '../base/text';
import type { GitChange, GitPort, GitState } from '../contracts/ports';
import type { ToolContext } from '../contracts/tool';
import { acceptFields, asBoolean, asList } from './acceptFields';
import { defineTool } from './defineTool';
import { cleanCommitMessage, writeCommitMessage } from './git/commitMessage';
import { diffFiles, diffStat } from './git/diffFiles';
import { isUnder, nameSome, tidyPaths } from './paths';
import { refusalsAsResults } from './refusals';

const input = z.object({
  message: z.string().optional().describe('Left out: written from the changes'),
  paths: z.array(z.string()).optional().describe('Only these of the changed files'),
  all: z.boolean().optional().describe('In a run that changed nothing: commit the paths all the same'),
});
type Input = z.infer<typeof input>;

/**
 * `git_commit`: commits what this run changed and nothing else; with `all`, in a run that changed nothing, the person's
 * own changes in the named paths. Reasons: `no_repository`, `no_paths`, `nothing_to_commit`, `not_changed_here`,
 * `conflicts`, and those of the git port.
 */
export function createGitCommit({ git }: { git: GitPort }) {
  return defineTool<Input>({
    name: 'git_commit',
    title: 'Commit',
    description: 'Commits the files that this run changed. Never pushes.',
    input,
    effect: 'execute',
    binding: 'json',
    accept: (raw) => {
      const given = acceptFields(raw, { message: ['subject', 'msg', 'commit_message', 'commitMessage', 'title'], paths: ['path', 'files', 'file'] });
      if (typeof given.message === 'string' && typeof given.body === 'string') given.message = `${given.message}\n\n${given.body}`;
      if (given.paths !== undefined) given.paths = asList(given.paths);
      if (Array.isArray(given.paths) && given.paths.length === 0) delete given.paths;
      if (given.all !== undefined) given.all = asBoolean(given.all);
      return given;
    },
    writes: () => [],
    locks: () => [
      { key: 'git', mode: 'write' },
      { key: 'tree', mode: 'read' },
    ],
    about: ({ message, paths, all }) => {
      const subject = message?.trim().split('\n')[0] ?? '';
      if (!all) return subject || nameSome(tidyPaths(paths)) || 'the changed files';
      const where = nameSome(tidyPaths(paths), 20);
      return `all changes${where ? ` in ${where}` : ''}${subject ? `: ${subject}` : ''}`;
    },
    run: (given, context) =>
      refusalsAsResults(async () => {
        const state = await git.state(context.signal);
        if (!state) throw new FluxError('no_repository', 'The folder is not in a git repository. Run `git init` there first.');
        const changes = chooseChanges(given, context, state);
        const paths = changes.map(({ path }) => path);
        const message = cleanCommitMessage(given.message ?? '') || (await composeMessage(git, context, changes));
        throwIfCancelled(context.signal);
        const done = await git.commit({ message, paths, signal: context.signal });
        const subject = message.split('\n')[0] ?? message;
        return {
          status: 'done',
          message: `Committed ${plural(done.paths.length, 'file')} as ${done.hash.slice(0, 8)}: ${subject}\n${nameSome(done.paths, 20)}`,
          facts: { commit: { hash: done.hash, paths: done.paths, subject } },
        };
      }),
  });
}

/** What to commit, from what git says has changed; refuses what this run did not change. */
function chooseChanges(given: Input, context: ToolContext, state: GitState): GitChange[] {
  const wanted = tidyPaths(given.paths);
  const ownWork = context.changedFiles.length > 0;
  // The person agreed to what the plan showed; "everything" shows nothing.
  if (given.all && (wanted.length === 0 || wanted.includes('.'))) throw new FluxError('no_paths', 'With all: true only named paths are committed, and none are named. Give the changed files in paths (git_diff tells them), or leave all out to commit what this run changed.');
  if (!ownWork && !given.all) throw new FluxError('nothing_to_commit', 'This run has changed no file, so there is nothing to commit. (To commit changes that were there before, give all: true and name the files in paths.)');
  const allowed = ownWork ? state.changes.filter(({ path }) => context.changedFiles.includes(path)) : state.changes;
  const foreign = wanted.filter((place) => place !== '.' && !(ownWork ? context.changedFiles : state.changes.map(({ path }) => path)).some((path) => isUnder(path, [place])));
  if (foreign.length > 0) {
    const rule = ownWork ? `This run did not change ${nameSome(foreign)}, and commits only what it changed: ${nameSome(context.changedFiles, 20)}.` : `${nameSome(foreign)} ${foreign.length === 1 ? 'has' : 'have'} no changes to commit.`;
    throw new FluxError('not_changed_here', `${rule} Leave ${foreign.length === 1 ? 'it' : 'them'} out.`);
  }
  const chosen = allowed.filter(({ path }) => wanted.includes('.') || isUnder(path, wanted));
  const conflicts = chosen.filter(({ kind }) => kind === 'conflict').map(({ path }) => path);
  if (conflicts.length > 0) throw new FluxError('conflicts', `${nameSome(conflicts)} ${conflicts.length === 1 ? 'holds' : 'hold'} merge conflicts. Resolve them and finish the merge first; nothing was committed.`);
  if (chosen.length === 0) throw new FluxError('nothing_to_commit', ownWork ? `Git sees no change in ${nameSome(wanted.length > 0 ? wanted : context.changedFiles, 20)}: already committed, back as before, or ignored.` : 'There is nothing to commit: the working tree is clean.');
  return [...new Map(chosen.map((change) => [change.path, change])).values()];
}

async function composeMessage(git: GitPort, context: ToolContext, changes: readonly GitChange[]): Promise<string> {
  if (!context.write) return writeCommitMessage(context, changes, '', '');
  const files = diffFiles(await git.diff({ paths: changes.map(({ path }) => path), signal: context.signal }));
  const news = changes.filter(({ path }) => !files.some((file) => file.path === path)).map(({ path, kind }) => `${path} | ${kind === 'untracked' ? 'new' : kind}`);
  return writeCommitMessage(context, changes, [diffStat(files), ...news].filter(Boolean).join('\n'), files.map(({ text }) => text).join('\n'));
}
