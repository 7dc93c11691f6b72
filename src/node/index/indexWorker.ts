import { parentPort, workerData } from 'node:worker_threads';
import type { WorkerAnswer, WorkerRequest } from '../workerCalls';
import { indexFailure } from './indexFailure';
import type { IndexWorkerData } from './indexProtocol';
import { openIndexWorker } from './openIndexWorker';
import { openReader } from './openReader';

/** What runs here: operations by name, and what is done with an error of one. */
export interface Served {
  /** Whether an operation has to wait until those before it are done. */
  inTurn(method: string): boolean;
  run(method: string, args: readonly unknown[]): unknown;
}

/** A thread has the index; a process of the same program reads files for it. */
const data = (parentPort ? workerData : JSON.parse(process.argv[2] ?? '{}')) as IndexWorkerData;
const say = (message: WorkerAnswer) => void (parentPort ? parentPort.postMessage(message) : process.send?.(message));

async function start(): Promise<void> {
  // Node 22 and 24 print a warning that it is experimental, which would only puzzle in the editor's log.
  process.removeAllListeners('warning');
  const sqlite = await import('node:sqlite');
  const served: Served = parentPort ? openIndexWorker(sqlite, data) : openReader(sqlite, data);
  const answer = async ({ id, method, args }: WorkerRequest): Promise<void> => {
    try {
      say({ id, value: await served.run(method, args) });
    } catch (error) {
      say({ id, failure: indexFailure(error, data.file) });
    }
    if (method === 'close') parentPort?.close();
  };
  let last = Promise.resolve();
  const hear = (request: WorkerRequest) => {
    if (served.inTurn(request.method)) last = last.then(() => answer(request));
    else void answer(request);
  };
  if (parentPort) parentPort.on('message', hear);
  else process.on('message', hear).on('disconnect', () => process.exit());
  say({ id: 0 });
}

start().catch((error: unknown) => {
  say({ id: 0, failure: indexFailure(error, data.file) });
  parentPort?.close();
});
