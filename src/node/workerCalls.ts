import { fork, type ForkOptions } from 'node:child_process';
import { constants, setPriority } from 'node:os';
import { fileURLToPath } from 'node:url';
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
  /** Ends it in the middle of what it does. */
  kill(): Promise<void>;
}

/** How the errors of a worker's calls read. */
interface WorkerErrors {
  /** The error of what is asked when it has stopped, and why it has. */
  readonly stopped: (why: string) => FluxError;
  /** The error of what is asked after `close`. */
  readonly closed: () => FluxError;
}

export interface WorkerOptions extends WorkerErrors {
  readonly url: URL | string;
  readonly name: string;
  readonly data: unknown;
}

interface Pending {
  resolve(value: unknown): void;
  reject(error: unknown): void;
}

/** What messages go through. */
interface Channel {
  post(message: WorkerRequest): void;
  /** Whether it is to keep this process alive. */
  hold(isHeld: boolean): void;
  end(): Promise<unknown>;
}

/**
 * Starts a worker thread and waits until it is ready. It keeps the process alive only while it is working.
 * @throws FluxError as the worker says, or `stopped`
 */
export async function startWorker<O>({ url, name, data, ...errors }: WorkerOptions): Promise<WorkerCalls<O>> {
  const worker = new Worker(url, { workerData: data, name });
  return callsOver<O>(errors, (answered, ended) => {
    worker.on('message', answered);
    worker.on('error', (error) => ended(messageOf(error)));
    worker.on('exit', () => ended('it ended'));
    return {
      post: (message) => worker.postMessage(message),
      hold: (isHeld) => (isHeld ? worker.ref() : worker.unref()),
      end: () => worker.terminate(),
    };
  });
}

/** The same with a process of its own, which takes no memory of this one and gives way to everybody else. */
export async function startProcess<O>({
  url,
  data,
  options,
  ...errors
}: Omit<WorkerOptions, 'name'> & { readonly options: readonly string[] }): Promise<WorkerCalls<O>> {
  const file = url instanceof URL || url.startsWith('file:') ? fileURLToPath(url) : url;
  const child = fork(file, [JSON.stringify(data)], {
    // In the editor, what runs is Node only when it is told so.
    env: { ...process.env, ELECTRON_RUN_AS_NODE: '1' },
    execArgv: [...process.execArgv.filter((option) => !option.startsWith('--inspect')), ...options],
    serialization: 'advanced',
    stdio: 'ignore',
    windowsHide: true,
  } as ForkOptions);
  if (child.pid !== undefined) giveWay(child.pid);
  return callsOver<O>(errors, (answered, ended) => {
    child.on('message', (message) => answered(message as WorkerAnswer));
    child.on('error', (error) => ended(messageOf(error)));
    child.on('exit', () => ended('it ended'));
    return {
      // A failed call ends the process, which is heard of.
      post: (message) => void child.send(message, () => {}),
      hold(isHeld) {
        for (const each of [child, child.channel])
          if (isHeld) each?.ref();
          else each?.unref();
      },
      end: () =>
        new Promise((resolve) => {
          if (child.pid === undefined || child.exitCode !== null || child.signalCode !== null)
            return resolve(undefined);
          child.once('exit', resolve);
          child.kill();
        }),
    };
  });
}

function giveWay(pid: number): void {
  try {
    setPriority(pid, constants.priority.PRIORITY_BELOW_NORMAL);
  } catch {
    // It has ended, or may not be changed.
  }
}

async function callsOver<O>(
  { stopped, closed }: WorkerErrors,
  open: (answered: (answer: WorkerAnswer) => void, ended: (why: string) => void) => Channel,
): Promise<WorkerCalls<O>> {
  const pending = new Map<number, Pending>();
  let nextId = 1;
  let ended: FluxError | undefined;

  const end = (error: FluxError) => {
    ended ??= error;
    for (const { reject } of pending.values()) reject(ended);
    pending.clear();
  };
  const opened = new Promise<unknown>((resolve, reject) => pending.set(0, { resolve, reject }));
  const channel = open(
    ({ id, value, failure }) => {
      const entry = pending.get(id);
      pending.delete(id);
      if (pending.size === 0) channel.hold(false);
      if (failure) entry?.reject(toError(failure));
      else entry?.resolve(value);
    },
    (why) => end(stopped(why)),
  );

  const ready = await opened.catch(async (error: unknown) => {
    await channel.end();
    throw error;
  });
  const send = (method: string, args: readonly unknown[]) =>
    new Promise<unknown>((resolve, reject) => {
      if (ended) return reject(ended);
      const id = nextId++;
      pending.set(id, { resolve, reject });
      channel.hold(true);
      channel.post({ id, method, args });
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
      await channel.end();
    },
    async kill() {
      end(closed());
      await channel.end();
    },
  };
}

function toError({ reason, message, retryable }: WorkerFailure): Error {
  return reason === undefined ? new BugError(message) : new FluxError(reason, message, { retryable });
}
