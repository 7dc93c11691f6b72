import assert from 'node:assert/strict';
import { answersByPurpose } from '../../model/scriptedModel';
import { bundle } from '../node/buildWorker';
import { startCore, type Core } from './startCore';

const source = 'let x = 1;\n';
const edit = { id: 'fix', title: 'Set x', tool: 'edit_file', input: { path: 'src/a.js' } };
const tests = { id: 'tests', title: 'Run the tests', tool: 'run_tests', expect: [{ kind: 'tests_pass' }] };
const block = (to: string) =>
  `src/a.js\n<<<<<<< SEARCH\n${to === 'let x = 3;' ? 'let x = 2;' : 'let x = 1;'}\n=======\n${to}\n>>>>>>> REPLACE`;
const plan = JSON.stringify({ summary: 'set x', steps: [edit, tests], verify: 'tests' });
const mend = `${JSON.stringify({ action: 'create_task', reasoning: 'Not yet.', steps: [{ ...edit, id: 'mend' }] })}\n`;

describe('the model that is asked', () => {
  let worker: { file: string; remove: () => Promise<void> };
  let core: Core;

  before(async () => (worker = await bundle('src/node/store/storeWorker.ts')));
  after(() => worker.remove());
  beforeEach(async () => {
    core = await startCore(worker.file, { 'src/a.js': source });
    core.place.overrides['tests.baselineSeconds'] = 0;
    Object.assign(core.config, { fastId: 'small', strongId: 'large' });
  });
  afterEach(() => core.stop());

  const run = async () =>
    core.flux.whenSettled((await core.flux.start({ goal: 'set x to 3', approve: 'now' }, { origin: 'api' })).id);
  const models = () => core.model.requests.map(({ purpose, model }) => `${purpose} ${model}`);

  it('is the strong one after a failure, and the ordinary one again after a success', async () => {
    core.place.testsSay = (texts) => {
      const passes = texts.get('src/a.js') === 'let x = 3;\n';
      return {
        passed: passes ? 1 : 0,
        failed: passes ? 0 : 1,
        exitCode: passes ? 0 : 1,
        failures: passes ? [] : [{ name: 'x', file: 'test/a.js', message: 'is not 3' }],
      };
    };
    core.model.script(answersByPurpose({ plan, bind: [block('let x = 2;'), block('let x = 3;')], decide: [mend] }));
    const done = await run();
    assert.equal(done.state, 'complete', done.error?.message);
    assert.deepEqual(models(), ['plan scripted', 'bind scripted', 'decide large', 'bind large']);
  });

  it('is another one where one is out, told once', async () => {
    const two = JSON.stringify({
      summary: 'set both',
      steps: [edit, { ...edit, id: 'next', input: { path: 'src/b.js' }, dependsOn: ['fix'] }],
    });
    core.place.texts.set('src/b.js', source);
    const down = { text: '', fault: { kind: 'status', status: 400, times: Infinity } } as const;
    core.model.script((request) => {
      if (request.model === 'scripted') return down;
      return request.purpose === 'plan'
        ? two
        : block('let x = 2;').replace('src/a.js', request.step === 'next' ? 'src/b.js' : 'src/a.js');
    });
    const done = await run();
    assert.equal(done.state, 'complete', done.error?.message);
    // Planning and running find out for themselves; the second step of a run asks the other one at once.
    assert.deepEqual(models().slice(0, 5), [
      'plan scripted',
      'plan large',
      'bind scripted',
      'bind large',
      'bind large',
    ]);
  });

  it('fails by the first failure where none answers', async () => {
    const down = { text: '', fault: { kind: 'status', status: 400, times: Infinity } } as const;
    core.model.script(() => down);
    await assert.rejects(run(), { reason: 'model_failed' });
    assert.deepEqual(models(), ['plan scripted', 'plan large', 'plan small']);
  });
});
