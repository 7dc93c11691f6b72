import assert from 'node:assert/strict';
import { sessionTime, waitingWords } from '../../../src/words/sessionTime';
import { answersByPurpose } from '../../model/scriptedModel';
import { bundle } from '../node/buildWorker';
import { startCore, type Core } from './startCore';

const plan = JSON.stringify({
  summary: 'writes it',
  steps: [{ id: 'note', title: 'Write it', tool: 'write_file', input: { path: 'note.md' }, instruction: 'one line' }],
});
const secret = 'ghp_abcdefghijklmnopqrstuvwxyz012345';

describe('exchanges with the model', () => {
  let worker: { file: string; remove: () => Promise<void> };
  let core: Core;
  before(async () => (worker = await bundle('src/node/store/storeWorker.ts')));
  after(() => worker.remove());
  beforeEach(async () => {
    core = await startCore(worker.file, { 'a.txt': 'one\n' });
  });
  afterEach(() => core.stop());

  const run = async () => {
    core.model.script(answersByPurpose({ plan: [plan], bind: [`\`\`\`\nKEPT ${secret}\n\`\`\``] }));
    const started = await core.flux.start({ goal: 'write the note', approve: 'now' }, { origin: 'api' });
    return core.flux.whenSettled(started.id);
  };

  it('are kept by step and for the plan, as they were, without secrets', async () => {
    const done = await run();
    assert.equal(done.state, 'complete', done.error?.message);
    const [planning, ...more] = await core.flux.exchanges(done.id);
    assert.deepEqual(more, []);
    assert.equal(planning?.purpose, 'plan');
    assert.equal(planning?.answer, plan);
    const sent = core.asked[0]!.messages;
    assert.deepEqual(planning?.messages, sent);
    const [binding] = await core.flux.exchanges(done.id, 'note');
    assert.equal(binding?.purpose, 'bind');
    assert.match(binding?.answer ?? '', /KEPT \[hidden: looks like a secret\]/);
    const stored = (await core.store.events(done.id)).filter((event) => event.kind === 'model.called');
    for (const { exchange } of stored)
      for (const key of [...exchange!.asked.map((one) => one.key), exchange!.answered!])
        assert.ok(!(await core.store.getText(key))?.includes(secret), 'not on the disk either');
    assert.deepEqual(await core.flux.exchanges(done.id, 'nowhere'), []);
  });

  it('are left out of exported sessions, and an import asks for none of another’s', async () => {
    const done = await run();
    const text = await core.flux.exportSession(done.id);
    assert.ok(!text.includes('"exchange"'));
    assert.ok(!text.includes(core.asked[0]!.messages[0]!.content.slice(0, 60)));
    const forged = JSON.parse(text) as { events: { kind: string; exchange?: unknown }[] };
    const key = (await core.store.events(done.id)).find((event) => event.kind === 'model.called')!.exchange!.answered;
    for (const event of forged.events)
      if (event.kind === 'model.called') event.exchange = { asked: [{ role: 'user', key }], answered: key };
    const copy = await core.flux.importSession(JSON.stringify(forged));
    assert.deepEqual(await core.flux.exchanges(copy.id), []);
  });

  it('are kept also of a call that fails, and a store that cannot keep them stops nothing', async () => {
    const fault = { kind: 'status', status: 400 } as const;
    core.model.script(() => ({ text: '', fault }));
    const refused = await core.flux
      .start({ goal: 'write the note' }, { origin: 'api' })
      .catch((error: unknown) => error);
    const failed = await core.flux.session((refused as { session: string }).session);
    assert.equal(failed.state, 'failed');
    const [call] = await core.flux.exchanges(failed.id);
    assert.equal(call?.failed, failed.error?.reason);
    assert.equal(call?.answer, undefined);
    assert.match(call?.messages.at(-1)?.content ?? '', /write the note/);

    const deaf = core.another(process.pid, { putBytes: () => Promise.reject(new Error('full')) });
    core.model.script(answersByPurpose({ plan: [plan] }));
    const other = await deaf.start({ goal: 'write another note' }, { origin: 'api' });
    assert.equal(other.state, 'awaiting_approval');
    assert.deepEqual(await deaf.exchanges(other.id), []);
    await deaf.shutDown();
  });

  it('tell what a step did to its files', async () => {
    const done = await run();
    assert.deepEqual(await core.flux.stepChanges(done.id, 'note'), [
      { path: 'note.md', before: undefined, after: `KEPT ${secret}\n` },
    ]);
    assert.deepEqual(await core.flux.stepChanges(done.id, 'nowhere'), []);
  });

  it('do not count waiting for a person as work', async () => {
    let now = 1_000_000;
    (core.place as { now: () => number }).now = () => now;
    const flux = core.another();
    core.model.script(answersByPurpose({ plan: [plan], bind: ['```\nKEPT\n```'] }));
    const started = await flux.start({ goal: 'write the note' }, { origin: 'api' });
    now += 600_000;
    await flux.approve(started.id);
    const done = await flux.whenSettled(started.id);
    await flux.shutDown();
    const time = sessionTime(done, now + 50_000)!;
    assert.ok(time.workedMs < 60_000, String(time.workedMs));
    assert.equal(time.allMs, 600_000);
    assert.match(waitingWords(time) ?? '', /^10 min 0 s in total, 10 min 0 s of it waiting for you$/);
  });
});
