import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { chmod, mkdtemp, rm, stat, symlink } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import * as vscode from 'vscode';
import type { CheckpointPort, FileImage } from '../../../src/contracts/checkpoint';
import type { StorePort } from '../../../src/contracts/store';
import { createVscodeCheckpoints } from '../../../src/editor/checkpoints/checkpoints';
import { openStore } from '../../../src/node/store/sqliteStore';
import { absolute, bytesOf, closeEditors, folders, noSignal, put, reason, removeAll, until, uriOf } from './workspace';

const tabs = () => vscode.window.tabGroups.all.flatMap((group) => group.tabs).map(({ label }) => label);
const type = async (path: string, text: string) => {
  const editor = await vscode.window.showTextDocument(uriOf(path), { preview: false });
  await editor.edit((edit) => edit.insert(new vscode.Position(0, 0), text));
  return editor;
};

describe('VscodeCheckpoints', () => {
  let store: StorePort;
  let folder: string;
  let checkpoints: CheckpointPort;

  before(async () => {
    folder = await mkdtemp(join(tmpdir(), 'flux-checkpoints-'));
    const extension = vscode.extensions.getExtension('flux-editor.flux');
    store = await openStore({
      file: join(folder, 'test.db'),
      workerUrl: join(extension!.extensionPath, 'dist/storeWorker.js'),
    });
    checkpoints = createVscodeCheckpoints({ folders, store });
  });
  after(async () => {
    await store.close();
    await rm(folder, { recursive: true, force: true });
  });
  afterEach(async () => {
    await closeEditors();
    await removeAll('c', 'c-link');
  });

  const capture = async (path: string): Promise<FileImage> => (await checkpoints.capture([path]))[0]!;
  const restore = async (
    path: string,
    change: { image?: FileImage; text?: string; madeFolders?: string[] },
    expect?: FileImage,
  ) => {
    const [result] = await checkpoints.restore(
      [{ path, expect: expect ?? (await capture(path)), ...change }],
      noSignal,
    );
    return result?.error;
  };

  it('brings bytes and permissions back whatever they are', async () => {
    const contents = {
      'c/latin.txt': 'caf\xe9\r\n',
      'c/bom.txt': '\xef\xbb\xbfone\r\ntwo\n',
      'c/binary.bin': '\0\x01\xff',
      'c/empty': '',
      'c/run ☃.sh': '#!/bin/sh\n',
    };
    for (const [path, content] of Object.entries(contents)) await put(path, Buffer.from(content, 'latin1'));
    await chmod(absolute('c/run ☃.sh'), 0o755);
    const paths = Object.keys(contents);
    const images = await checkpoints.capture([...paths, 'c/none']);
    assert.equal(images.at(-1)?.key, null);
    for (const path of paths) await put(path, 'changed');
    await chmod(absolute('c/run ☃.sh'), 0o644);
    await removeAll('c/empty');
    for (const [index, path] of paths.entries())
      assert.equal(await restore(path, { image: images[index]! }), undefined);
    for (const [path, content] of Object.entries(contents)) assert.equal(await bytesOf(path), content);
    assert.equal((await stat(absolute('c/run ☃.sh'))).mode & 0o777, 0o755);
    assert.deepEqual(tabs(), []);
  });

  it('removes a new file and the folders that were made for it, and makes both again', async () => {
    await put('c/old/stays.txt', 'x');
    assert.deepEqual(await checkpoints.missingFolders('c/old/new/deep/a.txt'), ['c/old/new', 'c/old/new/deep']);
    await put('c/old/new/deep/a.txt', 'a');
    const made = await capture('c/old/new/deep/a.txt');
    assert.equal(
      await restore('c/old/new/deep/a.txt', {
        image: { key: null },
        madeFolders: ['c/old', 'c/old/new', 'c/old/new/deep'],
      }),
      undefined,
    );
    await assert.rejects(stat(absolute('c/old/new')));
    assert.equal(await bytesOf('c/old/stays.txt'), 'x');
    assert.equal(await restore('c/old/new/deep/a.txt', { image: made }), undefined);
    assert.equal(await bytesOf('c/old/new/deep/a.txt'), 'a');
  });

  it('shows what is restored in an open clean editor, and moves nothing', async () => {
    await put('c/a.txt', 'one\ntwo\nthree\n');
    await put('c/b.txt', 'other\n');
    const before = await capture('c/a.txt');
    await put('c/a.txt', 'one\nTWO\nthree\n');
    const editor = await vscode.window.showTextDocument(uriOf('c/a.txt'), { preview: false });
    const active = await vscode.window.showTextDocument(uriOf('c/b.txt'), { preview: false });
    active.selection = new vscode.Selection(0, 3, 0, 3);
    assert.equal(editor.document.getText(), 'one\nTWO\nthree\n');
    assert.equal(await restore('c/a.txt', { image: before }), undefined);
    const document = vscode.workspace.textDocuments.find(({ uri }) => uri.toString() === uriOf('c/a.txt').toString());
    assert.deepEqual([document?.getText(), document?.isDirty], ['one\ntwo\nthree\n', false]);
    assert.equal(vscode.window.activeTextEditor?.document.uri.toString(), uriOf('c/b.txt').toString());
    assert.ok(vscode.window.activeTextEditor?.selection.active.isEqual(new vscode.Position(0, 3)));
    assert.equal(tabs().length, 2);
  });

  it('keeps unsaved text apart from what is saved, and puts both back', async () => {
    await put('c/unsaved.txt', 'one\r\ntwo\r\n');
    const editor = await type('c/unsaved.txt', 'mine ');
    const before = await capture('c/unsaved.txt');
    assert.equal(await checkpoints.textOf('c/unsaved.txt', before), 'mine one\ntwo\n');
    assert.equal(Buffer.from((await checkpoints.bytesOf(before))!).toString(), 'one\r\ntwo\r\n');
    await editor.edit((edit) => edit.replace(new vscode.Range(1, 0, 1, 3), 'TWO'));
    const after = await capture('c/unsaved.txt');
    assert.equal(await restore('c/unsaved.txt', { image: before }, after), undefined);
    assert.deepEqual(
      [editor.document.getText(), editor.document.isDirty, await bytesOf('c/unsaved.txt')],
      ['mine one\r\ntwo\r\n', true, 'one\r\ntwo\r\n'],
    );
    assert.equal(await restore('c/unsaved.txt', { text: 'mine one\nmerged\n' }), undefined);
    assert.deepEqual(
      [editor.document.getText(), editor.document.isDirty, await bytesOf('c/unsaved.txt')],
      ['mine one\r\nmerged\r\n', true, 'one\r\ntwo\r\n'],
    );
    assert.equal(await restore('c/unsaved.txt', { image: { key: before.key, mode: before.mode } }), undefined);
    assert.deepEqual(
      [editor.document.getText(), editor.document.isDirty, await bytesOf('c/unsaved.txt')],
      ['one\r\ntwo\r\n', false, 'one\r\ntwo\r\n'],
    );
  });

  it('writes a merged text with the encoding and line endings of the file, unformatted', async () => {
    await put('c/a.txt', Buffer.from('\xef\xbb\xbfone  \r\ntwo\nthree', 'latin1'));
    await vscode.workspace
      .getConfiguration('files')
      .update('trimTrailingWhitespace', true, vscode.ConfigurationTarget.Workspace);
    try {
      assert.equal(await restore('c/a.txt', { text: 'one  \nTWO  \nthree' }), undefined);
      assert.equal(await bytesOf('c/a.txt'), '\xef\xbb\xbfone  \r\nTWO  \nthree');
    } finally {
      await vscode.workspace
        .getConfiguration('files')
        .update('trimTrailingWhitespace', undefined, vscode.ConfigurationTarget.Workspace);
      await removeAll('.vscode');
    }
  });

  it('leaves a file alone that is not as expected, saved or not', async () => {
    await put('c/left.txt', 'one\n');
    const before = await capture('c/left.txt');
    await put('c/left.txt', 'two\n');
    assert.equal((await restore('c/left.txt', { image: { key: null } }, before))?.reason, 'stale');
    const now = await capture('c/left.txt');
    await type('c/left.txt', 'mine ');
    assert.equal((await restore('c/left.txt', { image: before }, now))?.reason, 'stale');
    assert.equal(await bytesOf('c/left.txt'), 'two\n');
    await put('c/folder/x', 'x');
    assert.equal((await restore('c/folder', { image: before }, { key: null }))?.reason, 'stale');
  });

  it('says which files could not be written, and writes the others', async function () {
    if (process.getuid?.() === 0) this.skip();
    await put('c/fixed.txt', 'a');
    await put('c/free.txt', 'a');
    const images = await checkpoints.capture(['c/fixed.txt', 'c/free.txt']);
    await put('c/fixed.txt', 'b');
    await put('c/free.txt', 'b');
    await chmod(absolute('c/fixed.txt'), 0o444);
    const now = await checkpoints.capture(['c/fixed.txt', 'c/free.txt']);
    const results = await checkpoints.restore(
      ['c/fixed.txt', 'c/free.txt'].map((path, index) => ({ path, expect: now[index]!, image: images[index]! })),
      noSignal,
    );
    assert.deepEqual(
      results.map(({ error }) => error?.reason),
      ['read_only', undefined],
    );
    assert.deepEqual([await bytesOf('c/fixed.txt'), await bytesOf('c/free.txt')], ['b', 'a']);
  });

  it('never leaves the folder or enters .git', async () => {
    await assert.rejects(checkpoints.capture(['../x']), reason('outside_workspace'));
    await assert.rejects(checkpoints.capture(['.git/config']), reason('outside_workspace'));
    await symlink(tmpdir(), absolute('c-link'));
    assert.equal((await restore('c-link/x.txt', { image: { key: null } }, { key: null }))?.reason, 'outside_workspace');
  });

  it('watches the tree, and leaves out what the person saves meanwhile', async () => {
    await put('c/a.txt', 'a\n');
    await put('c/mine.txt', 'mine\n');
    const editor = await type('c/mine.txt', 'typed ');
    const watch = await checkpoints.watchTree(noSignal);
    execFileSync('sh', ['-c', 'echo changed > c/a.txt; mkdir -p c/made; echo new > c/made/b.txt'], {
      cwd: absolute('.'),
    });
    await editor.document.save();
    await until('saved', () => !editor.document.isDirty);
    const { touched, unkept } = await watch.finish();
    assert.deepEqual(unkept, []);
    assert.deepEqual(
      touched.map(({ path }) => path),
      ['c/a.txt', 'c/made/b.txt'],
    );
    assert.equal(String(await checkpoints.textOf('c/a.txt', touched[0]!.before)), 'a\n');
    assert.deepEqual(touched[1]?.madeFolders, ['c/made']);
    for (const { path, before, after, madeFolders } of touched)
      assert.equal(
        await restore(path, { image: before, madeFolders: madeFolders && [...madeFolders] }, after),
        undefined,
      );
    assert.equal(await bytesOf('c/a.txt'), 'a\n');
    await assert.rejects(stat(absolute('c/made')));
  });
});
