import { delimiter, join } from 'node:path';
import { FluxError, isCancelled } from '../../base/errors';
import type { EarlierFailures, TestFailure, TestReport, TestRequest } from '../../contracts/tests';
import { runProcess } from '../process/processes';
import { runToResults } from './endWatching';
import { copyHead, type CopyLimits, type HeadCopy } from './headCopy';
import { prepareTestRun } from './prepareTestRun';
import type { TestCommand } from './testCommand';

const copyLimits: CopyLimits = { files: 20_000, bytes: 300_000_000 };
const longestMs = 60_000;
/** More tests are not named one by one: their files run whole. */
const mostNamed = 20;

/** How the tests of a folder are run. */
export interface HeadRun {
  /** Absolute. */
  readonly root: string;
  readonly command: TestCommand;
  readonly env: Readonly<Record<string, string>>;
  readonly limits?: CopyLimits & { readonly ms: number };
}

/**
 * Which of these failing tests fail on the files of the last commit too. They are run in a copy outside of the folder,
 * which is removed. Undefined where that cannot be told: no git, no commit, too large, too slow, or no result.
 * @throws CancelledError
 */
export async function failedAtHead(
  run: HeadRun,
  failures: readonly TestFailure[],
  signal: AbortSignal,
): Promise<EarlierFailures | undefined> {
  const { root, command, limits = { ...copyLimits, ms: longestMs } } = run;
  // A line that names the folder would run what is there now.
  if (failures.length === 0 || `${command.line}\n${command.script ?? ''}`.includes(root)) return undefined;
  const either = AbortSignal.any([signal, AbortSignal.timeout(limits.ms)]);
  let copy: HeadCopy | undefined;
  try {
    copy = await copyHead(root, limits, either);
    if (!copy) return undefined;
    const report = await runIn(copy, run, failures, either);
    return report.passed + report.failed === 0 ? undefined : compared(failures, report);
  } catch (error) {
    if (isCancelled(error) ? signal.aborted : !FluxError.is(error)) throw error;
    return undefined;
  } finally {
    await copy?.dispose();
  }
}

async function runIn(
  { root, top }: HeadCopy,
  { command, env }: HeadRun,
  failures: readonly TestFailure[],
  signal: AbortSignal,
): Promise<TestReport> {
  const run = await prepareTestRun(root, command, requestFor(failures));
  try {
    return await runToResults({
      run,
      signal,
      onOutput: () => {},
      start: (either, onOutput) =>
        runProcess({
          shellCommand: run.shellCommand,
          env: { ...env, ...run.env, PWD: root, PYTHONPATH: pythonPath(root, top) },
          cwd: root,
          signal: either,
          onOutput,
        }),
    });
  } finally {
    await run.dispose();
  }
}

function requestFor(failures: readonly TestFailure[]): TestRequest {
  const files = [...new Set(failures.flatMap(({ file }) => file ?? []))];
  return failures.length > mostNamed && files.length > 0 ? { files } : { failed: failures };
}

/** A package that is installed for development would be found where the person works, so the copy comes first. */
function pythonPath(root: string, top: string): string {
  const own = [...new Set([root, top])].flatMap((folder) => [folder, join(folder, 'src')]);
  return [...own, process.env['PYTHONPATH'] ?? ''].filter(Boolean).join(delimiter);
}

/** Says that something is not there, which may be so in the copy alone. */
const missing =
  /cannot find|can't find|could not (?:find|resolve)|no such file|not found|no module named|ModuleNotFound|ENOENT|does not exist|unresolved/i;

function compared(failures: readonly TestFailure[], { failures: before }: TestReport): EarlierFailures {
  const old: TestFailure[] = [];
  const unsure: TestFailure[] = [];
  for (const failure of failures) {
    const there = before.find(
      ({ name, file }) =>
        name === failure.name && (file === undefined || failure.file === undefined || file === failure.file),
    );
    if (!there) continue;
    const mayBeMissing = there.name === there.file || missing.test(there.message);
    (mayBeMissing && bare(there.message) !== bare(failure.message) ? unsure : old).push(failure);
  }
  return { old, unsure };
}

/** A message without what differs from place to place and from run to run. */
function bare(message: string): string {
  return message
    .replace(/(?:file:\/\/)?(?:[A-Za-z]:)?[\\/][^\s'"`:]*[\\/]/g, '')
    .replace(/\d+(?:\.\d+)?/g, '0')
    .trim();
}
