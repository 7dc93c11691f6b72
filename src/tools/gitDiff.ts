import * as z from 'zod';
import { FluxError } from '../base/errors';
import { plural } from '../base/text';
import type { GitPort } from '../contracts/ports';
import { acceptFields, asBoolean, asList } from './acceptFields';
import { defineTool } from './defineTool';
import { diffFiles, diffStat, type FileDiff } from './git/diffFiles';
import { isUnder, nameSome, tidyPaths } from './paths';
import { refusalsAsResults } from './refusals';

const input = z.object({
  paths: z.array(z.string()).optional().describe('Only these files or folders'),
  staged: z.boolean().optional().describe('Only what is staged'),
  revision: z.string().optional().describe('Compare with this revision (default HEAD)'),
});
type Input = z.infer<typeof input>;

const maxChars = 12_000;

/** `git_diff`: what changed. No change is an answer, not a failure. Reasons: `no_repository`, `git_failed`. */
export function createGitDiff({ git }: { git: GitPort }) {
  return defineTool<Input>({
    name: 'git_diff',
    title: 'Show changes',
    description: 'Uncommitted changes as a unified diff, or the changes since a revision.',
    input,
    effect: 'read',
    binding: 'json',
    accept: (raw) => {
      const given = acceptFields(raw, { paths: ['path', 'files', 'file'], revision: ['ref', 'rev', 'commit', 'base', 'against'], staged: ['cached'] });
      if (given.paths !== undefined) given.paths = asList(given.paths);
      if (given.staged !== undefined) given.staged = asBoolean(given.staged);
      return given;
    },
    writes: () => [],
    locks: () => [{ key: 'git', mode: 'read' }],
    about: ({ paths, staged, revision }) => [nameSome(tidyPaths(paths)) || 'all changes', ...(staged ? ['staged'] : []), ...(revision ? [`since ${revision}`] : [])].join(', '),
    run: (given, { signal }) =>
      refusalsAsResults(async () => {
        const state = await git.state(signal);
        if (!state) throw new FluxError('no_repository', 'The folder is not in a git repository, so there is nothing to compare with.');
        const paths = tidyPaths(given.paths).filter((path) => path !== '.');
        const diff = await git.diff({ signal, ...(paths.length > 0 && { paths }), ...(given.staged && { staged: true }), ...(given.revision && { revision: given.revision }) });
        const untracked = given.staged ? [] : state.changes.filter(({ kind, path }) => kind === 'untracked' && isUnder(path, paths)).map(({ path }) => path);
        const files = diffFiles(diff);
        const news = untracked.filter((path) => !files.some((file) => file.path === path));
        return { status: 'done', message: describeDiff(files, news, given, paths), facts: { output: diff } };
      }),
  });
}

function describeDiff(files: readonly FileDiff[], untracked: readonly string[], { staged, revision }: Input, paths: readonly string[]): string {
  const where = paths.length > 0 ? ` in ${nameSome(paths)}` : '';
  const news = untracked.length > 0 ? `New files that git does not track yet: ${nameSome(untracked, 30)}.` : '';
  if (files.length === 0) return news || `No ${staged ? 'staged ' : ''}changes${where}${revision ? ` since ${revision}` : ''}.`;
  const shown: string[] = [];
  const left: FileDiff[] = [];
  let used = 0;
  for (const file of files) {
    if (used + file.text.length <= maxChars) {
      shown.push(file.text);
      used += file.text.length;
    } else left.push(file);
  }
  if (shown.length === 0) {
    const [first] = left;
    if (first) shown.push(`${first.text.slice(0, first.text.lastIndexOf('\n', maxChars))}\n… cut; ask for ${first.path} by read_files`);
  }
  const added = files.reduce((sum, file) => sum + file.added, 0);
  const removed = files.reduce((sum, file) => sum + file.removed, 0);
  return [
    `${plural(files.length, 'file')} changed${where}${revision ? ` since ${revision}` : ''}${staged ? ' (staged)' : ''}: +${added} −${removed}.${news ? ` ${news}` : ''}`,
    shown.join('\n'),
    ...(left.length > 0 ? [`Too long to show whole; changed as well (ask with paths):\n${diffStat(left)}`] : []),
  ].join('\n\n');
}
