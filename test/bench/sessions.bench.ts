import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { monitorEventLoopDelay } from 'node:perf_hooks';
import type { SessionSnapshot } from '../../src/contracts/session';
import type { StorePort } from '../../src/contracts/store';
import { foldSession } from '../../src/core/session/reduceSession';
import { createSessionLog, readSession, type SessionLog } from '../../src/core/session/sessionLog';
import { openStore } from '../../src/node/store/sqliteStore';
import { bundle } from '../unit/node/buildWorker';
import { createdEvent, snapshotOf } from '../unit/node/storeSamples';
import { longSession, planOf, stepEvents } from './longSession';
import { median, medianMs, type Figure } from './measure';

const figures: Figure[] = [];
const goal = (what: string, value: number, below: number, note: string) =>
  figures.push({ what, value, unit: 'ms', goal: `under ${below} ms`, met: value < below, note });

const worker = await bundle('src/node/store/storeWorker.ts');
const folder = await mkdtemp(join(tmpdir(), 'flux-bench-'));
const open = (name: string): Promise<StorePort> =>
  openStore({ file: join(folder, `${name}.db`), workerUrl: worker.file });

/** The longest time in ms for which this process, which plays the extension host, did nothing else. */
async function longestBlock(work: () => Promise<unknown>): Promise<number> {
  const delay = monitorEventLoopDelay({ resolution: 1 });
  delay.enable();
  await work();
  await new Promise((resolve) => setTimeout(resolve, 20));
  delay.disable();
  return delay.max / 1e6;
}

try {
  const many = await open('many');
  const words = ['fix', 'login', 'tests', 'invoice', 'parser', 'cache', 'upload', 'export', 'menu', 'theme'];
  for (let index = 0; index < 10_000; index++) {
    const name = `${words[index % 10]}-${words[Math.floor(index / 10) % 10]}-${words[Math.floor(index / 100) % 10]}-${index}`;
    const id = `0f8fad5b-d9cb-469f-a165-${String(index).padStart(12, '0')}`;
    await many.append(
      id,
      [createdEvent(id, 1)],
      snapshotOf(id, {
        name,
        goal: `${name}: make the form refuse addresses that are none, and say why`,
        createdAt: index,
        state: 'complete',
      }),
    );
  }
  await many.close();
  const opened = await open('many');
  goal(
    'list of 10,000 sessions',
    await medianMs(9, () => opened.list()),
    50,
    `host blocked for ${(await longestBlock(() => opened.list())).toFixed(0)} ms at most`,
  );
  goal(
    'search among 10,000 sessions by two words',
    await medianMs(9, () => opened.search('Login fix', 50)),
    50,
    'the best 50',
  );
  goal(
    'search among 10,000 sessions by one letter',
    await medianMs(9, () => opened.search('e', 50)),
    50,
    'the best 50 of all',
  );
  await opened.close();

  const long = await open('long');
  const events = longSession('long', 10_000);
  const bytes = events.reduce((sum, event) => sum + JSON.stringify(event).length, 0);
  let fold: SessionSnapshot | undefined;
  for (let at = 0; at < events.length; at += 500) {
    const some = events.slice(at, at + 500);
    fold = foldSession(some, fold);
    await long.append('long', some, fold!);
  }
  goal(
    'folding 10,000 events',
    await medianMs(7, () => foldSession(events)),
    100,
    `${(bytes / 1e6).toFixed(0)} MB of events, 200 steps a goal`,
  );
  goal(
    'replay of 10,000 events from the store',
    await medianMs(9, async () => {
      let folded: SessionSnapshot | undefined;
      await long.eachEvents('long', 0, (some) => (folded = foldSession(some, folded)));
    }),
    100,
    'read, parsed and folded, no stored fold',
  );
  await long.close();
  const again = await open('long');
  goal(
    'opening that session',
    await medianMs(7, () => readSession(again, 'long')),
    100,
    'newest stored fold and the events after it',
  );
  await again.close();

  const latencies: number[] = [];
  const blocks: number[] = [];
  for (let run = 0; run < 5; run++) {
    const store = await open(`busy${run}`);
    const deps = { store, now: Date.now, changed: () => {} };
    const work = async (log: SessionLog) => {
      const plan = planOf('p', 100);
      await log.append(
        { kind: 'plan.proposed', plan },
        { kind: 'plan.approved', scope: { writes: [], runs: [], commits: false }, by: 'person' },
      );
      for (const step of plan.steps.slice(0, 40)) {
        for (const event of stepEvents(step.id)) {
          const start = performance.now();
          await log.append(event);
          latencies.push(performance.now() - start);
        }
      }
      await log.append({ kind: 'session.completed', summary: 'done' });
    };
    const logs = await Promise.all(
      Array.from({ length: 25 }, (_, index) =>
        createSessionLog(deps, {
          kind: 'session.created',
          id: `s${index}`,
          name: `s${index}`,
          goal: 'a goal',
          origin: 'api',
        }),
      ),
    );
    blocks.push(await longestBlock(() => Promise.all(logs.map(work))));
    await store.close();
  }
  const slow = [...latencies].sort((a, b) => a - b)[Math.floor(latencies.length * 0.99)]!;
  figures.push({
    what: 'append, 25 sessions at once',
    value: median(latencies),
    unit: 'ms',
    note: `on the disk; 99 of 100 under ${slow.toFixed(0)} ms`,
  });
  goal(
    'longest block of the host meanwhile',
    median(blocks),
    50,
    `worst of ${blocks.length} runs ${Math.max(...blocks).toFixed(0)} ms`,
  );
} finally {
  await worker.remove();
  await rm(folder, { recursive: true, force: true });
}
await writeFile(process.argv[2] ?? 'out/bench-sessions.json', JSON.stringify(figures, null, 2));
