import { Session } from 'node:inspector/promises';
import { readdirSync, readFileSync } from 'node:fs';

/** What Flux alone does in this process while a time passes. */
export interface OwnShare {
  /** Milliseconds of the main thread in which its code, or what its code called, was running; by a sampling profiler. */
  readonly mainMs: number;
  /** How often timers of its code went off, by where they were set. */
  readonly wakeUps: Readonly<Record<string, number>>;
}

/** How often the profiler looks, in microseconds. */
const sampleUs = 1_000;
/** What Linux counts processor time in. */
const tickMs = 10;

/** Whether a file is Flux's own and not this test's. */
type IsOwn = (file: string) => boolean;

/** Counts the timers of Flux's from now on. */
export function countWakeUps(isOwn: IsOwn): { readonly take: () => Record<string, number> } {
  let counts: Record<string, number> = {};
  for (const name of ['setTimeout', 'setInterval', 'setImmediate'] as const) {
    const real = globalThis[name] as (...args: unknown[]) => unknown;
    const counting = (act: (...args: unknown[]) => unknown, ...rest: unknown[]) => {
      const place = (new Error().stack ?? '').split('\n').find((line) => isOwn(line));
      if (place === undefined) return real(act, ...rest);
      const key = `${name} ${place
        .trim()
        .replace(/^at /, '')
        .replace(/\(?file:.*\//, '(')}`;
      return real(
        (...args: unknown[]) => {
          counts[key] = (counts[key] ?? 0) + 1;
          return act(...args);
        },
        ...rest,
      );
    };
    globalThis[name] = Object.assign(counting, real) as never;
  }
  return {
    take() {
      const taken = counts;
      counts = {};
      return taken;
    },
  };
}

/** Measures while `pass` is under way. */
export async function measureOwnShare(
  isOwn: IsOwn,
  wakeUps: { readonly take: () => Record<string, number> },
  pass: () => Promise<void>,
): Promise<OwnShare> {
  const session = new Session();
  session.connect();
  await session.post('Profiler.enable');
  await session.post('Profiler.setSamplingInterval', { interval: sampleUs });
  await session.post('Profiler.start');
  wakeUps.take();
  await pass();
  const counted = wakeUps.take();
  const { profile } = await session.post('Profiler.stop');
  session.disconnect();
  return {
    mainMs: ownMs(profile, isOwn),
    wakeUps: counted,
  };
}

interface Profile {
  readonly nodes: readonly {
    readonly id: number;
    readonly callFrame: { readonly url: string };
    readonly children?: readonly number[];
  }[];
  readonly samples?: readonly number[];
  readonly timeDeltas?: readonly number[];
}

/** The time of all samples in whose stack something of Flux stands. */
function ownMs({ nodes, samples = [], timeDeltas = [] }: Profile, isOwn: IsOwn): number {
  const byId = new Map(nodes.map((node) => [node.id, node]));
  const own = new Set<number>();
  const mark = (id: number) => {
    if (own.has(id)) return;
    own.add(id);
    byId.get(id)?.children?.forEach(mark);
  };
  for (const { id, callFrame } of nodes) if (isOwn(callFrame.url)) mark(id);
  return samples.reduce((sum, id, at) => sum + (own.has(id) ? (timeDeltas[at] ?? 0) : 0), 0) / 1000;
}

/**
 * Processor time, so far, of all threads of this process beside the main one: Flux's workers, and those that Node has
 * for files and for compiling. NaN where the system does not tell.
 */
export function threadsMs(): number {
  if (process.platform !== 'linux') return NaN;
  const others = readdirSync('/proc/self/task').filter((id) => id !== String(process.pid));
  const ticks = others.map((id) => {
    const stat = readFileSync(`/proc/self/task/${id}/stat`, 'utf8');
    const [user, system] = stat
      .slice(stat.lastIndexOf(')') + 2)
      .split(' ')
      .slice(11, 13);
    return Number(user) + Number(system);
  });
  return ticks.reduce((sum, each) => sum + each, 0) * tickMs;
}
