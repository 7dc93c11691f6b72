import assert from 'node:assert/strict';
import { rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { checkResult, checkShown } from '../../bench/loop/checkResult';
import { loopTools } from '../../bench/loop/loopTools';
import { playFlux } from '../../bench/loop/playFlux';
import { playLoop } from '../../bench/loop/playLoop';
import { copyProject, type ProjectCopy } from '../../bench/loop/projectCopy';
import { editCalls, planAnswer } from '../../bench/loop/task';
import { allTasks } from '../../bench/loop/tasks/allTasks';
import { loginFix } from '../../bench/loop/tasks/loginFix';
import { bundle } from '../node/buildWorker';

const bundleOf = (name: string) => bundle(`src/node/${name}.ts`);

describe('the plain loop that the bench compares with', function () {
  this.timeout(60_000);

  it('finishes a task, its tests included', async () => {
    const spent = await playLoop(loginFix);
    assert.equal(spent.calls, loginFix.loop.turns.length + 1);
    const [first, second] = spent.requests;
    assert.ok(first && second);
    // The tools are counted, and the whole transcript is sent again: what was called, and what came of it.
    assert.ok(first.promptTokens > first.text.length / 4 + 500);
    assert.ok(second.text.startsWith(first.text));
    assert.match(second.text, /6 passed, 1 failed|✗ refuses what is not an e-mail address/);
  });

  it('is played with one call a turn, too', async () => {
    const { calls } = await playLoop(loginFix, { oneByOne: true });
    assert.equal(calls, loginFix.loop.turns.flatMap((turn) => turn.calls).length + 1);
  });
});

describe('the check of a played task', function () {
  this.timeout(60_000);
  let project: ProjectCopy;

  beforeEach(async () => {
    project = await copyProject(loginFix.project);
    const carryOut = loopTools(project.root);
    for (const { name, input } of editCalls(loginFix.edits)) await carryOut(name, { ...input });
  });
  afterEach(() => project.remove());

  it('lets through what is right', () => checkResult(loginFix, project, ''));

  it('refuses a file that is wrong, missing or too many', async () => {
    const file = join(project.root, 'src/clock.js');
    await writeFile(file, `${project.files['src/clock.js']}\n`);
    await assert.rejects(checkResult(loginFix, project, ''), /src\/clock\.js is not as it should be/);
    await rm(file);
    await assert.rejects(checkResult(loginFix, project, ''), /src\/clock\.js/);
    await writeFile(file, project.files['src/clock.js'] ?? '');
    await writeFile(join(project.root, 'more.js'), '');
    await assert.rejects(checkResult(loginFix, project, ''), /more\.js/);
  });

  it('refuses tests that fail', async () => {
    const undone = await copyProject(loginFix.project);
    try {
      await assert.rejects(checkResult({ ...loginFix, edits: [] }, undone, ''), /tests do not pass/);
    } finally {
      await undone.remove();
    }
  });

  it('wants what was to be found in the last words', () =>
    assert.rejects(
      checkResult({ ...loginFix, finds: ['a.js:1', 'b.js:2'] }, project, 'a.js:1'),
      /do not name b\.js:2/,
    ));

  it('refuses edits of what was not shown', () => {
    assert.throws(() => checkShown(loginFix.edits, 'nothing', 'Somebody'), /not shown/);
  });
});

describe('the recorded tasks', function () {
  this.timeout(120_000);

  it('are finished by Flux, which counts the tokens that the server counts', async () => {
    const [store, index] = await Promise.all(['store/storeWorker', 'index/indexWorker'].map(bundleOf));
    assert.ok(store && index);
    try {
      const spent = await playFlux(loginFix, { workers: { store: store.file, index: index.file } });
      assert.equal(spent.calls, 1);
      assert.ok(spent.prompt > 1_000 && spent.completion > 100);
    } finally {
      await Promise.all([store.remove(), index.remove()]);
    }
  });

  it('are of all kinds', () => {
    assert.ok(allTasks.length >= 8);
    assert.deepEqual([...new Set(allTasks.map(({ kind }) => kind))].sort(), [
      'document',
      'feature',
      'fix',
      'refactor',
      'review',
    ]);
  });

  it('make the same changes in the loop and in Flux', () => {
    for (const { name, edits, loop, flux } of allTasks) {
      const called = loop.turns.flatMap(({ calls }) => calls).filter((call) => /^(edit|write)_file$/.test(call.name));
      assert.deepEqual(called, editCalls(edits), name);
      assert.deepEqual(
        flux.steps.flatMap((step) => step.edits ?? []),
        edits,
        name,
      );
      assert.ok(
        edits.every((edit) => planAnswer(flux).includes(edit.new.trimEnd())),
        name,
      );
    }
  });
});
