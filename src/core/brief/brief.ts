import type { AnyTool } from '../../contracts/tool';
import type { Workspace } from '../workspace';
import { isCancelled } from '../../base/errors';
import { oneLine } from '../../base/fenced';
import { firstChars, plural } from '../../base/text';
import type { BriefContext } from './briefContext';
import { renderFiles } from './fileTree';
import { mentionsOf } from './mentions';
import { readmeLines } from './readmeLines';
import { findChunks } from './findChunks';
import { describeProject, readConventions } from './project';
import { rankFiles } from './relevance';
import { showRelevantFiles } from './relevantFiles';
import type { ShownRanges } from './shownRanges';
import { termsOf } from './terms';

/**
 * How much of the workspace a brief tells: enough to plan, or less for a conversation. Characters; four make a token.
 */
export interface BriefSize {
  readonly files: number;
  readonly relevant: number;
}

export const planningBrief: BriefSize = { files: 2400, relevant: 10_300 };

/**
 * A project of up to so many characters is shown whole; about 6,000 tokens, where a look costs the whole request again.
 */
const wholeProject = 24_000;
/** Of a small window, how much the files' names, what the goal is about, and a whole project may take. */
const partOfWindow = { files: 0.06, relevant: 0.25, whole: 0.4 } as const;

/** What fits into a model's window, in tokens; 0 is unknown, and taken to be large. */
function fitting(size: BriefSize, window: number): BriefSize & { readonly whole: number } {
  const most = (part: number) => (window === 0 ? Infinity : Math.floor(window * 4 * part));
  return {
    files: Math.min(size.files, most(partOfWindow.files)),
    relevant: Math.min(size.relevant, most(partOfWindow.relevant)),
    whole: Math.min(wholeProject, most(partOfWindow.whole)),
  };
}

/**
 * What the model learns of the workspace: what seldom changes first (kind of project, conventions, files, how tests
 * run), then its present state, then what the goal seems to be about.
 */
// eslint-disable-next-line max-params -- the goal, and the four things that every brief is made with
export async function workspaceBrief(
  goal: string,
  workspace: Workspace,
  shown: ShownRanges,
  size: BriefSize,
  signal: AbortSignal,
): Promise<string> {
  const room = fitting(size, workspace.settings('model.contextWindow'));
  const files = await workspace.files.list('**/*', 3000, signal);
  const terms = termsOf(goal);
  const context: BriefContext = { workspace, shown, signal };
  const [project, conventions, checks, ranked, git, found] = await Promise.all([
    describeProject(workspace, files),
    readConventions(workspace),
    Promise.all(workspace.tools.map(checkOf)),
    rankFiles(terms, workspace, files, signal),
    quietly(() => workspace.git.state()),
    findChunks(goal, workspace, signal),
  ]);
  const relevant = await showRelevantFiles(
    { goal, ranked, all: files, terms, maxChars: room.relevant, wholeChars: room.whole, found },
    context,
  );
  const readme = await readmeLines({ terms, files, found }, workspace, shown);
  const mentions = await mentionsOf(terms, files, context);
  const best = new Set(ranked.slice(0, 12).map((file) => file.path));
  const now = [gitLine(git), testsLine(workspace), problemLines(workspace), openLine(workspace)];
  const parts = [
    `# Workspace ${workspace.editor.folder() ?? ''}\nProject: ${project}\n` +
      `Tests: ${checks.filter(Boolean).join('; ') || 'none'}`,
    conventions,
    `# Files (${files.length >= 3000 ? 'the first 3000' : files.length})\n${renderFiles(files, best, room.files)}`,
    `# Now\n${now.filter(Boolean).join('\n')}`,
    relevant && `# What the goal seems to be about\n${relevant}`,
    mentions && `# Where what the goal names stands besides\n${mentions}`,
    readme && `# What the README says of it\n${readme}`,
  ];
  return parts.filter(Boolean).join('\n\n');
}

/** What a call of a verifying tool would run. */
async function checkOf({ name, verifies }: AnyTool): Promise<string | undefined> {
  if (!verifies) return undefined;
  const command = await quietly(() => verifies.describe());
  return command ? `${name} runs \`${command}\`` : `none found; ${name} would fail`;
}

function gitLine(state: Awaited<ReturnType<Workspace['git']['state']>>): string {
  if (!state) return 'git: no repository, or not to be asked';
  const changed = state.changes
    .slice(0, 8)
    .map((change) => `${change.path} (${change.kind})`)
    .join(', ');
  return (
    `git: ${state.branch ?? 'detached head'}${state.head ? '' : ', no commit yet'}, ` +
    `${state.changes.length === 0 ? 'nothing changed' : `${plural(state.changes.length, 'changed file')}: ${changed}`}`
  );
}

function problemLines(workspace: Workspace): string {
  const problems = workspace.editor.problems().filter((problem) => problem.severity === 'error');
  if (problems.length === 0) return '';
  return `problems:\n${problems
    .slice(0, 8)
    .map((problem) => `- ${problem.path}:${problem.line} ${firstChars(oneLine(problem.message), 160)}`)
    .join('\n')}`;
}

/** Which tests are red already decides what a plan may promise. */
function testsLine(workspace: Workspace): string {
  const tests = workspace.lastTests?.();
  if (!tests) return '';
  const failing = tests.failures
    .slice(0, 5)
    .map(
      (failure) =>
        `${firstChars(oneLine(failure.name), 100)}${failure.file ? ` (${failure.file}:${failure.line ?? '?'})` : ''}`,
    );
  return (
    `tests, when they last ran: ${tests.passed} passed, ${tests.failed} ` +
    `failed${failing.length > 0 ? `: ${failing.join('; ')}` : ''}`
  );
}

function openLine(workspace: Workspace): string {
  const open = workspace.editor.openFiles().slice(0, 6);
  return open.length > 0 ? `open editors: ${open.join(', ')}` : '';
}

async function quietly<T>(ask: () => Promise<T>): Promise<T | undefined> {
  try {
    return await ask();
  } catch (error) {
    if (isCancelled(error)) throw error;
    return undefined;
  }
}
