import { FluxError } from '../../base/errors';
import { ellipsis } from '../../base/text';
import type { AppliedChange } from '../../contracts/files';
import type { EditorPort, Problem } from '../../contracts/ports';

const mostListed = 8;

/** A look at the editor's problems before an edit. */
export interface ProblemWatch {
  /**
   * The problems that the editor shows after the edit and did not show before; waits until it has stopped changing
   * them.
   */
  since(applied: readonly AppliedChange[], signal: AbortSignal): Promise<Problem[]>;
}

/**
 * Notes the editor's problems. What counts afterwards are those of the changed files, and, where files were moved or
 * deleted, all: what relied on them is elsewhere. Lines are not compared, as an edit above moves problems.
 */
export function watchProblems(editor: EditorPort | undefined): ProblemWatch {
  const before = editor?.problems() ?? [];
  return {
    async since(applied, signal) {
      if (!editor) return [];
      const moved = new Map(
        applied.flatMap(({ path, movedFrom }) => (movedFrom === undefined ? [] : [[movedFrom, path] as const])),
      );
      const known = new Map<string, number>();
      for (const problem of before) {
        const key = keyOf({ ...problem, path: moved.get(problem.path) ?? problem.path });
        known.set(key, (known.get(key) ?? 0) + 1);
      }
      const paths = applied.filter(({ deleted }) => !deleted).map(({ path }) => path);
      const own = await settledOf(editor, paths, signal);
      // Of a file that is gone the editor may show the problems for a while yet.
      const gone = applied.flatMap(({ path, deleted, movedFrom }) => (deleted ? [path] : (movedFrom ?? [])));
      const others =
        gone.length > 0 ? editor.problems().filter(({ path }) => !paths.includes(path) && !gone.includes(path)) : [];
      return [...own, ...others].filter((problem) => {
        const key = keyOf(problem);
        const left = known.get(key) ?? 0;
        known.set(key, left - 1);
        return left <= 0;
      });
    },
  };
}

async function settledOf(editor: EditorPort, paths: readonly string[], signal: AbortSignal): Promise<Problem[]> {
  if (paths.length === 0) return [];
  try {
    return await editor.settledProblems(paths, signal);
  } catch (error) {
    // The edit is made; what the editor says of it is only news.
    if (FluxError.is(error)) return [];
    throw error;
  }
}

function keyOf({ path, severity, message }: Problem): string {
  return `${path}\n${severity}\n${message}`;
}

/** Problems as a short list for the model, errors first; empty for none. */
export function listProblems(problems: readonly Problem[]): string {
  if (problems.length === 0) return '';
  const sorted = [...problems].sort((a, b) => Number(b.severity === 'error') - Number(a.severity === 'error'));
  const lines = sorted
    .slice(0, mostListed)
    .map(({ path, line, severity, message }) => `- ${path}:${line} ${severity}: ${ellipsis(message, 200)}`);
  const more = problems.length > mostListed ? [`- and ${problems.length - mostListed} more`] : [];
  return ['New problems in the editor since this change:', ...lines, ...more].join('\n');
}
