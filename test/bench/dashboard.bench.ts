import { mkdtemp, rm, stat, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { intents } from '../../src/contracts/intent';
import type { SessionEvent, SessionEventBody } from '../../src/contracts/events';
import { openStore } from '../../src/node/store/sqliteStore';
import { bundle } from '../unit/node/buildWorker';
import { snapshotOf } from '../unit/node/storeSamples';
import { planOf } from './longSession';
import { medianMs, type Figure } from './measure';

const sessions = 10_000;
const dayMs = 24 * 3_600_000;
const yearMs = 365 * dayMs;
const figures: Figure[] = [];
const goal = (what: string, value: number, below: number, note: string) =>
  figures.push({ what, value, unit: 'ms', goal: `under ${below} ms`, met: value < below, note });

const worker = await bundle('src/node/store/storeWorker.ts');
const folder = await mkdtemp(join(tmpdir(), 'flux-bench-'));
const file = join(folder, 'sessions.db');
const open = () => openStore({ file, workerUrl: worker.file });

/** A session of a plan, five steps of which each calls the model once and a half, spread over a year. */
function sessionEvents(index: number): SessionEvent[] {
  const start = Math.round((index / sessions) * yearMs);
  const workflow = ['fix', 'refactor', 'test', undefined][index % 4];
  const call = (number: number, step?: string): SessionEventBody => ({
    kind: 'model.called',
    purpose: step === undefined ? 'plan' : 'bind',
    step,
    model: ['strong', 'ordinary', 'fast'][number % 3]!,
    usage: { prompt: 1000 + ((index * 37 + number * 11) % 4000), completion: 200, cached: 500 },
    costUsd: 0.01,
    durationMs: 900,
    intent: intents[(index + number) % intents.length],
    role: ['code-writer', 'tester', 'reviewer', undefined][number % 4],
    estimate: 2000,
    saved: number % 2 === 0 ? 300 : 0,
  });
  const plan = planOf(`p${index}`, 5);
  const bodies: SessionEventBody[] = [
    { kind: 'session.created', id: `s${index}`, name: `s${index}`, goal: 'a goal', origin: 'api', workflow },
    call(0),
    { kind: 'plan.proposed', plan },
    { kind: 'plan.approved', scope: { writes: [], runs: [], commits: false }, by: 'person' },
    ...plan.steps.flatMap(({ id }, number): SessionEventBody[] => [
      { kind: 'step.started', step: id },
      call(number + 1, id),
      ...(number % 2 === 0 ? [call(number + 2, id)] : []),
      { kind: 'step.finished', step: id, status: 'done' },
    ]),
    {
      kind: 'session.completed',
      summary: 'done',
      report: { headline: 'done', verified: index % 3 > 0, files: [], unverified: [], durationMs: 1 },
    },
  ];
  return bodies.map((body, at) => ({ ...body, v: 1, seq: at + 1, at: start + at * 1000 }));
}

try {
  const store = await open();
  for (let index = 0; index < sessions; index++) {
    const id = `s${index}`;
    await store.append(id, sessionEvents(index), snapshotOf(id, { createdAt: index, state: 'complete' }));
  }
  const months = Array.from({ length: 12 }, (_, month): [number, number] => [
    (month * yearMs) / 12,
    ((month + 1) * yearMs) / 12,
  ]);
  const days = Array.from({ length: 30 }, (_, day): [number, number] => [
    yearMs - (30 - day) * dayMs,
    yearMs - (29 - day) * dayMs,
  ]);
  const calls = (await store.metrics({})).modelCalls.toLocaleString('en');
  goal('metrics of 10,000 sessions', await medianMs(9, () => store.metrics({})), 200, `${calls} calls`);
  goal(
    'metrics of the last 30 days of them',
    await medianMs(9, () => store.metrics({ since: yearMs - 30 * dayMs })),
    200,
    'a twelfth of the calls',
  );
  goal(
    'everything on the dashboard, 10,000 sessions',
    await medianMs(9, () => store.figures({ spans: months, steps: 8 })),
    200,
    '12 spans',
  );
  goal(
    'the same of the last 30 days',
    await medianMs(9, () => store.figures({ since: yearMs - 30 * dayMs, spans: days, steps: 8 })),
    200,
    '30 spans',
  );
  goal(
    'the same of one session',
    await medianMs(9, () => store.figures({ session: 's5000', spans: months, steps: 8 })),
    200,
    '12 spans',
  );
  await store.close();

  const sizeAfter = async (sql: string): Promise<number> => {
    const db = new DatabaseSync(file);
    db.exec(`${sql}; VACUUM`);
    db.close();
    return (await stat(file)).size / 1e6;
  };
  const whole = await sizeAfter('SELECT 1');
  const tables = ['goals', 'steps', 'kinds', 'calls'].map((name) => `DROP TABLE figure_${name};`).join(' ');
  const rest = await sizeAfter(`${tables} PRAGMA user_version = 4`);
  const start = performance.now();
  const again = await open();
  figures.push({
    what: 'figures made of the events of 10,000 sessions, once',
    value: performance.now() - start,
    unit: 'ms',
    note: `they take ${(whole - rest).toFixed(0)} of ${whole.toFixed(0)} MB`,
  });
  await again.close();
} finally {
  await worker.remove();
  await rm(folder, { recursive: true, force: true });
}
await writeFile(process.argv[2] ?? 'out/bench-dashboard.json', JSON.stringify(figures, null, 2));
