import type { LogPort } from '../../../../src/contracts/ports';
import type { Change, Finding, Watcher } from '../../../../src/contracts/watch';
import { createScheduler, type Scheduler, type SchedulerDeps } from '../../../../src/core/watch/scheduler';

/** A finding with only what matters to a test. */
export function finding(given: Partial<Finding> = {}): Finding {
  return {
    kind: 'failing_tests',
    key: 'a.test.js',
    cause: 'adds',
    title: '“adds” fails',
    goal: 'Fix the failing test “adds”.',
    paths: ['a.test.js'],
    sure: 0.9,
    useful: 0.8,
    ...given,
  };
}

/** A log that keeps its warnings. */
export function keepWarnings(): LogPort & { readonly warnings: string[] } {
  const warnings: string[] = [];
  return { warnings, info() {}, warn: (text) => void warnings.push(text), error: (text) => void warnings.push(text) };
}

/** A watcher that a test plays, and when it was at work. */
export interface Played extends Watcher {
  readonly looks: (readonly Change[])[];
  /** How many looks are going on, and the most that ever were. */
  readonly going: { now: number; most: number };
}

/** @param look what a look does; it ends by itself at once where left out */
export function play(
  given: Partial<Watcher> = {},
  look: (signal: AbortSignal, changes: readonly Change[]) => Promise<readonly Finding[]> = async () => [],
): Played {
  const looks: (readonly Change[])[] = [];
  const going = { now: 0, most: 0 };
  return {
    name: 'tests',
    isHeavy: true,
    off: async () => undefined,
    describe: async () => 'Plays.',
    wants: () => true,
    ...given,
    looks,
    going,
    async look(changes, signal) {
      looks.push(changes);
      going.most = Math.max(going.most, ++going.now);
      try {
        return await look(signal, changes);
      } finally {
        going.now--;
      }
    },
  };
}

/** Resolves only when the signal fires, by rejecting with an AbortError. */
export function hang(signal: AbortSignal): Promise<never> {
  return new Promise((_, reject) => {
    const end = () => reject(new DOMException('Stopped.', 'AbortError'));
    if (signal.aborted) end();
    else signal.addEventListener('abort', end, { once: true });
  });
}

/** A scheduler with a clock that may be set; everything is quick and allowed unless a test says otherwise. */
export function schedule(watchers: readonly Watcher[], given: Partial<SchedulerDeps> = {}) {
  const log = keepWarnings();
  const clock = { ahead: 0 };
  const found: { readonly watcher: string; readonly findings: readonly Finding[] | undefined }[] = [];
  const scheduler: Scheduler = createScheduler({
    watchers,
    quietMs: () => 60,
    isBusy: () => false,
    isActive: () => true,
    found: async (watcher, findings) => void found.push({ watcher, findings }),
    log,
    now: () => Date.now() + clock.ahead,
    ...given,
  });
  return { scheduler, log, clock, found };
}
