import assert from 'node:assert/strict';
import { createEditFormats } from '../../../src/core/run/editFormats';
import { bundle } from '../node/buildWorker';
import { startCore, type Core } from './startCore';

describe('the form of edits', () => {
  let worker: { file: string; remove: () => Promise<void> };
  let core: Core;

  before(async () => (worker = await bundle('src/node/store/storeWorker.ts')));
  after(() => worker.remove());
  afterEach(() => core?.stop());

  it('is whole files for a model whose blocks fail more often than not, each model by itself', () => {
    const formats = createEditFormats();
    for (let at = 0; at < 3; at++) formats.note('m', false);
    assert.equal(formats.prefersWhole('m'), false, 'too few');
    formats.note('m', false);
    assert.equal(formats.prefersWhole('m'), true);
    assert.equal(formats.prefersWhole('other'), false);
    for (let at = 0; at < 3; at++) formats.note('m', true);
    assert.equal(formats.prefersWhole('m'), false, 'it has got better');
  });

  it('is learnt in a run: the fifth small file is asked for whole at once', async () => {
    const names = ['a', 'b', 'c', 'd', 'e'];
    core = await startCore(worker.file, Object.fromEntries(names.map((name) => [`src/${name}.js`, 'let x = 1;\n'])));
    core.place.overrides['tests.baselineSeconds'] = 0;
    core.place.overrides['decisions.mode'] = 'never';
    const steps = names.map((name, at) => ({
      id: name,
      title: `Set x in ${name}`,
      tool: 'edit_file',
      input: { path: `src/${name}.js` },
      dependsOn: at === 0 ? [] : [names[at - 1]],
    }));
    core.model.script(({ purpose, text, step }) => {
      if (purpose === 'plan') return JSON.stringify({ summary: 'set x', steps });
      return text.includes('whole content')
        ? '```js\nlet x = 2;\n```'
        : `src/${step}.js\n<<<<<<< SEARCH\nlet y = 1;\n=======\nlet y = 2;\n>>>>>>> REPLACE`;
    });
    const { id } = await core.flux.start({ goal: 'set x to 2 everywhere', approve: 'now' }, { origin: 'api' });
    const done = await core.flux.whenSettled(id);
    assert.equal(done.state, 'complete', done.error?.message);
    for (const name of names) assert.equal(core.place.texts.get(`src/${name}.js`), 'let x = 2;\n');
    const calls = (step: string) => core.model.requests.filter((request) => request.step === step).length;
    assert.deepEqual(names.map(calls), [4, 4, 4, 4, 1]);
  });
});
