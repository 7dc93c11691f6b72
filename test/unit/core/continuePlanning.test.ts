import assert from 'node:assert/strict';
import { answersByPurpose } from '../../model/scriptedModel';
import { bundle } from '../node/buildWorker';
import { startCore, type Core } from './startCore';

const long = (name: string) =>
  Array.from({ length: 300 }, (_, at) => `export function ${name}${at}(value) {\n  return value + ${at};\n}\n`).join(
    '\n',
  );
const tests = { id: 'tests', title: 'Run the tests', tool: 'run_tests' };
const fix = { id: 'fix', title: 'Fix it', tool: 'edit_file' };
const plan = (...steps: object[]) => JSON.stringify({ summary: 'It waits', steps });
const edits =
  '\n=== fix ===\nsrc/a.js\n<<<<<<< SEARCH\nexport function a7(value) {\n=======\nexport function a7(value = 0) {\n>>>>>>> REPLACE';
const look = JSON.stringify({ look: [{ read: 'src/a.js', symbol: 'a77' }] });

describe('planning on', () => {
  let worker: { file: string; remove: () => Promise<void> };
  let core: Core;

  before(async () => (worker = await bundle('src/node/store/storeWorker.ts')));
  after(() => worker.remove());
  beforeEach(async () => {
    core = await startCore(worker.file, { 'package.json': '{}', 'src/a.js': long('a'), 'src/b.js': long('b') });
  });
  afterEach(() => core.stop());

  const script = (answers: Parameters<typeof answersByPurpose>[0]) => core.model.script(answersByPurpose(answers));
  const last = () => core.asked.filter(({ purpose }) => purpose === 'plan').at(-1)?.messages ?? [];

  it('has what was looked at before a question was answered', async () => {
    const asks = JSON.stringify({ summary: 'x', steps: [], questions: ['How long?'] });
    script({ plan: [look, asks, plan(tests)] });
    const asked = await core.flux.start({ goal: 'make it wait' }, { origin: 'api' });
    await core.flux.answer(asked.id, asked.gates[0]!.id, 'A minute.');
    await core.flux.whenSettled(asked.id);
    const messages = last();
    assert.deepEqual(
      messages.map(({ role }) => role),
      ['system', 'user', 'assistant', 'user', 'assistant', 'user'],
    );
    assert.match(messages[3]?.content ?? '', /return value \+ 77;/);
    assert.equal(messages.at(-1)?.content, '# Your questions, answered\n- How long?\n  A minute.');
  });

  it('has the plan as it was sent, edits and all, and what the person wants changed', async () => {
    script({ plan: [plan(fix, tests) + edits, plan(fix, tests) + edits, plan(tests)] });
    const proposed = await core.flux.start({ goal: 'make it wait' }, { origin: 'api' });
    await core.flux.revise(proposed.id, 'only a7');
    const again = await core.flux.whenSettled(proposed.id);
    let messages = last();
    assert.equal(messages[2]?.content, plan(fix, tests) + edits);
    assert.match(messages[3]?.content ?? '', /^# What the person wants changed in it\nonly a7\n/);
    // What the person has done to it the model does not know.
    await core.flux.editPlan(again.id, { revision: again.revision, skip: ['tests'] });
    await core.flux.revise(proposed.id, 'and no tests');
    await core.flux.whenSettled(proposed.id);
    messages = last();
    assert.match(messages.at(-1)?.content ?? '', /# Your plan so far[^#]*"skippedByThePerson":true/);
  });

  it('says what has changed since', async () => {
    script({ plan: [look, plan(tests), plan(tests)] });
    const proposed = await core.flux.start({ goal: 'make it wait' }, { origin: 'api' });
    core.place.texts.set('src/a.js', `// edited\n${long('a')}`);
    await core.flux.revise(proposed.id, 'a77 only');
    await core.flux.whenSettled(proposed.id);
    assert.match(last().at(-1)?.content ?? '', /^Changed since they were shown above: src\/a\.js\./);
  });

  it('begins anew in another window, with the plan as it stands', async () => {
    script({ plan: [plan(fix, tests) + edits, plan(tests)] });
    const proposed = await core.flux.start({ goal: 'make it wait' }, { origin: 'api' });
    await core.flux.shutDown();
    const other = core.another();
    await other.revise(proposed.id, 'only a7');
    await other.whenSettled(proposed.id);
    const messages = last();
    assert.equal(messages.length, 2);
    assert.match(messages[1]?.content ?? '', /# Workspace[\s\S]*# Your plan so far[\s\S]*only a7/);
    await other.shutDown();
  });
});
