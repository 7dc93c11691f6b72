import assert from 'node:assert/strict';
import type { SessionSnapshot } from '../../../src/contracts/session';
import { answersByPurpose } from '../../model/scriptedModel';
import { bundle } from '../node/buildWorker';
import { startCore, type Core } from './startCore';

const source = 'export const add = (a, b) => a - b;\n';
const fixed = 'export const add = (a, b) => a + b;\n';
const block = `<<<<<<< SEARCH\n${source}=======\n${fixed}>>>>>>> REPLACE`;
const wrongBlock = '<<<<<<< SEARCH\nthis stands nowhere\nnor does this\n=======\nx\n>>>>>>> REPLACE';
const whole = `\`\`\`js\n${fixed}\`\`\``;
const edit = { id: 'fix', title: 'Add', tool: 'edit_file', input: { path: 'src/add.js' } };
const planText = (...steps: object[]) => JSON.stringify({ summary: 'add adds', steps });
const command = (id: string, line: string, more: object = {}) => ({
  id,
  title: id,
  tool: 'run_command',
  input: { command: line },
  ...more,
});

describe('acting and undoing', () => {
  let worker: { file: string; remove: () => Promise<void> };
  let core: Core;

  before(async () => (worker = await bundle('src/node/store/storeWorker.ts')));
  after(() => worker.remove());
  beforeEach(
    async () =>
      (core = await startCore(worker.file, {
        'package.json': '{}',
        'src/add.js': source,
        '.env': 'TOKEN=very-secret\n',
      })),
  );
  afterEach(() => core.stop());

  const run = async (plan: string, more: object = {}) => {
    core.model.script(answersByPurpose({ plan, ...more }));
    const session = await core.flux.start({ goal: 'make add add', approve: 'now' }, { origin: 'api' });
    return core.flux.whenSettled(session.id);
  };
  const gateOf = (session: SessionSnapshot) => session.gates.find(({ kind }) => kind !== 'plan')!;
  const status = (session: SessionSnapshot) => session.plan?.steps.map(({ id, status }) => `${id} ${status}`);

  it('takes an empty plan for an answer: nothing runs, and what was said stays', async () => {
    core.model.script(
      answersByPurpose({
        plan: JSON.stringify({
          summary: 'It adds already.',
          steps: [],
          notes: ['`add` uses + since the last commit.'],
        }),
      }),
    );
    const session = await core.flux.start({ goal: 'make add add' }, { origin: 'api' });
    assert.equal(session.state, 'complete');
    assert.equal(session.summary, 'It adds already.\n`add` uses + since the last commit.');
    assert.deepEqual(session.gates, []);
  });

  it('after two failures writes a small file whole', async () => {
    const done = await run(`${planText(edit)}\n=== fix ===\n${wrongBlock}`, {
      bind: [wrongBlock, whole],
      repair: wrongBlock,
    });
    assert.equal(done.plan?.steps[0]?.status, 'done', done.error?.message);
    assert.equal(core.place.texts.get('src/add.js'), fixed);
    assert.equal(done.plan?.steps[0]?.tool, 'write_file', 'the record says how');
  });

  it('does the same where the edit was to be worked out on the way', async () => {
    const done = await run(planText({ ...edit, instruction: 'use +' }), {
      bind: [wrongBlock, whole],
      repair: wrongBlock,
    });
    assert.equal(done.plan?.steps[0]?.status, 'done', done.error?.message);
    assert.equal(core.place.texts.get('src/add.js'), fixed);
  });

  it('never takes edits for the text of a whole file', async () => {
    const done = await run(
      planText({ id: 'w', title: 'Write', tool: 'write_file', input: { path: 'src/new.js' }, instruction: 'make it' }),
      { bind: wrongBlock, repair: [wrongBlock, whole] },
    );
    assert.equal(done.plan?.steps[0]?.status, 'done', done.error?.message);
    assert.equal(core.place.texts.get('src/new.js'), fixed);
  });

  it('after two failures on a large file fails with the reason and the nearest text', async () => {
    core.place.texts.set('src/add.js', `${source}${'// a line of a long file\n'.repeat(2000)}`);
    const done = await run(`${planText(edit)}\n=== fix ===\n${wrongBlock}`, { bind: wrongBlock, repair: wrongBlock });
    assert.equal(done.plan?.steps[0]?.status, 'failed');
    assert.equal(done.plan?.steps[0]?.error?.reason, 'no_match');
  });

  it('undoes and redoes a run, and says when there is nothing more to do', async () => {
    const done = await run(`${planText(edit)}\n=== fix ===\n${block}`);
    assert.equal(core.place.texts.get('src/add.js'), fixed);
    const undone = await core.flux.undo(done.id);
    assert.deepEqual(undone.restored, ['src/add.js']);
    assert.equal(core.place.texts.get('src/add.js'), source);
    const after = await core.flux.session(done.id);
    assert.deepEqual(
      [after.state, after.changedFiles, after.plan?.steps[0]?.undone, after.undo?.action],
      ['complete', [], true, 'undo'],
    );
    assert.deepEqual((await core.flux.redo(done.id)).restored, ['src/add.js']);
    assert.equal(core.place.texts.get('src/add.js'), fixed);
    assert.equal((await core.flux.session(done.id)).plan?.steps[0]?.undone, false);
    await assert.rejects(core.flux.redo(done.id), { reason: 'nothing_to_redo' });
  });

  it('undoes what a command did, and what a failed step did', async () => {
    core.place.commandDoes = (_line, texts) => (texts.set('made.txt', 'made\n'), texts.delete('src/add.js'), 3);
    const done = await run(planText(command('make', 'make it')));
    assert.deepEqual(status(done), ['make failed']);
    assert.deepEqual([...core.place.texts.keys()].sort(), ['.env', 'made.txt', 'package.json']);
    assert.deepEqual(done.changedFiles, ['made.txt', 'src/add.js']);
    await core.flux.undo(done.id);
    assert.deepEqual([...core.place.texts.keys()].sort(), ['.env', 'package.json', 'src/add.js']);
    assert.equal(core.place.texts.get('src/add.js'), source);
  });

  it('merges around a line of the person, and leaves the same line alone', async () => {
    const done = await run(`${planText(edit)}\n=== fix ===\n${block}`);
    core.place.texts.set('src/add.js', `// mine\n\n${fixed}`);
    assert.deepEqual((await core.flux.undo(done.id)).merged, ['src/add.js']);
    assert.equal(core.place.texts.get('src/add.js'), `// mine\n\n${source}`);
    const again = await run(`${planText(edit)}\n=== fix ===\n${block}`);
    core.place.texts.set('src/add.js', 'export const add = (a, b) => a * b;\n');
    const report = await core.flux.undo(again.id);
    assert.deepEqual(report.conflicts, ['src/add.js']);
    assert.equal(core.place.texts.get('src/add.js'), 'export const add = (a, b) => a * b;\n');
  });

  it('asks again for a command that was bound late, and remembers it for the run', async () => {
    const late = (id: string, more: object = {}) => ({
      id,
      title: id,
      tool: 'run_command',
      instruction: 'build it',
      ...more,
    });
    const waiting = await run(planText(late('one'), late('two', { dependsOn: ['one'] })), {
      bind: '{"command":"npm run build"}',
    });
    assert.match(gateOf(waiting).text, /npm run build/);
    assert.deepEqual(core.place.ran, []);
    await core.flux.answer(waiting.id, gateOf(waiting).id, 'Allow for this run');
    const done = await core.flux.whenSettled(waiting.id);
    assert.deepEqual(status(done), ['one done', 'two done']);
    assert.deepEqual(core.place.ran, ['npm run build', 'npm run build']);
    assert.ok(done.scope?.free?.some((entry) => entry.startsWith('$ npm run')));
  });

  it('remembers “always” in the settings', async () => {
    const waiting = await run(planText({ id: 'one', title: 'one', tool: 'run_command', instruction: 'build it' }), {
      bind: '{"command":"npm run build"}',
    });
    const always = gateOf(waiting).choices?.find(({ label }) => label.startsWith('Always'));
    await core.flux.answer(waiting.id, gateOf(waiting).id, always!.label);
    assert.equal((await core.flux.whenSettled(waiting.id)).state, 'complete');
    assert.equal(core.place.overrides['approval.allowedCommands']?.length, 1);
  });

  it('never runs a denied command, and asks for a destructive one although the plan named it', async () => {
    core.place.overrides['approval.deniedCommands'] = ['curl'];
    assert.deepEqual(status(await run(planText(command('get', 'npm test && curl example.com')))), ['get denied']);
    const waiting = await run(planText(command('wipe', 'rm -rf /')));
    assert.equal(gateOf(waiting).kind, 'step');
    assert.deepEqual(
      gateOf(waiting).choices?.map(({ label }) => label),
      ['Allow once', 'Skip this step'],
    );
    await core.flux.answer(waiting.id, gateOf(waiting).id, 'no');
    assert.deepEqual(status(await core.flux.whenSettled(waiting.id)), ['wipe denied']);
    assert.deepEqual(core.place.ran, []);
  });

  it('in auto asks for what is not allowed, and only for that', async () => {
    core.place.overrides['approval.mode'] = 'auto';
    core.place.overrides['approval.allowedCommands'] = ['echo'];
    core.model.script(
      answersByPurpose({
        plan: planText(command('free', 'echo hello'), command('other', 'make it', { dependsOn: ['free'] })),
      }),
    );
    const session = await core.flux.whenSettled((await core.flux.start({ goal: 'make it' }, { origin: 'api' })).id);
    assert.deepEqual(core.place.ran, ['echo hello']);
    assert.equal(gateOf(session).step, 'other');
  });

  it('shows the model no secrets, neither in looks nor where a step edits them', async () => {
    const setEnv = {
      id: 'env',
      title: 'Set the port',
      tool: 'edit_file',
      input: { path: '.env' },
      instruction: 'set PORT',
    };
    await run(planText(setEnv), {
      plan: [JSON.stringify({ look: [{ read: '.env' }, { search: 'TOKEN' }] }), planText(setEnv)],
      bind: wrongBlock,
      repair: wrongBlock,
    });
    const sent = core.model.requests.map(({ text }) => text).join('\n');
    assert.doesNotMatch(sent, /very-secret/);
    assert.match(sent, /holds/);
  });

  it('quotes no secrets to the model where an edit of them does not fit', async () => {
    const near = '.env\n<<<<<<< SEARCH\nTOKEN=very-secrets\n=======\nTOKEN=x\n>>>>>>> REPLACE';
    const setEnv = { id: 'env', title: 'Set the token', tool: 'edit_file', input: { path: '.env' } };
    await run(`${planText(setEnv)}\n=== env ===\n${near}`, { bind: near, repair: near });
    await run(planText({ ...setEnv, instruction: 'set it' }), { bind: near, repair: near });
    const sent = core.model.requests
      .map(({ text }) => text)
      .join('\n')
      .replaceAll('very-secrets', '');
    assert.match(sent, /nothing of it is quoted/);
    assert.doesNotMatch(sent, /very-secret/);
    assert.equal(core.place.texts.get('.env'), 'TOKEN=very-secret\n');
  });

  it('refuses a command that is denied while its question stands', async () => {
    const waiting = await run(planText({ id: 'one', title: 'one', tool: 'run_command', instruction: 'build it' }), {
      bind: '{"command":"npm run build"}',
    });
    core.place.overrides['approval.deniedCommands'] = ['npm'];
    await core.flux.answer(waiting.id, gateOf(waiting).id, 'Allow');
    assert.deepEqual(status(await core.flux.whenSettled(waiting.id)), ['one denied']);
    assert.deepEqual(core.place.ran, []);
  });

  it('takes no approval of a plan for the answer to a danger, nor to several questions', async () => {
    const danger = await run(planText(command('wipe', 'rm -rf /')));
    await assert.rejects(core.flux.approve(danger.id), { reason: 'stale_approval' });
    await assert.rejects(core.flux.approve(danger.id, { revision: gateOf(danger) && danger.approvedAt ? 1 : 0 }), {
      reason: 'stale_approval',
    });
    assert.deepEqual(core.place.ran, []);
    await core.flux.approve(danger.id, { revision: (await core.flux.session(danger.id)).revision });
    assert.deepEqual(
      status(await core.flux.whenSettled(danger.id)),
      ['wipe done'],
      'who saw the question may answer it so',
    );
  });

  it('asks for the lines that are typed into a shell, although the plan was approved', async () => {
    const waiting = await run(planText(command('sh', 'bash', { input: { command: 'bash', input: 'rm -rf ~' } })));
    assert.match(gateOf(waiting).text, /rm -rf ~/);
    assert.deepEqual(
      gateOf(waiting).choices?.map(({ label }) => label),
      ['Allow once', 'Skip this step'],
    );
    await core.flux.stop(waiting.id);
  });

  it('writes the file that was approved, however its path is spelt', async () => {
    await run(
      `${planText({ id: 'w', title: 'Write', tool: 'write_file', input: { path: 'src\\\\new.js' } })}\n=== w ` +
        `===\n${whole}`,
    );
    assert.deepEqual(
      [...core.place.texts.keys()].filter((path) => path.includes('new')),
      ['src/new.js'],
    );
  });
});
