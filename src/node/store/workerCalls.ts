import { Worker } from 'node:worker_threads';
import { BugError, FluxError, messageOf } from '../../base/errors';
import type { StoreFailure, StoreMessage, StoreMethod, StoreOperations, StoreWorkerData } from './storeProtocol';

/** Calls into the worker by name. */
export interface WorkerCalls {
  /** Where the damaged store went that lay in the file's place. */
  readonly setAside?: string;
  call<M extends StoreMethod>(method: M, ...args: Parameters<StoreOperations[M]>): Promise<ReturnType<StoreOperations[M]>>;
  /** Ends the worker; what is asked afterwards fails. */
  close(): Promise<void>;
}

interface Pending {
  resolve(value: unknown): void;
  reject(error: unknown): void;
}

/**
 * Starts the worker and waits until it has the file open. It keeps the process alive only while it is working.
 * @throws FluxError `store_failed`, `store_newer`
 */
export async function startWorker(workerUrl: URL | string, data: StoreWorkerData): Promise<WorkerCalls> {
  const worker = new Worker(workerUrl, { workerData: data, name: 'flux-store' });
  const pending = new Map<number, Pending>();
  let nextId = 1;
  let ended: FluxError | undefined;

  const end = (error: FluxError) => {
    ended ??= error;
    for (const { reject } of pending.values()) reject(ended);
    pending.clear();
  };
  const opened = new Promise<string | undefined>((resolve, reject) => {
    pending.set(0, { resolve: resolve as (value: unknown) => void, reject });
  });
  worker.on('message', (message: StoreMessage) => {
    const id = message.kind === 'answer' ? message.id : 0;
    const entry = pending.get(id);
    pending.delete(id);
    if (pending.size === 0) worker.unref();
    if (message.kind === 'open') entry?.resolve(message.setAside);
    else if (message.kind === 'refused') entry?.reject(toError(message.failure));
    else if (message.failure) entry?.reject(toError(message.failure));
    else entry?.resolve(message.value);
  });
  worker.on('error', (error) => end(stopped(messageOf(error))));
  worker.on('exit', () => end(stopped('it ended')));

  const setAside = await opened.catch(async (error: unknown) => {
    await worker.terminate();
    throw error;
  });
  const call: WorkerCalls['call'] = (method, ...args) =>
    new Promise((resolve, reject) => {
      if (ended) return reject(ended);
      const id = nextId++;
      pending.set(id, { resolve: resolve as (value: unknown) => void, reject });
      worker.ref();
      worker.postMessage({ id, method, args });
    });
  return {
    setAside,
    call,
    async close() {
      if (ended) return;
      const closed = call('close');
      ended = new FluxError('store_failed', 'The session store is closed because Flux is shutting down. Reload the window to go on.');
      await closed;
      await worker.terminate();
    },
  };
}

function stopped(why: string): FluxError {
  return new FluxError('store_failed', `The session store has stopped working (${why}). Reload the window.`);
}

function toError(failure: StoreFailure): Error {
  return failure.reason === undefined ? new BugError(failure.message) : new FluxError(failure.reason, failure.message, { retryable: failure.retryable });
}
