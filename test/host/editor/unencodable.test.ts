import assert from 'node:assert/strict';
import * as vscode from 'vscode';
import { createVscodeCheckpoints } from '../../../src/editor/checkpoints/checkpoints';
import { fixDocument } from '../../../src/editor/fix/fixDocument';
import { createVscodeFiles } from '../../../src/editor/files/files';
import { hashBytes } from '../../../src/node/store/hashBytes';
import { bytesOf, closeEditors, folders, noSignal, put, reason, removeAll, uriOf } from './workspace';

const files = createVscodeFiles({ folders });
const kept = new Map<string, Uint8Array>();
const putBytes = (list: readonly Uint8Array[]) =>
  Promise.resolve(list.map((bytes) => (kept.set(hashBytes(bytes), bytes), hashBytes(bytes))));
const checkpoints = createVscodeCheckpoints({
  folders,
  store: {
    putBytes,
    getBytes: (key) => Promise.resolve(kept.get(key)),
    getText: (key) => Promise.resolve(new TextDecoder().decode(kept.get(key))),
  },
});

async function change(path: string, edit: (text: string) => string) {
  const { text, hash } = await files.read(path);
  return files.apply([{ path, text: edit(text), expect: hash }], noSignal);
}

const told = (words: RegExp) => (error: Error) => reason('unencodable')(error) && words.test(error.message);

describe('text that an encoding cannot hold', () => {
  const set = (key: string, value: unknown) =>
    vscode.workspace.getConfiguration('files').update(key, value, vscode.ConfigurationTarget.Workspace);
  afterEach(async () => {
    await closeEditors();
    await set('encoding', undefined);
    await set('autoGuessEncoding', undefined);
    await removeAll('e', '.vscode');
  });

  // Name of the encoding, a text in it, that text's bytes, what it can hold besides, with its bytes, and what it
  // cannot.
  const cases: [string, string, string, string, string, string][] = [
    ['windows1252', 'café', 'caf\xe9', '€', '\x80', '→'],
    ['iso88591', 'café', 'caf\xe9', 'ü', '\xfc', '€'],
    ['shiftjis', '日本', '\x93\xfa\x96{', '本', '\x96{', 'é'],
    ['gbk', '中', '\xd6\xd0', '文', '\xce\xc4', '🙂'],
    ['koi8r', 'да', '\xc4\xc1', 'ж', '\xd6', 'é'],
  ];
  for (const [encoding, text, bytes, more, moreBytes, lost] of cases) {
    it(`${encoding}: refused on the disk; what it can hold is written`, async () => {
      // The editor keeps a document, and its encoding, for a while after it was closed.
      const path = `e/${encoding}.txt`;
      await set('encoding', encoding);
      await put(path, Buffer.from(`${bytes}\ntwo\n`, 'latin1'));
      assert.equal((await files.read(path)).text, `${text}\ntwo\n`);
      await assert.rejects(
        change(path, (old) => old.replace('two', lost)),
        told(
          new RegExp(
            `is saved in the encoding ${encoding}, which does not include “${lost}”.*save the file as UTF-8 first`,
            's',
          ),
        ),
      );
      assert.equal(await bytesOf(path), `${bytes}\ntwo\n`);
      await change(path, (old) => old.replace('two', more));
      assert.equal(await bytesOf(path), `${bytes}\n${moreBytes}\n`);
    });

    it(`${encoding}: refused in a tab, saved and unsaved, and the person's text stays`, async () => {
      await set('encoding', encoding);
      const path = `e/tab-${encoding}.txt`;
      await put(path, Buffer.from(`${bytes}\n`, 'latin1'));
      const editor = await vscode.window.showTextDocument(uriOf(path), { preview: false });
      await assert.rejects(
        change(path, (old) => `${old}${lost}`),
        told(/UTF-8/),
      );
      await editor.edit((edit) => edit.insert(new vscode.Position(0, 0), 'mine '));
      await assert.rejects(
        change(path, (old) => `${old}${lost}`),
        told(/UTF-8/),
      );
      assert.equal(editor.document.getText(), `mine ${text}\n`);
      await change(path, (old) => `${old}x\n`);
      assert.equal(editor.document.getText(), `mine ${text}\nx\n`);
    });

    it(`${encoding}: a new file is refused before anything is made`, async () => {
      await set('encoding', encoding);
      await assert.rejects(
        files.apply([{ path: `e/new-${encoding}.txt`, text: `${lost}\n`, expect: null }], noSignal),
        told(/to be saved in the encoding .* set files\.encoding to utf8/s),
      );
      assert.equal(await files.kind(`e/new-${encoding}.txt`), undefined);
      await files.apply([{ path: `e/new-${encoding}.txt`, text: `${text}\n`, expect: null }], noSignal);
      assert.equal(await bytesOf(`e/new-${encoding}.txt`), `${bytes}\n`);
    });
  }

  it('mixed line endings, which go past the editor, are held to it too', async () => {
    await set('encoding', 'windows1252');
    await put('e/mixed.txt', Buffer.from('caf\xe9\r\ntwo\n', 'latin1'));
    await assert.rejects(
      change('e/mixed.txt', (old) => old.replace('two', '→')),
      told(/“→” \(U\+2192\)/),
    );
    assert.equal(await bytesOf('e/mixed.txt'), 'caf\xe9\r\ntwo\n');
  });

  it('an encoding that the person chose for one open file, or that is guessed', async () => {
    await put('e/chosen.txt', Buffer.from('caf\xe9 r\xe9sum\xe9 na\xefve d\xe9j\xe0 vu\n', 'latin1'));
    await vscode.workspace.openTextDocument(uriOf('e/chosen.txt'), { encoding: 'windows1252' });
    await assert.rejects(
      change('e/chosen.txt', (old) => `${old}→\n`),
      told(/windows1252/),
    );
    await change('e/chosen.txt', (old) => `${old}é\n`);
    assert.match(await bytesOf('e/chosen.txt'), /vu\n\xe9\n$/);
    await closeEditors();
    await set('autoGuessEncoding', true);
    await put(
      'e/guessed.txt',
      Buffer.from('caf\xe9 r\xe9sum\xe9 na\xefve d\xe9j\xe0 vu, \xe9t\xe9 \xe0 No\xebl\n', 'latin1'),
    );
    await assert.rejects(
      change('e/guessed.txt', (old) => `${old}→\n`),
      (error: Error) => reason('unencodable')(error) || reason('binary')(error),
    );
    assert.match(await bytesOf('e/guessed.txt'), /No\xebl\n$/);
  });

  for (const [name, bytes] of [
    ['utf16le with a mark', '\xff\xfea\0\n\0'],
    ['utf16be with a mark', '\xfe\xff\0a\0\n'],
  ] as const) {
    it(`${name} holds everything but half a character`, async () => {
      const path = `e/${name.replaceAll(' ', '-')}.txt`;
      await put(path, Buffer.from(bytes, 'latin1'));
      await assert.rejects(
        change(path, (old) => `${old}\ud83d\n`),
        told(/half a character \(U\+D83D\)/),
      );
      await change(path, (old) => `${old}→🙂\n`);
      assert.equal((await files.read(path)).text, 'a\n→🙂\n');
      assert.equal((await bytesOf(path)).slice(0, 2), bytes.slice(0, 2));
    });
  }

  it("half a character is refused in UTF-8 too, and what was there before is nobody's fault", async () => {
    await put('e/utf8.txt', 'a\ufffd\n');
    await assert.rejects(
      change('e/utf8.txt', (old) => `${old}\udc00\n`),
      told(/half a character/),
    );
    await change('e/utf8.txt', (old) => `${old}→\n`);
    assert.equal(Buffer.from(await bytesOf('e/utf8.txt'), 'latin1').toString('utf8'), 'a\ufffd\n→\n');
  });

  it('what the person typed that cannot be saved is theirs, and stays', async () => {
    await set('encoding', 'windows1252');
    await put('e/own.txt', 'one\n');
    const editor = await vscode.window.showTextDocument(uriOf('e/own.txt'));
    await editor.edit((edit) => edit.insert(new vscode.Position(0, 0), '→ '));
    await change('e/own.txt', (old) => old.replace('one', 'ONE'));
    assert.equal(editor.document.getText(), '→ ONE\n');
  });

  it('undo and redo merge no such text either', async () => {
    await set('encoding', 'windows1252');
    await put('e/undo.txt', Buffer.from('caf\xe9\n', 'latin1'));
    const [expect] = await checkpoints.capture(['e/undo.txt']);
    const [result] = await checkpoints.restore([{ path: 'e/undo.txt', expect: expect!, text: 'café →\n' }], noSignal);
    assert.equal(result?.error?.reason, 'unencodable');
    assert.equal(await bytesOf('e/undo.txt'), 'caf\xe9\n');
  });

  it('a formatter that would bring such text in leaves the file as it was', async () => {
    await set('encoding', 'windows1252');
    await put('e/x.fluxenc', Buffer.from('caf\xe9 ->\n', 'latin1'));
    const provider = vscode.languages.registerDocumentFormattingEditProvider(
      { pattern: '**/*.fluxenc' },
      {
        provideDocumentFormattingEdits: (document) => [
          vscode.TextEdit.replace(new vscode.Range(0, 5, 0, 7), document.getText().includes('->') ? '→' : ''),
        ],
      },
    );
    try {
      const document = await vscode.workspace.openTextDocument(uriOf('e/x.fluxenc'));
      await assert.rejects(fixDocument(document, 'e/x.fluxenc', { format: true, signal: noSignal }), told(/“→”/));
      assert.deepEqual(
        [document.getText(), document.isDirty, await bytesOf('e/x.fluxenc')],
        ['café ->\n', false, 'caf\xe9 ->\n'],
      );
    } finally {
      provider.dispose();
    }
  });
});
