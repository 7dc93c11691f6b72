import assert from 'node:assert/strict';
import { mkdir, rm, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import * as vscode from 'vscode';
import { workspaceFolders } from '../../../src/editor/workspace/folder';
import { setFlux, until } from '../flux';
import { closeEditors } from '../editor/workspace';
import { useFlux } from '../useFlux';
import { proposed, saveAs, testsAre } from '../watching/proposed';

describe('watching several folders', function () {
  this.timeout(60_000);
  const flux = useFlux({ settings: { 'flux.watchers.quietMs': 200 } });
  const api = () => workspaceFolders().find(({ name }) => name === 'api')!.uri.fsPath;

  after(async () => {
    await closeEditors();
    await setFlux({ 'watchers.enabled': false });
    await rm(join(api(), 'lib'), { recursive: true, force: true });
    await rm(join(api(), 'package.json'), { force: true });
  });

  it('runs the tests of the folder in which something was saved, and names its files as everything does', async () => {
    await mkdir(join(api(), 'lib'), { recursive: true });
    await writeFile(join(api(), 'package.json'), '{ "type": "module", "scripts": { "test": "node --test" } }\n');
    await writeFile(join(api(), 'lib/price.js'), 'export const price = (net) => net * 1.2;\n');
    await writeFile(
      join(api(), 'lib/price.test.js'),
      `import assert from 'node:assert/strict';
import { test } from 'node:test';
import { price } from './price.js';
test('adds a fifth', () => assert.equal(price(10), 12));
`,
    );
    await setFlux({ 'watchers.enabled': true });
    await testsAre(flux.api, 'watched', ({ state }) => state === 'watching');
    await until('the index knows it', async () =>
      (await flux.api.search('adds a fifth')).some(({ path }) => path === 'api/lib/price.test.js'),
    );
    const terminals = vscode.window.terminals.length;
    const relative = join('..', 'api', 'lib', 'price.js');
    assert.equal(dirname(api()), dirname(workspaceFolders()[0]!.uri.fsPath));
    await saveAs(relative, (text) => text.replace('1.2', '1.3'));
    const [proposal] = await proposed(flux.api, 'failing_tests', 1);
    assert.deepEqual(proposal?.paths, ['api/lib/price.test.js', 'api/lib/price.js']);
    assert.match(proposal.goal, /“adds a fifth” in api\/lib\/price\.test\.js/);
    assert.equal(vscode.window.terminals.length, terminals, 'nothing was opened');
    await saveAs(relative, (text) => text.replace('1.3', '1.2'));
    await proposed(flux.api, 'failing_tests', 0);
  });
});
