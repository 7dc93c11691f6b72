import { Emitter, type Event } from '../../base/emitter';
import { isCancelled, messageOf } from '../../base/errors';
import type { LogPort } from '../../contracts/ports';
import type { Change, Finding, Watcher, WatcherName, WatcherStatus } from '../../contracts/watch';
import { createPause, type Pause } from './pause';
import { createWaitingChanges, type WaitingChanges } from './waitingChanges';

export interface SchedulerDeps {
  readonly watchers: readonly Watcher[];
  /** `watchers.quietMs`: no typing and no change for so long, in ms, before anything starts. */
  readonly quietMs: (watcher: WatcherName) => number;
  /** Whether sessions run the project's code, or the person does: heavy watchers wait for `free`. */
  readonly isBusy: () => boolean;
  /** Whether this window is to watch at all: it has the focus, and no other window of the folder watches. */
  readonly isActive: () => boolean;
  /** Undefined: it is off, and knows nothing. */
  readonly found: (watcher: WatcherName, findings: readonly Finding[] | undefined) => Promise<void>;
  readonly log: LogPort;
  readonly now: () => number;
}

/** Runs watchers: after quiet, each one at a time, and not while they would be in the way. */
export interface Scheduler {
  readonly onDidChange: Event<readonly WatcherStatus[]>;
  hear(change: Change): void;
  /** The person types: nothing starts before quiet, and what is heavy stops and starts again after it. */
  typed(): void;
  /** A session, or the person, begins to run the project's code: what is heavy stops, and waits for `free`. */
  busy(): void;
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
  readonly waiting: WaitingChanges;
  readonly pause: Pause;
  timer?: NodeJS.Timeout;
  working?: AbortController;
  run: Promise<void>;
  failures: number;
  status: WatcherStatus;
}

type Show = (lane: Lane, status: Omit<WatcherStatus, 'name'>) => void;

export function createScheduler(deps: SchedulerDeps): Scheduler {
  const { watchers, quietMs, isBusy, isActive, log, now } = deps;
  const changed = new Emitter<readonly WatcherStatus[]>((error) => log.error('A listener to watchers failed', error));
  let isClosed = false;
  const lanes = watchers.map((watcher): Lane => ({
    watcher,
    waiting: createWaitingChanges(),
    pause: createPause(now),
    run: Promise.resolve(),
    failures: 0,
    status: { name: watcher.name, state: 'watching' },
  }));

  const show: Show = (lane, status) => {
    const before = JSON.stringify(lane.status);
    lane.status = { name: lane.watcher.name, ...status };
    if (JSON.stringify(lane.status) !== before) changed.fire(lanes.map((each) => each.status));
  };
  const later = (lane: Lane) => {
    clearTimeout(lane.timer);
    lane.timer = undefined;
    if (isClosed || lane.working || lane.waiting.isEmpty) return;
    if (lane.status.state === 'watching') show(lane, { ...lane.status, state: 'waiting' });
    lane.timer = setTimeout(() => begin(lane), lane.pause.ms(quietMs(lane.watcher.name)));
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
  const stop = (lane: Lane) => {
    clearTimeout(lane.timer);
    lane.timer = undefined;
    lane.working?.abort();
  };
  return {
    onDidChange: changed.event,
    hear(change) {
      if (isClosed) return;
      for (const lane of lanes) {
        if (change.kind !== 'opened' && !lane.watcher.wants(change)) continue;
        lane.pause.heard(change.kind);
        // What it began under other settings is of no use.
        if (change.kind === 'opened') lane.working?.abort();
        lane.waiting.add(change);
        later(lane);
      }
    },
    typed() {
      for (const lane of lanes) {
        lane.pause.typed();
        if (lane.watcher.isHeavy) lane.working?.abort();
        later(lane);
      }
    },
    busy() {
      for (const { watcher, working } of lanes) if (watcher.isHeavy) working?.abort();
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
      changed.dispose();
      lanes.forEach(stop);
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
  const { watcher, pause } = lane;
  const changes = lane.waiting.take();
  pause.began();
  try {
    const why = await watcher.off(changes);
    signal.throwIfAborted();
    if (why !== undefined) {
      await found(watcher.name, undefined);
      return show(lane, { state: 'off', detail: why, ...lastRun(lane) });
    }
    const detail = await watcher.describe();
    signal.throwIfAborted();
    show(lane, { state: 'working', detail, ...lastRun(lane) });
    const findings = await watcher.look(changes, signal);
    // What was found while the person went on typing is of an older text.
    signal.throwIfAborted();
    await found(watcher.name, findings);
    lane.failures = 0;
    show(lane, { state: 'watching', detail: await watcher.describe(), lastRunAt: now() });
  } catch (error) {
    lane.waiting.putBack(changes);
    if (isCancelled(error) || signal.aborted) return show(lane, { ...lane.status, state: 'waiting' });
    lane.failures++;
    pause.failed(lane.failures);
    if (lane.failures === 1)
      log.warn(`Watching (${watcher.name}) failed, and is tried again later: ${messageOf(error)}`);
    show(lane, { state: 'failing', detail: messageOf(error), ...lastRun(lane) });
  } finally {
    pause.ended();
  }
}
