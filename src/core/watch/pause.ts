import type { Change } from '../../contracts/watch';

/** After a failure a watcher rests so long, in ms, twice as long after each further one, and never longer than that. */
const firstRest = 30_000;
const longestRest = 30 * 60_000;
/** Where changes never end, it waits for so many quiet times, or so many times as long as its last look took. */
const patience = { quietTimes: 10, looks: 20 } as const;
/** Whatever the settings files say. */
const quietLimits = { least: 50, most: 60_000 * 4 } as const;

/** How long a watcher waits before it looks: for quiet, for its rest after a failure, but not for ever. */
export interface Pause {
  heard(kind: Change['kind']): void;
  typed(): void;
  began(): void;
  ended(): void;
  /** @param times in a row */
  failed(times: number): void;
  /** From now on, in ms. */
  ms(quietMs: number): number;
}

/** @param now may jump: no wait grows longer by that than it is at its longest */
export function createPause(now: () => number): Pause {
  let firstHeard: number | undefined;
  let typedAt: number | undefined;
  let beganAt = 0;
  let lookMs = 0;
  let rest = { at: 0, ms: 0 };
  /** What is left of so many ms since then. */
  const left = (since: number, ms: number) => Math.min(ms, Math.max(0, since + ms - now()));
  return {
    heard(kind) {
      firstHeard ??= now();
      // A person who has just saved has mended it, perhaps.
      if (kind === 'opened' || kind === 'asked' || kind === 'saved') rest = { at: 0, ms: 0 };
    },
    typed: () => void (typedAt = now()),
    began() {
      beganAt = now();
      firstHeard = undefined;
    },
    ended() {
      lookMs = Math.max(0, now() - beganAt);
    },
    failed: (times) => void (rest = { at: now(), ms: Math.min(longestRest, firstRest * 2 ** (times - 1)) }),
    ms(quietMs) {
      const quiet = Math.min(quietLimits.most, Math.max(quietLimits.least, quietMs || 0));
      const longest = Math.max(quiet * patience.quietTimes, Math.min(longestRest, lookMs * patience.looks));
      return Math.max(
        left(rest.at, rest.ms),
        typedAt === undefined ? 0 : left(typedAt, quiet),
        Math.min(quiet, firstHeard === undefined ? quiet : left(firstHeard, longest)),
      );
    },
  };
}
