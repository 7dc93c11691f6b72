import assert from 'node:assert/strict';
import * as vscode from 'vscode';
import type { TestCase, TestReport } from '../../../src/contracts/tests';
import { requireFolders, workspaceFolders } from '../../../src/editor/workspace/folder';
import { vscodeSettings } from '../../../src/editor/settings';
import { createExplorerItems, requestFor } from '../../../src/editor/tests/testExplorerItems';
import { createVscodeTests } from '../../../src/editor/tests/tests';
import { noSignal, put, removeAll, until, uriOf } from './workspace';

/** The ids of a file's tests, as the editor has them: controller, file, test. */
const testsIn = async (path: string) =>
  (await vscode.commands.executeCommand<string[][]>('vscode.testing.getTestsInFile', uriOf(path)))
    .filter(([controller]) => controller === 'flux.tests')
    .flatMap((ids) => ids[2] ?? [])
    .sort();
const controllers = () => vscode.commands.executeCommand<string[]>('vscode.testing.getControllersWithTests');

const reportOf = (cases: readonly TestCase[], more: Partial<TestReport> = {}): TestReport => {
  const count = (status: string) => cases.filter((test) => test.status === status).length;
  return {
    command: 'npm test',
    framework: 'mocha',
    exitCode: 0,
    durationMs: 5,
    passed: count('passed'),
    failed: count('failed'),
    skipped: count('skipped'),
    failures: cases
      .filter(({ status }) => status === 'failed')
      .map(({ name, file, message = '' }) => ({ name, ...(file !== undefined && { file }), message })),
    cases,
    output: '',
    ...more,
  };
};

describe('Test Explorer', () => {
  afterEach(() => removeAll('package.json', 'test'));

  it('shows what ran, and runs it again at the person’s wish', async () => {
    const tests = createVscodeTests({ folders: workspaceFolders, settings: vscodeSettings });
    try {
      assert.ok(!(await controllers()).includes('flux.tests'));
      await put('package.json', JSON.stringify({ name: 'sample', type: 'module', scripts: { test: 'node --test' } }));
      await put(
        'test/sum.test.js',
        "import { test } from 'node:test';\nimport assert from 'node:assert';\ntest('adds', () => " +
          "{});\ntest('fails', () => assert.equal(1, 2));\ntest.skip('later', () => {});\n",
      );
      const view = vscode.window.activeTextEditor;
      await tests.run({}, noSignal, () => {});
      await until('the tests are shown', async () => (await testsIn('test/sum.test.js')).length === 3);
      assert.deepEqual(await testsIn('test/sum.test.js'), ['adds', 'fails', 'later']);
      assert.deepEqual(
        (await controllers()).filter((id) => id === 'flux.tests'),
        ['flux.tests'],
      );
      assert.equal(vscode.window.activeTextEditor, view);

      await put(
        'test/sum.test.js',
        "import { test } from 'node:test';\ntest('adds', () => {});\ntest('new', () => {});\n",
      );
      await vscode.commands.executeCommand('testing.runAll');
      await until('the new test is shown', async () => (await testsIn('test/sum.test.js')).join() === 'adds,new');

      await removeAll('test');
      await vscode.commands.executeCommand('testing.refreshTests');
      await until('the file’s tests are gone', async () => (await testsIn('test/sum.test.js')).length === 0);
    } finally {
      tests.dispose();
    }
    await until('nothing is left', async () => !(await controllers()).includes('flux.tests'));
  });

  it('keeps items by file and name', () => {
    const [folder] = requireFolders(workspaceFolders);
    const controller = vscode.tests.createTestController('flux.sample', 'Sample');
    try {
      const items = createExplorerItems(controller);
      const labels = () =>
        [...controller.items].flatMap(([, file]) => [
          file.label,
          ...[...file.children].map(([, test]) => `  ${test.label}`),
        ]);
      const odd = 'it’s "odd"\n<x> \0 文';
      const shown = items.update(
        folder,
        reportOf([
          { name: 'a', file: 'x y.js', line: 3, status: 'passed' },
          { name: 'a', file: 'x y.js', status: 'failed', message: 'boom' },
          { name: odd, file: 'ünï.js', status: 'skipped' },
          { name: 'nowhere', status: 'passed' },
        ]),
        true,
      );
      assert.deepEqual(
        labels(),
        ['npm test', '  nowhere', 'ünï.js', '  it’s "odd" <x> \0 文', 'x y.js', '  a', '  a'].sort(
          (a, b) => labels().indexOf(a) - labels().indexOf(b),
        ),
      );
      assert.equal(shown.length, 4);
      assert.deepEqual(
        shown.map(({ item }) => item.range?.start.line),
        [2, undefined, undefined, undefined],
      );
      assert.deepEqual(requestFor(shown.slice(1, 3).flatMap(({ item }) => items.factsOf(item) ?? [])), {
        failed: [
          { name: 'a', file: 'x y.js' },
          { name: odd, file: 'ünï.js' },
        ],
      });

      items.update(folder, reportOf([{ name: 'b', file: 'x y.js', status: 'passed' }]), false);
      assert.ok(['x y.js', '  a', '  b', 'ünï.js'].every((label) => labels().includes(label)));
      const broken = items.update(
        folder,
        reportOf([{ name: 'b', file: 'x y.js', status: 'passed' }], {
          failures: [{ name: 'npm test ended with exit code 3', message: 'x' }],
        }),
        true,
      );
      assert.deepEqual(
        broken.map(({ isBroken, test }) => `${test.name} ${isBroken}`),
        ['npm test ended with exit code 3 true', 'b false'],
      );
      assert.ok(!labels().includes('ünï.js') && !labels().includes('  a'));
    } finally {
      controller.dispose();
    }
  });

  it('asks for files, or for tests by their names', () => {
    const [folder] = requireFolders(workspaceFolders);
    assert.deepEqual(requestFor([]), {});
    assert.deepEqual(
      requestFor([
        { folder, file: 'a.js' },
        { folder, file: 'b.js' },
      ]),
      { files: ['a.js', 'b.js'] },
    );
    assert.deepEqual(
      requestFor([
        { folder, file: 'a.js' },
        { folder, file: 'b.js', name: 'x' },
      ]),
      {
        failed: [
          { name: 'x', file: 'b.js' },
          { name: 'a.js', file: 'a.js' },
        ],
      },
    );
    assert.deepEqual(requestFor([{ folder }]), {});
  });
});
