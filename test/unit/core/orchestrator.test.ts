import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { randomUUID } from 'node:crypto';
import type { StorePort } from '../../../src/contracts/store';
import type { SessionEvent } from '../../../src/contracts/events';
import type { SessionSnapshot } from '../../../src/contracts/session';
import { createOrchestrator, type Orchestrator } from '../../../src/core/orchestrator';
import { createOpenAiModel } from '../../../src/node/model/openaiModel';
import { openStore } from '../../../src/node/store/sqliteStore';
import { answersByPurpose, startScriptedModel, type ScriptedModel } from '../../model/scriptedModel';
import { bundle } from '../node/buildWorker';
import { memoryWorkspace, type MemoryWorkspace } from './memoryWorkspace';

const source = 'export const add = (a, b) => a - b;\n';
const fixed = 'export const add = (a, b) => a + b;\n';
const block =
  '<<<<<<< SEARCH\nexport const add = (a, b) => a - b;\n=======\nexport const add = (a, b) => a + b;\n>>>>>>> REPLACE';
const edit = { id: 'fix', title: 'Add instead of subtracting', tool: 'edit_file', input: { path: 'src/add.js' } };
const tests = { id: 'tests', title: 'Run the tests', tool: 'run_tests', expect: [{ kind: 'tests_pass' }] };
const planText = (...steps: object[]) => JSON.stringify({ summary: 'add adds', steps, verify: 'tests' });
const withEdit = `${planText(edit, tests)}\n=== fix ===\n${block}`;

describe('orchestrator', () => {
  let worker: { file: string; remove: () => Promise<void> };
  let folder: string;
  let store: StorePort;
  let model: ScriptedModel;
  let place: MemoryWorkspace;
  let flux: Orchestrator;

  before(async () => (worker = await bundle('src/node/store/storeWorker.ts')));
  after(() => worker.remove());
  beforeEach(async () => {
    folder = await mkdtemp(join(tmpdir(), 'flux-core-'));
    store = await openStore({ file: join(folder, 'sessions.db'), workerUrl: worker.file });
    model = await startScriptedModel();
    place = memoryWorkspace({ 'package.json': '{"type":"module"}', 'src/add.js': source });
    place.testsSay = (texts) =>
      texts.get('src/add.js') === fixed
        ? { passed: 2, failed: 0 }
        : { passed: 1, failed: 1, failures: [{ name: 'adds', message: '1 !== 3' }] };
    flux = orchestrator();
  });
  afterEach(async () => {
    await flux.shutDown();
    await store.close();
    await model.stop();
    await rm(folder, { recursive: true, force: true });
  });

  function orchestrator(connected = true, pid = process.pid): Orchestrator {
    const port = createOpenAiModel(
      async () => ({ baseUrl: model.url, apiKey: 'k', id: 'scripted', prices: {}, timeoutSeconds: 5 }),
      { label: 'scripted' },
    );
    return createOrchestrator({
      store,
      owner: { id: randomUUID(), pid },
      workspace: place,
      models: async () => (connected ? port : undefined),
      newId: randomUUID,
    });
  }

  const start = (goal = 'make add add', more: object = {}) => flux.start({ goal, ...more }, { origin: 'api' });
  const steps = (session: SessionSnapshot) => session.plan?.steps.map((step) => `${step.id} ${step.status}`);

  it('goes from a goal to a verified change, in one model call when the edits come with the plan', async () => {
    model.script(answersByPurpose({ plan: [withEdit] }));
    const proposed = await start();
    assert.equal(proposed.state, 'awaiting_approval');
    assert.equal(place.texts.get('src/add.js'), source, 'nothing is written before the approval');
    await flux.approve(proposed.id);
    const done = await flux.whenSettled(proposed.id);
    assert.equal(done.state, 'complete', done.error?.message);
    assert.equal(place.texts.get('src/add.js'), fixed);
    assert.deepEqual(steps(done), ['fix done', 'tests done']);
    assert.equal(done.report?.verified, true);
    assert.equal(done.report?.testsBefore?.failed, 1);
    assert.equal(done.report?.testsAfter?.failed, 0);
    assert.equal(done.modelCalls, 1);
    assert.equal(model.requests.length, 1);
    assert.equal(done.tokens.prompt > 0, true);
    assert.deepEqual(done.changedFiles, ['src/add.js']);
  });

  it('looks before it plans, then binds late with the context that the step names', async () => {
    model.script(
      answersByPurpose({
        plan: [
          JSON.stringify({ look: [{ search: 'add' }, { read: 'nowhere.js' }] }),
          planText({ ...edit, instruction: 'use +', context: [{ path: 'src/add.js', lines: [1, 1] }] }, tests),
        ],
        bind: block,
      }),
    );
    const done = await flux.whenSettled((await start('make add add', { approve: 'now' })).id);
    assert.equal(done.state, 'complete', done.error?.message);
    assert.equal(done.modelCalls, 3);
    const second = model.requestsFor('plan')[1]?.text ?? '';
    assert.match(second, /1 hit, all in what you already have: src\/add\.js:1/);
    assert.match(second, /nowhere\.js/);
    assert.match(second, /once more/);
    const bind = model.requestsFor('bind')[0];
    assert.equal(bind?.step, 'fix');
    assert.match(bind?.text ?? '', /a - b/);
    assert.match(bind?.text ?? '', /use \+/);
  });

  it('mends an edit that does not apply by one more binding that is told why', async () => {
    const wrong = withEdit.replace('export const add = (a, b) => a - b;', 'export const add = (x, y) => x - y;');
    model.script(answersByPurpose({ plan: [wrong], bind: block }));
    const done = await flux.whenSettled((await start('make add add', { approve: 'now' })).id);
    assert.equal(done.state, 'complete', done.error?.message);
    assert.match(model.requestsFor('bind')[0]?.text ?? '', /did not apply/);
  });

  it('quotes what is wrong with a plan twice, then fails with a sentence and a true state', async () => {
    model.script(
      answersByPurpose({ plan: 'no', repair: ['', '{"summary":"s","steps":[{"id":"a","title":"t","tool":"nope"}]}'] }),
    );
    await assert.rejects(start(), { reason: 'plan_unusable', message: /3 answers.*nope.*Try again/s });
    const [listed] = await flux.sessions();
    assert.equal(listed?.state, 'failed');
    assert.equal(model.requestsFor('repair').length, 2);
    assert.match(model.requestsFor('repair')[0]?.text ?? '', /no JSON object/);
  });

  it('repairs: the second answer may be the good one', async () => {
    model.script(answersByPurpose({ plan: '{"steps": 3}', repair: withEdit }));
    assert.equal((await start()).state, 'awaiting_approval');
  });

  it('asks its questions first and plans with the answers', async () => {
    model.script(
      answersByPurpose({
        plan: [JSON.stringify({ summary: 's', steps: [], questions: ['Integers only?'] }), withEdit],
      }),
    );
    const asked = await start();
    assert.equal(asked.gates[0]?.kind, 'question');
    await flux.answer(asked.id, asked.gates[0]!.id, 'Yes, integers.');
    const planned = await flux.whenSettled(asked.id);
    assert.equal(planned.state, 'awaiting_approval');
    assert.match(model.requestsFor('plan')[1]?.text ?? '', /Integers only\?[\s\S]*Yes, integers\./);
    await assert.rejects(flux.answer(asked.id, asked.gates[0]!.id, 'again'), { reason: 'unknown_gate' });
  });

  it('refuses a stale approval, and one of what runs or has ended', async () => {
    model.script(answersByPurpose({ plan: [withEdit] }));
    const proposed = await start();
    await flux.editPlan(proposed.id, { edit: { fix: { title: 'Another title' } } });
    await assert.rejects(flux.approve(proposed.id, { revision: proposed.revision }), { reason: 'stale_approval' });
    assert.equal((await flux.session(proposed.id)).state, 'awaiting_approval');
    const both = await Promise.allSettled([flux.approve(proposed.id), flux.approve(proposed.id)]);
    assert.deepEqual(both.map((one) => one.status).sort(), ['fulfilled', 'rejected']);
    await flux.whenSettled(proposed.id);
    await assert.rejects(flux.approve(proposed.id), { reason: 'not_awaiting', message: /has ended/ });
  });

  it('takes edits, skips and a new order with the approval, all or nothing', async () => {
    model.script(
      answersByPurpose({
        plan: [
          `${planText(edit, { id: 'note', title: 'Note', tool: 'write_file', input: { path: 'NOTE.md' } }, tests)}\n=== ` +
            `fix ===\n${block}\n=== note ===\n\`\`\`\nhello\n\`\`\``,
        ],
      }),
    );
    const proposed = await start();
    await assert.rejects(flux.approve(proposed.id, { order: ['tests', 'fix', 'note'] }), {
      reason: 'bad_order',
      message: /must come after/,
    });
    await assert.rejects(flux.approve(proposed.id, { skip: ['zzz'] }), { reason: 'unknown_step' });
    await assert.rejects(flux.approve(proposed.id, { edit: { note: { input: { path: '../up.md', content: 'x' } } } }), {
      reason: 'outside_workspace',
    });
    assert.equal(
      (await flux.session(proposed.id)).revision,
      proposed.revision,
      'a refused change leaves nothing behind',
    );
    await flux.approve(proposed.id, { revision: proposed.revision, skip: ['note'], order: ['note', 'fix', 'tests'] });
    const done = await flux.whenSettled(proposed.id);
    assert.deepEqual(steps(done), ['note skipped', 'fix done', 'tests done']);
    assert.equal(place.texts.has('NOTE.md'), false);
    assert.ok(done.report?.unverified.some((line) => line.includes('Note')));
  });

  it('writes an edit anew when the person changes what to do', async () => {
    model.script(answersByPurpose({ plan: [withEdit], bind: block }));
    const proposed = await start();
    const edited = await flux.editPlan(proposed.id, { edit: { fix: { instruction: 'also round' } } });
    assert.equal(edited.plan?.steps[0]?.late, true);
    await flux.approve(proposed.id);
    await flux.whenSettled(proposed.id);
    assert.match(model.requestsFor('bind')[0]?.text ?? '', /also round/);
  });

  it('plans anew as asked, keeps the old plan to compare, and falls back on it when that fails', async () => {
    model.script(
      answersByPurpose({ plan: [withEdit, planText({ ...edit, title: 'Simpler', instruction: 'simply' }, tests)] }),
    );
    const proposed = await start();
    await flux.revise(proposed.id, 'simpler please');
    const revised = await flux.whenSettled(proposed.id);
    assert.equal(revised.plan?.steps[0]?.title, 'Simpler');
    assert.equal(revised.previousPlan?.steps[0]?.title, edit.title);
    assert.match(model.requestsFor('plan')[1]?.text ?? '', /simpler please/);
    model.script(() => ({ text: '', fault: { kind: 'status', status: 401, times: Infinity } }));
    await flux.revise(proposed.id, 'once more');
    const kept = await flux.whenSettled(proposed.id);
    assert.equal(kept.state, 'awaiting_approval');
    assert.equal(kept.plan?.steps[0]?.title, 'Simpler');
    assert.equal(kept.error?.reason, 'model_key');
  });

  it('stops what depends on a failure, says why, and reports truly', async () => {
    model.script(
      answersByPurpose({
        plan: [
          `${planText(edit, { id: 'other', title: 'Other', tool: 'write_file', input: { path: 'o.md' }, dependsOn: [] }, tests)}\n=== ` +
            `fix ===\n${block.replaceAll('a - b', 'nothing like it')}\n=== other ===\n\`\`\`\no\n\`\`\``,
        ],
        bind: 'still no blocks',
        repair: 'nor here',
      }),
    );
    const failed = await flux.whenSettled((await start('make add add', { approve: 'now' })).id);
    assert.equal(failed.state, 'failed');
    assert.deepEqual(steps(failed), ['fix failed', 'other done', 'tests skipped']);
    assert.match(failed.plan?.steps[2]?.error?.message ?? '', /Not run, because “Add instead/);
    assert.match(failed.error?.message ?? '', /The 1 file changed so far is kept\./);
    assert.equal(failed.report?.verified, false);
  });

  it('lets a step that is meant to fail succeed by failing', async () => {
    model.script(
      answersByPurpose({
        plan: [
          `${planText({ id: 'see', title: 'See it fail', tool: 'run_tests', expect: [{ kind: 'tests_fail' }] }, edit, tests)}\n=== ` +
            `fix ===\n${block}`,
        ],
      }),
    );
    const done = await flux.whenSettled((await start('make add add', { approve: 'now' })).id);
    assert.equal(done.state, 'complete', done.error?.message);
    assert.equal(done.plan?.steps[0]?.judged?.[0]?.held, true);
    assert.equal(done.report?.testsBefore?.failed, 1);
  });

  it('ends not done when the verification fails, whatever the model said', async () => {
    model.script(answersByPurpose({ plan: [withEdit.replace('=> a + b', '=> a * b')] }));
    const failed = await flux.whenSettled((await start('make add add', { approve: 'now' })).id);
    assert.equal(failed.state, 'failed');
    assert.equal(failed.error?.reason, 'tests_failed');
    assert.equal(failed.report?.verified, false);
  });

  it('asks before a late-bound step leaves the approved scope', async () => {
    model.script(
      answersByPurpose({
        plan: [planText({ ...edit, instruction: 'fix it' }, tests)],
        bind: `src/add.js\n${block}\nsrc/new.js\n<<<<<<< SEARCH\n=======\nexport {};\n>>>>>>> REPLACE`,
      }),
    );
    const waiting = await flux.whenSettled((await start('make add add', { approve: 'now' })).id);
    assert.equal(waiting.gates[0]?.kind, 'delta');
    assert.match(waiting.gates[0]?.text ?? '', /src\/new\.js/);
    assert.equal(place.texts.get('src/add.js'), source, 'nothing of the step is written while it waits');
    await flux.answer(waiting.id, waiting.gates[0]!.id, 'Allow');
    const done = await flux.whenSettled(waiting.id);
    assert.equal(done.state, 'complete', done.error?.message);
    assert.ok(place.texts.has('src/new.js'));
  });

  it('asks for each acting step in step mode; a no is recorded and stops what depends on it', async () => {
    place.overrides['approval.mode' as never] = 'step' as never;
    model.script(answersByPurpose({ plan: [withEdit] }));
    const waiting = await flux.whenSettled((await start('make add add', { approve: 'now' })).id);
    assert.equal(waiting.gates[0]?.kind, 'step');
    await flux.answer(waiting.id, waiting.gates[0]!.id, 'Skip this step');
    const ended = await flux.whenSettled(waiting.id);
    assert.equal(ended.state, 'failed');
    assert.deepEqual(steps(ended), ['fix denied', 'tests skipped']);
    assert.equal(place.texts.get('src/add.js'), source);
  });

  it('runs without asking in auto mode, and reads without asking in any', async () => {
    const read = await start('what changed');
    assert.equal((await flux.whenSettled(read.id)).state, 'complete');
    place.overrides['approval.mode' as never] = 'auto' as never;
    model.script(answersByPurpose({ plan: [withEdit] }));
    assert.equal((await flux.whenSettled((await start()).id)).state, 'complete');
  });

  it('does nothing but read in an untrusted workspace', async () => {
    place.trustedNow = false;
    model.script(answersByPurpose({ plan: [withEdit, withEdit] }));
    const proposed = await start();
    await assert.rejects(flux.approve(proposed.id), { reason: 'untrusted' });
    await assert.rejects(start('make add add', { approve: 'now' }), { reason: 'untrusted' });
    assert.equal((await flux.session(proposed.id)).state, 'awaiting_approval');
  });

  it('stops while planning, and the request really ends', async () => {
    model.script(() => ({ text: '', fault: 'hang' }));
    const starting = start();
    while (model.requests.length === 0) await new Promise((resolve) => setTimeout(resolve, 10));
    const [session] = await flux.sessions();
    await flux.stop(session!.id);
    assert.equal((await starting).state, 'cancelled');
    await new Promise((resolve) => setTimeout(resolve, 50));
    assert.equal(model.requests[0]?.aborted, true);
  });

  it('keeps what was done when it is stopped in the middle', async () => {
    model.script(answersByPurpose({ plan: [withEdit] }));
    const run = place.tests.run;
    let reached: () => void = () => {};
    const running = new Promise<void>((resolve) => (reached = resolve));
    let calls = 0;
    Object.assign(place.tests, {
      run: (request: object, signal: AbortSignal, onOutput: (text: string) => void) => {
        if (++calls === 1) return run(request, signal, onOutput);
        reached();
        return new Promise((_, reject) =>
          signal.addEventListener('abort', () => reject(Object.assign(new Error('x'), { name: 'AbortError' }))),
        );
      },
    });
    const { id } = await start('make add add', { approve: 'now' });
    await running;
    const stopped = await flux.stop(id);
    assert.equal(stopped.state, 'cancelled');
    assert.deepEqual(steps(stopped), ['fix done', 'tests cancelled']);
    assert.equal(place.texts.get('src/add.js'), fixed);
  });

  it('lets stop and approve come together: what was stopped never runs', async function () {
    this.timeout(30_000);
    for (let offset = -3; offset <= 6; offset++) {
      place.texts.set('src/add.js', source);
      model.script(answersByPurpose({ plan: withEdit }));
      const { id } = await start();
      const approving = flux.approve(id).catch(() => undefined);
      if (offset > 0) await new Promise((resolve) => setTimeout(resolve, offset));
      const stopped = await flux.stop(id);
      await approving;
      const settled = await flux.whenSettled(id);
      assert.equal(settled.state, stopped.state, `offset ${offset}`);
      assert.ok(['cancelled', 'complete'].includes(settled.state));
      if (settled.plan?.steps[0]?.status !== 'done')
        assert.equal(place.texts.get('src/add.js'), source, `offset ${offset}`);
    }
  });

  it('keeps "plan only" through its questions, whatever the approval mode', async () => {
    place.overrides['approval.mode' as never] = 'auto' as never;
    model.script(
      answersByPurpose({ plan: [JSON.stringify({ summary: 's', steps: [], questions: ['Which?'] }), withEdit] }),
    );
    const asked = await flux.start({ goal: 'make add add' }, { origin: 'chat', planOnly: true });
    await flux.answer(asked.id, asked.gates[0]!.id, 'That one.');
    assert.equal((await flux.whenSettled(asked.id)).state, 'awaiting_approval');
    assert.equal(place.texts.get('src/add.js'), source);
  });

  it('does not take an old approval, or a yes with a but, for more than was asked', async () => {
    model.script(
      answersByPurpose({
        plan: [planText({ ...edit, instruction: 'fix it' }, tests), withEdit],
        bind: `src/other.js\n<<<<<<< SEARCH\n=======\nx\n>>>>>>> REPLACE`,
      }),
    );
    const proposed = await start();
    await flux.approve(proposed.id, { revision: proposed.revision });
    const waiting = await flux.whenSettled(proposed.id);
    assert.equal(waiting.gates[0]?.kind, 'delta');
    await assert.rejects(flux.approve(proposed.id, { revision: proposed.revision }), { reason: 'stale_approval' });
    await assert.rejects(flux.answer(proposed.id, waiting.gates[0]!.id, 'OK, but only src/add.js'), {
      reason: 'unclear_answer',
      message: /“Allow”, .*“Skip this step”/,
    });
    assert.deepEqual((await flux.session(proposed.id)).gates, waiting.gates, 'it asks again');
    await flux.answer(proposed.id, waiting.gates[0]!.id, 'no, thanks');
    const ended = await flux.whenSettled(proposed.id);
    assert.equal(place.texts.has('src/other.js'), false);
    assert.equal(ended.plan?.steps[0]?.status, 'denied');
  });

  it('is not complete when a step was ended by somebody else, or when nothing was run', async () => {
    model.script(answersByPurpose({ plan: withEdit }));
    place.overrides['tests.baselineSeconds' as never] = 0 as never;
    const run = place.tests.run;
    Object.assign(place.tests, {
      run: () => Promise.reject(Object.assign(new Error('closed'), { name: 'AbortError' })),
    });
    const closed = await flux.whenSettled((await start('make add add', { approve: 'now' })).id);
    assert.equal(closed.state, 'cancelled');
    Object.assign(place.tests, { run });
    place.texts.set('src/add.js', source);
    const left = await start();
    await flux.approve(left.id, { skip: ['fix', 'tests'] });
    const nothing = await flux.whenSettled(left.id);
    assert.match(nothing.report?.headline ?? '', /Nothing was run/);
    assert.equal(nothing.report?.verified, false);
  });

  it('verifies by nothing new failing, and says what failed before', async () => {
    place.testsSay = (texts) => ({
      passed: texts.get('src/add.js') === fixed ? 3 : 2,
      failed: 1,
      exitCode: 1,
      failures: [{ name: 'an old one', file: 'test/old.js', message: 'no' }],
    });
    model.script(answersByPurpose({ plan: withEdit.replace('tests_pass', 'no_new_errors') }));
    const done = await flux.whenSettled((await start('make add add', { approve: 'now' })).id);
    assert.equal(done.state, 'complete', done.error?.message);
    assert.ok(done.report?.unverified.some((line) => line.includes('an old one')));
    place.texts.set('src/add.js', source);
    place.testsSay = (texts) =>
      texts.get('src/add.js') === fixed
        ? { passed: 1, failed: 1, exitCode: 1, failures: [{ name: 'an old one', file: 'test/old.js', message: 'no' }] }
        : { passed: 2, failed: 1, failures: [{ name: 'an old one', file: 'test/old.js', message: 'no' }] };
    const fewer = await flux.whenSettled((await start('make add add', { approve: 'now' })).id);
    assert.equal(fewer.state, 'failed', 'fewer tests ran than before');
  });

  it('stops the other steps when the record cannot be written', async () => {
    const note = { id: 'note', title: 'Note', tool: 'write_file', input: { path: 'NOTE.md' }, dependsOn: [] };
    model.script(
      answersByPurpose({
        plan: `${planText(edit, note, tests)}\n=== fix ===\n${block}\n=== note ===\n\`\`\`\nhello\n\`\`\``,
      }),
    );
    const { id } = await start();
    const append = store.append;
    let broken = 0;
    Object.assign(store, {
      append: (...args: Parameters<StorePort['append']>) =>
        args[1].some((event) => event.kind === 'step.finished') && broken++ < 1
          ? Promise.reject(new Error('disk full'))
          : append(...args),
    });
    await flux.approve(id);
    const ended = await flux.whenSettled(id);
    assert.equal(ended.state, 'failed');
    Object.assign(store, { append });
  });

  it('says how to connect a model when a goal needs one, and runs recipes without', async () => {
    flux = orchestrator(false);
    await assert.rejects(start('make add add'), { reason: 'no_model', message: /Set API Key/ });
    const ran = await flux.whenSettled((await start('run the tests', { approve: 'now' })).id);
    assert.equal(ran.plan?.source, 'recipe');
    assert.equal(ran.state, 'failed', 'a test fails');
    const found = await flux.whenSettled((await start('find add')).id);
    assert.match(found.plan?.steps[0]?.result ?? '', /src\/add\.js/);
    place.texts.set('src/add.js', fixed);
    await place.files.apply(
      [{ path: 'src/add.js', text: `${fixed}\n`, expect: (await place.files.read('src/add.js')).hash }],
      new AbortController().signal,
    );
    const saved = await flux.whenSettled((await start('save my work', { approve: 'now' })).id);
    assert.equal(saved.state, 'complete', saved.error?.message);
    assert.equal(place.commits.length, 1);
    await assert.rejects(start('fix the formatting', { approve: 'now' }), { reason: 'nothing_to_format' });
  });

  it('refuses an empty goal, one of 200,000 characters and a missing folder before anything is recorded', async () => {
    await assert.rejects(start('   '), { reason: 'empty_goal' });
    await assert.rejects(start('x'.repeat(200_000)), { reason: 'goal_too_long', message: /200,000 characters/ });
    Object.assign(place.editor, { folder: () => undefined });
    await assert.rejects(start(), { reason: 'no_folder' });
    assert.equal((await flux.sessions()).length, 0);
  });

  const faults: readonly [string, object, string][] = [
    ['a wrong key', { kind: 'status', status: 401, times: Infinity }, 'model_key'],
    ['a server error that stays', { kind: 'status', status: 500, times: Infinity }, 'model_failed'],
    ['a stream cut in its middle, twice', 'cut' as never, 'model_cut'],
  ];
  for (const [what, fault, reason] of faults) {
    it(`tells of ${what}`, async function () {
      this.timeout(30_000);
      const answer = { text: withEdit, fault } as never;
      model.script(() => answer);
      await assert.rejects(
        start(),
        (error: Error & { reason: string }) => error.reason === reason && error.message.length > 40,
      );
      const [session] = await flux.sessions();
      assert.equal(session?.state, 'failed');
    });
  }

  it('waits as Retry-After says and goes on', async () => {
    const answer = { text: withEdit, fault: { kind: 'status', status: 429, retryAfter: 1, times: 1 } } as const;
    model.script(() => answer);
    const before = Date.now();
    assert.equal((await start()).state, 'awaiting_approval');
    assert.ok(Date.now() - before >= 900);
  });

  it('gives sessions unique names, renames and removes them', async () => {
    model.script(answersByPurpose({ plan: withEdit }));
    const first = await start();
    const second = await start();
    assert.notEqual(first.name, second.name);
    await assert.rejects(flux.rename(second.id, first.name), { reason: 'name_taken' });
    assert.equal((await flux.rename(second.id, '  my  one ')).name, 'my one');
    assert.equal((await flux.session('my one')).id, second.id);
    await flux.remove('my one');
    await assert.rejects(flux.session(second.id), { reason: 'unknown_session' });
  });

  it('marks a session that was cut off as interrupted', async () => {
    model.script(answersByPurpose({ plan: [withEdit] }));
    Object.assign(place.tests, { run: () => new Promise(() => {}) });
    place.overrides['tests.baselineSeconds' as never] = 0 as never;
    // This window's process is one that has died: its claims count as abandoned.
    flux = orchestrator(true, spawnSync(process.execPath, ['-e', '']).pid);
    const { id } = await start('make add add', { approve: 'now' });
    while ((await flux.session(id)).plan?.steps[1]?.status !== 'running')
      await new Promise((resolve) => setTimeout(resolve, 10));
    // Whatever is asked first, the first answer says it.
    const firsts = await Promise.all([
      orchestrator().session(id),
      orchestrator()
        .sessions()
        .then(([first]) => first),
      orchestrator()
        .search('')
        .then(([first]) => first),
    ]);
    assert.deepEqual(
      firsts.map((first) => first?.state),
      ['paused', 'paused', 'paused'],
    );
    const next = orchestrator();
    const [interrupted] = [await next.session(id)];
    assert.equal(interrupted?.id, id);
    assert.equal(interrupted?.state, 'paused');
    assert.equal(interrupted?.error?.reason, 'interrupted');
    assert.deepEqual(steps(interrupted), ['fix done', 'tests cancelled']);
    assert.deepEqual(interrupted?.changedFiles, ['src/add.js']);
    assert.deepEqual(await next.recover(), []);
  });

  it('takes over the sessions of another folder, with their undo and names of their own', async () => {
    model.script(answersByPurpose({ plan: [withEdit, withEdit, withEdit] }));
    const here = await start('make add add', { name: 'same' });
    const file = join(folder, 'other.db');
    const other = await openStore({ file, workerUrl: worker.file });
    const there = createOrchestrator({
      store: other,
      owner: { id: 'there', pid: process.pid },
      workspace: place,
      models: async () => undefined,
      newId: () => `id-${Math.random()}`,
    });
    const { id } = await there.start({ goal: 'run the tests', name: 'same' }, { origin: 'api' });
    await there.whenSettled(id);
    const key = (await other.putBytes([new TextEncoder().encode('former bytes')]))[0]!;
    const { revision } = await there.session(id);
    await other.append(
      id,
      [
        {
          kind: 'step.touched',
          step: 'x',
          files: [{ path: 'src/a.js', before: { key }, after: { key: null }, madeFolders: [] }],
          v: 1,
          seq: revision + 1,
          at: 1,
        } as SessionEvent,
      ],
      await there.session(id),
    );
    await there.shutDown();
    await other.close();
    const [came] = await flux.importStore(file, ['web']);
    assert.equal(came?.id, id);
    assert.notEqual(came?.name, here.name);
    assert.deepEqual([came?.folders, came?.placed], [['web'], true]);
    assert.equal(
      new TextDecoder().decode((await store.getBytes(key))!),
      'former bytes',
      'what undoing needs came along',
    );
    assert.deepEqual(await flux.importStore(file, ['web']), [], 'once');
    await assert.rejects(flux.importStore(join(folder, 'none.db'), undefined), { reason: 'store_failed' });
  });

  it('keeps two windows from working on one session', async () => {
    model.script(answersByPurpose({ plan: [withEdit] }));
    Object.assign(place.tests, {
      run: (_: object, signal: AbortSignal) =>
        new Promise((_resolve, reject) =>
          signal.addEventListener('abort', () => reject(Object.assign(new Error('x'), { name: 'AbortError' }))),
        ),
    });
    const { id } = await start('make add add', { approve: 'now' });
    const other = orchestrator();
    await assert.rejects(other.stop(id), { reason: 'busy_elsewhere', message: /another window/ });
    assert.equal((await other.session(id)).id, id, 'it can be read there');
    await flux.stop(id);
  });
});
