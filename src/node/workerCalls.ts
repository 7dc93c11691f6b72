import { Worker } from 'node:worker_threads';
import { BugError, FluxError, messageOf } from '../base/errors';

/** What a worker is asked. */
export interface WorkerRequest {
  readonly id: number;
  readonly method: string;
  readonly args: readonly unknown[];
}

/** An error in plain words; `reason` is missing for a bug. */
export interface WorkerFailure {
  readonly reason?: string;
  readonly message: string;
  readonly retryable?: boolean;
}

/** What a worker says: one answer for each request; number 0 says that it is ready, or cannot be. */
export interface WorkerAnswer {
  readonly id: number;
  readonly value?: unknown;
  readonly failure?: WorkerFailure;
}

type Method<O> = keyof O & string;
type ArgumentsOf<F> = F extends (...args: infer A) => unknown ? A : never;
type ResultOf<F> = F extends (...args: never[]) => infer R ? Awaited<R> : never;

/** Calls into a worker by name. Its operations have one called `close`. */
export interface WorkerCalls<O> {
  /** What it said when it was ready. */
  readonly ready: unknown;
  call<M extends Method<O>>(method: M, ...args: ArgumentsOf<O[M]>): Promise<ResultOf<O[M]>>;
  /** Whether it has ended, so that every further call fails. */
  readonly ended: boolean;
  /** Ends it; what is asked afterwards fails. */
  close(): Promise<void>;
}

export interface WorkerOptions {
  readonly url: URL | string;
  readonly name: string;
  readonly data: unknown;
  /** The error of what is asked when it has stopped, and why it has. */
  readonly stopped: (why: string) => FluxError;
  /** The error of what is asked after `close`. */
  readonly closed: () => FluxError;
}

interface Pending {
  resolve(value: unknown): void;
  reject(error: unknown): void;
}

/**
 * Starts a worker and waits until it is ready. It keeps the process alive only while it is working.
 * @throws FluxError as the worker says, or `stopped`
 */
export async function startWorker<O>({ url, name, data, stopped, closed }: WorkerOptions): Promise<WorkerCalls<O>> {
  const worker = new Worker(url, { workerData: data, name });
  const pending = new Map<number, Pending>();
  let nextId = 1;
  let ended: FluxError | undefined;

  const end = (error: FluxError) => {
    ended ??= error;
    for (const { reject } of pending.values()) reject(ended);
    pending.clear();
  };
  const opened = new Promise<unknown>((resolve, reject) => pending.set(0, { resolve, reject }));
  worker.on('message', ({ id, value, failure }: WorkerAnswer) => {
    const entry = pending.get(id);
    pending.delete(id);
    if (pending.size === 0) worker.unref();
    if (failure) entry?.reject(toError(failure));
    else entry?.resolve(value);
  });
  worker.on('error', (error) => end(stopped(messageOf(error))));
  worker.on('exit', () => end(stopped('it ended')));

  const ready = await opened.catch(async (error: unknown) => {
    await worker.terminate();
    throw error;
  });
  const send = (method: string, args: readonly unknown[]) =>
    new Promise<unknown>((resolve, reject) => {
      if (ended) return reject(ended);
      const id = nextId++;
      pending.set(id, { resolve, reject });
      worker.ref();
      worker.postMessage({ id, method, args } satisfies WorkerRequest);
    });
  return {
    ready,
    call: (method, ...args) => send(method, args) as Promise<ResultOf<O[typeof method]>>,
    get ended() {
      return ended !== undefined;
    },
    async close() {
      if (ended) return;
      const last = send('close', []);
      ended = closed();
      await last;
      await worker.terminate();
    },
  };
}

function toError({ reason, message, retryable }: WorkerFailure): Error {
  return reason === undefined ? new BugError(message) : new FluxError(reason, message, { retryable });
}
