import assert from 'node:assert/strict';
import { chmod, link, lstat, readdir, stat, symlink, writeFile } from 'node:fs/promises';
import * as vscode from 'vscode';
import { createVscodeFiles } from '../../../src/editor/files/files';
import { absolute, bytesOf, closeEditors, folders, noSignal, put, reason, removeAll, until, uriOf } from './workspace';

const files = createVscodeFiles({ folders });
const hashOf = async (path: string) => (await files.read(path)).hash;
const tabs = () =>
  vscode.window.tabGroups.all
    .flatMap((group) => group.tabs)
    .map(({ input }) => (input instanceof vscode.TabInputText ? vscode.workspace.asRelativePath(input.uri) : ''));
const type = async (path: string, text: string) => {
  const editor = await vscode.window.showTextDocument(uriOf(path), { preview: false });
  await editor.edit((edit) => edit.insert(new vscode.Position(0, 0), text));
  return editor;
};

describe('moving and deleting files', () => {
  afterEach(async () => {
    await closeEditors();
    await removeAll('m');
  });

  it('moves, deletes, makes and edits in one go, keeping bytes, permissions and emptied folders', async () => {
    await put('m/from/one.txt', Buffer.from('\xef\xbb\xbfone\r\ntwo\r\n', 'latin1'));
    await put('m/from/run.sh', '#!/bin/sh\n');
    await chmod(absolute('m/from/run.sh'), 0o755);
    await put('m/gone/old.txt', 'old\n');
    await put('m/stays.txt', 'a\nb\n');
    const [one, run, old, stays] = await Promise.all(
      ['m/from/one.txt', 'm/from/run.sh', 'm/gone/old.txt', 'm/stays.txt'].map((path) => files.read(path)),
    );
    const applied = await files.apply(
      [
        { path: 'm/to/deep/one.txt', movedFrom: 'm/from/one.txt', text: 'one\nTWO\n', expect: one!.hash },
        { path: 'm/to/run.sh', movedFrom: 'm/from/run.sh', text: run!.text, expect: run!.hash },
        { path: 'm/gone/old.txt', text: null, expect: old!.hash },
        { path: 'm/new.txt', text: 'new\n', expect: null },
        { path: 'm/stays.txt', text: 'a\nB\n', expect: stays!.hash },
      ],
      noSignal,
    );
    assert.deepEqual(
      applied.map(({ path, created, deleted, movedFrom, saved, added, removed }) => [
        path,
        created,
        deleted ?? false,
        movedFrom,
        saved,
        added,
        removed,
      ]),
      [
        ['m/to/deep/one.txt', false, false, 'm/from/one.txt', true, 1, 1],
        ['m/to/run.sh', false, false, 'm/from/run.sh', true, 0, 0],
        ['m/gone/old.txt', false, true, undefined, true, 0, 1],
        ['m/new.txt', true, false, undefined, true, 1, 0],
        ['m/stays.txt', false, false, undefined, true, 1, 1],
      ],
    );
    assert.equal(await bytesOf('m/to/deep/one.txt'), '\xef\xbb\xbfone\r\nTWO\r\n');
    assert.equal((await stat(absolute('m/to/run.sh'))).mode & 0o777, 0o755);
    assert.deepEqual(await readdir(absolute('m/from')), []);
    assert.deepEqual(await readdir(absolute('m/gone')), []);
    assert.equal(applied[2]?.hash, '');
    assert.equal(applied[0]?.hash, await hashOf('m/to/deep/one.txt'));
    assert.equal(
      vscode.workspace.textDocuments.some(({ isDirty }) => isDirty),
      false,
    );
    assert.deepEqual(tabs(), []);
  });

  it('takes open tabs and unsaved text along', async () => {
    await put('m/open.txt', 'one\ntwo\n');
    await put('m/dirty.txt', 'one\ntwo\n');
    await put('m/both.txt', 'one\ntwo\n');
    await type('m/dirty.txt', 'mine ');
    await type('m/both.txt', 'mine ');
    await vscode.window.showTextDocument(uriOf('m/open.txt'), { preview: false });
    const [open, dirty, both] = await Promise.all(
      ['m/open.txt', 'm/dirty.txt', 'm/both.txt'].map((path) => files.read(path)),
    );
    const applied = await files.apply(
      [
        { path: 'm/x/open.txt', movedFrom: 'm/open.txt', text: 'one\nTWO\n', expect: open!.hash },
        { path: 'm/x/dirty.txt', movedFrom: 'm/dirty.txt', text: dirty!.text, expect: dirty!.hash },
        { path: 'm/x/both.txt', movedFrom: 'm/both.txt', text: both!.text.replace('two', 'TWO'), expect: both!.hash },
      ],
      noSignal,
    );
    assert.deepEqual(
      applied.map(({ saved }) => saved),
      [true, false, false],
    );
    await until('the tabs follow', () => tabs().every((path) => path.startsWith('m/x/')));
    assert.deepEqual(tabs().sort(), ['m/x/both.txt', 'm/x/dirty.txt', 'm/x/open.txt']);
    assert.equal(vscode.window.activeTextEditor?.document.uri.fsPath, absolute('m/x/open.txt'));
    const texts = await Promise.all(
      ['m/x/open.txt', 'm/x/dirty.txt', 'm/x/both.txt'].map(async (path) => (await files.read(path)).text),
    );
    assert.deepEqual(texts, ['one\nTWO\n', 'mine one\ntwo\n', 'mine one\nTWO\n']);
    assert.equal(await bytesOf('m/x/dirty.txt'), 'one\ntwo\n');
    assert.equal(await bytesOf('m/x/open.txt'), 'one\nTWO\n');
    assert.equal(await files.kind('m/dirty.txt'), undefined);
  });

  it('changes only the case of a name', async () => {
    await put('m/readme.md', 'text\n');
    await vscode.window.showTextDocument(uriOf('m/readme.md'), { preview: false });
    await files.apply(
      [{ path: 'm/README.md', movedFrom: 'm/readme.md', text: 'Text\n', expect: await hashOf('m/readme.md') }],
      noSignal,
    );
    assert.deepEqual(await readdir(absolute('m')), ['README.md']);
    assert.equal(await bytesOf('m/README.md'), 'Text\n');
  });

  it('lets the editor undo and redo a move with its edit', async () => {
    await put('m/a.txt', 'one\n');
    await vscode.window.showTextDocument(uriOf('m/a.txt'), { preview: false });
    await files.apply(
      [{ path: 'm/b.txt', movedFrom: 'm/a.txt', text: 'two\n', expect: await hashOf('m/a.txt') }],
      noSignal,
    );
    await until('the tab follows', () => tabs().includes('m/b.txt'));
    await vscode.commands.executeCommand('undo');
    await until(
      'it is moved back',
      async () => (await files.kind('m/a.txt')) === 'file' && (await files.kind('m/b.txt')) === undefined,
    );
    assert.equal((await files.read('m/a.txt')).text, 'one\n');
  });

  it('makes a new file where another was moved away', async () => {
    await put('m/code.ts', 'export const a = 1;\n');
    const applied = await files.apply(
      [
        { path: 'm/code.ts', text: "export * from './lib/code';\n", expect: null },
        {
          path: 'm/lib/code.ts',
          movedFrom: 'm/code.ts',
          text: 'export const a = 2;\n',
          expect: await hashOf('m/code.ts'),
        },
      ],
      noSignal,
    );
    assert.deepEqual(
      applied.map(({ created }) => created),
      [true, false],
    );
    assert.equal(await bytesOf('m/code.ts'), "export * from './lib/code';\n");
    assert.equal(await bytesOf('m/lib/code.ts'), 'export const a = 2;\n');
  });

  it('keeps mixed line endings and the encoding of a file that it moves', async () => {
    await put('m/mixed.txt', 'one\r\ntwo\nthree\r\n');
    await files.apply(
      [
        {
          path: 'm/x/mixed.txt',
          movedFrom: 'm/mixed.txt',
          text: 'one\nTWO\nthree\n',
          expect: await hashOf('m/mixed.txt'),
        },
      ],
      noSignal,
    );
    assert.equal(await bytesOf('m/x/mixed.txt'), 'one\r\nTWO\nthree\r\n');
  });

  it('refuses to delete what the person has not saved, and says what to do', async () => {
    await put('m/mine.txt', 'one\n');
    const editor = await type('m/mine.txt', 'mine ');
    const { hash } = await files.read('m/mine.txt');
    await assert.rejects(
      files.apply([{ path: 'm/mine.txt', text: null, expect: hash }], noSignal),
      (error: Error) => reason('stale')(error) && /unsaved.*Save/s.test(error.message),
    );
    assert.equal(editor.document.getText(), 'mine one\n');
    assert.equal(await bytesOf('m/mine.txt'), 'one\n');
  });

  it('closes the tab of what it deletes', async () => {
    await put('m/gone.txt', 'one\n');
    await vscode.window.showTextDocument(uriOf('m/gone.txt'), { preview: false });
    await files.apply([{ path: 'm/gone.txt', text: null, expect: await hashOf('m/gone.txt') }], noSignal);
    assert.equal(await files.kind('m/gone.txt'), undefined);
    await until('the tab is closed', () => !tabs().includes('m/gone.txt'));
  });

  it('refuses a move onto something, from something that changed, or of a folder or link', async () => {
    await put('m/one.txt', 'one\n');
    await put('m/two.txt', 'two\n');
    await symlink('one.txt', absolute('m/link.txt'));
    const one = await hashOf('m/one.txt');
    const move = (path: string, movedFrom: string, expect: string) =>
      files.apply([{ path, movedFrom, text: 'x\n', expect }], noSignal);
    await assert.rejects(move('m/two.txt', 'm/one.txt', one), reason('exists'));
    await assert.rejects(move('m/two.txt/x', 'm/one.txt', one), reason('exists'));
    await assert.rejects(move('m/three.txt', 'm/one.txt', await hashOf('m/two.txt')), reason('stale'));
    await assert.rejects(move('m/three.txt', 'm/none.txt', one), reason('stale'));
    await assert.rejects(move('m/three', 'm', one), reason('is_directory'));
    await assert.rejects(move('m/three.txt', 'm/link.txt', one), reason('is_link'));
    await assert.rejects(files.apply([{ path: 'm/link.txt', text: null, expect: one }], noSignal), reason('is_link'));
    await assert.rejects(move('../out.txt', 'm/one.txt', one), reason('outside_workspace'));
    await assert.rejects(move('.git/x', 'm/one.txt', one), reason('outside_workspace'));
    await assert.rejects(
      files.apply(
        [
          { path: 'm/link.txt', text: 'a', expect: one },
          { path: 'm/one.txt', text: 'b', expect: one },
        ],
        noSignal,
      ),
      reason('same_file'),
    );
    assert.deepEqual((await readdir(absolute('m'))).sort(), ['link.txt', 'one.txt', 'two.txt']);
    assert.equal(await bytesOf('m/one.txt'), 'one\n');
    assert.ok((await lstat(absolute('m/link.txt'))).isSymbolicLink());
  });

  it('does not take a hard link of another case for the same name', async () => {
    await put('m/name.txt', 'one\n');
    await link(absolute('m/name.txt'), absolute('m/NAME.txt'));
    await assert.rejects(
      files.apply(
        [{ path: 'm/NAME.txt', movedFrom: 'm/name.txt', text: 'x\n', expect: await hashOf('m/name.txt') }],
        noSignal,
      ),
      reason('exists'),
    );
  });

  it('puts moves, deletions and new folders back when saving fails', async () => {
    await put('m/move.txt', 'move\r\n');
    await put('m/delete.sh', 'delete\n');
    await chmod(absolute('m/delete.sh'), 0o750);
    await put('m/edit.txt', 'edit\n');
    await put('m/blocked.txt', 'blocked\n');
    await vscode.window.showTextDocument(uriOf('m/move.txt'), { preview: false });
    const seen = await Promise.all(
      ['m/move.txt', 'm/delete.sh', 'm/edit.txt', 'm/blocked.txt'].map((path) => files.read(path)),
    );
    // Somebody else writes the file in the moment in which the editor saves it.
    const meddler = vscode.workspace.onWillSaveTextDocument((event) => {
      if (event.document.uri.fsPath !== absolute('m/blocked.txt')) return;
      meddler.dispose();
      event.waitUntil(
        writeFile(event.document.uri.fsPath, 'blocked by another program\n').then(
          () => new Promise((resolve) => setTimeout(resolve, 50)),
        ),
      );
    });
    await assert.rejects(
      files.apply(
        [
          { path: 'm/new/deep/moved.txt', movedFrom: 'm/move.txt', text: 'MOVE\n', expect: seen[0]!.hash },
          { path: 'm/delete.sh', text: null, expect: seen[1]!.hash },
          { path: 'm/edit.txt', text: 'EDIT\n', expect: seen[2]!.hash },
          { path: 'm/other/made.txt', text: 'made\n', expect: null },
          { path: 'm/blocked.txt', text: 'BLOCKED\n', expect: seen[3]!.hash },
        ],
        noSignal,
      ),
      (error: Error) =>
        reason('write_failed')(error) &&
        /m\/blocked\.txt/.test(error.message) &&
        !/m\/(?:edit|delete|move|new|other)/.test(error.message),
    );
    assert.equal(await bytesOf('m/move.txt'), 'move\r\n');
    assert.equal(await bytesOf('m/delete.sh'), 'delete\n');
    assert.equal((await stat(absolute('m/delete.sh'))).mode & 0o777, 0o750);
    assert.equal(await bytesOf('m/edit.txt'), 'edit\n');
    assert.equal(await bytesOf('m/blocked.txt'), 'blocked by another program\n');
    assert.deepEqual((await readdir(absolute('m'))).sort(), ['blocked.txt', 'delete.sh', 'edit.txt', 'move.txt']);
    await until('the tab is where it was', () => tabs().includes('m/move.txt'));
  });

  it('does nothing when it is stopped before it begins', async () => {
    await put('m/one.txt', 'one\n');
    const stop = new AbortController();
    stop.abort();
    await assert.rejects(
      files.apply([{ path: 'm/one.txt', text: null, expect: await hashOf('m/one.txt') }], stop.signal),
      { name: 'CancelledError' },
    );
    assert.equal(await bytesOf('m/one.txt'), 'one\n');
  });

  it('takes everything back when it is stopped while something that formats on saving hangs', async () => {
    await put('m/one.txt', 'one\n');
    await put('m/hang.txt', 'two\n');
    const [one, hang] = await Promise.all([files.read('m/one.txt'), files.read('m/hang.txt')]);
    const stop = new AbortController();
    let asked = 0;
    const formatter = vscode.languages.registerDocumentFormattingEditProvider(
      { pattern: '**/hang.txt' },
      {
        provideDocumentFormattingEdits: () => (asked++ === 0 ? (stop.abort(), new Promise<never>(() => {})) : []),
      },
    );
    await vscode.workspace
      .getConfiguration('editor')
      .update('formatOnSave', true, vscode.ConfigurationTarget.Workspace);
    try {
      const applying = files.apply(
        [
          { path: 'm/one.txt', text: 'ONE\n', expect: one.hash },
          { path: 'm/hang.txt', text: 'TWO\n', expect: hang.hash },
        ],
        stop.signal,
      );
      await assert.rejects(applying, { name: 'CancelledError' });
    } finally {
      formatter.dispose();
      await vscode.workspace
        .getConfiguration('editor')
        .update('formatOnSave', undefined, vscode.ConfigurationTarget.Workspace);
      await removeAll('.vscode');
    }
    assert.ok(asked > 0);
    assert.equal(await bytesOf('m/one.txt'), 'one\n');
    assert.equal(await bytesOf('m/hang.txt'), 'two\n');
  });
});
