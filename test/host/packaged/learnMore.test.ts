import assert from 'node:assert/strict';
import { readdirSync } from 'node:fs';
import { join } from 'node:path';
import * as vscode from 'vscode';
import { until } from '../flux';

describe('the documentation of the packaged extension', () => {
  const folder = () => join(vscode.extensions.getExtension('flux-editor.flux')?.extensionPath ?? '', 'docs');
  const tabs = () => vscode.window.tabGroups.all.flatMap((group) => group.tabs);
  const closeAll = () => vscode.commands.executeCommand('workbench.action.closeAllEditors');
  /** Pages that are shown as a preview, not as text. */
  const shown = () => tabs().flatMap(({ input, label }) => (input instanceof vscode.TabInputWebview ? [label] : []));

  beforeEach(closeAll);
  afterEach(closeAll);

  it('is its pages, and nothing else of docs', () => {
    const names = readdirSync(folder());
    assert.ok(names.length >= 10 && names.every((name) => name.endsWith('.md')), names.join(' '));
  });

  it('opens each page as a preview', async () => {
    for (const name of readdirSync(folder())) {
      await vscode.commands.executeCommand('flux.learnMore', name.replace('.md', ''));
      await until(`${name} is shown`, () => shown().some((label) => label.endsWith(name)));
    }
  });

  it('opens nothing for a name that no page has', async () => {
    for (const name of ['nowhere', '../README', 'decisions/0003-libraries', '', undefined, { page: 'undo' }])
      await vscode.commands.executeCommand('flux.learnMore', name);
    await vscode.commands.executeCommand('flux.learnMore', 'undo');
    await until('the page that there is, is shown', () => shown().length > 0);
    assert.deepEqual(
      tabs().map(({ label }) => label.replace(/^.* /, '')),
      ['undo.md'],
    );
  });
});
