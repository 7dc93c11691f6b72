import { isCancelled } from '../../base/errors';
import { ellipsis, plural } from '../../base/text';
import { failingTests } from './failingTests';
import { createQuietRuns, type Patience } from './quietRun';
import { createTestStandings, type TestStandings } from './testStandings';
import type { SettingsPort } from '../../contracts/settings';
import type {
  EarlierTestsPort,
  TestFailure,
  TestReport,
  TestRequest,
  TestsPort,
  QuietTestsPort,
} from '../../contracts/tests';
import type { Change, Watcher } from '../../contracts/watch';

/** With more saved files at once somebody else has written them: another branch, a generator. */
const mostSaved = 50;
/** More test files than that are too many for each save, unless the whole suite is known to be quick. */
const mostFiles = 24;
/** A whole suite up to that long is quick, in ms. */
const quickSuite = 5_000;
export interface TestsWatcherDeps {
  /** Without `failedBefore`, what fails the first time that it runs here may have failed for long. */
  readonly tests: Pick<TestsPort, 'describe'> & QuietTestsPort & Partial<EarlierTestsPort>;
  /** Files of tests that changes to these files reach, the most telling first. */
  readonly affected: (paths: readonly string[], signal: AbortSignal) => Promise<readonly string[]>;
  readonly settings: SettingsPort;
  readonly trusted: () => boolean;
  /** Instead of the usual one. */
  readonly patience?: Patience;
}

/**
 * Runs the tests that a save reaches, and offers to fix those that fail now and passed before. A failing one is run
 * once more at once: what then passes changes its mind by itself, and is not offered. Neither is what fails at the last
 * commit too.
 */
export function createTestsWatcher({ tests, affected, settings, trusted, patience }: TestsWatcherDeps): Watcher {
  const standings = createTestStandings();
  const runs = createQuietRuns(tests, patience);

  /** Runs what has just begun to fail once more, with nothing changed; undefined where that tells nothing. */
  const runAgain = async (failed: readonly TestFailure[], signal: AbortSignal): Promise<TestReport | undefined> => {
    try {
      return failed.length === 0 ? undefined : await runs.run({ failed }, signal);
    } catch (error) {
      if (isCancelled(error)) throw error;
      return undefined;
    }
  };

  /** Asks of what fails, and has never run here before, whether it fails at the last commit too. */
  const compare = async (signal: AbortSignal): Promise<void> => {
    const unsure = standings.unsure();
    if (unsure.length > 0 && tests.failedBefore) standings.settle(unsure, await tests.failedBefore(unsure, signal));
  };

  return {
    name: 'tests',
    isHeavy: true,
    async off(changes = []) {
      if (changes.some(({ kind }) => kind === 'asked')) runs.tryAgain();
      if (settings('watchers.tests') === 'off') return 'Off (flux.watchers.tests).';
      if (!trusted()) return 'Off: this workspace is not trusted, so its tests are not run.';
      const command = await tests.describe();
      if (command === undefined)
        return 'Off: no tests were found. Set flux.tests.command to the command that runs them.';
      return runs.whyGivenUp(command);
    },
    async describe() {
      const command = (await tests.describe()) ?? '';
      const which = settings('watchers.tests') === 'all' ? 'Runs all tests after each save' : reachedTests;
      return `${which} (${command}).${notOffered(standings)}`;
    },
    recall: standings.recall,
    wants: ({ kind }) => kind === 'saved' || kind === 'ended' || kind === 'asked',
    async look(changes, signal) {
      const { request, by } = await whatToRun(changes, signal);
      if (request) {
        const report = await runs.run(request, signal);
        const fresh = standings.fresh(report.failures, standings.names());
        const again = await runAgain(fresh, signal);
        // Only now: a run that typing cut short says nothing, and all of it comes again.
        standings.note(report, by, request.files);
        if (again) standings.confirm(fresh, again);
        await compare(signal);
      }
      return failingTests(standings.failing());
    },
  };

  async function whatToRun(
    changes: readonly Change[],
    signal: AbortSignal,
  ): Promise<{ readonly request?: TestRequest; readonly by: readonly string[] }> {
    if (changes.some(({ kind }) => kind === 'asked')) return { request: {}, by: [] };
    const by = [
      ...new Set(
        changes.flatMap((change) => {
          if (change.kind === 'saved') return change.paths;
          return change.kind === 'ended' ? change.session.changedFiles : [];
        }),
      ),
    ];
    // What failed may hold no longer, whatever was changed.
    const failing = standings.failing();
    const failingFiles = failing.flatMap(({ test }) => test.file ?? []);
    if (by.length === 0 && failing.length === 0) return { by };
    if (by.length > mostSaved) return { by };
    // Of a runner that names no files a part cannot be asked for.
    if (failing.length > failingFiles.length) return { request: {}, by };
    const isQuick = (runs.wholeMs() ?? Infinity) <= quickSuite;
    if (settings('watchers.tests') === 'all' || isQuick) return { request: {}, by };
    const reached = await affected(by, signal);
    const files = [...new Set([...failingFiles, ...reached])].slice(0, Math.max(mostFiles, failingFiles.length));
    return files.length === 0 ? { by } : { request: { files }, by };
  }
}

const reachedTests = 'Runs the tests that a save reaches';

/** What fails and is not offered, and why, in sentences with a space before each. */
function notOffered(standings: TestStandings): string {
  const old = standings.old().length;
  const flaky = standings.flaky().map(({ test }) => `“${ellipsis(test.name, 60)}”`);
  return (
    (old > 0 ? ` ${plural(old, 'test')} failed already at the last commit.` : '') +
    (flaky.length > 0 ? ` Not offered, since they fail and pass by themselves: ${flaky.slice(0, 3).join(', ')}.` : '')
  );
}
