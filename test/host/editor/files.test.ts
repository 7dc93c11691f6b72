import assert from 'node:assert/strict';
import { mkdtemp, symlink } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import * as vscode from 'vscode';
import { createVscodeFiles } from '../../../src/editor/files';
import { absolute, bytesOf, closeEditors, noSignal, put, removeAll, root, uriOf } from './workspace';

const files = createVscodeFiles({ root });
const reason = (expected: string) => (error: { reason?: string }) => error.reason === expected || assert.fail(`${error.reason}: ${String(error)}`);

/** Reads, changes and applies one file. */
async function change(path: string, edit: (text: string) => string) {
  const { text, hash } = await files.read(path);
  const [applied] = await files.apply([{ path, text: edit(text), expect: hash }], noSignal);
  assert.ok(applied);
  return applied;
}

describe('VscodeFiles', () => {
  afterEach(async () => {
    await closeEditors();
    await removeAll('a', 'link', 'outside', 'readonly', '.gitignore');
  });

  describe('apply keeps bytes', () => {
    const cases: [string, string, string][] = [
      ['CRLF', 'one\r\ntwo\r\nthree\r\n', 'one\r\nTWO\r\nthree\r\n'],
      ['no final newline', 'one\ntwo', 'one\nTWO'],
      ['a byte-order mark and CRLF', '\xef\xbb\xbfone\r\ntwo\r\n', '\xef\xbb\xbfone\r\nTWO\r\n'],
      ['mixed line endings', 'one\r\ntwo\nthree\r\nfour\n', 'one\r\nTWO\nthree\r\nfour\n'],
      ['UTF-8 of all lengths', 'one\u00c3\u00a9\ntwo \xf0\x9f\x98\x80\n', 'one\u00c3\u00a9\nTWO \xf0\x9f\x98\x80\n'],
      ['trailing blanks', 'one  \t\ntwo\n\n\n', 'one  \t\nTWO\n\n\n'],
    ];
    for (const [what, before, after] of cases) {
      it(`with ${what}`, async () => {
        await put('a/file.txt', Buffer.from(before, 'latin1'));
        const applied = await change('a/file.txt', (text) => text.replace('two', 'TWO'));
        assert.equal(await bytesOf('a/file.txt'), after);
        assert.deepEqual({ saved: applied.saved, created: applied.created, added: applied.added, removed: applied.removed }, { saved: true, created: false, added: 1, removed: 1 });
        assert.equal(applied.hash, (await files.read('a/file.txt')).hash);
      });
    }

    it('with an encoding that the person has set', async () => {
      await vscode.workspace.getConfiguration('files').update('encoding', 'iso88591', vscode.ConfigurationTarget.Workspace);
      try {
        await put('a/latin.txt', Buffer.from('caf\xe9\ntwo\n', 'latin1'));
        assert.equal((await files.read('a/latin.txt')).text, 'café\ntwo\n');
        await change('a/latin.txt', (text) => text.replace('two', 'TWO é'));
        assert.equal(await bytesOf('a/latin.txt'), 'caf\xe9\nTWO \xe9\n');
      } finally {
        await vscode.workspace.getConfiguration('files').update('encoding', undefined, vscode.ConfigurationTarget.Workspace);
        await removeAll('.vscode');
      }
    });

    it('and refuses what would lose some', async () => {
      await put('a/other.txt', Buffer.from('caf\xe9\ntwo\n', 'latin1'));
      await assert.rejects(change('a/other.txt', (text) => text.replace('two', 'TWO')), reason('binary'));
      assert.equal(await bytesOf('a/other.txt'), 'caf\xe9\ntwo\n');
    });

    it('when a mixed file is shown, and the editor takes it up', async () => {
      await put('a/mixed.txt', 'one\r\ntwo\nthree\r\n');
      await vscode.window.showTextDocument(uriOf('a/mixed.txt'));
      await change('a/mixed.txt', (text) => text.replace('two', 'TWO'));
      await change('a/mixed.txt', (text) => text.replace('three', 'THREE\nfour'));
      assert.equal(await bytesOf('a/mixed.txt'), 'one\r\nTWO\nTHREE\r\nfour\r\n');
    });
  });

  it('leaves unsaved text unsaved, and edits it', async () => {
    await put('a/dirty.txt', 'one\r\ntwo\r\n');
    const editor = await vscode.window.showTextDocument(uriOf('a/dirty.txt'));
    await editor.edit((edit) => edit.insert(new vscode.Position(0, 0), 'mine '));
    assert.deepEqual((({ text, dirty }) => ({ text, dirty }))(await files.read('a/dirty.txt')), { text: 'mine one\ntwo\n', dirty: true });
    const applied = await change('a/dirty.txt', (text) => text.replace('two', 'TWO'));
    assert.equal(applied.saved, false);
    assert.equal(editor.document.getText(), 'mine one\r\nTWO\r\n');
    assert.equal(editor.document.isDirty, true);
    assert.equal(await bytesOf('a/dirty.txt'), 'one\r\ntwo\r\n');
  });

  it('moves no cursor, opens no editor and keeps the focus', async () => {
    await put('a/shown.txt', 'one\ntwo\nthree\nfour\n');
    await put('a/other.txt', 'one\n');
    const editor = await vscode.window.showTextDocument(uriOf('a/shown.txt'));
    editor.selection = new vscode.Selection(2, 1, 2, 4);
    const tabs = () => vscode.window.tabGroups.all.flatMap((group) => group.tabs).map(({ label }) => label);
    const before = tabs();
    const [shown, other] = await Promise.all([files.read('a/shown.txt'), files.read('a/other.txt')]);
    await files.apply([
      { path: 'a/shown.txt', text: shown.text.replace('one', 'zero\none').replace('four', 'FOUR'), expect: shown.hash },
      { path: 'a/other.txt', text: 'changed\n', expect: other.hash },
      { path: 'a/new/deep/file.txt', text: 'new\n', expect: null },
    ], noSignal);
    await sleep(1200); // The editor opens what stays unsaved for 800 ms.
    assert.equal(vscode.window.activeTextEditor, editor);
    assert.deepEqual(editor.selection, new vscode.Selection(3, 1, 3, 4));
    assert.deepEqual(tabs(), before);
    assert.equal(await bytesOf('a/shown.txt'), 'zero\none\ntwo\nthree\nFOUR\n');
    assert.equal(await bytesOf('a/new/deep/file.txt'), 'new\n');
  });

  it('keeps a selection in the very line that changes before it', async () => {
    await put('a/line.txt', 'const value = 1;\n');
    const editor = await vscode.window.showTextDocument(uriOf('a/line.txt'));
    editor.selection = new vscode.Selection(0, 6, 0, 11);
    await change('a/line.txt', (text) => text.replace('= 1', '= 2'));
    assert.deepEqual(editor.selection, new vscode.Selection(0, 6, 0, 11));
  });

  it('does not flood the editor with documents when reading', async () => {
    await put('a/read.txt', 'text\n');
    await files.read('a/read.txt');
    assert.ok(!vscode.workspace.textDocuments.some(({ uri }) => uri.fsPath === absolute('a/read.txt')));
  });

  it('sees at once what a command has written to a file that is shown', async () => {
    await put('a/shown.txt', 'one\n');
    const editor = await vscode.window.showTextDocument(uriOf('a/shown.txt'));
    await put('a/shown.txt', 'formatted one\n');
    assert.equal((await files.read('a/shown.txt')).text, 'formatted one\n');
    await change('a/shown.txt', (text) => `${text}two\n`);
    assert.equal(await bytesOf('a/shown.txt'), 'formatted one\ntwo\n');
    assert.equal(editor.document.isDirty, false);
  });

  it('changes all or nothing', async () => {
    await put('a/one.txt', 'one\n');
    await put('a/two.txt', 'two\n');
    const [one, two] = await Promise.all([files.read('a/one.txt'), files.read('a/two.txt')]);
    await put('a/two.txt', 'changed by somebody\n');
    const changes = [
      { path: 'a/one.txt', text: 'ONE\n', expect: one.hash },
      { path: 'a/new.txt', text: 'new\n', expect: null },
      { path: 'a/two.txt', text: 'TWO\n', expect: two.hash },
    ];
    await assert.rejects(files.apply(changes, noSignal), reason('stale'));
    assert.equal(await bytesOf('a/one.txt'), 'one\n');
    assert.equal(await files.kind('a/new.txt'), undefined);
    await assert.rejects(files.apply([{ path: 'a/one.txt', text: 'x', expect: null }], noSignal), reason('exists'));
    await assert.rejects(files.apply([{ path: 'a/gone.txt', text: 'x', expect: one.hash }], noSignal), reason('stale'));
  });

  it('puts everything back when the editor refuses one file', async () => {
    await put('a/one.txt', 'one\r\n');
    await put('a/mixed.txt', 'one\r\ntwo\n');
    await put('readonly/two.txt', 'two\n');
    const seen = await Promise.all(['a/one.txt', 'a/mixed.txt', 'readonly/two.txt'].map((path) => files.read(path)));
    const changes = [...seen.map(({ path, hash, text }) => ({ path, text: text.toUpperCase(), expect: hash })), { path: 'a/deep/er/new.txt', text: 'new\n', expect: null }];
    await vscode.workspace.getConfiguration('files').update('readonlyInclude', { 'readonly/**': true }, vscode.ConfigurationTarget.Global);
    try {
      await assert.rejects(files.apply(changes, noSignal), (error: { reason?: string }) => ['read_only', 'write_failed'].includes(error.reason ?? ''));
    } finally {
      await vscode.workspace.getConfiguration('files').update('readonlyInclude', undefined, vscode.ConfigurationTarget.Global);
    }
    assert.equal(await bytesOf('a/one.txt'), 'one\r\n');
    assert.equal(await bytesOf('a/mixed.txt'), 'one\r\ntwo\n');
    assert.equal(await bytesOf('readonly/two.txt'), 'two\n');
    assert.equal(await files.kind('a/deep'), undefined);
    assert.deepEqual(vscode.workspace.textDocuments.filter(({ isDirty }) => isDirty).map(({ fileName }) => fileName), []);
  });

  it('makes a file as the person has set the line endings', async () => {
    await vscode.workspace.getConfiguration('files').update('eol', '\r\n', vscode.ConfigurationTarget.Workspace);
    try {
      await files.apply([{ path: 'a/crlf.txt', text: 'one\ntwo\n', expect: null }], noSignal);
      assert.equal(await bytesOf('a/crlf.txt'), 'one\r\ntwo\r\n');
    } finally {
      await vscode.workspace.getConfiguration('files').update('eol', undefined, vscode.ConfigurationTarget.Workspace);
      await removeAll('.vscode');
    }
  });

  it('refuses what is outside, binary, too large, a folder or missing', async () => {
    const outside = await mkdtemp(join(tmpdir(), 'flux-outside-'));
    await symlink(outside, absolute('link'));
    for (const path of ['../x', '/etc/passwd', 'link/x', '.git/config']) await assert.rejects(files.read(path), reason('outside_workspace'));
    await assert.rejects(files.apply([{ path: 'link/x.txt', text: 'x', expect: null }], noSignal), reason('outside_workspace'));
    await put('a/binary.bin', Buffer.from([1, 0, 2]));
    await put('a/large.txt', 'x'.repeat(5 * 1024 * 1024 + 1));
    await assert.rejects(files.read('a/binary.bin'), reason('binary'));
    await assert.rejects(files.read('a/large.txt'), reason('too_large'));
    await assert.rejects(files.read('a'), reason('is_directory'));
    await assert.rejects(files.read('a/missing.txt'), reason('not_found'));
    await assert.rejects(createVscodeFiles({ root: () => undefined }).read('a'), reason('no_folder'));
  });

  it('lists without what is ignored or hidden by the person', async () => {
    await put('a/one.ts', '');
    await put('a/sub/two.ts', '');
    await put('a/built/three.ts', '');
    await put('a/hidden/four.ts', '');
    await put('.gitignore', 'built/\n');
    await vscode.workspace.getConfiguration('files').update('exclude', { '**/hidden': true }, vscode.ConfigurationTarget.Workspace);
    try {
      assert.deepEqual(await files.list('**/*.ts', 100), ['a/one.ts', 'a/sub/two.ts']);
      assert.deepEqual(await files.list('**/*.ts', 1), ['a/one.ts']);
    } finally {
      await vscode.workspace.getConfiguration('files').update('exclude', undefined, vscode.ConfigurationTarget.Workspace);
      await removeAll('.vscode');
    }
  });
});
