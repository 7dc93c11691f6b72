import { pattern } from '../../base/pattern';
import { plural } from '../../base/text';
import type { GitState } from '../../contracts/ports';
import { nameSome } from '../paths';
import { quote, quotePath, scoreForChanged, scoreForCount, scores, type Suggestion } from './suggestion';

/** A commit as `GitPort.recent` tells of it. */
interface RecentCommit {
  readonly hash: string;
  readonly subject: string;
  readonly at: number;
  readonly paths: readonly string[];
}

/** What is known of the repository. `testsOf`: the paths of tests by the file that they seem to be about. */
export interface ChangeFacts {
  readonly state: GitState;
  readonly commits: readonly RecentCommit[];
  readonly testsOf: ReadonlyMap<string, readonly string[]>;
}

const code = /\.(?:[cm]?[jt]sx?|vue|svelte|py|rb|go|rs|java|kts?|cs|php|swift|scala|dart|ex|exs|c|cc|cpp|h|hpp)$/i;
const test = pattern('i')`
  (^|\/)(?:tests?|__tests__|specs?)\/|[._-](?:test|spec)s?\.[a-z]+$|(^|\/)test_[^/]*\.py$|_test\.go$
  |Tests?\.(?:java|kt|cs)$
`;
const unfinished = /^(?:wip\b|fixup!|squash!|temp\b|tmp\b|todo\b)|\bwork in progress\b/i;

/** Whether a path is code that tests could be about. */
export function isTestable(path: string): boolean {
  return code.test(path) && !test.test(path) && !/\.d\.[cm]?ts$|\.config\.[a-z]+$/i.test(path);
}

/** Whether a path looks like a test's. */
export function isTest(path: string): boolean {
  return code.test(path) && test.test(path);
}

/** Goals from what is uncommitted and what was committed last. */
export function suggestFromChanges({ state, commits, testsOf }: ChangeFacts): Suggestion[] {
  const present = state.changes.filter(({ kind }) => kind !== 'deleted').map(({ path }) => path);
  const conflicts = state.changes.filter(({ kind }) => kind === 'conflict').map(({ path }) => quotePath(path));
  const changedTests = new Set(present.filter(isTest));
  const untested = present
    .filter(isTestable)
    .filter((path) => !(testsOf.get(path) ?? []).some((each) => changedTests.has(each)));
  return [
    ...(conflicts.length > 0
      ? [
          {
            kind: 'conflict' as const,
            goal: `Resolve the merge conflicts in ${nameSome(conflicts)}`,
            why: 'Git waits for it.',
            where: conflicts,
            score: scores.conflict,
          },
        ]
      : []),
    ...untested.slice(0, 5).map((path) => forUntested(path, testsOf.get(path) ?? [])),
    ...(state.changes.length > 0 && conflicts.length === 0 ? [forUncommitted(state)] : []),
    ...commits
      .filter(({ subject }) => unfinished.test(subject))
      .slice(0, 2)
      .map((commit): Suggestion => ({
        kind: 'unfinished',
        goal: `Finish what the commit “${quote(commit.subject, 80)}” began`,
        why: `Its message (${commit.hash.slice(0, 7)}) says that it is not finished.`,
        where: commit.paths.slice(0, 10).map(quotePath),
        score: scores.unfinished,
      })),
  ];
}

function forUntested(path: string, tests: readonly string[]): Suggestion {
  const score = scores.untested + scoreForChanged;
  const [own] = tests;
  if (own === undefined)
    return {
      kind: 'untested',
      goal: `Write tests for ${quotePath(path)}`,
      why: 'It has uncommitted changes, and it has no matching test file.',
      where: [quotePath(path)],
      score,
    };
  return {
    kind: 'untested',
    goal: `Cover the changes in ${quotePath(path)} by tests in ${quotePath(own)}`,
    why: 'It has uncommitted changes, and its tests have none.',
    where: [quotePath(path), quotePath(own)],
    score: score - 5,
  };
}

function forUncommitted({ changes, branch }: GitState): Suggestion {
  const paths = [...new Set(changes.map(({ path }) => quotePath(path)))];
  return {
    kind: 'uncommitted',
    goal: `Commit my work (${nameSome(paths)})`,
    why:
      `${plural(paths.length, 'file')} ${paths.length === 1 ? 'is' : 'are'} ` +
      `uncommitted${branch ? ` on ${quote(branch, 60)}` : ''}.`,
    where: paths,
    score: scores.uncommitted + scoreForCount(paths.length) / 2,
  };
}
