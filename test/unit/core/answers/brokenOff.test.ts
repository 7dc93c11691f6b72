import assert from 'node:assert/strict';
import { bundle } from '../../node/buildWorker';
import { answersByPurpose } from '../../../model/scriptedModel';
import { startCore, type Core } from '../startCore';

const old = 'export const add = (a, b) => a - b;\n';
const plan = JSON.stringify({
  summary: 'add adds',
  steps: [
    { id: 'write', title: 'Write it', tool: 'write_file', input: { path: 'src/new.js' }, instruction: 'as said' },
  ],
});
const file = '```js\nexport const one = 1;\nexport const two = 2;\n```';
const half = '```js\nexport const one = 1;\nexport co';
/** Half of it, in a fence that closes: only the ending tells. */
const short = '```js\nexport const one = 1;\n```';
const text = 'export const one = 1;\nexport const two = 2;\n';

describe('answers that break off', () => {
  let worker: { file: string; remove: () => Promise<void> };
  let core: Core;
  before(async () => (worker = await bundle('src/node/store/storeWorker.ts')));
  after(() => worker.remove());
  beforeEach(async () => {
    core = await startCore(worker.file, { 'package.json': '{}', 'src/add.js': old });
  });
  afterEach(() => core.stop());

  const run = async () =>
    core.flux.whenSettled((await core.flux.start({ goal: 'write new.js', approve: 'now' }, { origin: 'api' })).id);
  const written = () => core.place.texts.get('src/new.js');

  for (const finish of ['length', 'error', 'MAX_TOKENS', 'something_new']) {
    it(`“${finish}” is asked for again, told why, and the whole is written`, async () => {
      // What is no limit is asked for once more as it was before anybody is told.
      const again = finish === 'length' || finish === 'MAX_TOKENS' ? [] : [{ text: short, finish }];
      core.model.script(answersByPurpose({ plan, bind: [{ text: short, finish }, ...again], repair: file }));
      const done = await run();
      assert.equal(written(), text, done.error?.message);
      assert.match(core.model.requestsFor('repair')[0]?.text ?? '', /broke off before its end.*Send all of it again/);
      assert.ok(!core.model.requestsFor('repair')[0]?.text.includes('const one'), 'nothing of it is gone on with');
    });

    it(`“${finish}” again: the step fails with a sentence and nothing is written`, async () => {
      core.model.script(
        answersByPurpose({
          plan,
          bind: () => ({ text: short, finish }),
          repair: () => ({ text: short, finish }),
          decide: JSON.stringify({ action: 'wait_for_more_tasks', reasoning: 'no' }),
        }),
      );
      const done = await run();
      assert.equal(written(), undefined);
      const [step] = done.plan?.steps ?? [];
      assert.equal(step?.status, 'failed');
      assert.equal(step?.error?.reason, 'model_cut');
      assert.match(step?.error?.message ?? '', /^The answer from scripted .*before it was complete.*\.$/s);
    });
  }

  it('a fence that never closes is cut, whatever the ending says', async () => {
    core.model.script(answersByPurpose({ plan, bind: { text: half, finish: 'stop' }, repair: file }));
    await run();
    assert.equal(written(), text);
    assert.match(core.model.requestsFor('repair')[0]?.text ?? '', /never closes/);
  });

  it('a server that never names an ending is known after a few calls; then the shape decides', async () => {
    core.model.script(
      answersByPurpose({
        plan: () => ({ text: plan, finish: null }),
        repair: [
          { text: plan, finish: null },
          { text: file, finish: null },
        ],
        bind: { text: half, finish: null },
      }),
    );
    const done = await run();
    assert.equal(written(), text, done.error?.message);
    assert.match(core.model.requestsFor('repair')[1]?.text ?? '', /never closes/);
  });

  it('a plan that was cut is asked for again, then the session fails with a sentence', async () => {
    core.model.script(
      answersByPurpose({ plan: { text: plan, finish: 'length' }, repair: { text: plan, finish: 'length' } }),
    );
    await assert.rejects(run(), { reason: 'model_cut', message: /reached its limit before it was complete/ });
    assert.equal(core.model.requestsFor('repair').length, 1);
  });

  it('drafts of a thought are no edits', async () => {
    const edit = (word: string) =>
      `src/add.js\n<<<<<<< SEARCH\n${old}=======\nexport const add = ${word};\n>>>>>>> REPLACE`;
    core.model.script(
      answersByPurpose({
        plan:
          `The user wants ` +
          `{x}.\n\`\`\`\n${edit('DRAFT')}\n\`\`\`\n</think>\n\n${JSON.stringify({ summary: 's', steps: [{ id: 'fix', title: 'F', tool: 'edit_file', input: { path: 'src/add.js' }, instruction: 'fix' }] })}`,
        bind: `Perhaps:\n${edit('DRAFT')}\nNo.\n</think>\n\n${edit('real')}`,
      }),
    );
    await run();
    assert.equal(core.place.texts.get('src/add.js'), 'export const add = real;\n');
  });

  it('a wish to look is none of a file', async () => {
    core.model.script(answersByPurpose({ plan, bind: ['```json\n{"look":[{"read":"src/add.js"}]}\n```', file] }));
    await run();
    assert.equal(written(), text);
  });
});
