import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { mkdir, readdir, writeFile } from 'node:fs/promises';
import * as vscode from 'vscode';
import { createVscodeFiles } from '../../../src/editor/files/files';
import { absolute, bytesOf, closeEditors, folders, noSignal, put, reason, removeAll } from './workspace';

const files = createVscodeFiles({ folders });
const root = process.getuid?.() === 0;

/** Puts a small disk of its own into the workspace; false where that is not allowed. */
async function mount(path: string, options: string): Promise<boolean> {
  await mkdir(absolute(path), { recursive: true });
  try {
    execFileSync('mount', ['-t', 'tmpfs', '-o', options, 'tmpfs', absolute(path)], { stdio: 'ignore' });
    return true;
  } catch {
    return false;
  }
}

describe('disks', () => {
  afterEach(async () => {
    await closeEditors();
    try {
      execFileSync('umount', [absolute('disk')], { stdio: 'ignore' });
    } catch {
      // Nothing was mounted.
    }
    await removeAll('disk', 'a');
  });

  it('that are full lose nothing', async function () {
    if (!(await mount('disk', 'size=64k'))) this.skip();
    await put('a/one.txt', 'one\n');
    await put('disk/two.txt', 'two\n');
    const [one, two] = await Promise.all([files.read('a/one.txt'), files.read('disk/two.txt')]);
    const edit = { path: 'a/one.txt', text: 'ONE\n', expect: one.hash };
    const isFull = (error: Error) =>
      reason('disk_full')(error) && /the disk is full.*Free some space/s.test(error.message);
    await assert.rejects(
      files.apply([edit, { path: 'disk/two.txt', text: 'two\n'.repeat(30_000), expect: two.hash }], noSignal),
      isFull,
    );
    await assert.rejects(
      files.apply([edit, { path: 'disk/new/deep.txt', text: 'two\n'.repeat(30_000), expect: null }], noSignal),
      isFull,
    );
    assert.equal(await bytesOf('a/one.txt'), 'one\n');
    assert.equal(await bytesOf('disk/two.txt'), 'two\n');
    assert.deepEqual(await readdir(absolute('disk')), ['two.txt']);
    assert.equal(
      vscode.workspace.textDocuments.some(({ isDirty }) => isDirty),
      false,
    );
  });

  it('that fill up while a file is saved lose nothing either', async function () {
    if (!(await mount('disk', 'size=64k'))) this.skip();
    await put('a/one.txt', 'one\n');
    const before = 'two\n'.repeat(1000);
    await put('disk/filling.txt', before);
    const [one, two] = await Promise.all([files.read('a/one.txt'), files.read('disk/filling.txt')]);
    const filler = vscode.workspace.onWillSaveTextDocument((event) => {
      if (!event.document.uri.fsPath.endsWith('filling.txt')) return;
      filler.dispose();
      event.waitUntil(writeFile(absolute('disk/filler'), Buffer.alloc(64 * 1024)).catch(() => undefined));
    });
    await assert.rejects(
      files.apply(
        [
          { path: 'a/one.txt', text: 'ONE\n', expect: one.hash },
          { path: 'disk/filling.txt', text: 'two and more\n'.repeat(1000), expect: two.hash },
        ],
        noSignal,
      ),
      reason('disk_full'),
    );
    assert.equal(await bytesOf('a/one.txt'), 'one\n');
    assert.equal(await bytesOf('disk/filling.txt'), before);
  });

  it('that are full lose nothing where lines end in several ways', async function () {
    if (!(await mount('disk', 'size=64k'))) this.skip();
    const before = `${'two\r\n'.repeat(500)}${'two\n'.repeat(200)}`;
    await put('disk/mixed.txt', before);
    await put('a/one.txt', 'one\n');
    const [one, mixed] = await Promise.all([files.read('a/one.txt'), files.read('disk/mixed.txt')]);
    await put('disk/filler', Buffer.alloc(56 * 1024));
    await assert.rejects(
      files.apply(
        [
          { path: 'a/one.txt', text: 'ONE\n', expect: one.hash },
          { path: 'disk/mixed.txt', text: mixed.text.replaceAll('two', 'two and more'), expect: mixed.hash },
        ],
        noSignal,
      ),
      reason('disk_full'),
    );
    assert.equal(await bytesOf('a/one.txt'), 'one\n');
    assert.equal(await bytesOf('disk/mixed.txt'), before);
  });

  it('that are read-only are told as such', async function () {
    if (!(await mount('disk', 'size=64k'))) this.skip();
    await put('disk/fixed.txt', 'two\n');
    execFileSync('mount', ['-o', 'remount,ro', absolute('disk')], { stdio: 'ignore' });
    const { hash } = await files.read('disk/fixed.txt');
    for (const change of [
      { path: 'disk/fixed.txt', text: 'x', expect: hash },
      { path: 'disk/fixed.txt', text: null, expect: hash },
      { path: 'disk/new.txt', text: 'x', expect: null },
    ]) {
      await assert.rejects(
        files.apply([change], noSignal),
        (error: Error) => reason('read_only')(error) && /read-only file system/.test(error.message),
      );
    }
    assert.equal(await bytesOf('disk/fixed.txt'), 'two\n');
  });

  it('let permissions be told as such', async function () {
    // Nothing is read-only to root.
    if (root) this.skip();
    await put('a/one.txt', 'one\n');
    const { hash } = await files.read('a/one.txt');
    execFileSync('chmod', ['555', absolute('a')]);
    try {
      await assert.rejects(
        files.apply([{ path: 'a/one.txt', text: null, expect: hash }], noSignal),
        reason('read_only'),
      );
      await assert.rejects(
        files.apply([{ path: 'a/new.txt', text: 'x', expect: null }], noSignal),
        reason('read_only'),
      );
    } finally {
      execFileSync('chmod', ['755', absolute('a')]);
    }
  });
});
