import { formatSpan } from '../../base/formatSpan';
import { plural } from '../../base/text';
import { mostWork, type GitStanding } from '../../contracts/gitStanding';
import type { Finding } from '../../contracts/watch';
import { workTopic } from './workTopic';

/** A commit that somebody else is to read seldom is larger than that. */
const large = { files: 8, lines: 200 } as const;
/** Work that its tests vouch for is finished work: it need not be large, only more than a first try. */
const finished = { files: 2, lines: 20 } as const;
/** What has been uncommitted for so long, in ms, is easily lost or mixed with what comes next. */
const longMs = 2 * 3_600_000;
/** Nobody is told to commit in the middle of writing: no changed file was saved for so long, in ms. */
export const calmMs = 2 * 60_000;

/** What is known beside the repository. Times are milliseconds since the epoch. */
export interface WorkFacts {
  readonly now: number;
  /** When the tests last passed; undefined where they failed last, or never ran. */
  readonly greenAt?: number;
}

/** What came of looking at uncommitted work. */
export interface UncommittedWork {
  readonly finding?: Finding;
  /** It is worth a commit once nothing is saved for so many milliseconds more. */
  readonly calmIn?: number;
}

/**
 * Work that has grown or waited long enough for a commit, or that its tests say is finished. Nothing where no commit
 * could be made: without a first commit, at no branch, or while something else is under way.
 */
export function uncommittedWork(standing: GitStanding, { now, greenAt }: WorkFacts): UncommittedWork {
  const { branch, head, committedAt = 0, work, operation, place } = standing;
  if (branch === undefined || head === undefined || operation) return {};
  // So many files are no person's work of a day, but a generator's, or a missing line in .gitignore.
  if (work.length === 0 || work.length > mostWork || work.some(({ kind }) => kind === 'conflict')) return {};
  const lines = work.reduce((sum, each) => sum + each.lines, 0);
  // A copied file may be older than the commit; a clock that jumped may put it into the future.
  const times = work.map(({ at }) => Math.min(now, Math.max(committedAt, at ?? committedAt)));
  const [since, last] = [Math.min(...times), Math.max(...times)];
  const isGreen = greenAt !== undefined && greenAt >= last;
  const isGrown = work.length > large.files || lines > large.lines;
  const waitsLong = now - since >= longMs;
  const isFinished = isGreen && (work.length >= finished.files || lines >= finished.lines);
  if (!isGrown && !waitsLong && !isFinished) return {};
  if (now - last < calmMs) return { calmIn: calmMs - (now - last) };
  const files = plural(work.length, 'file');
  const paths = work.map(({ path }) => path);
  const why = [
    `${files}${lines > 0 ? ` and ${plural(lines, 'line')}` : ''} changed since the last commit on ${branch}.`,
    waitsLong ? `The oldest change is ${formatSpan(now - since)} old.` : '',
    isGreen ? 'The tests passed after the last change.' : '',
  ];
  return {
    finding: {
      kind: 'uncommitted_work',
      key: `${place} ${branch}`.trim(),
      cause: head,
      title: isGreen ? `${files} with passing tests, not committed` : `${files} not committed`,
      detail: why.filter(Boolean).join('\n'),
      goal: `Save my work${place ? ` in ${place}` : ''}: commit all changes (${files}, about ${workTopic(paths)})`,
      paths,
      sure: isGreen ? 0.9 : 0.7,
      useful: isFinished && (isGrown || waitsLong) ? 0.75 : 0.6,
    },
  };
}
