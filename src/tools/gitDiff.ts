import * as z from 'zod';
import { FluxError } from '../base/errors';
import { firstChars, plural } from '../base/text';
import type { GitPort } from '../contracts/ports';
import type { Recipe, ToolResult } from '../contracts/tool';
import { acceptFields, asBoolean, asList } from './acceptFields';
import { defineTool } from './defineTool';
import { describeFile, diffFiles, diffStat, type FileDiff } from './git/diffFiles';
import { isUnder } from '../base/isUnder';
import { nameSome, tidyPaths } from './paths';
import { wholeGoal } from './recipeGoals';
import { refusalsAsResults } from './refusals';

const input = z.object({
  paths: z.array(z.string()).optional().describe('Only these files or folders'),
  staged: z.boolean().optional().describe('Only what is staged'),
  revision: z.string().optional().describe('Compare with this revision (default HEAD)'),
  to: z.string().optional().describe('Another revision, to compare two; left out: the files as they are now'),
});
type Input = z.infer<typeof input>;

const maxChars = 12_000;
const mostNamed = 100;
const asksForChanges = wholeGoal(
  "what(?:'s| has| have i| did i)? changed?|what (?:are|were) (?:the|my) changes|show (?:me )?(?:the |my " +
    ')?(?:changes|diff)|git diff|diff',
);

const recipe: Recipe = {
  intent: 'what_changed',
  plan: (goal) =>
    asksForChanges.test(goal)
      ? {
          summary: 'Show what has changed since the last commit.',
          step: { id: 'diff', title: 'Show the changes', input: {} },
        }
      : undefined,
};

/** `git_diff`: what changed. No change is an answer, not a failure. Reasons: `no_repository`, `git_failed`. */
export function createGitDiff({ git }: { git: GitPort }) {
  return defineTool<Input>({
    name: 'git_diff',
    title: 'Show changes',
    description:
      'Uncommitted changes as a unified diff, new files included; or the changes since a revision, or between two.',
    input,
    effect: 'read',
    intents: ['extract', 'summarize', 'filter', 'aggregate'],
    binding: 'json',
    returnsDiff: true,
    recipe,
    accept: acceptDiff,
    writes: () => [],
    locks: () => [{ key: 'git', mode: 'read' }],
    about: aboutDiff,
    run: (given, { signal }) => refusalsAsResults(() => showChanges(git, given, signal)),
  });
}

function acceptDiff(raw: Record<string, unknown>): Record<string, unknown> {
  const given = acceptFields(raw, {
    paths: ['path', 'files', 'file'],
    revision: ['ref', 'rev', 'commit', 'base', 'against', 'from'],
    to: ['head', 'target', 'until'],
    staged: ['cached'],
  });
  if (given.paths !== undefined) given.paths = asList(given.paths);
  if (given.staged !== undefined) given.staged = asBoolean(given.staged);
  return given;
}

function aboutDiff({ paths, staged, revision, to }: Partial<Input>): string {
  const parts = [nameSome(tidyPaths(paths)) || 'all changes'];
  if (staged && !to) parts.push('staged');
  if (to) parts.push(`${revision ?? 'HEAD'} to ${to}`);
  else if (revision) parts.push(`since ${revision}`);
  return parts.join(', ');
}

async function showChanges(git: GitPort, given: Input, signal: AbortSignal): Promise<ToolResult> {
  const state = await git.state(signal);
  if (!state)
    throw new FluxError('no_repository', 'The folder is not in a git repository, so there is nothing to compare with.');
  const paths = tidyPaths(given.paths).filter((path) => path !== '.');
  const diff = await git.diff({
    signal,
    ...(paths.length > 0 && { paths }),
    ...(given.staged && !given.to && { staged: true }),
    ...(given.revision && { revision: given.revision }),
    ...(given.to && { to: given.to }),
  });
  const inTree = !given.staged && !given.to && !given.revision?.includes('..');
  const kindIs = (wanted: string) =>
    inTree
      ? state.changes.filter(({ kind, path }) => kind === wanted && isUnder(path, paths)).map(({ path }) => path)
      : [];
  const files = diffFiles(diff);
  const news = kindIs('untracked').filter((path) => !files.some((file) => file.path === path));
  return {
    status: 'done',
    message: describeDiff({ files, news, conflicts: kindIs('conflict') }, given, paths),
    facts: { output: diff },
  };
}

interface Found {
  readonly files: readonly FileDiff[];
  /** New files that the diff does not show. */
  readonly news: readonly string[];
  readonly conflicts: readonly string[];
}

function describeDiff({ files, news, conflicts }: Found, given: Input, paths: readonly string[]): string {
  const where = paths.length > 0 ? ` in ${nameSome(paths)}` : '';
  const since = comparedWith(given);
  const isStaged = given.staged && !given.to;
  const notes = [
    ...(conflicts.length > 0 ? [`Unresolved merge conflicts: ${nameSome(conflicts, 30)}.`] : []),
    ...(news.length > 0
      ? [`New files that git does not track yet, not shown (too large or too many): ${nameSome(news, 30)}.`]
      : []),
  ].join(' ');
  if (files.length === 0) return notes || `No ${isStaged ? 'staged ' : ''}changes${where}${since}.`;
  const { shown, left } = fit(files);
  const added = files.reduce((sum, file) => sum + file.added, 0);
  const removed = files.reduce((sum, file) => sum + file.removed, 0);
  return [
    `${plural(files.length, 'file')} changed${where}${since}${isStaged ? ' (staged)' : ''}: +${added} ` +
      `−${removed}.${notes ? ` ${notes}` : ''}`,
    shown.join('\n'),
    ...(left.length > 0
      ? [`Too long to show whole; changed as well (ask with paths):\n${diffStat(left, mostNamed)}`]
      : []),
  ].join('\n\n');
}

function comparedWith({ revision, to }: Input): string {
  if (to) return ` between ${revision ?? 'HEAD'} and ${to}`;
  return revision ? ` since ${revision}` : '';
}

/** What there is room for, in order; the beginning of the first file where even that is too long. */
function fit(files: readonly FileDiff[]): { shown: string[]; left: FileDiff[] } {
  const shown: string[] = [];
  const left: FileDiff[] = [];
  let used = 0;
  for (const file of files) {
    const text = describeFile(file);
    if (used + text.length > maxChars) {
      left.push(file);
      continue;
    }
    shown.push(text);
    used += text.length;
  }
  const [first] = shown.length > 0 ? [] : left.splice(0, 1);
  if (first)
    shown.push(
      `${firstChars(first.text, Math.max(first.text.lastIndexOf('\n', maxChars), maxChars / 2))}\n… cut ` +
        `(${diffStat([first])}); ask for ${first.path} by read_files`,
    );
  return { shown, left };
}
