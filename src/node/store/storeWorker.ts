import { dirname, join } from 'node:path';
import type * as sqliteModule from 'node:sqlite';
import { parentPort, workerData, type Transferable } from 'node:worker_threads';
import { FluxError, messageOf } from '../../base/errors';
import { createClaimTable } from './claimTable';
import { openDatabase } from './openDatabase';
import { createNoteTable } from './noteTable';
import { createFigureReader } from './figures/figureReader';
import { createOwnerLocks } from './ownerLocks';
import { importSessions } from './importSessions';
import { createSessionTables } from './sessionTables';
import { toStoreError } from './storeErrors';
import type { WorkerAnswer, WorkerFailure, WorkerRequest } from '../workerCalls';
import type { StoreOperations, StoreWorkerData } from './storeProtocol';
import { createTextTable } from './textTable';
import { tidy } from './tidy';
import { createWriteCount } from './writeCount';

const port = parentPort;
const { file } = workerData as StoreWorkerData;
const say = (message: WorkerAnswer, moved: readonly Transferable[] = []) => port?.postMessage(message, moved);

function failureOf(error: unknown): WorkerFailure {
  const known = toStoreError(error, file);
  if (known instanceof FluxError) return { reason: known.reason, message: known.message, retryable: known.retryable };
  return { message: known instanceof Error ? (known.stack ?? known.message) : String(known) };
}

/** Bytes are handed over rather than copied, where no others lie in the same memory. */
function ownBuffer(value: unknown): ArrayBuffer[] {
  const whole =
    value instanceof Uint8Array && value.buffer instanceof ArrayBuffer && value.byteLength === value.buffer.byteLength;
  return whole ? [value.buffer as ArrayBuffer] : [];
}

async function loadSqlite(): Promise<typeof sqliteModule> {
  // Node 22 and 24 print a warning that it is experimental, which would only puzzle in the editor's log.
  process.removeAllListeners('warning');
  try {
    return await import('node:sqlite');
  } catch (error) {
    throw new FluxError(
      'store_failed',
      `This editor's Node (${process.versions.node}) has no SQLite (node:sqlite), which Flux needs to ` +
        `keep sessions. Update the editor.`,
      { cause: messageOf(error) },
    );
  }
}

async function start(): Promise<void> {
  const sqlite = await loadSqlite();
  const { db, setAside } = openDatabase(sqlite, file);
  const claims = createClaimTable(
    db,
    createOwnerLocks(join(dirname(file), 'windows'), (path) => new sqlite.DatabaseSync(path)),
  );
  const writes = createWriteCount(db);
  const operations: StoreOperations = {
    ...createSessionTables(db, writes),
    ...createTextTable(db),
    ...createNoteTable(db, writes),
    ...createFigureReader(db),
    ...claims,
    importFrom: (from) => importSessions(db, from, () => openDatabase(sqlite, from).db.close()),
    close() {
      claims.stop();
      db.close();
    },
  };
  port?.on('message', ({ id, method, args }: WorkerRequest) => {
    try {
      const operation = operations[method as keyof StoreOperations] as (...args: readonly unknown[]) => unknown;
      const value = operation(...args);
      say({ id, value }, ownBuffer(value));
    } catch (error) {
      say({ id, failure: failureOf(error) });
    }
    if (method === 'close') port.close();
  });
  say({ id: 0, value: setAside });
  claims.sweep();
  tidy(db);
}

start().catch((error: unknown) => {
  say({ id: 0, failure: failureOf(error) });
  port?.close();
});
