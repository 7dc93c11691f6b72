import { FluxError, isCancelled, messageOf } from '../../base/errors';
import { oneLine } from '../../base/fenced';
import { ellipsis, formatDuration } from '../../base/text';
import { setTimer } from '../../base/timer';
import type { QuietTestsPort, TestReport, TestRequest, TestsPort } from '../../contracts/tests';

/** A run may take so many times as long as the last one of its sort, within limits, in ms; the first one the most. */
export interface Patience {
  readonly times: number;
  readonly least: number;
  readonly most: number;
}

const usual: Patience = { times: 5, least: 60_000, most: 300_000 };

/** Runs tests unseen, and gives up what does not end. */
export interface QuietRuns {
  /**
   * FluxError `tests_given_up`, `command_not_found` where the shell finds no such program, and as `QuietTestsPort`;
   * CancelledError when the signal fires.
   */
  run(request: TestRequest, signal: AbortSignal): Promise<TestReport>;
  /** How long all tests took when they last ran, in ms. */
  wholeMs(): number | undefined;
  /** Why a command is not run by itself any more: it did not end, or only the editor can run it. */
  whyGivenUp(command: string): string | undefined;
  /** Everything may be tried again. */
  tryAgain(): void;
}

export function createQuietRuns(
  tests: Pick<TestsPort, 'describe'> & QuietTestsPort,
  { times, least, most }: Patience = usual,
): QuietRuns {
  const lastMs: { whole?: number; some?: number } = {};
  let givenUp: { readonly command: string; readonly why: string } | undefined;
  return {
    async run(request, signal) {
      const sort = request.files || request.failed || request.name !== undefined ? 'some' : 'whole';
      const limit = Math.min(most, Math.max(least, (lastMs[sort] ?? most) * times));
      const tooLong = new AbortController();
      const over = new AbortController();
      void setTimer(limit, over.signal).then(() => over.signal.aborted || tooLong.abort());
      try {
        const report = await tests.runQuietly(request, AbortSignal.any([signal, tooLong.signal]));
        mustHaveStarted(report);
        lastMs[sort] = report.durationMs;
        return report;
      } catch (error) {
        const isEndless = isCancelled(error) && tooLong.signal.aborted && !signal.aborted;
        if (!isEndless && !FluxError.is(error, 'tests_by_task')) throw error;
        const command = (await tests.describe()) ?? '';
        const why = isEndless ? endlessText(command, limit) : messageOf(error);
        givenUp = { command, why };
        throw new FluxError('tests_given_up', why);
      } finally {
        over.abort();
      }
    },
    wholeMs: () => lastMs.whole,
    whyGivenUp: (command) => (givenUp?.command === command ? givenUp.why : undefined),
    tryAgain: () => void (givenUp = undefined),
  };
}

/** What shells end with where a program is not found or cannot be executed: that is no failing test. */
const notStarted: readonly number[] = [126, 127, 9009];

function mustHaveStarted({ framework, command, exitCode, failures }: TestReport): void {
  if (framework !== 'unknown' || !notStarted.includes(exitCode)) return;
  const why = ellipsis(oneLine(failures[0]?.message ?? ''), 200).replace(/\.?$/, '.');
  throw new FluxError(
    'command_not_found',
    `“${command.replace(/ \(all tests: [^)]*\)$/, '')}” could not be started: ${why} Set ` +
      'flux.tests.command to the command that runs the tests.',
  );
}

function endlessText(command: string, afterMs: number): string {
  return (
    `Stopped: ${command} had not ended after ${formatDuration(afterMs)}. It is not run by itself again; ` +
    '“Flux: Check the Workspace Now” tries again.'
  );
}
