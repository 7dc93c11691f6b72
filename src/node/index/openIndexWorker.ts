import type * as sqliteModule from 'node:sqlite';
import type { DatabaseSync } from 'node:sqlite';
import { FluxError } from '../../base/errors';
import type { FilePlace } from '../../contracts/ports';
import { outlineOf } from '../../outlines/outline';
import { createChunkSearch } from './chunkSearch';
import { createChunksOfFile } from './chunksOfFile';
import { createFileTable } from './fileTable';
import { createFusedSearch } from './fusedSearch';
import { isSpoilt } from './indexFailure';
import type { IndexOperations, IndexWorkerData } from './indexProtocol';
import type { Served } from './indexWorker';
import { lookThrough } from './lookThrough';
import { openIndex, throwAway } from './openIndex';
import { createReadAway, type ReadAway } from './readAway';
import { readFiles } from './readFiles';
import { createReadPass, type ReadPass } from './readPass';
import { createSymbolSearch } from './symbolSearch';
import { createTestReach } from './testReach';
import { createVectorSearch } from './vectorSearch';
import { createVectorTable } from './vectorTable';

interface OpenIndex {
  readonly db: DatabaseSync;
  readonly operations: IndexOperations;
  /** Does some of what can wait; answers whether there is more. */
  tidy(): boolean;
}

/** So long nothing was asked when what can wait is begun, and so long is the pause between its steps, in ms. */
const quietTime = 300;
const pause = 20;

/** What the thread does that has the index. One that is damaged is thrown away. */
export function openIndexWorker(sqlite: typeof sqliteModule, data: IndexWorkerData): Served {
  const away = createReadAway(data);
  const open = (): OpenIndex => openWith(openIndex(sqlite, data.file), data, away);
  let index = openSoundly(open, data.file);
  let timer: NodeJS.Timeout | undefined;
  let running = 0;

  const tidySoon = (wait: number): void => {
    clearTimeout(timer);
    timer = setTimeout(() => {
      try {
        if (running === 0 && index.tidy()) tidySoon(pause);
      } catch {
        // Whoever asks next hears of it.
      }
    }, wait);
  };
  return {
    // A question is answered between the steps of what changes the index, which each leave it whole.
    inTurn: (method) => !['find', 'symbols', 'reaching', 'holds', 'outline'].includes(method),
    async run(method, args) {
      running++;
      clearTimeout(timer);
      try {
        return await (index.operations[method as keyof IndexOperations] as (...args: readonly unknown[]) => unknown)(
          ...args,
        );
      } catch (error) {
        if (!isSpoilt(error)) throw error;
        await index.operations.stop();
        index.db.close();
        throwAway(data.file);
        index = open();
        throw new FluxError(
          'index_thrown_away',
          'The code index was damaged and has been thrown away. Index the code again.',
        );
      } finally {
        if (--running === 0 && method !== 'close') tidySoon(quietTime);
      }
    },
  };
}

function openWith(db: DatabaseSync, data: IndexWorkerData, away: ReadAway): OpenIndex {
  try {
    const table = createFileTable(db, outlineOf);
    const { textOf } = table;
    const vectors = createVectorSearch(db);
    let pass: ReadPass | undefined;
    const stop = async () => {
      await pass?.stop();
      pass = undefined;
    };
    const readHere = async (files: readonly FilePlace[], isPlain: boolean) =>
      table.put(isPlain ? readFiles(table.known(files), outlineOf) : await away.read(table.known(files)));
    const operations: IndexOperations = {
      ...createVectorTable(db, { textOf, chunksOf: createChunksOfFile(db), forgotten: vectors.forget }),
      async look(request) {
        await stop();
        const { changed, ...looked } = await lookThrough(table, request, data.grammars?.appRoot);
        pass = createReadPass(changed, { data, readHere });
        return { ...looked, toRead: changed.length };
      },
      readSome: async () => pass?.some() ?? { seen: 0, updated: 0, isDone: true },
      stop,
      async refresh(files, maxBytes) {
        const { unknown, gone, toRead } = table.sort(files, maxBytes);
        const read = await away.read(toRead);
        table.put({ ...read, gone: [...read.gone, ...gone] });
        return unknown;
      },
      outlined: table.outlined,
      putSymbols: table.putSymbols,
      holds: table.holds,
      symbols: createSymbolSearch(db),
      find: createFusedSearch(db, createChunkSearch(db, textOf), vectors),
      reaching: createTestReach(db),
      outline: away.outline,
      async close() {
        await stop();
        await away.end();
        db.close();
      },
    };
    return { db, operations, tidy: table.tidy };
  } catch (error) {
    db.close();
    throw error;
  }
}

/** Opens the index; one that has other tables than it should is thrown away as well. */
function openSoundly(open: () => OpenIndex, file: string): OpenIndex {
  try {
    return open();
  } catch (error) {
    if (!isSpoilt(error)) throw error;
    throwAway(file);
    return open();
  }
}
