import { plural } from '../../base/text';
import type { Problem } from '../../contracts/ports';
import { quote, quotePath, scoreForChanged, scoreForCount, scores, type Suggestion } from './suggestion';

/** So many files get a suggestion of their own, the rest one together. */
const ownFiles = 6;

/** Gives the titles of quick fixes at a place. */
export type QuickFixes = (path: string, line: number) => Promise<string[]>;

/** Goals from the problems that the editor shows, a goal for each file, errors apart from warnings. */
export async function suggestFromProblems(
  problems: readonly Problem[],
  changed: ReadonlySet<string>,
  quickFixes: QuickFixes,
): Promise<Suggestion[]> {
  const parts = await Promise.all(
    (['error', 'warning'] as const).map((severity) =>
      ofSeverity(
        severity,
        problems.filter((problem) => problem.severity === severity),
        changed,
        quickFixes,
      ),
    ),
  );
  return parts.flat();
}

async function ofSeverity(
  severity: Problem['severity'],
  problems: readonly Problem[],
  changed: ReadonlySet<string>,
  quickFixes: QuickFixes,
): Promise<Suggestion[]> {
  const byPath = [...Map.groupBy(problems, ({ path }) => path)].map(([path, own]) => ({
    path,
    own,
    score: scores[severity] + scoreForCount(own.length) + (changed.has(path) ? scoreForChanged : 0),
  }));
  byPath.sort((a, b) => b.score - a.score || (a.path < b.path ? -1 : 1));
  const single = await Promise.all(
    byPath.slice(0, ownFiles).map(({ path, own, score }) => ofFile(path, own, score, quickFixes)),
  );
  const rest = byPath.slice(ownFiles);
  if (rest.length === 0) return single;
  const count = rest.reduce((sum, { own }) => sum + own.length, 0);
  const together = {
    kind: severity,
    goal: `Fix the ${plural(
      count,
      nameOf(
        severity,
        rest.flatMap(({ own }) => own),
      ),
    )} in ${plural(rest.length, 'other file')}`,
    why: `The editor shows them beside those above.`,
    where: rest.map(({ path }) => quotePath(path)),
    score: scores[severity] - 1,
  };
  return [...single, together];
}

async function ofFile(
  path: string,
  problems: readonly Problem[],
  score: number,
  quickFixes: QuickFixes,
): Promise<Suggestion> {
  const [first] = problems as [Problem];
  const name = nameOf(first.severity, problems);
  const [fix] = await quickFixes(path, first.line);
  const offer = fix ? ` The editor offers “${quote(fix, 80)}” there.` : '';
  const where = problems.map(({ line }) => `${quotePath(path)}:${line}`);
  if (problems.length === 1)
    return {
      kind: first.severity,
      goal: `Fix the ${name} in ${quotePath(path)}:${first.line}`,
      why: `${quote(first.message)}.${offer}`.replace(/\.\./, '.'),
      where,
      score,
    };
  return {
    kind: first.severity,
    goal: `Fix the ${problems.length} ${name}s in ${quotePath(path)}`,
    why: `The first, in line ${first.line}: ${quote(first.message)}.${offer}`.replace(/\.\./, '.'),
    where,
    score,
  };
}

/** `type error` where a type checker says so, else what it is. */
function nameOf(severity: Problem['severity'], problems: readonly Problem[]): string {
  return severity === 'error' &&
    problems.every(({ message }) => /\((?:ts|js|deprecated-ts|Pylance|Pyright|mypy)(?: [^()]*)?\)$/i.test(message))
    ? 'type error'
    : severity;
}
