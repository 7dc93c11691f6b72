import assert from 'node:assert/strict';
import * as vscode from 'vscode';

describe('extension host', () => {
  it('runs in VS Code with the sample project open', async () => {
    assert.match(vscode.version, /^1\.\d+\.\d+/);
    const [folder] = vscode.workspace.workspaceFolders ?? [];
    assert.ok(folder);
    assert.ok((await vscode.workspace.fs.stat(vscode.Uri.joinPath(folder.uri, 'package.json'))).size > 0);
  });

  it('has node:sqlite without a flag', async () => {
    const { DatabaseSync } = await import('node:sqlite');
    const database = new DatabaseSync(':memory:');
    assert.deepEqual({ ...database.prepare('SELECT 1 AS one').get() }, { one: 1 });
    database.close();
  });

  it('activates the git extension', async () => {
    const git = vscode.extensions.getExtension('vscode.git');
    assert.ok(git);
    await git.activate();
    assert.equal(git.isActive, true);
  });
});
