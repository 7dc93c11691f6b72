import { startProcess, type WorkerCalls } from '../workerCalls';
import { indexFailed, shutDown } from './indexFailure';
import type { IndexWorkerData, ReaderOperations } from './indexProtocol';

export type Reader = WorkerCalls<ReaderOperations>;

/**
 * V8's second compiler of WebAssembly makes parsing twice as fast, but takes a second and 450 MB for the grammar of
 * TypeScript: only where much is to be read.
 */
const withoutSecondCompiler = ['--liftoff-only'];

/** Starts a process that reads files; undefined where none can be started. */
export async function startReader(data: IndexWorkerData, readsMuch: boolean): Promise<Reader | undefined> {
  const start = (options: readonly string[]) =>
    startProcess<ReaderOperations>({ url: data.worker, data, options, stopped: indexFailed, closed: shutDown });
  const plain = async () => start([]).catch(() => undefined);
  // Options of V8 come and go.
  return readsMuch ? plain() : start(withoutSecondCompiler).catch(plain);
}
