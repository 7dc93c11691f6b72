import { Emitter, type Event } from '../../base/emitter';
import { isCancelled, messageOf } from '../../base/errors';
import type { LogPort } from '../../contracts/ports';
import type { Change, Finding, Watcher, WatcherName, WatcherStatus } from '../../contracts/watch';

/** After a failure a watcher rests so long, in ms, twice as long after each further one, and never longer than that. */
const firstRest = 30_000;
const longestRest = 30 * 60_000;
const mostWaiting = 500;

export interface SchedulerDeps {
  readonly watchers: readonly Watcher[];
  /** `watchers.quietMs`: no typing and no change for so long, in ms, before anything starts. */
  readonly quietMs: (watcher: WatcherName) => number;
  /** Whether sessions run the project's code, or the person does: heavy watchers wait for `free`. */
  readonly isBusy: () => boolean;
  /** Whether this window is to watch at all: it has the focus, and no other window of the folder watches. */
  readonly isActive: () => boolean;
  readonly found: (watcher: WatcherName, findings: readonly Finding[]) => Promise<void>;
  readonly log: LogPort;
  readonly now: () => number;
}

/** Runs watchers: after quiet, each one at a time, and not while they would be in the way. */
export interface Scheduler {
  readonly onDidChange: Event<readonly WatcherStatus[]>;
  hear(change: Change): void;
  /** The person types: what is heavy stops and starts again after quiet. */
  typed(): void;
  /** What held watchers back may be over: a session ended, the window has the focus. */
  free(): void;
  statuses(): readonly WatcherStatus[];
  /** Resolves when nothing waits or works any more; for those who want to know what was found. */
  settled(): Promise<void>;
  dispose(): void;
}

/** A watcher with what waits for it. */
interface Lane {
  readonly watcher: Watcher;
  waiting: Change[];
  timer?: NodeJS.Timeout;
  working?: AbortController;
  run: Promise<void>;
  failures: number;
  restsUntil: number;
  status: WatcherStatus;
}

type Show = (lane: Lane, status: Omit<WatcherStatus, 'name'>) => void;

export function createScheduler(deps: SchedulerDeps): Scheduler {
  const { watchers, quietMs, isBusy, isActive, log, now } = deps;
  const changed = new Emitter<readonly WatcherStatus[]>((error) => log.error('A listener to watchers failed', error));
  let isClosed = false;
  const lanes = watchers.map((watcher): Lane => ({
    watcher,
    waiting: [],
    run: Promise.resolve(),
    failures: 0,
    restsUntil: 0,
    status: { name: watcher.name, state: 'watching' },
  }));

  const show: Show = (lane, status) => {
    lane.status = { name: lane.watcher.name, ...status };
    changed.fire(lanes.map((each) => each.status));
  };
  const later = (lane: Lane) => {
    clearTimeout(lane.timer);
    lane.timer = undefined;
    if (isClosed || lane.working || lane.waiting.length === 0) return;
    if (lane.status.state === 'watching') show(lane, { ...lane.status, state: 'waiting' });
    // A clock that jumped back must not keep it resting.
    const rest = Math.min(longestRest, Math.max(0, lane.restsUntil - now()));
    lane.timer = setTimeout(() => begin(lane), Math.max(quietMs(lane.watcher.name), rest));
    lane.timer.unref();
  };
  const begin = (lane: Lane) => {
    lane.timer = undefined;
    // `free` and `hear` ask again; nothing wakes up meanwhile.
    if (isClosed || lane.working || !isActive() || (lane.watcher.isHeavy && isBusy())) return;
    const working = new AbortController();
    lane.working = working;
    lane.run = look(lane, working.signal, { ...deps, show }).finally(() => {
      lane.working = undefined;
      later(lane);
    });
  };
  return {
    onDidChange: changed.event,
    hear(change) {
      if (isClosed) return;
      for (const lane of lanes) {
        if (change.kind !== 'opened' && !lane.watcher.wants(change)) continue;
        if (change.kind === 'opened' || change.kind === 'asked') lane.restsUntil = 0;
        lane.waiting = few([...lane.waiting, change]);
        later(lane);
      }
    },
    typed() {
      for (const lane of lanes) {
        if (!lane.watcher.isHeavy) continue;
        lane.working?.abort();
        if (lane.timer) later(lane);
      }
    },
    free() {
      for (const lane of lanes) if (!lane.timer) later(lane);
    },
    statuses: () => lanes.map((each) => each.status),
    async settled() {
      while (lanes.some(({ working, timer }) => working || timer)) {
        await Promise.all(lanes.map(({ run }) => run));
        await new Promise((resolve) => setTimeout(resolve, 10));
      }
    },
    dispose() {
      isClosed = true;
      for (const lane of lanes) {
        clearTimeout(lane.timer);
        lane.working?.abort();
      }
      changed.dispose();
    },
  };
}

function lastRun({ status }: Lane): Pick<WatcherStatus, 'lastRunAt'> {
  return status.lastRunAt === undefined ? {} : { lastRunAt: status.lastRunAt };
}

/** One look of a watcher at what waits for it. */
async function look(
  lane: Lane,
  signal: AbortSignal,
  { found, log, now, show }: Pick<SchedulerDeps, 'found' | 'log' | 'now'> & { readonly show: Show },
): Promise<void> {
  const { watcher } = lane;
  const changes = lane.waiting;
  lane.waiting = [];
  try {
    const why = await watcher.off();
    if (why !== undefined) {
      await found(watcher.name, []);
      return show(lane, { state: 'off', detail: why, ...lastRun(lane) });
    }
    const detail = await watcher.describe();
    show(lane, { state: 'working', detail, ...lastRun(lane) });
    const findings = await watcher.look(changes, signal);
    // What was found while the person went on typing is of an older text.
    signal.throwIfAborted();
    await found(watcher.name, findings);
    lane.failures = 0;
    show(lane, { state: 'watching', detail, lastRunAt: now() });
  } catch (error) {
    lane.waiting = few([...changes, ...lane.waiting]);
    if (isCancelled(error) || signal.aborted) return show(lane, { ...lane.status, state: 'waiting' });
    lane.failures++;
    lane.restsUntil = now() + Math.min(longestRest, firstRest * 2 ** (lane.failures - 1));
    if (lane.failures === 1)
      log.warn(`Watching (${watcher.name}) failed, and is tried again later: ${messageOf(error)}`);
    show(lane, { state: 'failing', detail: messageOf(error), ...lastRun(lane) });
  }
}

/** So many changes at once are no person's: everything is looked at instead. */
function few(changes: readonly Change[]): Change[] {
  return changes.length > mostWaiting ? [{ kind: 'opened' }] : [...changes];
}
