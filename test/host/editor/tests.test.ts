import assert from 'node:assert/strict';
import * as vscode from 'vscode';
import { isCancelled } from '../../../src/base/errors';
import { workspaceFolders } from '../../../src/editor/workspace/folder';
import { vscodeSettings } from '../../../src/editor/settings';
import { createVscodeTests } from '../../../src/editor/tests/tests';
import { bytesOf, noSignal, put, removeAll, until, uriOf } from './workspace';

const tests = createVscodeTests({ folders: workspaceFolders, settings: vscodeSettings });

describe('VscodeTests', () => {
  after(() => tests.dispose());
  afterEach(() => removeAll('package.json', 'test', '.vscode', 'ran.txt', 'sub folder'));

  /** Waits until the editor has read the tasks. */
  const withTasks = async (...list: object[]) => {
    await put('.vscode/tasks.json', JSON.stringify({ version: '2.0.0', tasks: list }));
    await until(
      'the tasks are known',
      () => (vscode.workspace.getConfiguration('tasks').get<unknown[]>('tasks') ?? []).length === list.length,
    );
  };

  it('runs the project’s tests as a task and reads their report', async () => {
    await put('package.json', JSON.stringify({ name: 'sample', type: 'module', scripts: { test: 'node --test' } }));
    await put(
      'test/sum.test.js',
      "import { test } from 'node:test';\nimport assert from 'node:assert';\ntest('adds', () => assert.equal(1 " +
        "+ 1, 2));\ntest('fails', () => assert.equal(1, 2));\n",
    );
    assert.match((await tests.describe()) ?? '', /npm (run )?test/);
    let heard = '';
    const started: string[] = [];
    const listening = vscode.tasks.onDidStartTask(({ execution }) => started.push(execution.task.name));
    const report = await tests.run({}, noSignal, (text) => (heard += text));
    listening.dispose();
    assert.deepEqual([report.passed, report.failed, report.framework], [1, 1, 'node']);
    assert.equal(report.failures[0]?.name, 'fails');
    assert.equal(report.failures[0]?.file, 'test/sum.test.js');
    assert.ok(heard.length > 0);
    assert.deepEqual(started, ['Tests']);
  });

  it('says when there are none', async () => {
    assert.equal(await tests.describe(), undefined);
    await assert.rejects(
      tests.run({}, noSignal, () => {}),
      { reason: 'no_tests' },
    );
  });

  it('runs a file, a name, or what failed', async () => {
    await put('package.json', JSON.stringify({ name: 'sample', type: 'module', scripts: { test: 'node --test' } }));
    await put(
      'test/a.test.js',
      "import { test } from 'node:test';\ntest('good', () => {});\ntest('it\\'s \"bad\"', () => { throw new " +
        "Error('boom'); });\n",
    );
    await put('test/b.test.js', "import { test } from 'node:test';\ntest('other', () => {});\n");
    const whole = await tests.run({}, noSignal, () => {});
    assert.deepEqual([whole.passed, whole.failed], [2, 1]);
    assert.deepEqual(whole.cases?.map(({ name, file, status }) => `${name} ${file} ${status}`).sort(), [
      'good test/a.test.js passed',
      'it\'s "bad" test/a.test.js failed',
      'other test/b.test.js passed',
    ]);
    const again = await tests.run({ failed: whole.failures }, noSignal, () => {});
    assert.deepEqual([again.passed, again.failed], [0, 1]);
    assert.equal((await tests.run({ files: ['test/b.test.js'] }, noSignal, () => {})).passed, 1);
    await assert.rejects(
      tests.run({ files: ['../x.js'] }, noSignal, () => {}),
      { reason: 'outside_workspace' },
    );
  });

  it('prefers the folder’s own task of group Test, the default one first', async () => {
    await put(
      'package.json',
      JSON.stringify({ name: 'sample', type: 'module', scripts: { test: 'echo wrong && exit 1' } }),
    );
    await put('sub folder/a.test.js', "import { test } from 'node:test';\ntest('good', () => {});\n");
    await withTasks(
      {
        label: 'watch',
        type: 'shell',
        command: 'sleep 300',
        group: { kind: 'test', isDefault: true },
        isBackground: true,
      },
      { label: 'some', type: 'shell', command: 'exit 5', group: 'test' },
      {
        label: 'checks',
        type: 'shell',
        command: 'node',
        args: ['--test', '${workspaceFolder}/sub folder/a.test.js'],
        group: { kind: 'test', isDefault: true },
      },
    );
    const report = await tests.run({}, noSignal, () => {});
    assert.match(report.command, /^node --test .*sub folder\/a\.test\.js/);
    assert.deepEqual([report.passed, report.failed, report.failures, report.framework], [1, 0, [], 'node']);
    assert.match((await tests.describe()) ?? '', /^node --test/);
  });

  it('runs a task in its own folder, with paths from the workspace’s', async () => {
    await put(
      'sub folder/test/a.test.js',
      "const { test } = require('node:test');\ntest('bad', () => { throw new Error('boom'); });\n",
    );
    await withTasks({
      label: 'checks',
      type: 'shell',
      command: 'node --test test/a.test.js',
      options: { cwd: '${workspaceFolder}/sub folder' },
      group: 'test',
    });
    const report = await tests.run({}, noSignal, () => {});
    assert.deepEqual(
      report.failures.map(({ name, file, line }) => `${name} ${file} ${line}`),
      ['bad sub folder/test/a.test.js 2'],
    );
    const again = await tests.run({ failed: report.failures }, noSignal, () => {});
    assert.deepEqual([again.passed, again.failed], [0, 1]);
  });

  it('leaves a task to the editor whose line it cannot tell, and knows its exit code', async () => {
    await withTasks(
      { label: 'first', type: 'shell', command: 'echo first > ran.txt' },
      { label: 'checks', type: 'shell', command: 'exit 3', dependsOn: 'first', group: 'test' },
    );
    assert.equal(await tests.describe(), 'task “checks”');
    const report = await tests.run({}, noSignal, () => {});
    assert.deepEqual(
      [report.command, report.exitCode, report.failed, report.framework],
      ['task “checks”', 3, 1, 'unknown'],
    );
    assert.equal(await bytesOf('ran.txt'), 'first\n');
  });

  it('ends such a task when it is told to', async () => {
    await withTasks(
      { label: 'first', type: 'shell', command: 'echo first > ran.txt' },
      { label: 'checks', type: 'shell', command: 'sleep 300', dependsOn: 'first', group: 'test' },
    );
    const stop = new AbortController();
    const run = tests
      .run({}, stop.signal, () => {})
      .then(
        () => undefined,
        (error: unknown) => error,
      );
    await until('the task runs', () => vscode.tasks.taskExecutions.some(({ task }) => task.name === 'checks'));
    stop.abort();
    assert.ok(isCancelled(await run));
    await until('the task has ended', () => !vscode.tasks.taskExecutions.some(({ task }) => task.name === 'checks'));
  });

  it('obeys the setting before any task', async () => {
    await put('.vscode/settings.json', JSON.stringify({ 'flux.tests.command': 'echo from the setting' }));
    await until('the setting is known', () => vscodeSettings('tests.command') !== '');
    await withTasks({ label: 'checks', type: 'shell', command: 'exit 3', group: 'test' });
    assert.equal(await tests.describe(), 'echo from the setting');
    await removeAll('.vscode');
    await until('the setting is gone', () => vscodeSettings('tests.command') === '');
  });

  it('takes the first of several folders that has tests, or the one that files name', async () => {
    // Only one may show its runs at a time.
    tests.dispose();
    const folderAt = (name: string, index: number): vscode.WorkspaceFolder => ({
      uri: uriOf(`test/${name}`),
      name,
      index,
    });
    const several = createVscodeTests({
      folders: () => ['docs', 'app', 'lib'].map(folderAt),
      settings: vscodeSettings,
    });
    await put('test/docs/readme.md', '');
    for (const name of ['app', 'lib']) {
      await put(
        `test/${name}/package.json`,
        JSON.stringify({ name, type: 'module', scripts: { test: 'node --test' } }),
      );
      await put(
        `test/${name}/${name}.test.js`,
        `import { test } from 'node:test';\ntest('of ${name}', () => { throw new Error('boom'); });\n`,
      );
    }
    try {
      const first = await several.run({}, noSignal, () => {});
      assert.equal(first.command, 'npm test (in app)');
      assert.deepEqual(
        first.failures.map(({ name, file }) => `${name} ${file}`),
        ['of app app/app.test.js'],
      );
      assert.equal(
        (await several.run({ failed: first.failures }, noSignal, () => {})).failures[0]?.file,
        'app/app.test.js',
      );
      const named = await several.run({ files: ['lib/lib.test.js'] }, noSignal, () => {});
      assert.equal(named.command, 'node --test lib.test.js (in lib)');
      assert.deepEqual(
        named.cases?.map(({ name, file }) => `${name} ${file}`),
        ['of lib lib/lib.test.js'],
      );
      await assert.rejects(
        several.run({ files: ['lib/lib.test.js', 'app/app.test.js'] }, noSignal, () => {}),
        { reason: 'bad_name' },
      );
      await assert.rejects(
        several.run({ files: ['docs/readme.md'] }, noSignal, () => {}),
        { reason: 'no_tests' },
      );
      assert.equal(await several.describe(), 'npm test (in app)');
    } finally {
      several.dispose();
    }
  });
});
