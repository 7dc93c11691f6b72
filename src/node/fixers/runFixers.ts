import { mkdtemp, readFile, realpath, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, isAbsolute, join, relative, resolve, sep } from 'node:path';
import { stripVTControlCharacters } from 'node:util';
import { FluxError, isCancelled, throwIfCancelled } from '../../base/errors';
import { ellipsis, formatDuration, plural } from '../../base/text';
import type { Problem } from '../../contracts/ports';
import { runProcess } from '../process/processes';
import { filterFile } from './filterFile';
import type { Executable, FixerJob } from './findFixers';
import type { FixerRun } from './fixer';

/** What running the project's fixers came to. Paths relative to the workspace folder. */
export interface FixersReport {
  /** Titles of what ran and worked, each once. */
  readonly used: string[];
  /** What did not, a sentence each. */
  readonly trouble: string[];
  /** What the fixers found and could not fix. */
  readonly problems: Problem[];
}

export interface RunFixersOptions {
  readonly root: string;
  readonly signal: AbortSignal;
  readonly report: (line: string) => void;
  /** How long one call may take, in milliseconds; then it counts as trouble. Two minutes when left out. */
  readonly limitMs?: number;
}

/** The most files of one call, and the most characters of their names: systems limit the length of a command line. */
const mostFiles = 100;
const mostCharacters = 20_000;

/**
 * Runs fixers one after the other. One that crashes or hangs is reported, and the others go on. @throws CancelledError
 */
export async function runFixers(jobs: readonly FixerJob[], options: RunFixersOptions): Promise<FixersReport> {
  const report: FixersReport = { used: [], trouble: [], problems: [] };
  const scratch = await mkdtemp(join(tmpdir(), 'flux-fix-'));
  try {
    for (const job of jobs) {
      if (job.executable === undefined)
        report.trouble.push(
          `${job.fixer.name} is set up for ${plural(job.files.length, 'file')} but not installed here. Install ` +
            `the project's packages, or add ${job.fixer.name} to flux.autofix.skip.`,
        );
      else
        for (const run of job.fixer.runs)
          await runOne({ job, executable: job.executable, run, scratch }, options, report);
    }
  } finally {
    await rm(scratch, { recursive: true, force: true });
  }
  return { used: [...new Set(report.used)], trouble: [...new Set(report.trouble)], problems: report.problems };
}

/** One run of a fixer over the files of a job. */
interface FixerCall {
  readonly job: FixerJob;
  readonly executable: Executable;
  readonly run: FixerRun;
  /** A folder for its report. */
  readonly scratch: string;
}

async function runOne(fixerCall: FixerCall, options: RunFixersOptions, report: FixersReport): Promise<void> {
  const { job, run } = fixerCall;
  const toInner = await pathsFrom(job.folder, options.root);
  for (const files of run.isFilter ? job.files.map((file) => [file]) : batches(job.files)) {
    throwIfCancelled(options.signal);
    options.report(`${run.title} on ${files.length === 1 ? files[0] : plural(files.length, 'file')}`);
    const called = await callWithin(options, run.title, (signal) => callFixer(fixerCall, files, signal));
    if ('trouble' in called) {
      report.trouble.push(called.trouble);
      // What hangs or is missing for one batch is so for the next.
      if (!run.isFilter) return;
      continue;
    }
    const found = (run.problems?.(called.text) ?? []).flatMap((problem) => {
      const path = toInner(run.isFilter ? (files[0] ?? '') : problem.path);
      return path === undefined ? [] : [{ ...problem, path }];
    });
    report.problems.push(...found);
    if (called.exitCode !== undefined && run.worked.includes(called.exitCode)) report.used.push(run.title);
    else if (found.length > 0) report.used.push(run.title);
    else report.trouble.push(describeCrash(run, called.exitCode, called.printed, files));
  }
}

async function callFixer(
  { job, executable, run, scratch }: FixerCall,
  files: readonly string[],
  signal: AbortSignal,
): Promise<{ exitCode?: number; printed: string; text: string }> {
  const { command, args: before } = executable;
  const report = join(scratch, 'report.json');
  await rm(report, { force: true });
  const args = [...before, ...run.args({ report, marks: job.marks })];
  if (run.isFilter) {
    const file = join(job.folder, files[0] ?? '');
    const { exitCode, output } = await filterFile(file, { command, args, cwd: dirname(file), signal }, run.worked);
    return { exitCode, printed: output, text: output };
  }
  const env = { NO_COLOR: '1', FORCE_COLOR: undefined };
  const { exitCode, output } = await runProcess({
    command,
    args: [...args, '--', ...files],
    cwd: job.folder,
    env,
    signal,
    keep: 1_000_000,
  });
  const printed = stripVTControlCharacters(output);
  return { exitCode, printed, text: await readFile(report, 'utf8').catch(() => printed) };
}

/** A call with its own limit of time. What goes wrong with the call itself comes back as a sentence. */
async function callWithin<T extends object>(
  { signal, limitMs = 120_000 }: RunFixersOptions,
  title: string,
  call: (signal: AbortSignal) => Promise<T>,
): Promise<T | { trouble: string }> {
  const limit = AbortSignal.timeout(limitMs);
  try {
    return await call(AbortSignal.any([signal, limit]));
  } catch (error) {
    throwIfCancelled(signal);
    if (isCancelled(error))
      return { trouble: `${title} did not end within ${formatDuration(limitMs)} and was stopped.` };
    if (FluxError.is(error)) return { trouble: `${title}: ${error.message}` };
    if ((error as NodeJS.ErrnoException).code !== undefined)
      return { trouble: `${title} could not read or write its files: ${String(error)}.` };
    throw error;
  }
}

function describeCrash(run: FixerRun, exitCode: number | undefined, printed: string, files: readonly string[]): string {
  const how = exitCode === undefined ? 'was ended by the system' : `stopped with exit code ${exitCode}`;
  const where = run.isFilter ? ` on ${files[0]}` : '';
  return (
    `${run.title} ` + `${how}${where}${printed.trim() === '' ? ' and printed nothing' : `: ${ellipsis(printed, 400)}`}.`
  ).replace(/\.\.$/, '.');
}

function batches(files: readonly string[]): string[][] {
  const all: string[][] = [];
  let characters = 0;
  for (const file of files) {
    const last = all.at(-1);
    characters += file.length + 1;
    if (last && last.length < mostFiles && characters <= mostCharacters) last.push(file);
    else {
      all.push([file]);
      characters = file.length + 1;
    }
  }
  return all;
}

/** Brings a path that a fixer printed to the workspace folder; undefined for what lies outside of it. */
async function pathsFrom(folder: string, root: string): Promise<(printed: string) => string | undefined> {
  const roots = [root, await realpath(root).catch(() => root)];
  return (printed) => {
    const absolute = resolve(folder, printed);
    const inner = roots
      .map((each) => relative(each, absolute))
      .find((each) => each !== '' && each !== '..' && !each.startsWith(`..${sep}`) && !isAbsolute(each));
    return inner?.split(sep).join('/');
  };
}
