import { FluxError, isCancelled, messageOf } from '../../base/errors';
import { ellipsis, formatDuration, plural } from '../../base/text';
import { setTimer } from '../../base/timer';
import { failingTests } from './failingTests';
import { createTestStandings, type TestStandings } from './testStandings';
import type { SettingsPort } from '../../contracts/settings';
import type { EarlierTestsPort, TestReport, TestRequest, TestsPort, QuietTestsPort } from '../../contracts/tests';
import type { Change, Watcher } from '../../contracts/watch';

/** With more saved files at once somebody else has written them: another branch, a generator. */
const mostSaved = 50;
/** More test files than that are too many for each save, unless the whole suite is known to be quick. */
const mostFiles = 24;
/** A whole suite up to that long is quick, in ms. */
const quickSuite = 5_000;
/** A run may take so many times as long as the last one, within these limits, in ms. */
const patience = { times: 5, least: 60_000, most: 300_000 } as const;

export interface TestsWatcherDeps {
  /** Without `failedBefore`, what fails the first time that it runs here may have failed for long. */
  readonly tests: Pick<TestsPort, 'describe'> & QuietTestsPort & Partial<EarlierTestsPort>;
  /** Files of tests that changes to these files reach, the most telling first. */
  readonly affected: (paths: readonly string[], signal: AbortSignal) => Promise<readonly string[]>;
  readonly settings: SettingsPort;
  readonly trusted: () => boolean;
}

/**
 * Runs the tests that a save reaches, and offers to fix those that fail now and passed before. A failing one is run
 * once more at once: what then passes changes its mind by itself, and is not offered. Neither is what fails at the last
 * commit too.
 */
export function createTestsWatcher({ tests, affected, settings, trusted }: TestsWatcherDeps): Watcher {
  const standings = createTestStandings();
  let lastRun: { readonly ms: number; readonly isWhole: boolean } | undefined;
  /** A command that did not end, or that only the editor can run, is not started again by itself. */
  let givenUp: { readonly command: string; readonly why: string } | undefined;

  const run = async (request: TestRequest, signal: AbortSignal): Promise<TestReport> => {
    const limit = Math.min(patience.most, Math.max(patience.least, (lastRun?.ms ?? 0) * patience.times));
    const tooLong = new AbortController();
    const over = new AbortController();
    void setTimer(limit, over.signal).then(() => over.signal.aborted || tooLong.abort());
    try {
      const report = await tests.runQuietly(request, AbortSignal.any([signal, tooLong.signal]));
      lastRun = { ms: report.durationMs, isWhole: request.files === undefined };
      return report;
    } catch (error) {
      const command = (await tests.describe()) ?? '';
      const isEndless = isCancelled(error) && tooLong.signal.aborted;
      if (!isEndless && !FluxError.is(error, 'tests_by_task')) throw error;
      const why = isEndless ? endlessText(command, limit) : messageOf(error);
      givenUp = { command, why };
      throw new FluxError('tests_given_up', why);
    } finally {
      over.abort();
    }
  };

  /** Runs what has just begun to fail once more, with nothing changed. */
  const confirm = async (report: TestReport, before: ReadonlySet<string>, signal: AbortSignal): Promise<void> => {
    const fresh = standings.fresh(report.failures, before);
    if (fresh.length > 0) standings.confirm(fresh, await run({ failed: fresh }, signal));
  };

  /** Asks of what fails, and has never run here before, whether it fails at the last commit too. */
  const compare = async (signal: AbortSignal): Promise<void> => {
    const unsure = standings.unsure();
    if (unsure.length > 0 && tests.failedBefore) standings.settle(unsure, await tests.failedBefore(unsure, signal));
  };

  return {
    name: 'tests',
    isHeavy: true,
    async off() {
      if (settings('watchers.tests') === 'off') return 'Off (flux.watchers.tests).';
      if (!trusted()) return 'Off: this workspace is not trusted, so its tests are not run.';
      const command = await tests.describe();
      if (command === undefined)
        return 'Off: no tests were found. Set flux.tests.command to the command that runs them.';
      return givenUp?.command === command ? givenUp.why : undefined;
    },
    async describe() {
      const command = (await tests.describe()) ?? '';
      const which = settings('watchers.tests') === 'all' ? 'Runs all tests after each save' : reachedTests;
      return `${which} (${command}).${notOffered(standings)}`;
    },
    wants: ({ kind }) => kind === 'saved' || kind === 'ended' || kind === 'asked',
    async look(changes, signal) {
      if (changes.some(({ kind }) => kind === 'asked')) givenUp = undefined;
      const before = standings.names();
      const { request, by } = await whatToRun(changes, signal);
      if (request) {
        const report = await run(request, signal);
        standings.note(report, by, request.files);
        await confirm(report, before, signal);
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
    const failingFiles = standings.failing().flatMap(({ test }) => test.file ?? []);
    if (by.length === 0 && failingFiles.length === 0) return { by };
    if (by.length > mostSaved) return { by };
    const isQuick = lastRun?.isWhole === true && lastRun.ms <= quickSuite;
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

function endlessText(command: string, afterMs: number): string {
  return (
    `Stopped: ${command} had not ended after ${formatDuration(afterMs)}. It is not run by itself again; ` +
    '“Flux: Check the Workspace Now” tries again.'
  );
}
