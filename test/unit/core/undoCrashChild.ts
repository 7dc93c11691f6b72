// A process that undoes the session `s` and says each file it has written: undoCrashChild <store> <worker> <folder> <most>
// After so many files it waits to be killed, so that it is never through before.
import { randomUUID } from 'node:crypto';
import type { SessionEvent, SessionEventBody } from '../../../src/contracts/events';
import { carryOutUndo } from '../../../src/core/undo/carryOut';
import { openStore } from '../../../src/node/store/sqliteStore';
import { snapshotOf } from '../node/storeSamples';
import { noGit } from './undoRun';
import { realDisk, worldOf } from './undoWorld';

const [file = '', worker = '', root = '', most = ''] = process.argv.slice(2);
let written = 0;
const store = await openStore({ file, workerUrl: worker });
const disk = realDisk(root);
const { checkpoints } = worldOf(
  {
    ...disk,
    async write(path, bytes) {
      await disk.write(path, bytes);
      process.stdout.write(`${path}\n`);
      if (++written === Number(most)) await new Promise(() => setInterval(() => {}, 1_000));
    },
  },
  { put: store.putBytes, get: store.getBytes },
);
const events = await store.events('s');
let seq = events.length;
const append = async (body: SessionEventBody) => {
  const event = { ...body, v: 1, seq: ++seq, at: Date.now() } as SessionEvent;
  await store.append('s', [event], snapshotOf('s', { revision: seq }));
};
const report = await carryOutUndo({
  events,
  checkpoints,
  git: noGit,
  action: 'undo',
  append,
  keep: store.putText,
  signal: new AbortController().signal,
  newId: randomUUID,
});
process.stdout.write(`report ${JSON.stringify(report)}\n`);
await store.close();
