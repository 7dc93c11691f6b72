import assert from 'node:assert/strict';
import { standingWord } from '../../../src/words/sessionState';
import { answersByPurpose } from '../../model/scriptedModel';
import { until } from '../../harness/until.mjs';
import { bundle } from '../node/buildWorker';
import { startCore, type Core } from './startCore';

const command = (id: string, line: string) => ({
  id,
  title: id,
  tool: 'run_command',
  input: { command: line },
  dependsOn: [],
});
const write = { id: 'note', title: 'Write', tool: 'write_file', input: { path: 'note.md' } };
const tests = { id: 'tests', title: 'Run the tests', tool: 'run_tests', expect: [{ kind: 'tests_pass' }] };
const escalate = JSON.stringify({
  action: 'escalate_to_human',
  reasoning: 'Only you know.',
  task_description: 'Which of the two?',
});

describe('while a question is open', () => {
  let worker: { file: string; remove: () => Promise<void> };
  let core: Core;
  before(async () => (worker = await bundle('src/node/store/storeWorker.ts')));
  after(() => worker.remove());
  beforeEach(async () => {
    core = await startCore(worker.file, { 'a.txt': 'one\n', 'package.json': '{}' });
    core.place.overrides['approval.mode'] = 'auto';
    core.place.overrides['approval.allowedCommands'] = ['first', 'second', 'third'];
    core.place.testsSay = () => ({ passed: 2, failed: 0 });
  });
  afterEach(() => core.stop());

  it('nothing is decided on its matter: another failure’s decision leaves it as it is', async () => {
    const hold = Promise.withResolvers<void>();
    core.place.commandWaits = (line) => (line === 'second' ? hold.promise : Promise.resolve());
    core.place.commandDoes = (line) => (line === 'third' ? 0 : 1);
    core.model.script(
      answersByPurpose({
        plan: [JSON.stringify({ summary: 's', steps: [command('one', 'first'), command('two', 'second')] })],
        decide: [
          escalate,
          JSON.stringify({ action: 'create_task', reasoning: 'Instead.', steps: [command('three', 'third')] }),
          JSON.stringify({ action: 'project_complete', reasoning: 'It was said.' }),
        ],
      }),
    );
    const started = await core.flux.start({ goal: 'do both', approve: 'now' }, { origin: 'api' });
    const said = async () => standingWord(await core.flux.session(started.id));
    await until('it asks while it runs', async () => (await said()) === 'question open · 1 step running');
    hold.resolve();
    const isThrough = async () => {
      const { plan } = await core.flux.session(started.id);
      return plan?.steps.find(({ id }) => id === 'three')?.status === 'done';
    };
    await until('another matter has gone on', isThrough);
    const asleep = await core.flux.whenSettled(started.id);
    const standing = Object.fromEntries(asleep.plan!.steps.map((step) => [step.id, step]));
    assert.equal(standing['two']?.leftOut?.by, 'replaced');
    assert.equal(standing['one']?.leftOut, undefined, 'what the question is about waits for its answer');
    assert.equal(standingWord(asleep), 'waiting for your answer');
    assert.deepEqual(
      asleep.decisions.map(({ step }) => step),
      ['one', 'two'],
    );
  });

  it('an answer that leaves the verification standing costs one call, and nothing runs again', async () => {
    let decided = 0;
    core.model.script(
      answersByPurpose({
        plan: [
          `${JSON.stringify({
            summary: 's',
            steps: [write, { ...tests, decisionPoint: true, dependsOn: ['note'] }],
            verify: 'tests',
          })}\n=== note ===\n\`\`\`\nnoted\n\`\`\``,
        ],
        decide: [escalate, JSON.stringify({ action: 'project_complete', reasoning: 'It was said.' })],
      }),
    );
    const started = await core.flux.start({ goal: 'write it', approve: 'now' }, { origin: 'api' });
    const asleep = await core.flux.whenSettled(started.id);
    assert.equal(asleep.gates[0]?.text, 'Which of the two?', asleep.error?.message);
    decided = asleep.modelCalls;
    await core.flux.answer(asleep.id, asleep.gates[0]!.id, 'Leave it as it is.');
    const done = await core.flux.whenSettled(asleep.id);
    assert.equal(done.state, 'complete', done.error?.message);
    assert.equal(done.report?.verified, true);
    assert.equal(done.modelCalls, decided + 1);
    assert.deepEqual(
      done.plan?.steps.map(({ id }) => id),
      ['note', 'tests'],
    );
  });
});
