import type { SessionEvent } from '../../contracts/events';
import type { Figures, PastGoal } from '../../contracts/figures';
import type { Metrics } from '../../contracts/metrics';
import type { SessionSnapshot, SessionState, SessionSummary } from '../../contracts/session';
import type { StorePort } from '../../contracts/store';
import { FluxError } from '../../base/errors';
import { startWorker, type WorkerCalls } from '../workerCalls';
import { createFoldKeeper } from './foldKeeper';
import type { ListedRow, StoreOperations } from './storeProtocol';

/** Few enough that reading them holds nothing up. */
const eventsAtOnce = 500;

export interface StoreOptions {
  /** The database's path; its folder is made where missing. */
  readonly file: string;
  /** Where the bundled worker lies, `dist/storeWorker.js`. */
  readonly workerUrl: URL | string;
  /** Hears that a damaged file was renamed and a fresh one started. */
  readonly onSetAside?: (path: string) => void;
}

/**
 * The store of sessions in one SQLite file, used from a thread of its own so that waiting for the disk never blocks.
 * Several windows may have the same file open.
 * @throws FluxError `store_failed`, `store_newer`
 */
export async function openStore({ file, workerUrl, onSetAside }: StoreOptions): Promise<StorePort> {
  const worker = await startStoreWorker(file, workerUrl);
  if (typeof worker.ready === 'string') onSetAside?.(worker.ready);
  const folds = createFoldKeeper((session, revision, parts) => worker.call('keepFold', session, revision, parts));
  return {
    async append(session, events, snapshot) {
      const rows = events.map((event) => ({ seq: event.seq, at: event.at, json: JSON.stringify(event) }));
      const { name, goal, state, progress, createdAt, updatedAt } = snapshot;
      await worker.call('append', session, rows, { id: session, name, goal, state, progress, createdAt, updatedAt });
      folds.appended(
        snapshot,
        rows.reduce((sum, { json }) => sum + json.length, 0),
      );
    },
    async events(session, after = 0) {
      const all: SessionEvent[] = [];
      await readEvents(worker, session, after, (events) => void all.push(...events));
      return all;
    },
    eachEvents: (session, after, tell) => readEvents(worker, session, after, tell),
    async snapshot(session) {
      const json = await worker.call('snapshot', session);
      return json === undefined ? undefined : (JSON.parse(json) as SessionSnapshot);
    },
    list: async () => summariesOf(await worker.call('list')),
    search: async (text, limit) =>
      summariesOf(await worker.call('search', text.replace(/\s+/g, ' ').trim(), Math.max(0, Math.floor(limit)))),
    find: (idOrName) => worker.call('find', idOrName),
    async remove(session) {
      folds.forget(session);
      await worker.call('remove', session);
    },
    importFrom: (from) => worker.call('importFrom', from),
    claim: (session, { id, pid, isSilent }) => worker.call('claim', session, { id, pid, isSilent }),
    release: (session, { id, pid }) => worker.call('release', session, { id, pid }),
    orphans: () => worker.call('orphans'),
    putText: (text) => worker.call('putText', text),
    getText: (key) => worker.call('getText', key),
    putBytes: (list) => worker.call('putBytes', list),
    getBytes: (key) => worker.call('getBytes', key),
    putNote: (name, text) => worker.call('putNote', name, text),
    swapNote: (name, from, to) => worker.call('swapNote', name, from, to),
    getNote: (name) => worker.call('getNote', name),
    metrics: async (filter) => JSON.parse(await worker.call('metrics', filter)) as Metrics,
    figures: async (filter) => JSON.parse(await worker.call('figures', filter)) as Figures,
    stepTokens: (intent) => worker.call('stepTokens', intent),
    pastGoals: async () => JSON.parse(await worker.call('pastGoals')) as PastGoal[],
    version: () => worker.call('version'),
    async close() {
      await folds.finish();
      await worker.close();
    },
  };
}

function startStoreWorker(file: string, url: URL | string): Promise<WorkerCalls<StoreOperations>> {
  return startWorker<StoreOperations>({
    url,
    name: 'flux-store',
    data: { file },
    stopped: (why) =>
      new FluxError('store_failed', `The session store has stopped working (${why}). Reload the window.`),
    closed: () =>
      new FluxError(
        'store_failed',
        'The session store is closed because Flux is shutting down. Reload the window to continue.',
      ),
  });
}

/** Tells the events after a number, some at a time. */
async function readEvents(
  worker: WorkerCalls<StoreOperations>,
  session: string,
  after: number,
  tell: (events: readonly SessionEvent[]) => void,
): Promise<void> {
  let from = after;
  let next = worker.call('events', session, from, eventsAtOnce);
  for (;;) {
    const { json, count } = await next;
    from += count;
    const isLast = count < eventsAtOnce;
    // The thread reads on while this one parses.
    if (!isLast) next = worker.call('events', session, from, eventsAtOnce);
    tell(JSON.parse(json) as SessionEvent[]);
    if (isLast) return;
  }
}

function summariesOf(json: string): SessionSummary[] {
  const rows = JSON.parse(json) as ListedRow[];
  return rows.map(([id, name, goal, state, progress, createdAt, updatedAt]) => ({
    id,
    name,
    goal,
    state: state as SessionState,
    progress,
    createdAt,
    updatedAt,
  }));
}
