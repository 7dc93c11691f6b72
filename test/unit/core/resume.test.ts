import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { randomUUID } from 'node:crypto';
import type { SessionSnapshot } from '../../../src/contracts/session';
import { createOrchestrator, type Orchestrator } from '../../../src/core/orchestrator';
import { createOpenAiModel } from '../../../src/node/model/openaiModel';
import { answersByPurpose } from '../../model/scriptedModel';
import { bundle } from '../node/buildWorker';
import { startCore, type Core } from './startCore';
import { until } from '../../harness/until.mjs';

const one = { before: 'let a = 1;\n', after: 'let a = 2;\n' };
const two = { before: 'let b = 1;\n', after: 'let b = 2;\n' };
const blocks =
  `src/a.js\n<<<<<<< SEARCH\n${one.before}=======\n${one.after}>>>>>>> REPLACE\nsrc/b.js\n<<<<<<< ` +
  `SEARCH\n${two.before}=======\n${two.after}>>>>>>> REPLACE`;
const editPlan =
  `${JSON.stringify({ summary: 'twos', steps: [{ id: 'edit', title: 'Write twos', tool: 'edit_file' }] })}\n=== ` +
  `edit ===\n${blocks}`;

describe('resuming after a crash', () => {
  let worker: { file: string; remove: () => Promise<void> };
  let core: Core;

  before(async () => (worker = await bundle('src/node/store/storeWorker.ts')));
  after(() => worker.remove());
  beforeEach(async () => {
    core = await startCore(worker.file, { 'src/a.js': one.before, 'src/b.js': two.before });
    core.place.overrides['decisions.mode'] = 'never';
  });
  afterEach(() => core.stop());

  /** An orchestrator whose process is gone: whatever it was doing when it stopped answering was cut off. */
  function doomed(): Orchestrator {
    const gone = spawnSync(process.execPath, ['-e', '']).pid;
    const port = createOpenAiModel(
      async () => ({ baseUrl: core.model.url, apiKey: 'k', id: 'scripted', prices: {}, timeoutSeconds: 5 }),
      { label: 'scripted' },
    );
    return createOrchestrator({
      store: core.store,
      owner: { id: randomUUID(), pid: gone },
      workspace: core.place,
      models: async () => port,
      newId: randomUUID,
    });
  }

  /** Runs a plan until `cut` is called, then takes the session over as the next start would. */
  async function cutOff(plan: string, prepare: (cut: () => void) => void): Promise<SessionSnapshot> {
    core.model.script(answersByPurpose({ plan: [plan] }));
    let cut: () => void = () => {};
    const reached = new Promise<void>((resolve) => (cut = resolve));
    prepare(cut);
    const { id } = await doomed().start({ goal: 'write twos', approve: 'now' }, { origin: 'api' });
    await reached;
    const [interrupted] = await core.flux.recover();
    assert.equal(interrupted?.id, id);
    assert.equal(interrupted?.state, 'paused');
    assert.equal(interrupted?.error?.reason, 'interrupted');
    return interrupted!;
  }

  const never = () => new Promise<never>(() => {});
  const texts = () => [core.place.texts.get('src/a.js'), core.place.texts.get('src/b.js')];

  for (const [name, write, recovered] of [
    ['nothing was written', () => {}, 'pending'],
    [
      'everything was written',
      () => (core.place.texts.set('src/a.js', one.after), core.place.texts.set('src/b.js', two.after)),
      'done',
    ],
    ['one of two files was written', () => core.place.texts.set('src/a.js', one.after), 'pending'],
    ['a file was being written', () => core.place.texts.set('src/a.js', 'let a'), 'pending'],
  ] as const) {
    it(`does an edit just once where ${name}`, async () => {
      const apply = core.place.files.apply;
      let applied = 0;
      const session = await cutOff(editPlan, (cut) => {
        core.place.files.apply = async () => (write(), cut(), never());
      });
      core.place.files.apply = (...args) => (applied++, apply(...args));
      await core.flux.resume(session.id);
      const done = await core.flux.whenSettled(session.id);
      assert.equal(done.state, 'complete', done.error?.message);
      assert.deepEqual(texts(), [one.after, two.after]);
      assert.equal(applied, recovered === 'done' ? 0 : 1);
      assert.deepEqual(done.changedFiles, ['src/a.js', 'src/b.js']);
      assert.deepEqual((await core.flux.undo(session.id)).conflicts, []);
      assert.deepEqual(texts(), [one.before, two.before], 'what was found done can be undone');
    });
  }

  it('runs a step again that was cut off after its run had been paused', async () => {
    const twoSteps = JSON.stringify({
      summary: 'twos',
      steps: [
        { id: 'edit', title: 'Write twos', tool: 'edit_file' },
        { id: 'look', title: 'Read them', tool: 'read_files', input: { paths: ['src/a.js'] }, dependsOn: ['edit'] },
      ],
    });
    core.model.script(answersByPurpose({ plan: `${twoSteps}\n=== edit ===\n${blocks}` }));
    const apply = core.place.files.apply;
    let writes = false;
    core.place.files.apply = async () => ((writes = true), never());
    const gone = doomed();
    const { id } = await gone.start({ goal: 'write twos', approve: 'now' }, { origin: 'api' });
    await until('it writes', () => writes);
    await gone.pause(id);
    core.place.files.apply = apply;
    const [interrupted] = await core.flux.recover();
    assert.deepEqual([interrupted?.state, interrupted?.error?.reason], ['paused', 'interrupted']);
    await core.flux.resume(id);
    const done = await core.flux.whenSettled(id);
    assert.deepEqual([done.state, ...done.plan!.steps.map(({ status }) => status)], ['complete', 'done', 'done']);
    assert.deepEqual(texts(), [one.after, two.after]);
  });

  it('leaves a session alone that was paused and at rest when its window was killed', async () => {
    core.model.script(answersByPurpose({ plan: [editPlan] }));
    const gone = doomed();
    const { id } = await gone.start({ goal: 'write twos' }, { origin: 'api' });
    await gone.pause(id).catch(() => undefined);
    assert.deepEqual(await core.flux.recover(), []);
    assert.equal((await core.flux.session(id)).error, undefined);
  });

  it('asks where a file is neither what it was nor what it was to become', async () => {
    const apply = core.place.files.apply;
    const session = await cutOff(editPlan, (cut) => {
      core.place.files.apply = async () => (core.place.texts.set('src/a.js', 'let a = "mine";\n'), cut(), never());
    });
    core.place.files.apply = apply;
    const asking = await core.flux.resume(session.id);
    assert.match(asking.gates[0]?.text ?? '', /src\/a\.js/);
    await assert.rejects(core.flux.answer(session.id, asking.gates[0]!.id, 'hm'), { reason: 'unclear_answer' });
    await core.flux.answer(session.id, asking.gates[0]!.id, 'It is done, continue');
    const done = await core.flux.whenSettled(session.id);
    assert.equal(done.state, 'complete', done.error?.message);
    assert.equal(texts()[0], 'let a = "mine";\n', "the person's text stays");
  });

  const commandPlan = JSON.stringify({
    summary: 'deploys',
    steps: [
      { id: 'a', title: 'Deploy', tool: 'run_command', input: { command: 'deploy' } },
      { id: 'b', title: 'Tell', tool: 'run_command', input: { command: 'tell' } },
    ],
  });
  for (const [reply, ran] of [
    ['Run it again', ['deploy', 'deploy', 'tell']],
    ['It is done, continue', ['deploy', 'tell']],
    ['Stop here', ['deploy']],
  ] as const) {
    it(`asks about a command that was cut off: ${reply}`, async () => {
      const session = await cutOff(commandPlan, (cut) => (core.place.commandWaits = async () => (cut(), never())));
      core.place.commandWaits = undefined;
      const asking = await core.flux.resume(session.id);
      assert.deepEqual(
        asking.gates.map(({ choices }) => choices?.map(({ label }) => label)),
        [['Run it again', 'It is done, continue', 'Stop here']],
      );
      await core.flux.answer(session.id, asking.gates[0]!.id, reply);
      const end = await core.flux.whenSettled(session.id);
      assert.equal(end.state, reply === 'Stop here' ? 'cancelled' : 'complete', end.error?.message);
      assert.deepEqual(core.place.ran, ran);
    });
  }

  const commitPlan = `${JSON.stringify({
    summary: 'twos',
    steps: [
      { id: 'edit', title: 'Write twos', tool: 'edit_file' },
      { id: 'save', title: 'Commit', tool: 'git_commit', input: { message: 'Twos' } },
    ],
  })}\n=== edit ===\n${blocks}`;
  for (const made of [true, false]) {
    it(`commits once where the commit ${made ? 'had' : 'had not'} been made`, async () => {
      const commit = core.place.git.commit;
      let head = 'before';
      const changes = ['src/a.js', 'src/b.js'].map((path) => ({ path, kind: 'modified' as const, staged: false }));
      core.place.git.state = async () => ({ branch: 'main', head, changes });
      core.place.git.recent = async () => [
        ...(head === 'after'
          ? [{ hash: 'after', subject: 'Twos', at: Date.now(), paths: ['src/a.js', 'src/b.js'] }]
          : []),
        { hash: 'before', subject: 'x', at: 0, paths: [] },
      ];
      const session = await cutOff(commitPlan, (cut) => {
        core.place.git.commit = async () => {
          if (made) head = 'after';
          cut();
          return never();
        };
      });
      core.place.git.commit = commit;
      await core.flux.resume(session.id);
      const done = await core.flux.whenSettled(session.id);
      assert.equal(done.state, 'complete', done.error?.message);
      assert.equal(core.place.commits.length, made ? 0 : 1);
      assert.equal(done.plan?.steps.find(({ id }) => id === 'save')?.commit?.hash, made ? 'after' : 'c0ffee00');
    });
  }

  it('plans again what was cut off while it was planned, and leaves alone what only waits', async () => {
    core.model.script(answersByPurpose({ plan: [editPlan] }));
    const waiting = await doomed().start({ goal: 'write twos' }, { origin: 'api' });
    let asked: () => void = () => {};
    const reached = new Promise<void>((resolve) => (asked = resolve));
    core.model.script(async () => (asked(), never()));
    void doomed()
      .start({ goal: 'write threes' }, { origin: 'api' })
      .catch(() => {});
    await reached;
    const interrupted = await core.flux.recover();
    assert.deepEqual(
      interrupted.map(({ goal }) => goal),
      ['write threes'],
    );
    assert.equal((await core.flux.session(waiting.id)).state, 'awaiting_approval');
    core.model.script(answersByPurpose({ plan: [editPlan] }));
    await core.flux.resume(interrupted[0]!.id);
    await until(
      'the plan is proposed',
      async () => (await core.flux.session(interrupted[0]!.id)).state === 'awaiting_approval',
    );
  });
});
