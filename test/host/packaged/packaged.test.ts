import assert from 'node:assert/strict';
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import * as vscode from 'vscode';
import { flux } from '../flux';

describe('the packaged extension', () => {
  it('brings every picture that its manifest names', () => {
    const { extensionPath, packageJSON } = vscode.extensions.getExtension('flux-editor.flux')!;
    const named = new Set(JSON.stringify(packageJSON).match(/media\/[\w.-]+/g));
    assert.ok(named.size >= 2);
    assert.deepEqual(
      [...named].filter((path) => !existsSync(join(extensionPath, path))),
      [],
    );
  });

  it('is installed from the VSIX, activates and works', async () => {
    const extension = vscode.extensions.getExtension('flux-editor.flux');
    assert.ok(extension);
    assert.match(extension.extensionPath, /flux-editor\.flux-/, 'it runs from the folder of installed extensions');
    const api = await flux();
    const ran = await api.whenSettled((await api.start({ goal: 'run the tests', approve: 'now' })).id);
    assert.equal(ran.plan?.steps[0]?.tests?.passed, 8);
  });
});
