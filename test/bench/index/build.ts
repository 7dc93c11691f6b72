import { execFile } from 'node:child_process';
import { promisify } from 'node:util';
import type { Figure } from '../measure';

/** What came of building an index: times in ms, memory of the whole process beyond what it had. */
export interface Build {
  readonly files: number;
  readonly symbols: number;
  readonly ms: number;
  /** Of a second pass, in which nothing had changed. */
  readonly unchangedMs: number;
  /** Processor time of all processes and threads, both passes included. */
  readonly cpuMs: number;
  /** The most processor time that the thread which the extension runs in took in one turn of its loop. */
  readonly longestBusy: number;
  /** By how much its turns came late at most, and at the 99th percentile: also when others had the cores. */
  readonly longestDelay: number;
  readonly delay99: number;
  readonly mostMb: number;
  readonly afterMb: number;
  /** Processes that wanted a core at the end, these included. */
  readonly load: number;
}

export type How = 'trees' | 'patterns';

/** Builds an index in a process of its own. `script`: the bundled `buildOnce.ts`. */
export async function build(
  script: string,
  { root, file, worker }: { readonly root: string; readonly file: string; readonly worker: string },
  how: How,
): Promise<Build> {
  const { stdout } = await promisify(execFile)(
    process.execPath,
    ['--no-warnings', '--expose-gc', script, root, file, worker, how],
    { maxBuffer: 1 << 24 },
  );
  return JSON.parse(stdout) as Build;
}

const speedGoals = { trees: 8, patterns: 20 } as const;
const filesGoal = 2_500;
const blockGoal = 10;
const memoryGoal = 30;

/** The figures of a build of so many bytes. */
export function figuresOf(what: string, built: Build, how: How, bytes: number): Figure[] {
  const { files, symbols, ms, unchangedMs, cpuMs, longestBusy, longestDelay, delay99, mostMb, afterMb, load } = built;
  const speed = bytes / 1e3 / ms;
  const perSecond = (1000 * files) / ms;
  const besides = `${files} files, ${symbols} symbols, ${(bytes / 1e6).toFixed(1)} MB in ${(ms / 1000).toFixed(1)} s, ${(cpuMs / 1000).toFixed(1)} s of processor time; load ${load.toFixed(1)}`;
  const way = how === 'trees' ? 'with syntax trees' : 'by patterns';
  return [
    {
      what: `code index, ${what}: built ${way}`,
      value: speed,
      unit: 'MB/s',
      goal: how === 'trees' ? `${speedGoals.trees} MB/s` : `${speedGoals.patterns} MB/s or ${filesGoal} files/s`,
      met: speed >= speedGoals[how] || (how === 'patterns' && perSecond >= filesGoal),
      note: `${perSecond.toFixed(0)} files/s; ${besides}`,
    },
    {
      what: `code index, ${what}, ${way}: longest time that the host was kept busy`,
      value: longestBusy,
      unit: 'ms',
      goal: `under ${blockGoal} ms`,
      met: longestBusy < blockGoal,
      note: `turns came late by ${delay99.toFixed(1)} ms at the 99th percentile, ${longestDelay.toFixed(0)} ms at most`,
    },
    {
      what: `code index, ${what}, ${way}: memory of the host while building`,
      value: mostMb,
      unit: 'MB',
      goal: `under ${memoryGoal} MB`,
      met: mostMb < memoryGoal,
      note: `${afterMb.toFixed(0)} MB afterwards`,
    },
    { what: `code index, ${what}, ${way}: pass with nothing changed`, value: unchangedMs, unit: 'ms' },
  ];
}
