// A process that appends to a store for ever and says which numbers are safely kept: storeWriter <file> <worker>
// <session>
import { openStore } from '../../../src/node/store/sqliteStore';
import { createdEvent, snapshotOf } from './storeSamples';

const [file = '', worker = '', session = ''] = process.argv.slice(2);
const store = await openStore({ file, workerUrl: worker });
await store.claim(session, { id: `writer-${process.pid}`, pid: process.pid });
for (let seq = 1; ; seq++) {
  await store.append(session, [createdEvent(session, seq)], snapshotOf(session, { revision: seq }));
  process.stdout.write(`${seq}\n`);
}
