import assert from 'node:assert/strict';
import { setImmediate } from 'node:timers/promises';
import fc from 'fast-check';
import * as vscode from 'vscode';
import { createEditorState } from '../../../src/editor/workspace/editorState';
import { createVscodeFiles } from '../../../src/editor/files/files';
import { createVscodeFix } from '../../../src/editor/fix/fix';
import { workspaceFolders as folders } from '../../../src/editor/workspace/folder';
import { vscodeSettings } from '../../../src/editor/settings';
import { disk, put, reset, until } from '../flux';
import { tabOf, typeInto, uriOf } from './tabs';

const noSignal = new AbortController().signal;
const files = createVscodeFiles({ folders });
const fix = createVscodeFix({ folders, settings: vscodeSettings, editor: createEditorState({ folders }) });

describe('a person who types while Flux writes', function () {
  this.timeout(120_000);
  before(() => vscode.workspace.getConfiguration('files').update('autoSave', 'off', vscode.ConfigurationTarget.Global));
  beforeEach(reset);
  after(reset);

  const show = async (path: string, text: string) => {
    put(path, text);
    const editor = await vscode.window.showTextDocument(await vscode.workspace.openTextDocument(uriOf(path)), {
      preview: false,
    });
    await until('the editor shows the disk', () => editor.document.getText() === text);
    return editor;
  };

  it('loses no keystroke, has none moved, and no half of an edit', async () => {
    let count = 0;
    await fc.assert(
      fc.asyncProperty(
        fc.array(fc.nat({ max: 9 }), { minLength: 1, maxLength: 6 }),
        fc.array(fc.nat({ max: 12 }), { minLength: 1, maxLength: 6 }),
        async (changed, pauses) => {
          const path = `typed-${count++}.txt`;
          const before = Array.from({ length: 10 }, (_, line) => `line ${line}`);
          const after = before.map((line, at) => (changed.includes(at) ? `${line} by Flux` : line));
          const editor = await show(path, `${before.join('\n')}\n`);
          const { text, hash } = await files.read(path);
          const typed: string[] = [];
          const typist = (async () => {
            for (const [at, pause] of pauses.entries()) {
              for (let turn = 0; turn < pause; turn++) await setImmediate();
              const line = `typed ${at}`;
              if (await editor.edit((edit) => edit.insert(new vscode.Position(0, 0), `${line}\n`))) typed.push(line);
            }
          })();
          const outcome = await files.apply([{ path, text: `${after.join('\n')}\n`, expect: hash }], noSignal).then(
            (list) => list[0],
            (error: Error & { reason?: string }) => error.reason ?? String(error),
          );
          await typist;
          assert.equal(text, `${before.join('\n')}\n`);
          const lines = editor.document.getText().split('\n').slice(0, -1);
          assert.deepEqual(
            lines.filter((line) => line.startsWith('typed')).sort(),
            [...typed].sort(),
            'every typed line is there once',
          );
          const rest = lines.filter((line) => !line.startsWith('typed'));
          // Refused, nothing of it is there; made, all of it.
          assert.deepEqual(rest, typeof outcome === 'string' ? before : after, String(outcome));
          if (typeof outcome === 'string') assert.ok(['stale', 'read_only', 'write_failed'].includes(outcome), outcome);
          if (!editor.document.isDirty) assert.equal(disk(path), editor.document.getText());
          await vscode.commands.executeCommand('workbench.action.files.revert');
          await vscode.commands.executeCommand('workbench.action.closeActiveEditor');
        },
      ),
      { numRuns: 25 },
    );
  });

  it('is not formatted by what was meant for the text before, and not saved', async () => {
    const editor = await show('slow.txt', 'one  two\nthree  four\n');
    let asked = 0;
    let go: () => void = () => {};
    // Takes double blanks away, by their places in the text that it was asked about.
    const formatter = vscode.languages.registerDocumentFormattingEditProvider(
      { pattern: '**/slow.txt' },
      {
        async provideDocumentFormattingEdits(document) {
          const edits = [...document.getText().matchAll(/ {2}/g)].map(({ index }) =>
            vscode.TextEdit.replace(new vscode.Range(document.positionAt(index), document.positionAt(index + 2)), ' '),
          );
          if (asked++ === 0) await new Promise<void>((resolve) => (go = resolve));
          return edits;
        },
      },
    );
    try {
      const fixing = fix.fix(['slow.txt'], noSignal);
      await until('the formatter is asked', () => asked > 0);
      assert.ok(await editor.edit((edit) => edit.insert(new vscode.Position(0, 0), 'mine  too\n')));
      go();
      const report = await fixing;
      assert.equal(editor.document.getText(), 'mine too\none two\nthree four\n');
      assert.deepEqual([report.unsaved, report.trouble], [['slow.txt'], []]);
      assert.equal(editor.document.isDirty, true);
      assert.equal(disk('slow.txt'), 'one  two\nthree  four\n');
    } finally {
      formatter.dispose();
    }
  });

  it('has a fix of several extensions made on the text as each one finds it', async () => {
    const editor = await show('fixes.txt', 'bad\nworse\n');
    const provider = (word: string, better: string) =>
      vscode.languages.registerCodeActionsProvider(
        { pattern: '**/fixes.txt' },
        {
          provideCodeActions(document) {
            const at = document.getText().indexOf(word);
            if (at < 0) return [];
            const action = new vscode.CodeAction(`Replace ${word}`, vscode.CodeActionKind.SourceFixAll);
            action.edit = new vscode.WorkspaceEdit();
            action.edit.replace(
              document.uri,
              new vscode.Range(document.positionAt(at), document.positionAt(at + word.length)),
              better,
            );
            return [action];
          },
        },
        { providedCodeActionKinds: [vscode.CodeActionKind.SourceFixAll] },
      );
    const providers = [provider('bad', 'good\nand long'), provider('worse', 'better')];
    try {
      await fix.fix(['fixes.txt'], noSignal);
      assert.equal(editor.document.getText(), 'good\nand long\nbetter\n');
      assert.equal(disk('fixes.txt'), 'good\nand long\nbetter\n');
    } finally {
      for (const each of providers) each.dispose();
    }
  });

  it('keeps the unsaved cells of a notebook, which nobody writes below', async () => {
    const text = `${JSON.stringify({ cells: [{ cell_type: 'code', execution_count: null, metadata: {}, outputs: [], source: ['1'] }], metadata: {}, nbformat: 4, nbformat_minor: 5 }, null, 1)}\n`;
    put('study.ipynb', text);
    const notebook = await vscode.workspace.openNotebookDocument(uriOf('study.ipynb'));
    await vscode.window.showNotebookDocument(notebook);
    const edit = new vscode.WorkspaceEdit();
    edit.set(notebook.uri, [
      vscode.NotebookEdit.insertCells(1, [new vscode.NotebookCellData(vscode.NotebookCellKind.Code, 'mine', 'python')]),
    ]);
    await vscode.workspace.applyEdit(edit);
    await until('it is unsaved', () => notebook.isDirty);
    const { hash } = await files.read('study.ipynb');
    await assert.rejects(files.apply([{ path: 'study.ipynb', text: 'x', expect: hash }], noSignal), {
      reason: 'stale',
    });
    assert.equal(notebook.isDirty, true);
    assert.equal(disk('study.ipynb'), text);
    await vscode.commands.executeCommand('workbench.action.files.revert');
  });

  it('has a tab of their own closed by nobody', async () => {
    const tab = await typeInto('README.md');
    put('other.txt', 'one\n');
    const { hash } = await files.read('other.txt');
    await files.apply([{ path: 'other.txt', text: 'two\n', expect: hash }], noSignal);
    assert.equal(disk('other.txt'), 'two\n');
    assert.equal(tabOf('README.md')?.isDirty, true);
    assert.ok(tab.document.getText().startsWith(tab.typed));
  });
});
