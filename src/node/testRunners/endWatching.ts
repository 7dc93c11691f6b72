import { stripVTControlCharacters } from 'node:util';
import { FluxError } from '../../base/errors';
import type { TestReport } from '../../contracts/tests';
import { keepOutput } from '../process/processOutput';
import type { TestRun } from './prepareTestRun';

/** What programs say when they begin to wait for changes, near the end of what they have printed. */
const waitsForChanges =
  /waiting for (?:file )?changes|waiting for a file to change|watching (?:for (?:file )?changes|path|extensions|files)|watch usage|press q to (?:quit|exit)|\[nodemon\] (?:clean exit|app crashed)|type `?r`? and press enter|\[finished running\. exit status|\[command (?:was successful|exited with)|found \d+ errors?\. watching|rerun tests/i;
const lastLines = 12;

interface WatchLimits {
  /** How long a program may be silent once it has said that it waits for changes, in ms. */
  readonly saidMs: number;
  /** How long it may be silent once it has told results, in ms; a later part of the command may take its time. */
  readonly silentMs: number;
}
const usual: WatchLimits = { saidMs: 5000, silentMs: 120_000 };

export interface WatchedRun {
  readonly run: TestRun;
  readonly signal: AbortSignal;
  readonly onOutput: (text: string) => void;
  /** Runs the process; rejects once it has ended because the signal fired. */
  readonly start: (
    signal: AbortSignal,
    onOutput: (text: string) => void,
  ) => Promise<{ readonly exitCode?: number; readonly output: string; readonly durationMs: number }>;
  readonly limits?: WatchLimits;
}

/**
 * Runs tests to their end, or to where the command only waits for changes: then it is ended, and what it has told
 * counts.
 * @throws FluxError `tests_crashed`; `tests_watch` when it waits for changes and has told nothing
 */
export async function runToResults({ run, signal, onOutput, start, limits = usual }: WatchedRun): Promise<TestReport> {
  const output = keepOutput(8_000_000);
  const enough = new AbortController();
  const started = Date.now();
  let lastText = '';
  let timers: NodeJS.Timeout[] = [];
  const clear = () => timers.forEach((timer) => clearTimeout(timer));
  const hear = (text: string) => {
    output.add(text);
    lastText = (lastText + text).slice(-4000);
    onOutput(text);
    clear();
    const lines = stripVTControlCharacters(lastText).trimEnd().split('\n').slice(-lastLines).join('\n');
    timers = [
      setTimeout(
        () =>
          void run.hasResults(output.text()).then(
            (has) => has && enough.abort(),
            () => {},
          ),
        limits.silentMs,
      ),
      ...(waitsForChanges.test(lines) ? [setTimeout(() => enough.abort(), limits.saidMs)] : []),
    ];
  };
  try {
    const result = await start(AbortSignal.any([signal, enough.signal]), hear);
    return await run.readReport({
      exitCode: result.exitCode ?? 1,
      output: result.output,
      durationMs: result.durationMs,
    });
  } catch (error) {
    if (!enough.signal.aborted || signal.aborted) throw error;
    if (!(await run.hasResults(output.text()))) {
      throw new FluxError(
        'tests_watch',
        `“${run.display}” waits for changes instead of ending, and reported no results. Set flux.tests.command to ` +
          `a command that runs the tests once.`,
        { cause: error },
      );
    }
    const report = await run.readReport({ exitCode: 0, output: output.text(), durationMs: Date.now() - started });
    return { ...report, exitCode: report.failed > 0 ? 1 : 0, watched: true };
  } finally {
    clear();
  }
}
