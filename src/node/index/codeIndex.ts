import { FluxError, throwIfCancelled } from '../../base/errors';
import { isSecretPath } from '../../base/secretPaths';
import { createSerialQueues } from '../../base/serialQueues';
import type { VectorPort } from '../../contracts/embeddings';
import type { CodeIndexPort, FilePlace, IndexReport } from '../../contracts/ports';
import { outlineOf, type Outline } from '../../outlines/outline';
import { treeLanguageOf } from '../../outlines/tree/grammarFor';
import type { GrammarPlace } from '../outlines/outliner';
import { startWorker, type WorkerCalls } from '../workerCalls';
import type { FileSymbol, IndexOperations, IndexWorkerData, OutlinedFile } from './indexProtocol';
import { isUnder } from '../../base/isUnder';

/** Files that are looked at (by time and size) in one go, and those that are read. */
const lookedAtOnce = 1_000;
const readAtOnce = 50;
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
  /** Every file that is to be in the index; `complete`: false when there are more than could be listed. */
  readonly list: (signal: AbortSignal) => Promise<{ readonly files: readonly FilePlace[]; readonly complete: boolean }>;
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
      data: { file: options.file, grammars: options.grammars } satisfies IndexWorkerData,
      stopped,
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
  { list, maxFileKb, askServers }: CodeIndexOptions,
  { paths = [], anew = false, quick = false, signal, report }: UpdateRequest,
): Promise<IndexReport> {
  const begun = Date.now();
  throwIfCancelled(signal);
  const { call } = await worker();
  const listed = await list(signal);
  const wanted = listed.files.filter(({ path }) => isUnder(path, paths) && !isSecretPath(path));
  await call('begin');
  if (anew) await call('prune', paths);
  const changed: FilePlace[] = [];
  for (const part of parts(wanted, lookedAtOnce)) {
    throwIfCancelled(signal);
    changed.push(...(await call('changed', part, maxFileKb() * 1024)));
  }
  // Without a whole list nobody knows what is gone.
  const gone = listed.complete ? await call('prune', paths) : 0;
  if (paths.length > 0 && wanted.length === 0 && gone === 0) throw nothingAt(paths);
  let updated = 0;
  let seen = 0;
  for (const part of parts(changed, readAtOnce)) {
    throwIfCancelled(signal);
    updated += await call('read', part);
    seen += part.length;
    if (seen % 500 < readAtOnce) report(`Indexed ${seen} of ${changed.length} files`);
  }
  throwIfCancelled(signal);
  if (askServers && !quick) {
    const outlined = (await call('outlined', newest)).filter(({ path }) => isUnder(path, paths));
    await askServers(outlined, ({ path, hash }, symbols) => call('putSymbols', path, hash, symbols), signal, report);
  }
  return { ...(await call('holds')), updated, complete: listed.complete, durationMs: Date.now() - begun };
}

function nothingAt(paths: readonly string[]): FluxError {
  return new FluxError(
    'not_found',
    `There is nothing to index at ${paths.join(', ')}: no such file, or it is ignored. Name a file or folder of the ` +
      'workspace, or no paths.',
  );
}

function stopped(why: string): FluxError {
  return new FluxError('index_failed', `The code index has stopped working (${why}). Try again.`, { retryable: true });
}

function shutDown(): FluxError {
  return new FluxError(
    'index_failed',
    'The code index is closed because Flux is shutting down. Reload the window to continue.',
  );
}

/** What a promise gives within some milliseconds; undefined afterwards. */
async function firstOf<T>(promise: Promise<T>, ms: number): Promise<T | undefined> {
  let timer: NodeJS.Timeout | undefined;
  const late = new Promise<undefined>((resolve) => (timer = setTimeout(() => resolve(undefined), ms)));
  return Promise.race([promise, late]).finally(() => clearTimeout(timer));
}

function* parts<T>(items: readonly T[], size: number): Generator<readonly T[]> {
  for (let from = 0; from < items.length; from += size) yield items.slice(from, from + size);
}
