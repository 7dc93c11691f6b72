import assert from 'node:assert/strict';
import type { SessionSnapshot } from '../../../src/contracts/session';
import { FluxError } from '../../../src/base/errors';
import { answersByPurpose } from '../../model/scriptedModel';
import { bundle } from '../node/buildWorker';
import { startCore, type Core } from './startCore';
import { until } from '../../harness/until.mjs';

const source = 'export const add = (a, b) => a - b;\n';
const right = 'export const add = (a, b) => a + b;\n';
const wrong = 'export const add = (a, b) => a * b;\n';
const block = (from: string, to: string) => `src/add.js\n<<<<<<< SEARCH\n${from}=======\n${to}>>>>>>> REPLACE`;
const edit = { id: 'fix', title: 'Multiply', tool: 'edit_file' };
const tests = { id: 'tests', title: 'Run the tests', tool: 'run_tests', expect: [{ kind: 'tests_pass' }] };
const planText = (...steps: object[]) => JSON.stringify({ summary: 'add adds', steps, verify: 'tests' });
const wrongPlan = `${planText(edit, tests)}\n=== fix ===\n${block(source, wrong)}`;
const mend = (from = wrong, to = right, more: object = {}) =>
  `${JSON.stringify({ action: 'create_task', reasoning: 'It multiplies.', steps: [{ id: 'mend', title: 'Add', tool: 'edit_file' }], ...more })}\n=== ` +
  `mend ===\n${block(from, to)}`;
const decision = (action: string, more: object = {}) =>
  JSON.stringify({ action, reasoning: `because ${action}`, ...more });

describe('decisions', () => {
  let worker: { file: string; remove: () => Promise<void> };
  let core: Core;

  before(async () => (worker = await bundle('src/node/store/storeWorker.ts')));
  after(() => worker.remove());
  beforeEach(async () => {
    core = await startCore(worker.file, {
      'package.json': '{"type":"module"}',
      'src/add.js': source,
      'test/add.test.js': 'test',
    });
    core.place.testsSay = (texts) =>
      texts.get('src/add.js') === right
        ? { passed: 2, failed: 0 }
        : {
            passed: 1,
            failed: 1,
            failures: [
              {
                name: 'adds',
                file: 'test/add.test.js',
                line: 1,
                message: `3 !== ${texts.get('src/add.js')?.length} at src/add.js:1`,
              },
            ],
          };
  });
  afterEach(() => core.stop());

  const script = (answers: Parameters<typeof answersByPurpose>[0]) => core.model.script(answersByPurpose(answers));
  const run = async (goal = 'make add add'): Promise<SessionSnapshot> => {
    const proposed = await core.flux.start({ goal, approve: 'now' }, { origin: 'api' });
    return core.flux.whenSettled(proposed.id);
  };
  const steps = (session: SessionSnapshot) =>
    session.plan?.steps.map((step) => `${step.id} ${step.status}${step.leftOut?.by === 'replaced' ? ' replaced' : ''}`);

  it('lets a command stand in for a check that cannot run here, and for no other', async () => {
    const command = {
      id: 'other',
      title: 'Run the tests another way',
      tool: 'run_command',
      input: { command: 'npx --no-install mocha' },
      expect: [{ kind: 'exit_code', equals: 0 }],
    };
    core.place.testsSay = () => {
      throw new FluxError('tests_crashed', '“bun run test” ended with exit code 127 before any test ran.');
    };
    script({
      plan: `${planText(edit, tests)}\n=== fix ===\n${block(source, right)}`,
      decide: decision('create_task', { steps: [command] }),
    });
    const asks = await run();
    const gate = asks.gates[0];
    assert.match(gate?.text ?? '', /mocha/);
    await core.flux.answer(asks.id, gate?.id ?? '', 'Allow');
    const done = await core.flux.whenSettled(asks.id);
    assert.equal(done.state, 'complete');
    assert.deepEqual(steps(done), ['fix done', 'tests failed replaced', 'other done']);
    assert.equal(done.plan?.verify, 'other');
    assert.equal(done.report?.verified, true);
    assert.deepEqual(done.report.proved, ['“Run the tests another way”: the exit code is 0.']);
    const asked = core.model.requests.find(({ purpose }) => purpose === 'decide');
    assert.match(JSON.stringify(asked), /takes its place as the proof/);
  });

  it('takes no failure after a change for one of before, where nothing was measured', async () => {
    core.place.overrides['tests.baselineSeconds'] = 0;
    const newOnly = { ...tests, expect: [{ kind: 'no_new_errors' }] };
    script({
      plan: `${planText(edit, newOnly)}\n=== fix ===\n${block(source, wrong)}`,
      decide: [
        decision('create_task', { steps: [{ ...newOnly, id: 'again' }] }),
        decision('escalate_to_human', { task_description: 'One test fails. What now?' }),
      ],
    });
    const asked = await run();
    assert.deepEqual(steps(asked), ['fix done', 'tests failed replaced', 'again failed']);
    await core.flux.stop(asked.id);
    const done = await core.flux.whenSettled(asked.id);
    assert.equal(done.report?.verified ?? false, false);
    assert.equal(done.report?.testsBefore, undefined);
    assert.doesNotMatch(JSON.stringify([done.report, done.summary]), /before this run/);
  });

  it('ends as not verified where the person was asked about a failed verification and the model then ends it', async () => {
    script({
      plan: wrongPlan,
      decide: [
        decision('escalate_to_human', { task_description: 'The test contradicts the goal.', choices: ['Leave it'] }),
        decision('project_complete'),
      ],
    });
    const asked = await run();
    await core.flux.answer(asked.id, asked.gates[0]!.id, 'choice-1');
    const done = await core.flux.whenSettled(asked.id);
    assert.deepEqual(steps(done), ['fix done', 'tests failed']);
    assert.equal(done.state, 'failed');
    assert.equal(done.report?.verified, false);
    assert.match(core.model.requestsFor('decide')[1]?.messages.at(-1)?.content ?? '', /end here, as not verified/);
    assert.equal(core.model.requestsFor('decide').length, 2);
  });

  it('runs a failed verification once more and no oftener where the model ends the run all the same', async () => {
    script({ plan: wrongPlan, decide: [decision('project_complete'), decision('project_complete')] });
    const done = await run();
    assert.deepEqual(steps(done), ['fix done', 'tests failed replaced', 'tests-2 failed']);
    assert.equal(done.state, 'failed');
    assert.equal(done.report?.verified, false);
    assert.deepEqual(
      done.decisions.map(({ outcome }) => outcome),
      [
        'Not yet: the verification failed, so it runs once more.',
        'The verification fails the same way again, so it ends as not verified.',
      ],
    );
  });

  it('puts other steps in the place of what failed, verifies again by itself and completes', async () => {
    script({ plan: [wrongPlan], decide: [mend()] });
    const done = await run();
    assert.equal(done.state, 'complete', done.error?.message);
    assert.deepEqual(steps(done), ['fix done', 'tests failed replaced', 'mend done', 'tests-2 done']);
    assert.equal(done.plan?.verify, 'tests-2');
    assert.equal(done.report?.verified, true);
    assert.equal(core.place.texts.get('src/add.js'), right);
    assert.equal(done.modelCalls, 2);
    assert.equal(done.decisions.length, 1);
    assert.deepEqual(done.decisions[0]?.added, ['mend', 'tests-2']);
  });

  it('shows what failed, the present text of the places it names, and asks for nothing on a happy path', async () => {
    script({ plan: [wrongPlan], decide: [mend()] });
    await run();
    const [request] = core.model.requestsFor('decide');
    const text = request?.messages.at(-1)?.content ?? '';
    assert.match(text, /Expected: the tests pass/);
    assert.match(text, /adds \(test\/add\.test\.js:1\)/);
    assert.match(text, /src\/add\.js \(whole, 1 lines\)[\s\S]*a \* b/);
    assert.equal(request?.step, 'tests');
  });

  it('fixes through two decisions', async () => {
    script({
      plan: [wrongPlan],
      decide: [
        mend(wrong, 'export const add = (a, b) => a / b;\n'),
        mend('export const add = (a, b) => a / b;\n', right, {
          steps: [{ id: 'mend', title: 'Add', tool: 'edit_file' }],
        }),
      ],
    });
    const done = await run();
    assert.equal(done.state, 'complete', done.error?.message);
    assert.equal(done.decisions.length, 2);
    assert.equal(done.modelCalls, 3);
    assert.equal(done.report?.verified, true);
  });

  it('asks the person, sleeps over a restart, and goes on with the answer', async () => {
    script({
      plan: [wrongPlan],
      decide: [
        decision('escalate_to_human', { task_description: 'Add or multiply?', choices: ['Add', 'Multiply'] }),
        mend(),
      ],
    });
    const asleep = await run();
    assert.equal(asleep.gates[0]?.text, 'Add or multiply?');
    assert.deepEqual(asleep.gates[0]?.choices, [
      { id: 'choice-1', label: 'Add' },
      { id: 'choice-2', label: 'Multiply' },
    ]);
    const other = core.another();
    await other.answer(asleep.id, asleep.gates[0]!.id, 'choice-1');
    const done = await other.whenSettled(asleep.id);
    assert.equal(done.state, 'complete', done.error?.message);
    assert.match(core.model.requestsFor('decide')[1]?.messages.at(-1)?.content ?? '', /The person answers: Add/);
    await assert.rejects(other.answer(asleep.id, asleep.gates[0]!.id, 'Multiply'), { reason: 'unknown_gate' });
    await other.shutDown();
  });

  it('does not take "complete" for verified: it verifies first, and goes on when that fails', async () => {
    const unverified = planText(edit, {
      id: 'tests',
      title: 'See it',
      tool: 'read_files',
      input: { files: [{ path: 'src/add.js' }] },
    });
    core.place.texts.delete('package.json'); // so that planning adds no test run
    script({
      plan: [`${unverified}\n=== fix ===\n${block(source, wrong)}`],
      decide: [decision('project_complete'), mend()],
    });
    const proposed = await core.flux.start({ goal: 'make add add' }, { origin: 'api' });
    core.place.texts.set('package.json', '{}');
    await core.flux.approve(proposed.id);
    const asking = await core.flux.whenSettled(proposed.id);
    assert.match(
      asking.gates[0]?.text ?? '',
      /is not in the approved plan: it runs `all tests`/,
      'tests were not approved',
    );
    await core.flux.answer(proposed.id, asking.gates[0]!.id, 'Allow');
    const done = await core.flux.whenSettled(proposed.id);
    assert.equal(done.state, 'complete', done.error?.message);
    assert.match(done.decisions[0]?.outcome ?? '', /verified/);
    assert.equal(done.report?.verified, true);
  });

  it('goes on by rules when the answer is unusable three times, and when decisions are switched off', async () => {
    script({
      plan: [wrongPlan, wrongPlan],
      decide: ['what?'],
      repair: ['{}', decision('create_task', { steps: [{ id: 'x', title: 'x', tool: 'no_such_tool' }] })],
    });
    const failed = await run();
    assert.equal(failed.state, 'failed');
    assert.equal(failed.decisions[0]?.by, 'rule');
    core.place.overrides['decisions.mode'] = 'never';
    core.place.texts.set('src/add.js', source);
    const never = await run();
    assert.equal(never.state, 'failed');
    assert.equal(core.model.requestsFor('decide').length, 1);
  });

  it('mends a decision that names an unknown tool, a circle, a thousand tasks or a step that is not queued', async () => {
    const many = Array.from({ length: 1000 }, (_, index) => ({ id: `t${index}`, title: 'x', tool: 'run_tests' }));
    const bad = [
      decision('create_task', { steps: [{ id: 'x', title: 'x', tool: 'wizardry' }] }),
      decision('create_task', {
        steps: [
          { id: 'x', title: 'x', tool: 'run_tests', dependsOn: ['y'] },
          { id: 'y', title: 'y', tool: 'run_tests', dependsOn: ['x'] },
        ],
      }),
      decision('create_task', { steps: many }),
      decision('wait_for_more_tasks', { drop: ['nothing'] }),
    ];
    for (const answer of bad) {
      core.place.texts.set('src/add.js', source);
      script({ plan: [wrongPlan], decide: [answer], repair: [mend()] });
      const done = await run();
      assert.equal(done.state, 'complete', done.error?.message);
    }
    const quoted = core.model.requestsFor('repair').map((request) => request.messages.at(-1)?.content ?? '');
    assert.match(quoted[0] ?? '', /wizardry/);
    assert.match(quoted[1] ?? '', /circle/);
    assert.match(quoted[2] ?? '', /1000 steps; at most 30/);
    assert.match(quoted[3] ?? '', /"nothing", which is not among the queued/);
  });

  it('gives the work to another role when the named one is unknown or unfit, and says so', async () => {
    script({ plan: [wrongPlan], decide: [mend(wrong, right, { next_agent_type: 'reviewer' })] });
    const done = await run();
    assert.equal(done.state, 'complete', done.error?.message);
    assert.notEqual(done.decisions[0]?.role, 'reviewer');
    assert.match(done.decisions[0]?.roleNote ?? '', /reviewer may not use edit_file/);
    assert.equal(done.plan?.steps.find((step) => step.id === 'mend')?.agent, done.decisions[0]?.role);
  });

  it('plans a task that is only described, with the named role', async () => {
    const small =
      `${JSON.stringify({ summary: 'adds', steps: [{ id: 'mend', title: 'Add', tool: 'edit_file' }] })}\n=== ` +
      `mend ===\n${block(wrong, right)}`;
    script({
      plan: [wrongPlan, small],
      decide: [
        decision('create_task', {
          task_description: 'Make add add.',
          next_agent_type: 'code-writer',
          context_to_pass: { files_to_reference: ['src/add.js'], key_information: 'It multiplies.' },
        }),
      ],
    });
    const done = await run();
    assert.equal(done.state, 'complete', done.error?.message);
    const asked = core.model.requestsFor('plan')[1]?.messages.at(-1)?.content ?? '';
    assert.match(asked, /# The task to plan now[\s\S]*Make add add\.[\s\S]*It multiplies\.[\s\S]*code-writer/);
    assert.equal(done.plan?.steps.find((step) => step.id === 'mend')?.agent, 'code-writer');
  });

  it('shows what failing tests import, and tells what really changed, however many steps it took', async () => {
    core.place.texts.set(
      'test/add.test.js',
      "import { sum } from '../src/sum.js';\nimport { add } from '../src/add.js';\n",
    );
    core.place.texts.set('src/sum.js', 'export const sum = (list) => list.reduce((a, b) => a + b, 0);\n');
    script({ plan: [wrongPlan], decide: [mend()] });
    const done = await run();
    assert.match(core.model.requestsFor('decide')[0]?.messages.at(-1)?.content ?? '', /### src\/sum\.js \(whole/);
    assert.deepEqual(
      done.report?.files.map(({ path, added, removed }) => [path, added, removed]),
      [['src/add.js', 1, 1]],
    );
    assert.match(done.summary ?? '', /src\/add\.js \(\+1 −1\)/);
  });

  it('shows the plan, the edits so far, and what a decision point found; findings become notes', async () => {
    const seen = `${JSON.stringify({ summary: 'It is read', steps: [{ id: 'look', title: 'See it', tool: 'run_command', input: { command: 'echo all' }, decisionPoint: true }] })}`;
    core.place.commandSays = () => 'a finding\n'.repeat(600);
    script({
      plan: [seen, wrongPlan],
      decide: [decision('project_complete', { summary: 'One fault', notes: ['src/add.js:1 adds nothing.'] }), mend()],
    });
    const reviewed = await run('review it');
    assert.equal(reviewed.state, 'complete', reviewed.error?.message);
    assert.deepEqual(
      [reviewed.report?.headline, reviewed.report?.notes],
      ['One fault', ['src/add.js:1 adds nothing.']],
    );
    assert.match(reviewed.summary ?? '', /^One fault[^\n]*\n- src\/add\.js:1 adds nothing\.$/);
    const point = core.model.requestsFor('decide')[0]?.messages.at(-1)?.content ?? '';
    assert.match(point, /the plan asks for a decision here/);
    assert.ok(point.split('a finding').length > 500, 'nearly the whole result');
    await run();
    assert.match(
      core.model.requestsFor('decide')[1]?.messages.at(-1)?.content ?? '',
      /# Plan\nadd adds[\s\S]*# Edits so far\n=== fix \(done\) ===\nsrc\/add\.js\n<<<<<<< SEARCH/,
    );
  });

  it('takes a step with the id of a queued one for that step, changed', async () => {
    const both =
      `${JSON.stringify({ summary: 'add adds', steps: [edit, tests, { id: 'more', title: 'Another', tool: 'edit_file', dependsOn: ['tests'] }], verify: 'tests' })}\n=== ` +
      `fix ===\n${block(source, wrong)}\n=== more ===\nnew.js\n<<<<<<< SEARCH\n=======\nexport const one = ` +
      `1;\n>>>>>>> REPLACE`;
    const changed = `${decision('create_task', {
      steps: [
        { id: 'mend', title: 'Add', tool: 'edit_file' },
        { id: 'more', title: 'Another one', tool: 'edit_file' },
      ],
    })}\n=== mend ===\n${block(wrong, right)}\n=== more ===\nnew.js\n<<<<<<< SEARCH\n=======\nexport const two = 2;\n>>>>>>> REPLACE`;
    script({ plan: [both], decide: [changed] });
    const done = await run();
    assert.equal(done.state, 'complete', done.error?.message);
    assert.deepEqual(
      steps(done)
        ?.filter((line) => line.startsWith('more'))
        .sort(),
      ['more skipped replaced', 'more-2 done'],
    );
    assert.equal(core.place.texts.get('new.js'), 'export const two = 2;\n');
  });

  it('offers what was asked together with the answer, and says that a failed step is still failed', async () => {
    script({
      plan: [wrongPlan],
      decide: [
        decision('escalate_to_human', { task_description: 'Add or multiply?', choices: ['Add', 'Multiply'] }),
        mend(),
      ],
    });
    const asleep = await run();
    await core.flux.answer(asleep.id, asleep.gates[0]!.id, 'the second');
    await core.flux.whenSettled(asleep.id);
    const asked = core.model.requestsFor('decide')[1]?.messages.at(-1)?.content ?? '';
    assert.match(
      asked,
      /You asked: Add or multiply\? \(Add \/ Multiply\)\nThe person answers: the second\n[^\n]*“Run the tests” is still failed: name the steps that fix it/,
    );
    assert.equal(asked.split('Add or multiply').length, 2, 'asked once');
  });

  it('does not call an added import a changed test', async () => {
    const test = "import assert from 'node:assert';\nassert.ok(true);\n";
    core.place.texts.set('test/add.test.js', test);
    const plan = (from: string, to: string) =>
      `${planText(edit, tests)}\n=== fix ===\n${block(source, right)}\ntest/add.test.js\n<<<<<<< ` +
      `SEARCH\n${from}=======\n${to}>>>>>>> REPLACE`;
    const imports = ["import assert from 'node:assert';\n", "import assert from 'node:assert/strict';\n"] as const;
    script({ plan: [plan(...imports), plan('assert.ok(true);\n', 'assert.ok(1);\n')] });
    assert.deepEqual((await run()).report?.unverified, []);
    core.place.texts.set('src/add.js', source);
    core.place.texts.set('test/add.test.js', test);
    assert.deepEqual((await run()).report?.unverified, ['Existing tests were changed: test/add.test.js.']);
  });

  it('says what will be different, and what to know, as decisions change it', async () => {
    const small =
      `${JSON.stringify({ summary: 'adds', steps: [{ id: 'mend', title: 'Add', tool: 'edit_file' }], notes: ['Only integers were tried.'] })}\n=== ` +
      `mend ===\n${block(wrong, right)}`;
    script({
      plan: [wrongPlan.replace('"verify"', '"notes":["It may overflow."],"verify"'), small],
      decide: [decision('create_task', { task_description: 'Make add add.', summary: 'Sums are right' })],
    });
    const done = await run();
    assert.equal(done.state, 'complete', done.error?.message);
    assert.deepEqual(
      [done.report?.headline, done.report?.notes],
      ['Sums are right', ['It may overflow.', 'Only integers were tried.']],
    );
    core.place.texts.set('src/add.js', source);
    script({ plan: [wrongPlan], decide: [mend(wrong, right, { notes: ['Nothing else.'] })] });
    assert.deepEqual((await run()).report?.notes, ['Nothing else.']);
  });

  it('asks for what leaves the approved scope, and only for that', async () => {
    const more =
      `${decision('create_task', { steps: [{ id: 'mend', title: 'Add', tool: 'edit_file' }] })}\n=== mend ` +
      `===\n${block(wrong, right)}\nsrc/other.js\n<<<<<<< SEARCH\n=======\nexport {};\n>>>>>>> REPLACE`;
    script({ plan: [wrongPlan], decide: [more] });
    const waiting = await run();
    assert.equal(waiting.gates[0]?.kind, 'delta');
    assert.match(waiting.gates[0]?.text ?? '', /writes `src\/other\.js`/);
    assert.doesNotMatch(waiting.gates[0]?.text ?? '', /src\/add\.js/);
    await core.flux.answer(waiting.id, waiting.gates[0]!.id, 'Allow');
    assert.equal((await core.flux.whenSettled(waiting.id)).state, 'complete');
  });

  it('notices that it goes in circles, asks once for another approach, then a person', async () => {
    let last = wrong;
    const next = () => {
      const from = last;
      last = `export const add = (a, b) => a * b * ${1 + (last.length % 7)};\n`.padEnd(30 + last.length, ' ') + '\n';
      return mend(from, last);
    };
    script({ plan: [wrongPlan], decide: Array.from({ length: 12 }, next) });
    const stuck = await run();
    assert.match(stuck.gates[0]?.text ?? '', /A different approach did not help/);
    assert.ok(stuck.decisions.some(({ outcome }) => outcome?.startsWith('Asked for a different approach')));
    assert.ok(stuck.decisions.length < 12, `${stuck.decisions.length} decisions`);
    await core.flux.answer(stuck.id, stuck.gates[0]!.id, 'Stop here');
    assert.equal((await core.flux.whenSettled(stuck.id)).state, 'failed');
  });

  it('sleeps when there is nothing to do, and is woken by feedback and by another session', async () => {
    const point = planText(edit, { ...tests, decisionPoint: true });
    script({
      plan: [`${point}\n=== fix ===\n${block(source, right)}`],
      decide: [decision('wait_for_more_tasks'), decision('wait_for_more_tasks'), decision('project_complete')],
    });
    const asleep = await run();
    assert.equal(asleep.state, 'paused');
    assert.equal(asleep.suspended?.by, 'waiting');
    await core.flux.wake('The branch main has moved.');
    await until(
      'it has come to that',
      async () =>
        (await core.flux.session(asleep.id)).decisions.length === 2 &&
        (await core.flux.session(asleep.id)).state === 'paused',
    );
    assert.match(core.model.requestsFor('decide')[1]?.messages.at(-1)?.content ?? '', /The branch main has moved/);
    await core.flux.feedback(asleep.id, 'That is all.');
    await until('it has come to that', async () => (await core.flux.session(asleep.id)).state === 'complete');
    assert.match(core.model.requestsFor('decide')[2]?.messages.at(-1)?.content ?? '', /That is all\./);
  });

  it('tries again what may pass, longer apart each time, before anybody is asked', async () => {
    let calls = 0;
    const { run: once } = core.place.tests;
    core.place.tests.run = async (...args) => {
      calls++;
      if (calls === 1)
        throw Object.assign(new Error('busy'), { name: 'FluxError', reason: 'task_failed', retryable: true });
      return once.apply(core.place.tests, args);
    };
    core.place.overrides['tests.baselineSeconds'] = 0;
    script({ plan: [`${planText(edit, tests)}\n=== fix ===\n${block(source, right)}`] });
    const done = await run();
    assert.equal(done.state, 'complete', done.error?.message);
    assert.equal(done.plan?.steps.find((step) => step.id === 'tests')?.retries, 1);
    assert.equal(core.model.requests.length, 1);
  }).timeout(20_000);

  it('asks after every step in the mode "always"', async () => {
    core.place.overrides['decisions.mode'] = 'always';
    script({
      plan: [`${planText(edit, tests)}\n=== fix ===\n${block(source, right)}`],
      decide: [decision('wait_for_more_tasks'), decision('project_complete')],
    });
    const done = await run();
    assert.equal(done.state, 'complete', done.error?.message);
    assert.deepEqual(
      done.decisions.map(({ why }) => why),
      ['every_step', 'every_step'],
    );
  });
});
