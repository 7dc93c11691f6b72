import { availableParallelism } from 'node:os';
import { setTimeout as sleep } from 'node:timers/promises';
import type { FilePlace } from '../../contracts/ports';
import type { IndexWorkerData, ReadSoFar } from './indexProtocol';
import type { ChangedFile } from './lookThrough';
import { startReader, type Reader } from './startReader';

/** Few files are read in one go, so many, and put into the index here; more by processes of their own. */
const fewFiles = 400;
const fewBytes = 3_000_000;
const readAtOnce = 50;
/** With more of it, it pays to make reading fast first. */
const muchBytes = 15_000_000;
/** Each process reads so many files at most, and so much text, until they are in the index. */
const mostProcesses = 2;
const mostFilesAtOnce = 4_000;
const mostBytesAtOnce = 32_000_000;
/** Of a pass: the processes are busy to its end then, and it can be told how far it is. */
const partAtOnce = 1 / 10;
/** How often it is told, in ms. */
const pause = 250;

/** Files that are being read into the index. */
export interface ReadPass {
  /** Reads some, or lets others read for a while; answers how far it is. */
  some(): Promise<ReadSoFar>;
  stop(): Promise<void>;
}

export interface ReadPassDeps {
  readonly data: IndexWorkerData;
  /** Reads files in this thread; `isPlain`: without syntax trees, which have ended a process. */
  readonly readHere: (files: readonly FilePlace[], isPlain: boolean) => Promise<number>;
}

export function createReadPass(files: readonly ChangedFile[], deps: ReadPassDeps): ReadPass {
  const bytes = files.reduce((sum, { size }) => sum + size, 0);
  return files.length <= fewFiles && bytes <= fewBytes ? readHere(files, deps) : readElsewhere(files, bytes, deps);
}

function readHere(files: readonly FilePlace[], deps: ReadPassDeps): ReadPass {
  let seen = 0;
  let updated = 0;
  return {
    async some() {
      const part = files.slice(seen, seen + readAtOnce);
      if (part.length > 0) updated += await deps.readHere(part, false);
      seen += part.length;
      return { seen, updated, isDone: seen >= files.length };
    },
    stop: async () => void (seen = files.length),
  };
}

function readElsewhere(files: readonly ChangedFile[], bytes: number, deps: ReadPassDeps): ReadPass {
  const parts = partsOf(files, bytes);
  const readers: Reader[] = [];
  let seen = 0;
  let updated = 0;
  let isStopped = false;
  let failure: { readonly error: unknown } | undefined;

  const readPart = async (part: readonly FilePlace[], reader: Reader | undefined) => {
    if (!reader || reader.ended) return deps.readHere(part, false);
    return reader.call('read', part).catch((error: unknown) => {
      // A process that has ended was ended by one of the files, most likely by its syntax tree.
      if (!reader.ended || isStopped) throw error;
      return deps.readHere(part, true);
    });
  };
  const readOn = async (): Promise<void> => {
    const reader = await startReader(deps.data, bytes > muchBytes);
    if (reader) readers.push(reader);
    for (let part = parts.shift(); part && !isStopped && !failure; part = parts.shift()) {
      updated += await readPart(part, reader);
      seen += part.length;
    }
  };
  const end = async (): Promise<void> => {
    await Promise.all(readers.splice(0).map((reader) => reader.kill()));
  };
  const count = Math.min(mostProcesses, availableParallelism(), parts.length);
  const finished = Promise.all(
    Array.from({ length: count }, () => readOn().catch((error: unknown) => void (failure ??= { error }))),
  ).then(end);
  return {
    async some() {
      const isDone = await Promise.race([finished.then(() => true), sleep(pause, false)]);
      if (isDone && failure) throw failure.error;
      return { seen, updated, isDone };
    },
    async stop() {
      isStopped = true;
      await end();
      await finished;
    },
  };
}

function partsOf(files: readonly ChangedFile[], bytes: number): ChangedFile[][] {
  const mostFiles = Math.min(mostFilesAtOnce, Math.max(100, files.length * partAtOnce));
  const mostBytes = Math.min(mostBytesAtOnce, Math.max(500_000, bytes * partAtOnce));
  const parts: ChangedFile[][] = [];
  let size = Infinity;
  for (const file of files) {
    const last = parts.at(-1);
    if (!last || last.length >= mostFiles || size + file.size > mostBytes) {
      parts.push([file]);
      size = file.size;
    } else {
      last.push(file);
      size += file.size;
    }
  }
  return parts;
}
