import type { Workspace } from '../workspace';
import { oneLine } from '../../base/fenced';
import { firstChars, plural } from '../../base/text';
import { quietly } from './quietly';

/** How the workspace stands now: git, errors that the editor shows, how the tests last went, open editors. */
export async function describeNow(workspace: Workspace): Promise<string> {
  const git = await quietly(() => workspace.git.state());
  return [gitLine(git), testsLine(workspace), problemLines(workspace), openLine(workspace)].filter(Boolean).join('\n');
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
