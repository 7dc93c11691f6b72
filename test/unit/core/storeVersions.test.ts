import assert from 'node:assert/strict';
import { randomUUID } from 'node:crypto';
import { copyFile, mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { StorePort } from '../../../src/contracts/store';
import { createOrchestrator, type Orchestrator } from '../../../src/core/orchestrator';
import { foldSession } from '../../../src/core/session/reduceSession';
import { exportSession } from '../../../src/core/session/transfer';
import { createOpenAiModel } from '../../../src/node/model/openaiModel';
import { openStore } from '../../../src/node/store/sqliteStore';
import { answersByPurpose, startScriptedModel, type ScriptedModel } from '../../model/scriptedModel';
import { bundle } from '../node/buildWorker';
import { memoryWorkspace, type MemoryWorkspace } from './memoryWorkspace';
import { until } from '../../harness/until.mjs';

const bug = 'export const add = (a, b) => a - b;\n';
const planText = JSON.stringify({
  summary: 'again',
  steps: [{ id: 'look', title: 'Look', tool: 'read_files', input: { paths: ['src/add.js'] } }],
});

/** Stores that older versions have written; `fixtures/makeStore.mjs` makes them. */
describe('a store of version 2', () => {
  let worker: Awaited<ReturnType<typeof bundle>>;
  let folder: string;
  let store: StorePort;
  let model: ScriptedModel;
  let place: MemoryWorkspace;
  let flux: Orchestrator;

  before(async () => (worker = await bundle('src/node/store/storeWorker.ts')));
  after(() => worker.remove());
  beforeEach(async () => {
    folder = await mkdtemp(join(tmpdir(), 'flux-versions-'));
    await copyFile(
      join(process.env['FLUX_REPO_ROOT'] ?? '.', 'test/unit/node/fixtures/store-v2.db'),
      join(folder, 's.db'),
    );
    store = await openStore({ file: join(folder, 's.db'), workerUrl: worker.file });
    model = await startScriptedModel(answersByPurpose({ plan: planText }));
    place = memoryWorkspace({ 'package.json': '{"type":"module"}', 'src/add.js': bug });
    const port = createOpenAiModel(
      async () => ({ baseUrl: model.url, apiKey: 'k', id: 'scripted', prices: {}, timeoutSeconds: 5 }),
      { label: 'scripted' },
    );
    flux = createOrchestrator({
      store,
      owner: { id: randomUUID(), pid: process.pid },
      workspace: place,
      models: async () => port,
      newId: randomUUID,
    });
  });
  afterEach(async () => {
    await flux.shutDown();
    await store.close();
    await model.stop();
    await rm(folder, { recursive: true, force: true });
  });

  it('lists, finds and folds its sessions', async () => {
    const states = Object.fromEntries((await flux.sessions()).map(({ name, state }) => [name, state]));
    assert.deepEqual(states, {
      completed: 'complete',
      'Rückgängig ÄÖÜ': 'complete',
      proposed: 'awaiting_approval',
      asked: 'planning',
      failed: 'failed',
      rejected: 'cancelled',
      running: 'paused',
    });
    assert.deepEqual(
      (await flux.search('RÜCK äö')).map(({ name }) => name),
      ['Rückgängig ÄÖÜ'],
      'names from before the column can be found',
    );
    for (const { id, state, name } of await flux.sessions()) {
      const events = await store.events(id);
      // What was cut off is marked by the first answer, and its fold stored a moment later.
      const stored = name === 'running' ? await flux.session(id) : (await store.snapshot(id))!;
      const folded = foldSession(events)!;
      assert.equal(stored.revision, events.length);
      for (const session of [folded, stored])
        assert.deepEqual([session.state, session.name, session.revision], [state, name, events.length]);
      assert.deepEqual(
        folded.plan?.steps.map((step) => `${step.id} ${step.status}`),
        stored.plan?.steps.map((step) => `${step.id} ${step.status}`),
      );
    }
    const done = await flux.session('completed');
    assert.equal(done.report?.verified, true);
    assert.deepEqual(done.changedFiles, ['src/add.js']);
    assert.equal((await flux.session('Rückgängig ÄÖÜ')).undo?.action, 'undo');
    assert.ok((await exportSession(store, done.id)).includes('"format": "flux-session"'));
  });

  it('continues them: what was cut off, proposed or asked', async () => {
    const interrupted = await flux.recover();
    assert.deepEqual(
      interrupted.map(({ name, state, error }) => [name, state, error?.reason]),
      [['running', 'paused', 'interrupted']],
    );

    place.testsSay = (texts) =>
      texts.get('src/add.js') === bug
        ? { passed: 1, failed: 1, failures: [{ name: 'adds', message: '1 !== 3' }] }
        : { passed: 2, failed: 0 };
    const proposed = await flux.session('proposed');
    place.texts.set('src/add.js', bug);
    const approved = await flux.approve(proposed.id);
    assert.equal(approved.planRevision > proposed.planRevision, true);
    const done = await flux.whenSettled(proposed.id);
    assert.ok(
      ['complete', 'failed'].includes(done.state) && done.plan!.steps.every((step) => step.status !== 'pending'),
      done.state,
    );

    const asked = await flux.session('asked');
    await flux.answer(asked.id, asked.gates[0]!.id, 'Yes.');
    // The plan only reads, so it goes on by itself.
    await until('it is complete', async () => (await flux.session(asked.id)).state === 'complete');

    const renamed = await flux.rename('failed', 'Failed, renamed');
    assert.equal((await store.events(renamed.id)).at(-1)?.kind, 'session.renamed');
  });
});
