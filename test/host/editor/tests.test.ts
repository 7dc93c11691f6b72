import assert from 'node:assert/strict';
import * as vscode from 'vscode';
import { vscodeSettings } from '../../../src/editor/settings';
import { createVscodeTests } from '../../../src/editor/tests';
import { noSignal, put, removeAll, root } from './workspace';

const tests = createVscodeTests({ root, settings: vscodeSettings });

describe('VscodeTests', () => {
  afterEach(() => removeAll('package.json', 'test'));

  it('runs the project’s tests as a task and reads their report', async () => {
    await put('package.json', JSON.stringify({ name: 'sample', type: 'module', scripts: { test: 'node --test' } }));
    await put('test/sum.test.js', "import { test } from 'node:test';\nimport assert from 'node:assert';\ntest('adds', () => assert.equal(1 + 1, 2));\ntest('fails', () => assert.equal(1, 2));\n");
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
    await assert.rejects(tests.run({}, noSignal, () => {}), { reason: 'no_tests' });
  });
});
