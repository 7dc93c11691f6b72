import { FluxError, throwIfCancelled } from '../../base/errors';
import { isSecretPath } from '../../base/secretPaths';
import { createSerialQueues } from '../../base/serialQueues';
import type { VectorPort } from '../../contracts/embeddings';
import type { CodeIndexPort, IndexReport } from '../../contracts/ports';
import { outlineOf, type Outline } from '../../outlines/outline';
import { treeLanguageOf } from '../../outlines/tree/grammarFor';
import type { GrammarPlace } from '../outlines/outliner';
import { startWorker, type WorkerCalls } from '../workerCalls';
import { indexFailed, shutDown } from './indexFailure';
import type { FileSymbol, IndexedFolder, IndexOperations, IndexWorkerData, OutlinedFile } from './indexProtocol';
import { isUnder } from '../../base/isUnder';

const mostFiles = 100_000;
/** After so many files it is told how far reading is. */
const reported = 100;
/** An outline that takes longer is made by patterns, in ms. */
const longestWait = 2_000;
/** Language servers are asked about the files that changed last, this many. */
const newest = 300;

/**
 * Asks language servers about files; calls back with what each knows of a file, an empty list where it knows nothing.
 */
export type AskServers = (
  files: readonly OutlinedFile[],
  found: (file: OutlinedFile, symbols: readonly FileSymbol[]) => Promise<void>,
  signal: AbortSignal,
  report: (line: string) => void,
) => Promise<void>;

export interface CodeIndexOptions {
  /** The database's path; its folder is made where missing. */
  readonly file: string;
  /** Where the bundled worker lies, `dist/indexWorker.js`. */
  readonly workerUrl: URL | string;
  /** The folders whose files are to be in the index; asked each time. */
  readonly folders: () => readonly IndexedFolder[];
  /** No more files than that are taken in; 100,000 when left out. */
  readonly mostFiles?: number;
  /** Larger files are left out, in kB; asked each time. */
  readonly maxFileKb: () => number;
  readonly askServers?: AskServers;
  /** Where grammars are; without them outlines are made by patterns. */
  readonly grammars?: GrammarPlace;
}

/** The code index with its vectors, outlines of single texts by its thread, and its end. */
export type CodeIndex = CodeIndexPort & VectorPort & { readonly outline: Outline; close(): Promise<void> };

/**
 * The code index in a SQLite file of its own, used from a thread of its own. The thread starts with the first call.
 * What a pass has read stays when it is cancelled, and the next one goes on from there.
 */
export function createCodeIndex(options: CodeIndexOptions): CodeIndex {
  const enqueue = createSerialQueues();
  let started: Promise<WorkerCalls<IndexOperations>> | undefined;
  let closed = false;

  const worker = async (): Promise<WorkerCalls<IndexOperations>> => {
    if (closed) throw shutDown();
    const calls = await (started ??= startWorker<IndexOperations>({
      url: options.workerUrl,
      name: 'flux-index',
      data: {
        file: options.file,
        worker: options.workerUrl.toString(),
        grammars: options.grammars,
      } satisfies IndexWorkerData,
      stopped: indexFailed,
      closed: shutDown,
    }).catch((error: unknown) => {
      started = undefined;
      throw error;
    }));
    if (!calls.ended) return calls;
    started = undefined;
    return worker();
  };

  return {
    update: (request) =>
      enqueue('update', async () => {
        try {
          return await bringUpToDate(worker, options, request);
        } catch (error) {
          if (!FluxError.is(error, 'index_thrown_away')) throw error;
          // It is empty now, so whatever was asked for, all of it has to be read.
          return bringUpToDate(worker, options, { ...request, paths: [] });
        }
      }),
    refresh: (files) =>
      enqueue('update', async () => {
        const { call } = await worker();
        const wanted = files.filter(({ path }) => !isSecretPath(path));
        const unknown = await call('refresh', wanted, options.maxFileKb() * 1024);
        return { ...(await call('holds')), unknown };
      }),
    async symbols(query, limit) {
      const { call } = await worker();
      return call('symbols', query, limit).catch((error: unknown) => {
        if (FluxError.is(error, 'index_thrown_away')) return [];
        throw error;
      });
    },
    async find(question, limit, meaning) {
      const { call } = await worker();
      return call('find', question, limit, meaning).catch((error: unknown) => {
        if (FluxError.is(error, 'index_thrown_away')) return [];
        throw error;
      });
    },
    notePieces: async (...asked) => (await worker()).call('notePieces', ...asked),
    unembedded: async (...asked) => (await worker()).call('unembedded', ...asked),
    keepVectors: async (...made) => (await worker()).call('keepVectors', ...made),
    embedded: async (...asked) => (await worker()).call('embedded', ...asked),
    tidyVectors: async (model) => (await worker()).call('tidyVectors', model),
    async reaching(paths, words, limit) {
      const { call } = await worker();
      return call('reaching', paths, words, limit).catch((error: unknown) => {
        if (FluxError.is(error, 'index_thrown_away')) return { tests: [], all: 0 };
        throw error;
      });
    },
    async outline(text, path) {
      if (!options.grammars || !treeLanguageOf(path)) return outlineOf(text, path);
      const asked = worker().then(({ call }) => call('outline', text, path));
      // A thread that cannot start, or is deep in other work, must not hold up a session.
      return (await firstOf(asked, longestWait).catch(() => undefined)) ?? outlineOf(text, path);
    },
    async close() {
      closed = true;
      const calls = await started?.catch(() => undefined);
      await calls?.close();
    },
  };
}

type UpdateRequest = Parameters<CodeIndexPort['update']>[0];

/** One pass over the files: what has changed is read, what is gone is taken out, and language servers are asked. */
async function bringUpToDate(
  worker: () => Promise<WorkerCalls<IndexOperations>>,
  options: CodeIndexOptions,
  { paths = [], anew = false, quick = false, signal, report }: UpdateRequest,
): Promise<IndexReport> {
  const begun = Date.now();
  throwIfCancelled(signal);
  const { call } = await worker();
  const { toRead, found, gone, isComplete } = await call('look', {
    folders: options.folders(),
    paths,
    anew,
    maxBytes: options.maxFileKb() * 1024,
    mostFiles: options.mostFiles ?? mostFiles,
  });
  if (paths.length > 0 && found === 0 && gone === 0) throw nothingAt(paths);
  const updated = await readAll(call, toRead, { signal, report });
  if (options.askServers && !quick) {
    const outlined = (await call('outlined', newest)).filter(({ path }) => isUnder(path, paths));
    const put: Parameters<AskServers>[1] = ({ path, hash }, symbols) => call('putSymbols', path, hash, symbols);
    await options.askServers(outlined, put, signal, report);
  }
  return { ...(await call('holds')), updated, complete: isComplete, durationMs: Date.now() - begun };
}

/** Reads what was found to have changed; what is read stays when it is cancelled. */
async function readAll(
  call: WorkerCalls<IndexOperations>['call'],
  toRead: number,
  { signal, report }: Pick<UpdateRequest, 'signal' | 'report'>,
): Promise<number> {
  let told = 0;
  try {
    for (;;) {
      const { seen, updated, isDone } = await call('readSome');
      if (seen - told >= reported) report(`Indexed ${(told = seen)} of ${toRead} files`);
      throwIfCancelled(signal);
      if (isDone) return updated;
    }
  } finally {
    if (signal.aborted) await call('stop');
  }
}

function nothingAt(paths: readonly string[]): FluxError {
  return new FluxError(
    'not_found',
    `There is nothing to index at ${paths.join(', ')}: no such file, or it is ignored. Name a file or folder of the ` +
      'workspace, or no paths.',
  );
}

/** What a promise gives within some milliseconds; undefined afterwards. */
async function firstOf<T>(promise: Promise<T>, ms: number): Promise<T | undefined> {
  let timer: NodeJS.Timeout | undefined;
  const late = new Promise<undefined>((resolve) => (timer = setTimeout(() => resolve(undefined), ms)));
  return Promise.race([promise, late]).finally(() => clearTimeout(timer));
}
