import assert from 'node:assert/strict';
import { copyFile, mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import type { SessionEvent, SessionEventBody } from '../../../src/contracts/events';
import type { FiguresFilter } from '../../../src/contracts/figures';
import type { StorePort } from '../../../src/contracts/store';
import { foldSession } from '../../../src/core/session/reduceSession';
import { openStore } from '../../../src/node/store/sqliteStore';
import { bundle } from './buildWorker';

type Timed = readonly [at: number, body: SessionEventBody];
const minute = 60_000;
const hour = 60 * minute;
const all: FiguresFilter = { spans: [[0, 100 * hour]], steps: 5 };

const created = (goal = 'a secret goal', workflow?: string): SessionEventBody => ({
  kind: 'session.created',
  id: 's',
  name: 'a secret name',
  goal,
  origin: 'api',
  workflow,
});
const step = (id: string, title = `Secret title of ${id}`) => ({
  id,
  title,
  tool: 'edit_file',
  effect: 'write' as const,
  dependsOn: [],
  expect: [],
  late: false,
  writes: [],
  about: '',
});
const proposed = (...ids: string[]): SessionEventBody => ({
  kind: 'plan.proposed',
  plan: { summary: 's', steps: ids.map((id) => step(id)), source: 'model' },
});
const approved: SessionEventBody = {
  kind: 'plan.approved',
  scope: { writes: [], runs: [], commits: false },
  by: 'person',
};
const called = (more: object = {}): SessionEventBody => ({
  kind: 'model.called',
  purpose: 'bind',
  model: 'gpt',
  usage: { prompt: 100, completion: 10, cached: 40 },
  durationMs: 1000,
  ...more,
});
const completed = (verified: boolean, files: string[] = []): SessionEventBody => ({
  kind: 'session.completed',
  summary: 's',
  report: {
    headline: 'h',
    verified,
    files: files.map((path) => ({ path, added: 1, removed: 0, created: false })),
    unverified: [],
    durationMs: 1,
  },
});
const started = (id: string): SessionEventBody => ({ kind: 'step.started', step: id });
const finished = (id: string): SessionEventBody => ({ kind: 'step.finished', step: id, status: 'done' });
const asks = (id: string, of?: string): SessionEventBody => ({
  kind: 'gate.opened',
  gate: { id, kind: 'question', text: 't', ...(of !== undefined && { step: of }) },
});
const answered = (id: string): SessionEventBody => ({ kind: 'gate.answered', gate: id, reply: 'yes' });

/** A goal with everything in it that figures tell of. */
const eventful: readonly Timed[] = [
  [0, created('a secret goal', 'fix')],
  [1, called({ purpose: 'plan', role: 'planner' })],
  [minute, proposed('one', 'two')],
  [11 * minute, approved],
  [11 * minute, started('one')],
  [11 * minute, called({ step: 'one', intent: 'generate', role: 'writer', estimate: 80, saved: 7, costUsd: 0.5 })],
  [12 * minute, { kind: 'step.retried', step: 'one', attempt: 1, why: 'w' }],
  [12 * minute, started('one')],
  [12 * minute, asks('q', 'one')],
  [15 * minute, answered('q')],
  [17 * minute, finished('one')],
  [
    17 * minute,
    { kind: 'decision.made', decision: { why: 'failed', by: 'model', action: 'escalate_to_human', reasoning: '' } },
  ],
  [18 * minute, started('two')],
  [18 * minute, { kind: 'run.paused', why: 'w' }],
  [19 * minute, finished('two')],
  [29 * minute, { kind: 'run.resumed', by: 'person' }],
  [30 * minute, completed(true, ['a', 'b'])],
  [
    40 * minute,
    {
      kind: 'undo.finished',
      id: 'u',
      report: { restored: ['a'], merged: [], conflicts: [], unchanged: [] },
      files: [],
      undone: ['one'],
    },
  ],
];

describe('figures of sessions', function () {
  this.timeout(30_000);
  let worker: Awaited<ReturnType<typeof bundle>>;
  let folder: string;
  let file: string;
  const opened: StorePort[] = [];

  before(async () => (worker = await bundle('src/node/store/storeWorker.ts')));
  after(() => worker.remove());
  beforeEach(async () => {
    folder = await mkdtemp(join(tmpdir(), 'flux-figures-'));
    file = join(folder, 's.db');
  });
  afterEach(async () => {
    await closeAll();
    await rm(folder, { recursive: true, force: true });
  });

  const closeAll = () => Promise.all(opened.splice(0).map((store) => store.close()));
  async function open(path = file): Promise<StorePort> {
    const store = await openStore({ file: path, workerUrl: worker.file });
    opened.push(store);
    return store;
  }
  function withDatabase<T>(use: (db: DatabaseSync) => T): T {
    const db = new DatabaseSync(file);
    try {
      return use(db);
    } finally {
      db.close();
    }
  }
  /** Appends one event at a time, as a run does, or all at once. */
  async function put(store: StorePort, id: string, bodies: readonly Timed[], atOnce = false): Promise<void> {
    const events = bodies.map(([at, body], index): SessionEvent => {
      const own = body.kind === 'session.created' ? { ...body, id } : body;
      return { ...own, v: 1, seq: index + 1, at };
    });
    for (let done = 0; done < events.length; done += atOnce ? events.length : 1) {
      const upTo = atOnce ? events.length : done + 1;
      await store.append(id, events.slice(done, upTo), foldSession(events.slice(0, upTo))!);
    }
  }

  it('adds up calls by what they were for, and goals by how they ended', async () => {
    const store = await open();
    await put(store, 'one', eventful);
    await put(store, 'two', [
      [hour, created('g')],
      [
        hour,
        called({
          model: 'mini at 127.0.0.1:8080',
          failed: 'model_cut',
          usage: { prompt: 0, completion: 0, cached: 0 },
        }),
      ],
      [2 * hour, { kind: 'session.failed', error: { reason: 'r', message: 'm' } }],
    ]);
    await put(store, 'three', [
      [3 * hour, created('g')],
      [4 * hour, proposed('x')],
      [4 * hour, { kind: 'plan.rejected' }],
    ]);
    await put(store, 'four', [[5 * hour, created('g')]]);
    assert.deepEqual(await store.metrics({}), {
      sessions: 4,
      complete: 1,
      verified: 1,
      failed: 1,
      cancelled: 1,
      modelCalls: 3,
      tokens: { prompt: 200, completion: 20, cached: 80, saved: 7 },
      cost: 0.5,
      byIntent: { other: { calls: 2, tokens: 110, cost: 0 }, generate: { calls: 1, tokens: 110, cost: 0.5 } },
      byModel: { gpt: { calls: 2, tokens: 220, cost: 0.5 }, mini: { calls: 1, tokens: 0, cost: 0 } },
      byRole: {
        planner: { calls: 1, tokens: 110, cost: 0 },
        writer: { calls: 1, tokens: 110, cost: 0.5 },
        other: { calls: 1, tokens: 0, cost: 0 },
      },
      byWorkflow: { fix: { calls: 2, tokens: 220, cost: 0.5 }, other: { calls: 1, tokens: 0, cost: 0 } },
    });
    const late = await store.metrics({ since: hour });
    assert.deepEqual(
      [late.sessions, late.complete, late.failed, late.cancelled, late.modelCalls, late.tokens.prompt],
      [2, 0, 1, 1, 1, 0],
      'a call or an end since then',
    );
    const one = await store.metrics({ session: 'one' });
    assert.deepEqual([one.sessions, one.modelCalls, one.cost], [1, 2, 0.5]);
    assert.equal((await store.metrics({ session: 'nobody' })).sessions, 0);
    assert.equal((await store.metrics({ since: Number.NaN })).sessions, 4);
  });

  it('tells how long it worked and waited, which steps took most, and what went wrong', async () => {
    const store = await open();
    await put(store, 'one', eventful);
    const figures = await store.figures({
      ...all,
      spans: [
        [0, hour / 2],
        [hour / 2, hour],
      ],
    });
    assert.deepEqual(figures.time, {
      goals: 1,
      // Planning, the steps while nobody was asked, and what still ran when it was paused.
      workedMs: (1 + 1 + 2 + 1 + 1 + 1) * minute,
      waitedMs: (10 + 3 + 10) * minute,
      medianWorkedMs: 7 * minute,
      medianWaitedMs: 23 * minute,
      modelMs: 2000,
    });
    assert.deepEqual(
      figures.slowest.map(({ title, workedMs, waitedMs, calls, tokens, sessionName }) => [
        title,
        workedMs / minute,
        waitedMs / minute,
        calls,
        tokens,
        sessionName,
      ]),
      [
        ['Secret title of one', 3, 3, 1, 110, 'a secret name'],
        ['Secret title of two', 1, 0, 0, 0, 'a secret name'],
      ],
    );
    assert.deepEqual(
      figures.costliest.map(({ title, cost }) => [title, cost]),
      [['Secret title of one', 0.5]],
    );
    assert.deepEqual(figures.trouble, { retries: 1, decisions: 1, escalations: 1, questions: 1, undone: 1 });
    assert.equal(figures.filesChanged, 2);
    assert.deepEqual(figures.estimates, [{ model: 'gpt', calls: 1, estimated: 80, actual: 100, error: 0.2 }]);
    assert.deepEqual(figures.byPurpose, {
      plan: { calls: 1, tokens: 110, cost: 0 },
      bind: { calls: 1, tokens: 110, cost: 0.5 },
    });
    assert.deepEqual(
      figures.spans.map(({ started, verified, calls, prompt, cached, saved, cost }) => [
        started,
        verified,
        calls,
        prompt,
        cached,
        saved,
        cost,
      ]),
      [
        [1, 0, 2, 200, 80, 7, 0.5],
        [0, 1, 0, 0, 0, 0, 0],
      ],
    );
    assert.equal(figures.since, 0);
  });

  it('works as long as the fold says', async () => {
    for (const upTo of [3, 6, 9, 10, 14, 15, 16, 17]) {
      const store = await open(join(folder, `${upTo}.db`));
      const bodies = eventful.slice(0, upTo);
      await put(store, 's', bodies, upTo % 2 === 0);
      const events = bodies.map(([at, body], index): SessionEvent => ({ ...body, v: 1, seq: index + 1, at }));
      assert.equal((await store.figures(all)).time.workedMs, foldSession(events)!.workedMs, `${upTo} events`);
    }
  });

  it('does not count what cannot be counted', async () => {
    const store = await open();
    await put(store, 's', [
      [0, created()],
      [1, called({ usage: { prompt: -5, completion: 1e300, cached: Number.NaN } })],
      [2, called({ usage: { prompt: '120', completion: '7.4', cached: {} }, costUsd: '0.25', durationMs: -1 })],
      [3, called({ usage: {}, costUsd: 'free', model: '', intent: 7, role: null, estimate: 'x' })],
      [4, called({ usage: [], costUsd: -3, model: 'm'.repeat(1000), estimate: -4, saved: 1e12 })],
      [5, called({ usage: { prompt: Number.MAX_SAFE_INTEGER, completion: 0, cached: 0 }, costUsd: 1e300 })],
    ]);
    const metrics = await store.metrics({});
    assert.equal(metrics.modelCalls, 5);
    assert.deepEqual(metrics.tokens, { prompt: 120, completion: 7, cached: 0, saved: 0 });
    assert.equal(metrics.cost, 0.25);
    assert.deepEqual(
      Object.keys(metrics.byModel)
        .map((name) => name.length)
        .sort((a, b) => a - b),
      [3, 5, 120],
    );
    const figures = await store.figures(all);
    assert.deepEqual([figures.estimates, figures.time.modelMs], [[], 4000]);
  });

  it('adds up a million of the largest calls without an overflow', async () => {
    const store = await open();
    await put(store, 's', [
      [0, created()],
      [1, called({ usage: { prompt: 1e9, completion: 1e9, cached: 1e9 } })],
    ]);
    await closeAll();
    withDatabase((db) =>
      db.exec(`WITH RECURSIVE n(i) AS (SELECT 3 UNION ALL SELECT i + 1 FROM n WHERE i < 100000)
        INSERT INTO figure_calls SELECT session, goal, i, at, kind, step, 1000000000, completion, cached, saved, estimate, cost, duration, failed FROM figure_calls, n`),
    );
    assert.equal((await (await open()).metrics({})).tokens.prompt, 99_999 * 1e9);
  });

  it('takes a clock that jumps for no time at all', async () => {
    const store = await open();
    const year = 365 * 24 * hour;
    await put(store, 'forth', [
      [0, created()],
      [year, proposed('x')],
      [2 * year, approved],
      [2 * year + minute, started('x')],
      [3 * year, finished('x')],
      [3 * year + minute, completed(false)],
    ]);
    // Files from elsewhere may hold times in any order.
    await put(store, 'back', [
      [year, created()],
      [minute, proposed('x')],
      [2 * minute, approved],
      [0, completed(false)],
    ]);
    const { time, slowest } = await store.figures(all);
    assert.deepEqual([time.workedMs, time.waitedMs, slowest], [2 * minute, 0, []]);
  });

  it('gives each goal of a session a row, and the session the state of the newest', async () => {
    const store = await open();
    await put(
      store,
      's',
      [
        [0, created('one', 'fix')],
        [1, called()],
        [2, completed(true, ['a'])],
        [3, { kind: 'session.continued', goal: 'two', workflow: 'test' }],
        [4, called()],
      ],
      true,
    );
    const metrics = await store.metrics({});
    assert.deepEqual([metrics.sessions, metrics.complete, metrics.modelCalls], [1, 0, 2]);
    assert.deepEqual(Object.keys(metrics.byWorkflow).sort(), ['fix', 'test']);
    assert.equal((await store.figures(all)).spans[0]!.verified, 1);
  });

  it('keeps the numbers of a deleted session, and nothing that anybody has written', async () => {
    const store = await open();
    await put(store, 's', eventful);
    const before = await store.figures(all);
    await store.remove('s');
    const after = await store.figures(all);
    assert.deepEqual(after.metrics, before.metrics);
    assert.deepEqual([after.metrics.sessions, after.metrics.verified, (await store.list()).length], [1, 1, 0]);
    assert.deepEqual((await store.metrics({ since: 30 * minute })).sessions, 1);
    await store.remove('s');
    assert.equal((await store.metrics({})).sessions, 1, 'once');
    assert.deepEqual([after.time, after.trouble, after.spans], [before.time, before.trouble, before.spans]);
    assert.deepEqual(
      after.slowest.map(({ title, sessionName, tool, workedMs }) => [title, sessionName, tool, workedMs / minute]),
      [
        [undefined, undefined, 'edit_file', 3],
        [undefined, undefined, 'edit_file', 1],
      ],
    );
    assert.deepEqual(
      after.costliest.map(({ cost, workedMs }) => [cost, workedMs / minute]),
      [[0.5, 3]],
    );
    await closeAll();
    withDatabase((db) => db.exec('VACUUM'));
    const bytes = (await readFile(file)).toString('latin1');
    assert.doesNotMatch(bytes, /secret/i);
  });

  it('does not count what an imported session did elsewhere', async () => {
    const store = await open();
    const from: SessionEventBody = { kind: 'session.imported', name: 'from a file' };
    await put(store, 'ended', [...eventful, [50 * minute, from]], true);
    assert.deepEqual((await store.metrics({})).sessions, 0);
    await put(
      store,
      'open',
      [
        ...eventful.slice(0, 12),
        [20 * minute, { kind: 'run.interrupted', message: 'm' }],
        [20 * minute, from],
        [21 * minute, { kind: 'run.resumed', by: 'person' }],
        [21 * minute, called()],
        [22 * minute, completed(true)],
      ],
      true,
    );
    const metrics = await store.metrics({});
    assert.deepEqual([metrics.sessions, metrics.verified, metrics.modelCalls], [1, 1, 1]);
    assert.equal((await store.figures(all)).time.workedMs, minute);
  });

  it('makes them of the events of an older store, the same as they come', async () => {
    const store = await open();
    await put(store, 'one', eventful);
    await put(store, 'two', [[hour, created()], ...eventful.slice(1, 8).map(([at, body]): Timed => [at + hour, body])]);
    const before = await store.figures(all);
    await closeAll();
    withDatabase((db) =>
      db.exec(
        `DROP TABLE figure_goals; DROP TABLE figure_steps; DROP TABLE figure_kinds; DROP TABLE figure_calls; PRAGMA user_version = 4`,
      ),
    );
    const again = await open();
    assert.deepEqual(await again.figures(all), before);
    const rest = eventful
      .slice(8)
      .map(([at, body], index): SessionEvent => ({ ...body, v: 1, seq: 9 + index, at: at + hour }));
    await again.append(
      'two',
      rest,
      foldSession(rest, (await again.snapshot('two')) ?? foldSession(await again.events('two')))!,
    );
    assert.equal((await again.metrics({})).complete, 2, 'and goes on from there');
  });

  it('passes over events that are damaged', async () => {
    const store = await open();
    await put(store, 'one', eventful);
    await closeAll();
    withDatabase((db) => {
      for (const [seq, json] of [
        [3, '{"kind":"plan.proposed"}'],
        [5, 'no JSON'],
        [6, '{"kind":"model.called"}'],
        [9, '{"kind":"gate.opened","gate":null}'],
        [10, '{"kind":"step.finished","step":{}}'],
        [11, '[]'],
      ] as const)
        db.prepare('UPDATE events SET json = ? WHERE seq = ?').run(json, seq);
      db.exec('DROP TABLE figure_calls');
    });
    const metrics = await (await open()).metrics({});
    assert.deepEqual([metrics.sessions, metrics.verified, metrics.modelCalls], [1, 1, 2]);
  });

  it('makes them again where a half of them is missing', async () => {
    const store = await open();
    await put(store, 'one', eventful);
    const before = await store.figures(all);
    for (const harm of [
      'DROP TABLE figure_steps',
      'ALTER TABLE figure_calls DROP COLUMN saved',
      'DROP TABLE figure_goals; CREATE TABLE figure_goals (session TEXT)',
    ]) {
      await closeAll();
      withDatabase((db) => db.exec(harm));
      assert.deepEqual(await (await open()).figures(all), before, harm);
    }
  });

  it('records sessions also where their figures cannot be kept', async () => {
    const store = await open();
    await put(store, 'one', eventful);
    withDatabase((db) => db.exec('DROP TABLE figure_calls'));
    await put(store, 'two', eventful);
    assert.equal((await store.events('two')).length, eventful.length);
    await assert.rejects(store.metrics({}), { reason: 'store_failed' });
    await store.remove('one');
    await closeAll();
    assert.equal((await (await open()).metrics({})).modelCalls, 2, 'until the next opening');
  });

  it('takes stores of older versions along', async () => {
    await copyFile(join(process.env['FLUX_REPO_ROOT'] ?? '.', 'test/unit/node/fixtures/store-v2.db'), file);
    const { sessions, complete, failed, cancelled, modelCalls, byIntent } = await (await open()).metrics({});
    assert.deepEqual([sessions, complete, failed, cancelled], [7, 2, 1, 1]);
    assert.deepEqual([byIntent['other']?.calls, Object.keys(byIntent)], [modelCalls, ['other']]);
  });
});
