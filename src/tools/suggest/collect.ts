import { FluxError } from '../../base/errors';
import { isSecretPath } from '../../base/secretPaths';
import type { FilesPort } from '../../contracts/files';
import type { EditorPort, GitChange, GitPort, SearchPort } from '../../contracts/ports';
import type { TestCounts } from '../../contracts/session';
import type { ToolContext } from '../../contracts/tool';
import { isUnder } from '../../base/isUnder';
import { isTest, isTestable, suggestFromChanges } from './fromChanges';
import { markPattern, suggestFromMarks } from './fromMarks';
import { suggestFromProblems } from './fromProblems';
import { suggestFromTests } from './fromTests';
import type { Suggestion } from './suggestion';

export interface SuggestPorts {
  readonly editor: EditorPort;
  readonly git: GitPort;
  readonly search: SearchPort;
  readonly files: FilesPort;
}

/** Everything that could be suggested, in no order, and a sentence for each source that could not be looked at. */
export interface Collected {
  readonly suggestions: readonly Suggestion[];
  readonly trouble: readonly string[];
}

const maxMarks = 300;
const maxCommits = 10;
/** What was committed within that time counts as changed lately, in ms. */
const lately = 3 * 24 * 60 * 60 * 1000;

/**
 * Looks at problems, the last tests, marks in comments and git; only at these files or folders, when some are given.
 */
export async function collectSuggestions(
  ports: SuggestPorts,
  paths: readonly string[],
  { signal, lastTests, changedFiles }: Pick<ToolContext, 'signal' | 'lastTests' | 'changedFiles'>,
): Promise<Collected> {
  const { editor, git, search, files } = ports;
  const trouble: string[] = [];
  const attempt = createAttempt(trouble);
  const within = (path: string) => isUnder(path, paths) && !isSecretPath(path);

  const state = await attempt('Git', undefined, () => git.state(signal));
  const [commits, marks, settled] = await Promise.all([
    state?.head === undefined ? [] : attempt('The newest commits', [], () => git.recent(maxCommits, signal)),
    attempt('Marks in comments', { hits: [], truncated: false }, () =>
      search.search(
        { pattern: markPattern, limit: maxMarks, ...(paths.length > 0 && { glob: globFor(paths) }) },
        signal,
      ),
    ),
    attempt('Problems of the changed files', [], async () =>
      changedFiles.length > 0 ? editor.settledProblems(changedFiles, signal) : [],
    ),
  ]);
  const own = state && { ...state, changes: state.changes.filter(({ path }) => within(path)) };
  const changed = changedLately(own?.changes ?? [], commits, changedFiles);
  const others = editor.problems().filter(({ path }) => !changedFiles.includes(path));
  const problems = [...others, ...settled].filter(({ path }) => within(path));
  const testsOf = await attempt('The tests of changed files', new Map<string, string[]>(), () =>
    findTests(testableOf(own?.changes ?? []), files, signal),
  );
  const fromProblems = await suggestFromProblems(problems, changed, (path, line) =>
    attempt('Quick fixes', [], () => editor.quickFixes(path, line, signal)),
  );
  const hits = marks.hits.filter(({ path, isContext }) => !isContext && within(path));
  const ofInterest = commits.filter((commit) => commit.paths.length === 0 || commit.paths.some(within));
  return {
    trouble,
    suggestions: [
      ...suggestFromTests(lastTests && narrowed(lastTests, within)),
      ...fromProblems,
      ...suggestFromMarks(hits, marks.truncated, changed),
      ...(own ? suggestFromChanges({ state: own, commits: ofInterest, testsOf }) : []),
    ],
  };
}

type Attempt = <T>(what: string, fallback: T, work: () => Promise<T>) => Promise<T>;

/** Looks at sources of which each may fail: then the fallback stands for it, and a sentence is added to `trouble`. */
function createAttempt(trouble: string[]): Attempt {
  return async (what, fallback, work) => {
    try {
      return await work();
    } catch (error) {
      if (!FluxError.is(error)) throw error;
      trouble.push(`${what} could not be looked at: ${error.message}`);
      return fallback;
    }
  };
}

/** The paths that git shows as changed, those of the newest commits, and those that this run changed. */
function changedLately(
  changes: readonly GitChange[],
  commits: Awaited<ReturnType<GitPort['recent']>>,
  changedFiles: readonly string[],
): ReadonlySet<string> {
  return new Set([
    ...changes.map(({ path }) => path),
    ...commits.filter(({ at }) => Date.now() - at < lately).flatMap((commit) => commit.paths),
    ...changedFiles,
  ]);
}

function testableOf(changes: readonly GitChange[]): string[] {
  return changes
    .filter(({ kind, path }) => kind !== 'deleted' && isTestable(path))
    .map(({ path }) => path)
    .slice(0, 10);
}

/** Only the failures of these files; undefined when none is left of those that were told. */
function narrowed(tests: TestCounts, within: (path: string) => boolean): TestCounts | undefined {
  const failures = tests.failures.filter(({ file }) => file === undefined || within(file));
  return failures.length === 0 && tests.failures.length > 0 ? undefined : { ...tests, failures };
}

/** The tests that are called after a file: `form.test.js` and `test_form.py` after `form`. */
async function findTests(
  paths: readonly string[],
  files: FilesPort,
  signal: AbortSignal,
): Promise<Map<string, string[]>> {
  const found = await Promise.all(
    paths.map(async (path) => {
      const stem = /([^/]+?)(?:\.\w+)+$/.exec(path)?.[1] ?? '';
      const plain = /^[\w-]+$/.test(stem);
      return [path, plain ? (await files.list(`**/*${stem}*`, 200, signal)).filter(isTest) : []] as const;
    }),
  );
  return new Map(found);
}

/** A glob that finds these files and what lies in these folders. Letters that mean something in a glob become `?`. */
function globFor(paths: readonly string[]): string {
  const plain = paths.map((path) => path.replace(/[*?[\]{},!\\]/g, '?').replace(/\/$/, ''));
  return plain.length === 1
    ? `{${plain[0]},${plain[0]}/**}`
    : `{${plain.flatMap((path) => [path, `${path}/**`]).join(',')}}`;
}
