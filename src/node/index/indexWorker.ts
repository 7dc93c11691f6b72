import type * as sqliteModule from 'node:sqlite';
import type { DatabaseSync } from 'node:sqlite';
import { parentPort, workerData } from 'node:worker_threads';
import { isDamaged, isInconsistent } from '../store/storeErrors';
import { createOutliner } from '../outlines/outliner';
import { createChunkSearch } from './chunkSearch';
import { createChunksOfFile } from './chunksOfFile';
import { createFileTable } from './fileTable';
import { indexFailure } from './indexFailure';
import { createFusedSearch } from './fusedSearch';
import { openIndex, throwAway } from './openIndex';
import type { WorkerAnswer, WorkerRequest } from '../workerCalls';
import type { IndexOperations, IndexWorkerData } from './indexProtocol';
import { createTestReach } from './testReach';
import { createSymbolSearch } from './symbolSearch';
import { createVectorSearch } from './vectorSearch';
import { createVectorTable } from './vectorTable';

const port = parentPort;
const { file, grammars } = workerData as IndexWorkerData;
const outliner = createOutliner(grammars);
const say = (message: WorkerAnswer) => port?.postMessage(message);

interface OpenIndex {
  readonly db: DatabaseSync;
  readonly operations: IndexOperations;
}

function open(sqlite: typeof sqliteModule): OpenIndex {
  const db = openIndex(sqlite, file);
  try {
    const table = createFileTable(db, outliner.outline);
    const vectors = createVectorSearch(db);
    const operations: IndexOperations = {
      ...table,
      ...createVectorTable(db, {
        textOf: table.textOf,
        chunksOf: createChunksOfFile(db),
        forgotten: vectors.forget,
      }),
      async read(files) {
        await outliner.prepare(files.map(({ path }) => path));
        return table.read(files);
      },
      async refresh(files, maxBytes) {
        await outliner.prepare(files.map(({ path }) => path));
        return table.refresh(files, maxBytes);
      },
      symbols: createSymbolSearch(db),
      find: createFusedSearch(db, createChunkSearch(db, table.textOf), vectors),
      reaching: createTestReach(db),
      async outline(text, path) {
        await outliner.prepare([path]);
        return outliner.outline(text, path);
      },
      close: () => db.close(),
    };
    return { db, operations };
  } catch (error) {
    db.close();
    throw error;
  }
}

/** Opens the index; one that has other tables than it should is thrown away as well. */
function openSound(sqlite: typeof sqliteModule): OpenIndex {
  try {
    return open(sqlite);
  } catch (error) {
    if (!isSpoilt(error)) throw error;
    throwAway(file);
    return open(sqlite);
  }
}

/** Whether the index is damaged, in whatever way. */
function isSpoilt(error: unknown): boolean {
  return isDamaged(error) || isInconsistent(error) || (error as { code?: unknown }).code === 'ERR_OUT_OF_RANGE';
}

async function start(): Promise<void> {
  // Node 22 and 24 print a warning that it is experimental, which would only puzzle in the editor's log.
  process.removeAllListeners('warning');
  const sqlite = await import('node:sqlite');
  let index = openSound(sqlite);
  const answer = async ({ id, method, args }: WorkerRequest): Promise<void> => {
    try {
      const operation = index.operations[method as keyof IndexOperations] as (...args: readonly unknown[]) => unknown;
      say({ id, value: await operation(...args) });
    } catch (error) {
      if (!isSpoilt(error)) return say({ id, failure: indexFailure(error, file) });
      try {
        index.db.close();
        throwAway(file);
        index = open(sqlite);
        say({
          id,
          failure: {
            reason: 'index_thrown_away',
            message: 'The code index was damaged and has been thrown away. Index the code again.',
          },
        });
      } catch (again) {
        say({ id, failure: indexFailure(again, file) });
      }
    }
    if (method === 'close') port?.close();
  };
  let last = Promise.resolve();
  port?.on('message', (request: WorkerRequest) => void (last = last.then(() => answer(request))));
  say({ id: 0 });
}

start().catch((error: unknown) => {
  say({ id: 0, failure: indexFailure(error, file) });
  port?.close();
});
