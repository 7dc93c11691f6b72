import type * as sqliteModule from 'node:sqlite';
import { parentPort, workerData } from 'node:worker_threads';
import { FluxError, messageOf } from '../../base/errors';
import { createClaimTable } from './claimTable';
import { openDatabase } from './openDatabase';
import { createSessionTables } from './sessionTables';
import { toStoreError } from './storeErrors';
import type { StoreFailure, StoreMessage, StoreOperations, StoreRequest, StoreWorkerData } from './storeProtocol';
import { createTextTable } from './textTable';

const port = parentPort;
const { file } = workerData as StoreWorkerData;
const say = (message: StoreMessage) => port?.postMessage(message);

function failureOf(error: unknown): StoreFailure {
  const known = toStoreError(error, file);
  if (known instanceof FluxError) return { reason: known.reason, message: known.message, retryable: known.retryable };
  return { message: known instanceof Error ? (known.stack ?? known.message) : String(known) };
}

async function loadSqlite(): Promise<typeof sqliteModule> {
  // Node 22 and 24 print a warning that it is experimental, which would only puzzle in the editor's log.
  process.removeAllListeners('warning');
  try {
    return await import('node:sqlite');
  } catch (error) {
    throw new FluxError('store_failed', `This editor's Node (${process.versions.node}) has no SQLite (node:sqlite), which Flux keeps its sessions in. Update the editor.`, { cause: messageOf(error) });
  }
}

async function start(): Promise<void> {
  const { db, setAside } = openDatabase(await loadSqlite(), file);
  const claims = createClaimTable(db);
  const operations: StoreOperations = {
    ...createSessionTables(db),
    ...createTextTable(db),
    ...claims,
    close() {
      claims.stop();
      db.close();
    },
  };
  port?.on('message', ({ id, method, args }: StoreRequest) => {
    try {
      const operation = operations[method] as (...args: readonly unknown[]) => unknown;
      say({ kind: 'answer', id, value: operation(...args) });
    } catch (error) {
      say({ kind: 'answer', id, failure: failureOf(error) });
    }
    if (method === 'close') port.close();
  });
  say({ kind: 'open', setAside });
}

start().catch((error: unknown) => {
  say({ kind: 'refused', failure: failureOf(error) });
  port?.close();
});
