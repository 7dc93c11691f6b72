import { plural } from '../../base/text';
import { showUnseen } from '../../base/visibleText';
import type { GitOperation, GitStanding } from '../../contracts/gitStanding';
import type { Finding } from '../../contracts/watch';
import { calmMs } from './uncommittedWork';

/** Gives the one-based lines at which conflicts begin in a file; undefined where it cannot be read. */
export type ConflictLines = (path: string) => Promise<readonly number[] | undefined>;

/** What came of looking at what is under way. */
interface UnfinishedMerge {
  readonly finding?: Finding;
  /** It is left half done once nothing happens for so many milliseconds more. */
  readonly calmIn?: number;
}

/** In more files nobody looks for the lines. */
const mostRead = 50;
const mostNamed = 5;

/** Conflicts that wait for somebody, and a merge, rebase or the like that was left half done. */
export async function unfinishedMerge(
  { work, operation, place, head = '' }: GitStanding,
  conflictLines: ConflictLines,
  now: number,
): Promise<UnfinishedMerge> {
  const conflicts = work.filter(({ kind }) => kind === 'conflict');
  const read = await Promise.all(
    conflicts.map(async ({ path, isTwoSided }, at) => ({
      path,
      lines: isTwoSided && at < mostRead ? await conflictLines(path) : undefined,
    })),
  );
  // Without a marker left it is resolved, if not yet marked so; what one side deleted has none.
  const open = read.filter(({ lines }) => lines === undefined || lines.length > 0);
  if (open.length > 0) return { finding: conflictFinding(open, operation?.name, place, head) };
  if (!operation) return {};
  const rests = now - Math.min(now, operation.touchedAt);
  if (rests < calmMs) return { calmIn: calmMs - rests };
  return { finding: halfDone(operation.name, place, head) };
}

interface OpenConflict {
  readonly path: string;
  readonly lines: readonly number[] | undefined;
}

function conflictFinding(
  open: readonly OpenConflict[],
  operation: GitOperation | undefined,
  place: string,
  head: string,
): Finding {
  const places = open.flatMap(({ path, lines = [] }) => lines.map((line) => ({ path, line })));
  const paths = open.map(({ path }) => path);
  const shown = open.slice(0, mostNamed).map(({ path, lines = [] }) => {
    const at = lines.length === 0 ? '' : `:${lines.slice(0, mostNamed).join(', ')}`;
    return `${showUnseen(path)}${at}`;
  });
  const more = open.length > shown.length ? ` and ${open.length - shown.length} more` : '';
  const files = plural(open.length, 'file');
  const of = operation ? ` of the ${nameOf(operation)}` : '';
  return {
    kind: 'conflicts',
    key: place,
    cause: [head, ...paths.toSorted()].join('\n'),
    title: `${files} with merge conflicts`,
    detail: `${shown.join('\n')}${more}`,
    goal:
      `Resolve the merge conflicts${of} in ${shown.join('; ')}${more}. Keep what both sides mean, and leave no ` +
      `conflict marker behind.`,
    paths,
    places,
    sure: 1,
    useful: 0.9,
  };
}

function halfDone(operation: GitOperation, place: string, head: string): Finding {
  const name = nameOf(operation);
  return {
    kind: 'conflicts',
    key: `${place} ${operation}`.trim(),
    cause: head,
    title: `The ${name} is not finished`,
    detail: 'No conflict is left.',
    goal:
      `Finish the ${name} that is in progress${place ? ` in ${place}` : ''}: check that nothing is left to resolve, ` +
      `then run git ${operation} --continue.`,
    paths: [],
    sure: 0.8,
    useful: 0.7,
  };
}

function nameOf(operation: GitOperation): string {
  return operation === 'am' ? '“git am”' : operation;
}
