import assert from 'node:assert/strict';
import * as vscode from 'vscode';
import { isCancelled } from '../../../src/base/errors';
import { createEditorState } from '../../../src/editor/editorState';
import { createVscodeFix } from '../../../src/editor/fix';
import { createVscodeSearch } from '../../../src/editor/search';
import { vscodeSettings } from '../../../src/editor/settings';
import { absolute, bytesOf, closeEditors, noSignal, put, removeAll, root, until, uriOf } from './workspace';

describe('editor adapters', () => {
  afterEach(async () => {
    await closeEditors();
    await removeAll('e');
  });

  it('tell what is open, the active editor first, and what problems there are', async () => {
    await put('e/one.txt', 'one\n');
    await put('e/two.txt', 'two\n');
    await vscode.window.showTextDocument(uriOf('e/one.txt'), { preview: false });
    await vscode.window.showTextDocument(uriOf('e/two.txt'), { preview: false });
    const editor = createEditorState({ root });
    assert.deepEqual(editor.openFiles(), ['e/two.txt', 'e/one.txt']);
    assert.equal(editor.trusted(), true);
    const problems = vscode.languages.createDiagnosticCollection('test');
    const range = new vscode.Range(2, 0, 2, 1);
    problems.set(uriOf('e/one.txt'), [new vscode.Diagnostic(range, 'bad'), new vscode.Diagnostic(range, 'hm', vscode.DiagnosticSeverity.Hint)]);
    try {
      assert.deepEqual(editor.problems(), [{ path: 'e/one.txt', line: 3, severity: 'error', message: 'bad' }]);
      assert.deepEqual(editor.problems(['e/two.txt']), []);
    } finally {
      problems.dispose();
    }
  });

  it('search through the editor’s own ripgrep', async () => {
    await put('e/one.txt', 'needle one\n');
    await put('e/sub/two.txt', 'no\nneedle two\n');
    const { hits } = await createVscodeSearch({ root }).search({ pattern: 'needle \\w+', glob: 'e/**', limit: 10 }, noSignal);
    assert.deepEqual(hits.map(({ path, line }) => `${path}:${line}`), ['e/one.txt:1', 'e/sub/two.txt:2']);
  });

  it('read settings, and their defaults where a value makes no sense', async () => {
    assert.equal(vscodeSettings('execution.maxParallelSteps'), 4);
    await vscode.workspace.getConfiguration('flux').update('execution.maxParallelSteps', 'many', vscode.ConfigurationTarget.Global);
    try {
      assert.equal(vscodeSettings('execution.maxParallelSteps'), 4);
    } finally {
      await vscode.workspace.getConfiguration('flux').update('execution.maxParallelSteps', undefined, vscode.ConfigurationTarget.Global);
    }
  });

  it('format what is not saved without saving it, and the rest with', async () => {
    await put('e/saved.json', '{"a":1,\r\n"b":2}\r\n');
    await put('e/open.json', '{"a":1}\n');
    await put('e/plain.unknown', 'x  y\n');
    const shown = await vscode.window.showTextDocument(uriOf('e/open.json'));
    await shown.edit((edit) => edit.insert(new vscode.Position(0, 1), '"mine":0,'));
    const fix = createVscodeFix({ root });
    const report = await fix.fix(['e/saved.json', 'e/open.json', 'e/plain.unknown'], noSignal);
    assert.deepEqual(report, { changed: ['e/saved.json', 'e/open.json'], unsaved: ['e/open.json'], unformatted: ['e/plain.unknown'] });
    // The editor's own formatter takes the final newline away.
    assert.equal((await bytesOf('e/saved.json')).trimEnd(), '{\r\n    "a": 1,\r\n    "b": 2\r\n}');
    assert.equal(await bytesOf('e/open.json'), '{"a":1}\n');
    assert.equal(shown.document.isDirty, true);
    assert.deepEqual(await fix.fix(['e/saved.json'], noSignal), { changed: [], unsaved: [], unformatted: [] });
    assert.equal(vscode.window.activeTextEditor?.document.uri.fsPath, absolute('e/open.json'));
  });

  it('no longer wait for a formatter that hangs', async () => {
    await put('e/hang.txt', 'x  y\n');
    let asked = false;
    const hanging = vscode.languages.registerDocumentFormattingEditProvider({ pattern: '**/hang.txt' }, { provideDocumentFormattingEdits: () => ((asked = true), new Promise(() => {})) });
    try {
      const stop = new AbortController();
      const fixing = createVscodeFix({ root }).fix(['e/hang.txt'], stop.signal);
      await until('the formatter is asked', () => asked);
      stop.abort();
      await assert.rejects(fixing, isCancelled);
      assert.equal(await bytesOf('e/hang.txt'), 'x  y\n');
    } finally {
      hanging.dispose();
    }
  });

  it('organise imports', async () => {
    await put('e/code.ts', "import { join, basename } from 'path';\nimport { b } from './b';\nexport const x = basename(  'a');\n");
    await put('e/b.ts', 'export const b = 1;\n');
    const report = await createVscodeFix({ root }).fix(['e/code.ts'], noSignal);
    assert.deepEqual(report.changed, ['e/code.ts']);
    assert.equal(await bytesOf('e/code.ts'), "import { basename } from 'path';\nexport const x = basename('a');\n");
  });
});
