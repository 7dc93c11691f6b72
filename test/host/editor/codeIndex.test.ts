import assert from 'node:assert/strict';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import * as vscode from 'vscode';
import { FluxError } from '../../../src/base/errors';
import type { SettingsPort } from '../../../src/contracts/settings';
import { createVscodeCodeIndex } from '../../../src/editor/workspace/codeIndex';
import { createVscodeFiles } from '../../../src/editor/files/files';
import type { FoldersSource } from '../../../src/editor/workspace/folder';
import type { CodeIndex } from '../../../src/node/index/codeIndex';
import { createIndexCodebase } from '../../../src/tools/indexCodebase';
import { callDone } from '../../unit/tools/toolContext';
import { closeEditors, folders, noSignal, put, removeAll, until, uriOf } from './workspace';

describe('code index in the editor', () => {
  let storage: string;
  let index: CodeIndex;

  function open(places: FoldersSource): CodeIndex {
    const extension = vscode.extensions.getExtension('flux-editor.flux');
    assert.ok(extension);
    const settings = ((key: string) => (key === 'index.maxFileKb' ? 200 : undefined)) as unknown as SettingsPort;
    return createVscodeCodeIndex({
      storage: vscode.Uri.file(storage),
      extensionUri: extension.extensionUri,
      files: createVscodeFiles({ folders: places }),
      settings,
      folders: places,
    });
  }

  beforeEach(async () => {
    storage = await mkdtemp(join(tmpdir(), 'flux index-'));
    index = open(folders);
  });
  afterEach(async () => {
    await index.close();
    await rm(storage, { recursive: true, force: true });
    await closeEditors();
    await removeAll('x', '.gitignore');
  });
  const update = (paths: string[]) => index.update({ paths, signal: noSignal, report: () => undefined });

  it('holds what language servers say, and outlines where there are none', async () => {
    await put(
      'x/shop.ts',
      'export class Shop {\n  private count = 0;\n  open() {\n    const local = 1;\n    return local + ' +
        'this.count;\n  }\n}\n',
    );
    await put('x/tool.py', 'def load_user(x):\n    return x\n');
    await put('x/ignored/made.ts', 'export function made() {}\n');
    await put('.gitignore', 'x/ignored\n');
    // The language server may be slow to start, and the index does not wait for ever.
    await vscode.workspace.openTextDocument(uriOf('x/shop.ts'));
    await until(
      'a language server knows the file',
      async () =>
        (
          (await vscode.commands.executeCommand<unknown[] | undefined>(
            'vscode.executeDocumentSymbolProvider',
            uriOf('x/shop.ts'),
          )) ?? []
        ).length > 0,
    );
    const editors = vscode.window.tabGroups.all.flatMap(({ tabs }) => tabs).length;
    const { message } = await callDone(createIndexCodebase({ index }), { paths: ['x'] });
    assert.match(message, /^The index holds 2 files and \d+ symbols\. 2 files in x read again, in /);
    // The outline calls it `const` or nothing; the language server knows a property.
    assert.deepEqual(await index.symbols('count', 1), [
      { name: 'count', kind: 'property', path: 'x/shop.ts', line: 2 },
    ]);
    assert.deepEqual(await index.symbols('loadUser', 1), [
      { name: 'load_user', kind: 'function', path: 'x/tool.py', line: 1 },
    ]);
    assert.deepEqual(await index.symbols('local', 5), []);
    assert.deepEqual(await index.symbols('made', 5), []);
    assert.equal(vscode.window.tabGroups.all.flatMap(({ tabs }) => tabs).length, editors);
    assert.equal((await update(['x'])).updated, 0);
  });

  it('calls files after their folder where there are several', async () => {
    await put('x/one/same.ts', 'export function fromOne() {}\n');
    await put('x/two/same.ts', 'export function fromTwo() {}\n');
    const several = ['one', 'two'].map((name, at) => ({ name, index: at, uri: uriOf(`x/${name}`) }));
    await index.close();
    index = open(() => several);
    assert.equal((await update([])).files, 2);
    assert.deepEqual(
      (await index.symbols('fromTwo', 1)).map(({ path }) => path),
      ['two/same.ts'],
    );
    assert.equal((await update(['one'])).updated, 0);
    await assert.rejects(update(['three/same.ts']), (error) => FluxError.is(error, 'outside_workspace'));
  });

  it('refuses what lies outside', async () => {
    await assert.rejects(update(['../elsewhere']), (error) => FluxError.is(error, 'outside_workspace'));
    await assert.rejects(update(['x/nowhere']), (error) => FluxError.is(error, 'not_found'));
  });
});
