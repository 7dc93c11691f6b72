import assert from 'node:assert/strict';
import { mkdtemp, rm, symlink, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import * as vscode from 'vscode';
import type { FileChange } from '../../../src/contracts/files';
import { createVscodeFiles } from '../../../src/editor/files/files';
import { absolute, bytesOf, closeEditors, noSignal, folders, put, reason, removeAll, until, uriOf } from './workspace';

const files = createVscodeFiles({ folders });

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
      ['lone carriage returns', 'one\rtwo\rthree\r', 'one\rTWO\rthree\r'],
      ['a byte-order mark and mixed line endings', '\xef\xbb\xbfone\r\ntwo\n\n', '\xef\xbb\xbfone\r\nTWO\n\n'],
      ['UTF-8 of all lengths', 'one\u00c3\u00a9\ntwo \xf0\x9f\x98\x80\n', 'one\u00c3\u00a9\nTWO \xf0\x9f\x98\x80\n'],
      ['trailing blanks', 'one  \t\ntwo\n\n\n', 'one  \t\nTWO\n\n\n'],
    ];
    for (const [what, before, after] of cases) {
      it(`with ${what}`, async () => {
        await put('a/file.txt', Buffer.from(before, 'latin1'));
        const applied = await change('a/file.txt', (text) => text.replace('two', 'TWO'));
        assert.equal(await bytesOf('a/file.txt'), after);
        assert.deepEqual(
          { saved: applied.saved, created: applied.created, added: applied.added, removed: applied.removed },
          { saved: true, created: false, added: 1, removed: 1 },
        );
        assert.equal(applied.hash, (await files.read('a/file.txt')).hash);
      });
    }

    it('of the very lines that an edit leaves, where equal ones end differently', async () => {
      for (const [at, after] of [
        [1, 'one\r\n}\n'],
        [2, 'one\r\n}\r\n'],
      ] as const) {
        await put('a/equal.txt', 'one\r\n}\r\n}\n');
        const { text, hash } = await files.read('a/equal.txt');
        await files.apply(
          [
            {
              path: 'a/equal.txt',
              text: text.replace('}\n', ''),
              expect: hash,
              changes: [{ at, removed: 1, added: [] }],
            },
          ],
          noSignal,
        );
        assert.equal(await bytesOf('a/equal.txt'), after);
      }
    });

    it('with an encoding that the person has set', async () => {
      await vscode.workspace
        .getConfiguration('files')
        .update('encoding', 'iso88591', vscode.ConfigurationTarget.Workspace);
      try {
        await put('a/latin.txt', Buffer.from('caf\xe9\ntwo\n', 'latin1'));
        assert.equal((await files.read('a/latin.txt')).text, 'café\ntwo\n');
        await change('a/latin.txt', (text) => text.replace('two', 'TWO é'));
        assert.equal(await bytesOf('a/latin.txt'), 'caf\xe9\nTWO \xe9\n');
      } finally {
        await vscode.workspace
          .getConfiguration('files')
          .update('encoding', undefined, vscode.ConfigurationTarget.Workspace);
        await removeAll('.vscode');
      }
    });

    it('and refuses what would lose some', async () => {
      await put('a/other.txt', Buffer.from('caf\xe9\ntwo\n', 'latin1'));
      await assert.rejects(
        change('a/other.txt', (text) => text.replace('two', 'TWO')),
        reason('binary'),
      );
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
    assert.deepEqual((({ text, dirty }) => ({ text, dirty }))(await files.read('a/dirty.txt')), {
      text: 'mine one\ntwo\n',
      dirty: true,
    });
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
    await files.apply(
      [
        {
          path: 'a/shown.txt',
          text: shown.text.replace('one', 'zero\none').replace('four', 'FOUR'),
          expect: shown.hash,
        },
        { path: 'a/other.txt', text: 'changed\n', expect: other.hash },
        { path: 'a/new/deep/file.txt', text: 'new\n', expect: null },
      ],
      noSignal,
    );
    await sleep(1200); // The editor opens what stays unsaved for 800 ms.
    assert.equal(vscode.window.activeTextEditor, editor);
    assert.deepEqual(editor.selection, new vscode.Selection(3, 1, 3, 4));
    assert.deepEqual(tabs(), before);
    assert.equal(await bytesOf('a/shown.txt'), 'zero\none\ntwo\nthree\nFOUR\n');
    assert.equal(await bytesOf('a/new/deep/file.txt'), 'new\n');
  });

  it('keeps the selection on its text and scrolls nothing, wherever the edit is', async () => {
    const lines = Array.from({ length: 400 }, (_, line) => `line ${line}\n`);
    await put('a/long.txt', lines.join(''));
    const editor = await vscode.window.showTextDocument(uriOf('a/long.txt'));
    editor.selection = new vscode.Selection(200, 2, 203, 4);
    editor.revealRange(new vscode.Range(200, 0, 200, 0), vscode.TextEditorRevealType.AtTop);
    const top = () => editor.visibleRanges[0]?.start.line ?? 0;
    await until('it is scrolled', () => top() > 150);
    const from = top();
    await change('a/long.txt', (text) => `new 1\nnew 2\n${text.replace('line 399', 'LINE 399')}`);
    assert.deepEqual(editor.selection, new vscode.Selection(202, 2, 205, 4));
    await sleep(300);
    assert.equal(top(), from);
    await change('a/long.txt', (text) => text.replace('line 10\n', '').replace('line 300', 'LINE 300'));
    assert.deepEqual(editor.selection, new vscode.Selection(201, 2, 204, 4));
    await sleep(300);
    assert.equal(top(), from);
    assert.equal(vscode.window.activeTextEditor, editor);
  });

  it('lets what happens on saving happen, to new files too, and tells the hash of what comes out', async () => {
    const formatter = vscode.languages.registerDocumentFormattingEditProvider(
      { pattern: '**/*.shout' },
      {
        provideDocumentFormattingEdits: (document) => [
          vscode.TextEdit.replace(new vscode.Range(0, 0, document.lineCount, 0), document.getText().toUpperCase()),
        ],
      },
    );
    const settings = {
      'editor.formatOnSave': true,
      'files.trimTrailingWhitespace': true,
      'files.insertFinalNewline': true,
    };
    const configure = async (on: boolean) => {
      for (const [key, value] of Object.entries(settings))
        await vscode.workspace
          .getConfiguration()
          .update(key, on ? value : undefined, vscode.ConfigurationTarget.Workspace);
    };
    await put('a/old.shout', 'one\r\n');
    await put('a/plain.txt', 'one\n');
    await configure(true);
    try {
      const [old, plain] = await Promise.all([files.read('a/old.shout'), files.read('a/plain.txt')]);
      const applied = await files.apply(
        [
          { path: 'a/old.shout', text: 'one\ntwo', expect: old.hash },
          { path: 'a/new.shout', text: 'new  ', expect: null },
          { path: 'a/plain.txt', text: 'one  \ntwo', expect: plain.hash },
        ],
        noSignal,
      );
      assert.deepEqual(await Promise.all(['a/old.shout', 'a/new.shout', 'a/plain.txt'].map(bytesOf)), [
        'ONE\r\nTWO\r\n',
        'NEW\n',
        'one\ntwo\n',
      ]);
      for (const { path, hash, saved } of applied) {
        assert.equal(hash, (await files.read(path)).hash, path);
        assert.equal(saved, true);
      }
    } finally {
      await configure(false);
      formatter.dispose();
      await removeAll('.vscode');
    }
  });

  it('leaves saving unsaved text to the person’s files.autoSave', async () => {
    await vscode.workspace
      .getConfiguration('files')
      .update('autoSave', 'afterDelay', vscode.ConfigurationTarget.Global);
    await vscode.workspace.getConfiguration('files').update('autoSaveDelay', 300, vscode.ConfigurationTarget.Global);
    try {
      await put('a/auto.txt', 'one\ntwo\n');
      const editor = await vscode.window.showTextDocument(uriOf('a/auto.txt'));
      await editor.edit((edit) => edit.insert(new vscode.Position(0, 0), 'mine '));
      await change('a/auto.txt', (text) => text.replace('two', 'TWO'));
      assert.equal(editor.document.getText(), 'mine one\nTWO\n');
      await until('the editor saves', () => !editor.document.isDirty);
      assert.equal(await bytesOf('a/auto.txt'), 'mine one\nTWO\n');
    } finally {
      await vscode.workspace.getConfiguration('files').update('autoSave', 'off', vscode.ConfigurationTarget.Global);
      await vscode.workspace
        .getConfiguration('files')
        .update('autoSaveDelay', undefined, vscode.ConfigurationTarget.Global);
    }
  });

  it('closes again what the editor opens because saving takes long', async () => {
    await put('a/shown.txt', 'one\n');
    await put('a/slow.txt', 'one\n');
    const editor = await vscode.window.showTextDocument(uriOf('a/shown.txt'));
    const slow = vscode.workspace.onWillSaveTextDocument((event) => event.waitUntil(sleep(1200)));
    try {
      await change('a/slow.txt', () => 'two\n');
    } finally {
      slow.dispose();
    }
    await sleep(500);
    assert.deepEqual(
      vscode.window.tabGroups.all.flatMap((group) => group.tabs).map(({ label }) => label),
      ['shown.txt'],
    );
    assert.equal(vscode.window.activeTextEditor, editor);
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
    const changes = [
      ...seen.map(({ path, hash, text }) => ({ path, text: text.toUpperCase(), expect: hash })),
      { path: 'a/deep/er/new.txt', text: 'new\n', expect: null },
    ];
    await vscode.workspace
      .getConfiguration('files')
      .update('readonlyInclude', { 'readonly/**': true }, vscode.ConfigurationTarget.Global);
    try {
      await assert.rejects(files.apply(changes, noSignal), (error: { reason?: string }) =>
        ['read_only', 'write_failed'].includes(error.reason ?? ''),
      );
    } finally {
      await vscode.workspace
        .getConfiguration('files')
        .update('readonlyInclude', undefined, vscode.ConfigurationTarget.Global);
    }
    assert.equal(await bytesOf('a/one.txt'), 'one\r\n');
    assert.equal(await bytesOf('a/mixed.txt'), 'one\r\ntwo\n');
    assert.equal(await bytesOf('readonly/two.txt'), 'two\n');
    assert.equal(await files.kind('a/deep'), undefined);
    assert.deepEqual(
      vscode.workspace.textDocuments.filter(({ isDirty }) => isDirty).map(({ fileName }) => fileName),
      [],
    );
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
    for (const path of ['../x', '/etc/passwd', 'link/x', '.git/config'])
      await assert.rejects(files.read(path), reason('outside_workspace'));
    await assert.rejects(
      files.apply([{ path: 'link/x.txt', text: 'x', expect: null }], noSignal),
      reason('outside_workspace'),
    );
    await put('a/binary.bin', Buffer.from([1, 0, 2]));
    await put('a/large.txt', 'x'.repeat(5 * 1024 * 1024 + 1));
    await assert.rejects(files.read('a/binary.bin'), reason('binary'));
    await assert.rejects(files.read('a/large.txt'), reason('too_large'));
    await assert.rejects(files.read('a'), reason('is_directory'));
    await assert.rejects(files.read('a/missing.txt'), reason('not_found'));
    await assert.rejects(createVscodeFiles({ folders: () => [] }).read('a'), reason('no_folder'));
  });

  it('works with names of every kind', async () => {
    const names = [
      'with space.txt',
      '"double" \'single\'.txt',
      'two\nlines.txt',
      'имя файла ☃ 名前.txt',
      '#hash %20 ?query&.txt',
      'back\\slash.txt',
      '[brackets] {braces}.txt',
      '-dash.txt',
      ' leading and trailing ',
    ];
    for (const name of names) {
      const path = `a/${name}`;
      const [made] = await files.apply([{ path, text: 'one\n', expect: null }], noSignal);
      assert.equal(made?.path, path);
      assert.equal(await bytesOf(path), 'one\n', name);
      await change(path, () => 'two\n');
      assert.equal(await bytesOf(path), 'two\n', name);
      await files.apply(
        [{ path: `a/moved/${name}`, movedFrom: path, text: 'three\n', expect: (await files.read(path)).hash }],
        noSignal,
      );
      assert.equal(await bytesOf(`a/moved/${name}`), 'three\n', name);
    }
    assert.deepEqual(
      await files.list('a/moved/**', 100),
      names
        .filter((name) => !name.includes('\n'))
        .map((name) => `a/moved/${name}`)
        .sort(),
    );
    for (const name of names)
      await files.apply(
        [{ path: `a/moved/${name}`, text: null, expect: (await files.read(`a/moved/${name}`)).hash }],
        noSignal,
      );
    assert.deepEqual(await files.list('a/**', 100), []);
  });

  it('answers in sentences about what it cannot change, and changes nothing', async () => {
    await put('a/good.txt', 'good\n');
    await put('a/binary.bin', Buffer.from([1, 0, 2]));
    await put('a/huge.txt', Buffer.alloc(50 * 1024 * 1024, 'x'));
    await put('a/folder/inside.txt', 'x\n');
    const { hash } = await files.read('a/good.txt');
    const cases: [FileChange, string][] = [
      [{ path: 'a/binary.bin', text: 'x', expect: hash }, 'binary'],
      [{ path: 'a/binary.bin', text: null, expect: hash }, 'binary'],
      [{ path: 'a/huge.txt', text: 'x', expect: hash }, 'too_large'],
      [{ path: 'a/huge.txt', text: null, expect: hash }, 'too_large'],
      [{ path: 'a/moved.txt', movedFrom: 'a/huge.txt', text: 'x', expect: hash }, 'too_large'],
      [{ path: 'a/large.txt', text: 'x'.repeat(50 * 1024 * 1024), expect: null }, 'too_large'],
      [{ path: 'a/folder', text: 'x', expect: hash }, 'is_directory'],
      [{ path: 'a/folder', text: null, expect: hash }, 'is_directory'],
      [{ path: 'a/folder', text: 'x', expect: null }, 'exists'],
      [{ path: 'a/good.txt/below.txt', text: 'x', expect: null }, 'exists'],
      [{ path: `a/${'x'.repeat(300)}`, text: 'x', expect: null }, 'outside_workspace'],
    ];
    for (const [refused, expected] of cases) {
      const all =
        refused.path === 'a/good.txt' ? [refused] : [{ path: 'a/good.txt', text: 'changed\n', expect: hash }, refused];
      await assert.rejects(
        files.apply(all, noSignal),
        (error: Error) => reason(expected)(error) && /^[“\w].* .*\.$/s.test(error.message),
      );
      assert.equal(await bytesOf('a/good.txt'), 'good\n');
    }
  });

  it('respects files.readonlyInclude for edits, new files, moves and deletions', async () => {
    await put('readonly/two.txt', 'two\n');
    await put('a/one.txt', 'one\n');
    const [one, two] = await Promise.all([files.read('a/one.txt'), files.read('readonly/two.txt')]);
    const refused: FileChange[] = [
      { path: 'readonly/two.txt', text: 'x', expect: two.hash },
      { path: 'readonly/two.txt', text: null, expect: two.hash },
      { path: 'readonly/new.txt', text: 'x', expect: null },
      { path: 'a/two.txt', movedFrom: 'readonly/two.txt', text: 'x', expect: two.hash },
      { path: 'readonly/one.txt', movedFrom: 'a/one.txt', text: 'x', expect: one.hash },
    ];
    await vscode.workspace
      .getConfiguration('files')
      .update('readonlyInclude', { 'readonly/**': true }, vscode.ConfigurationTarget.Global);
    try {
      for (const each of refused)
        await assert.rejects(
          files.apply([each], noSignal),
          (error: Error) => reason('read_only')(error) && /files\.readonlyInclude/.test(error.message),
        );
    } finally {
      await vscode.workspace
        .getConfiguration('files')
        .update('readonlyInclude', undefined, vscode.ConfigurationTarget.Global);
    }
    assert.equal(await bytesOf('readonly/two.txt'), 'two\n');
    assert.equal(await bytesOf('a/one.txt'), 'one\n');
  });

  it('does not list links that lead out, nor what git or an ignore file keeps', async () => {
    const outside = await mkdtemp(join(tmpdir(), 'flux-outside-'));
    await writeFile(join(outside, 'secret.txt'), 'secret\n');
    await put('a/in.txt', 'x\n');
    await put('a/ignored.txt', 'x\n');
    await put('.gitignore', 'ignored.txt\n');
    await symlink(outside, absolute('link'));
    try {
      const listed = [
        ...(await files.list('**/*', 1000)),
        ...(await files.list('**/.git/**', 1000)),
        ...(await files.list('link/**', 1000)),
        ...(await files.list('a/ignored.txt', 1000)),
      ];
      assert.ok(listed.includes('a/in.txt'));
      assert.deepEqual(
        listed.filter((path) => /secret|ignored\.txt|^\.git\/|\/\.git\//.test(path)),
        [],
      );
    } finally {
      await rm(outside, { recursive: true, force: true });
    }
  });

  it('lists without what is ignored or hidden by the person', async () => {
    await put('a/one.ts', '');
    await put('a/sub/two.ts', '');
    await put('a/built/three.ts', '');
    await put('a/hidden/four.ts', '');
    await put('.gitignore', 'built/\n');
    await vscode.workspace
      .getConfiguration('files')
      .update('exclude', { '**/hidden': true }, vscode.ConfigurationTarget.Workspace);
    try {
      assert.deepEqual(await files.list('**/*.ts', 100), ['a/one.ts', 'a/sub/two.ts']);
      assert.deepEqual(await files.list('**/*.ts', 1), ['a/one.ts']);
    } finally {
      await vscode.workspace
        .getConfiguration('files')
        .update('exclude', undefined, vscode.ConfigurationTarget.Workspace);
      await removeAll('.vscode');
    }
  });
});
