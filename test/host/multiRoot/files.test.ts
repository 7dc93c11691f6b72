import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { mkdir, readFile, rm, symlink, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import * as vscode from 'vscode';
import { createEditorState } from '../../../src/editor/workspace/editorState';
import { createVscodeFiles } from '../../../src/editor/files/files';
import { workspaceFolders } from '../../../src/editor/workspace/folder';
import { createVscodeSearch } from '../../../src/editor/workspace/search';
import { closeEditors, noSignal, reason } from '../editor/workspace';

const files = createVscodeFiles({ folders: workspaceFolders });
const search = createVscodeSearch({ folders: workspaceFolders });
const parent = () => dirname(workspaceFolders()[0]!.uri.fsPath);

/** Writes to the disk; the path begins with a folder's name. */
async function put(path: string, content: string): Promise<void> {
  await mkdir(dirname(join(parent(), path)), { recursive: true });
  await writeFile(join(parent(), path), content);
}
const disk = (path: string) => readFile(join(parent(), path), 'utf8');
const foundBy = async (request: { glob?: string; exclude?: string; limit?: number }) => {
  const { hits, truncated } = await search.search({ pattern: 'needle', limit: 100, ...request }, noSignal);
  return [...hits.map(({ path }) => path), ...(truncated ? ['…'] : [])];
};

describe('several folders', () => {
  before(async () => {
    assert.deepEqual(
      workspaceFolders().map(({ name }) => name),
      ['login', 'web app', 'api'],
    );
    await put('web app/src/one.ts', 'needle\n');
    await put('web app/top.ts', 'needle\n');
    await put('api/src/two.ts', 'needle\n');
    await put('api/top.md', 'needle\n');
    await put('login/src/needle.ts', 'needle\n');
  });
  afterEach(closeEditors);

  it('have paths that begin with their names', async () => {
    assert.equal(await files.resolve('./web app/src/../src/one.ts'), 'web app/src/one.ts');
    assert.deepEqual(await files.read('api/src/two.ts').then(({ path, text }) => ({ path, text })), {
      path: 'api/src/two.ts',
      text: 'needle\n',
    });
    assert.equal(await files.kind('api'), 'directory');
    assert.equal(await files.kind('.'), 'directory');
    for (const path of ['src/one.ts', 'other/x', 'api/../login/src/x', '../x', 'api/.git/config', 'api/../../x']) {
      await assert.rejects(files.resolve(path), reason('outside_workspace'), path);
    }
    await assert.rejects(files.resolve('src/one.ts'), /login, web app, api/);
    assert.equal(createEditorState({ folders: workspaceFolders }).folder(), 'login, web app, api');
  });

  it('are all searched and listed, or the one that the glob begins with', async () => {
    assert.deepEqual(await foundBy({}), [
      'login/src/needle.ts',
      'web app/src/one.ts',
      'web app/top.ts',
      'api/src/two.ts',
      'api/top.md',
    ]);
    assert.deepEqual(await foundBy({ glob: 'web app/**' }), ['web app/src/one.ts', 'web app/top.ts']);
    assert.deepEqual(await foundBy({ glob: 'web app/*.ts' }), ['web app/top.ts']);
    assert.deepEqual(await foundBy({ glob: 'api' }), ['api/src/two.ts', 'api/top.md']);
    assert.deepEqual(await foundBy({ glob: 'src/**' }), [
      'login/src/needle.ts',
      'web app/src/one.ts',
      'api/src/two.ts',
    ]);
    assert.deepEqual(await foundBy({ glob: '{web app,api}/src/**' }), ['web app/src/one.ts', 'api/src/two.ts']);
    assert.deepEqual(await foundBy({ glob: '!api/src/**' }), [
      'login/src/needle.ts',
      'web app/src/one.ts',
      'web app/top.ts',
      'api/top.md',
    ]);
    assert.deepEqual(await foundBy({ exclude: 'web app/src/**' }), [
      'login/src/needle.ts',
      'web app/top.ts',
      'api/src/two.ts',
      'api/top.md',
    ]);
    assert.deepEqual(await foundBy({ exclude: 'web app/*.ts' }), [
      'login/src/needle.ts',
      'web app/src/one.ts',
      'api/src/two.ts',
      'api/top.md',
    ]);
    assert.deepEqual(await foundBy({ limit: 3 }), ['login/src/needle.ts', 'web app/src/one.ts', 'web app/top.ts', '…']);
    assert.deepEqual(await foundBy({ limit: 5 }), [
      'login/src/needle.ts',
      'web app/src/one.ts',
      'web app/top.ts',
      'api/src/two.ts',
      'api/top.md',
    ]);
    assert.deepEqual(await files.list('**/*.ts', 100), [
      'api/src/two.ts',
      'login/src/needle.ts',
      'web app/src/one.ts',
      'web app/top.ts',
    ]);
    assert.deepEqual(await files.list('api/**', 100), ['api/src/two.ts', 'api/top.md']);
    assert.deepEqual(await files.list('**/*.ts', 2), ['api/src/two.ts', 'login/src/needle.ts']);
    const heard: string[] = [];
    await search.search({ pattern: 'needle', limit: 100, onHit: ({ path }) => heard.push(path) }, noSignal);
    assert.deepEqual(heard.sort(), [
      'api/src/two.ts',
      'api/top.md',
      'login/src/needle.ts',
      'web app/src/one.ts',
      'web app/top.ts',
    ]);
  });

  it('are changed together, and files move between them', async () => {
    await put('web app/move.txt', 'one\n');
    await put('api/edit.txt', 'one\n');
    const [move, edit] = await Promise.all([files.read('web app/move.txt'), files.read('api/edit.txt')]);
    const applied = await files.apply(
      [
        { path: 'api/deep/moved.txt', movedFrom: 'web app/move.txt', text: 'two\n', expect: move.hash },
        { path: 'api/edit.txt', text: 'two\n', expect: edit.hash },
        { path: 'login/new.txt', text: 'new\n', expect: null },
      ],
      noSignal,
    );
    assert.deepEqual(
      applied.map(({ path, movedFrom }) => [path, movedFrom]),
      [
        ['api/deep/moved.txt', 'web app/move.txt'],
        ['api/edit.txt', undefined],
        ['login/new.txt', undefined],
      ],
    );
    assert.deepEqual(await Promise.all(['api/deep/moved.txt', 'api/edit.txt', 'login/new.txt'].map(disk)), [
      'two\n',
      'two\n',
      'new\n',
    ]);
    assert.equal(await files.kind('web app/move.txt'), undefined);
  });

  it('are not left through a link into another one', async () => {
    await symlink(join(parent(), 'web app'), join(parent(), 'api/link'));
    try {
      await assert.rejects(files.read('api/link/src/one.ts'), reason('outside_workspace'));
      assert.deepEqual(await files.list('api/link/**', 10), []);
    } finally {
      await rm(join(parent(), 'api/link'));
    }
  });

  it('tell open files and problems by those paths', async () => {
    const uri = vscode.Uri.file(join(parent(), 'web app/src/one.ts'));
    await vscode.window.showTextDocument(uri);
    const editor = createEditorState({ folders: workspaceFolders });
    assert.deepEqual(editor.openFiles(), ['web app/src/one.ts']);
    const problems = vscode.languages.createDiagnosticCollection('test');
    problems.set(uri, [new vscode.Diagnostic(new vscode.Range(0, 0, 0, 1), 'bad')]);
    try {
      assert.deepEqual(
        editor.problems(['web app/src/one.ts']).filter(({ message }) => message === 'bad'),
        [{ path: 'web app/src/one.ts', line: 1, severity: 'error', message: 'bad' }],
      );
      assert.deepEqual(editor.problems(['src/one.ts']), []);
    } finally {
      problems.dispose();
    }
  });

  it('that are no disk are left out, and told in words where there is nothing else', async () => {
    const provider = vscode.workspace.registerFileSystemProvider('memfs', new EmptyFileSystem(), { isReadonly: true });
    const count = vscode.workspace.workspaceFolders!.length;
    await changeFolders(count, 0, { uri: vscode.Uri.parse('memfs:/'), name: 'virtual' });
    try {
      assert.deepEqual(
        workspaceFolders().map(({ name }) => name),
        ['login', 'web app', 'api'],
      );
      await assert.rejects(files.read('virtual/x.txt'), reason('outside_workspace'));
      await assert.rejects(createVscodeFiles({ folders: () => [] }).read('x.txt'), reason('no_folder'));
    } finally {
      await changeFolders(count, 1);
      provider.dispose();
    }
  });

  it('leave the project’s repository as it was', () => {
    assert.match(
      execFileSync('git', ['status', '--porcelain'], { cwd: join(parent(), 'login'), encoding: 'utf8' }),
      /^\?\? new\.txt\n\?\? src\/needle\.ts\n$/,
    );
  });
});

/** As `updateWorkspaceFolders`, once the editor has done it. */
async function changeFolders(
  start: number,
  remove: number,
  ...add: { uri: vscode.Uri; name: string }[]
): Promise<void> {
  const done = new Promise<void>((resolve) => {
    const heard = vscode.workspace.onDidChangeWorkspaceFolders(() => (heard.dispose(), resolve()));
  });
  assert.ok(vscode.workspace.updateWorkspaceFolders(start, remove, ...add));
  await done;
}

/** Holds nothing. */
class EmptyFileSystem implements vscode.FileSystemProvider {
  readonly onDidChangeFile = new vscode.EventEmitter<vscode.FileChangeEvent[]>().event;
  watch = () => new vscode.Disposable(() => {});
  stat = () => ({ type: vscode.FileType.Directory, ctime: 0, mtime: 0, size: 0 });
  readDirectory = () => [];
  createDirectory = () => {};
  readFile = (uri: vscode.Uri): Uint8Array => {
    throw vscode.FileSystemError.FileNotFound(uri);
  };
  writeFile = () => {};
  delete = () => {};
  rename = () => {};
}
