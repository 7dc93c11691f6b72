import { Worker } from 'node:worker_threads';
import { BugError, FluxError, messageOf } from '../../base/errors';
import type { IndexAnswer, IndexFailure, IndexMethod, IndexOperations, IndexWorkerData } from './indexProtocol';

/** Calls into the index's worker by name. */
export interface IndexCalls {
  call<M extends IndexMethod>(method: M, ...args: Parameters<IndexOperations[M]>): Promise<ReturnType<IndexOperations[M]>>;
  /** Whether the worker has ended, so that every further call would fail. */
  readonly ended: boolean;
  close(): Promise<void>;
}

interface Pending {
  resolve(value: unknown): void;
  reject(error: unknown): void;
}

/**
 * Starts the worker and waits until it has the index open. It keeps the process alive only while it is working.
 * @throws FluxError `index_failed`
 */
export async function startIndexWorker(workerUrl: URL | string, data: IndexWorkerData): Promise<IndexCalls> {
  const worker = new Worker(workerUrl, { workerData: data, name: 'flux-index' });
  const pending = new Map<number, Pending>();
  let nextId = 1;
  let ended: FluxError | undefined;

  const end = (why: string) => {
    ended ??= new FluxError('index_failed', `The code index has stopped working (${why}). Try again.`, { retryable: true });
    for (const { reject } of pending.values()) reject(ended);
    pending.clear();
  };
  const opened = new Promise<unknown>((resolve, reject) => pending.set(0, { resolve, reject }));
  worker.on('message', ({ id, value, failure }: IndexAnswer) => {
    const entry = pending.get(id);
    pending.delete(id);
    if (pending.size === 0) worker.unref();
    if (failure) entry?.reject(toError(failure));
    else entry?.resolve(value);
  });
  worker.on('error', (error) => end(messageOf(error)));
  worker.on('exit', () => end('it ended'));

  await opened.catch(async (error: unknown) => {
    await worker.terminate();
    throw error;
  });
  const call: IndexCalls['call'] = (method, ...args) =>
    new Promise((resolve, reject) => {
      if (ended) return reject(ended);
      const id = nextId++;
      pending.set(id, { resolve: resolve as (value: unknown) => void, reject });
      worker.ref();
      worker.postMessage({ id, method, args });
    });
  return {
    call,
    get ended() {
      return ended !== undefined;
    },
    async close() {
      if (!ended) await call('close').catch(() => undefined);
      end('it was closed');
      await worker.terminate();
    },
  };
}

function toError({ reason, message }: IndexFailure): Error {
  return reason === undefined ? new BugError(message) : new FluxError(reason, message);
}
