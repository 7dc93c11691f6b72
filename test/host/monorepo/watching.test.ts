import assert from 'node:assert/strict';
import { existsSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import * as vscode from 'vscode';
import { closeEditors } from '../editor/workspace';
import { root, setFlux, until } from '../flux';
import { useFlux } from '../useFlux';
import { proposed, saveAs, testsAre } from '../watching/proposed';

const prices = 'packages/prices/src/price.js';

describe('watching a monorepo', function () {
  this.timeout(120_000);
  const flux = useFlux({ settings: { 'flux.watchers.quietMs': 200 } });
  /** Written by the tests of the labels, two folders above where they run. */
  const ran = () => join(root(), 'labels-ran');

  before(() => setFlux({ 'watchers.enabled': true }));
  beforeEach(() => rmSync(ran(), { force: true }));
  after(async () => {
    await closeEditors();
    await setFlux({ 'watchers.enabled': false });
  });

  it('says of which packages it runs the tests', async () => {
    const { detail } = await testsAre(flux.api, 'watched', ({ state }) => state === 'watching');
    assert.equal(
      detail,
      'Runs the tests that a save reaches (npm test (in packages/labels); npm test (in packages/prices)).',
    );
  });

  it('runs the tests of the package in which something was saved, in its folder', async () => {
    await until('the index knows it', async () =>
      (await flux.api.search('counts what is bought')).some(
        ({ path }) => path === 'packages/prices/test/price.test.js',
      ),
    );
    await saveAs(prices, (text) => text.replace('* count', '+ count'));
    const [proposal] = await proposed(flux.api, 'failing_tests', 1);
    assert.deepEqual(proposal?.paths, ['packages/prices/test/price.test.js', prices]);
    assert.match(proposal.goal, /“counts what is bought” in packages\/prices\/test\/price\.test\.js/);
    await saveAs(prices, (text) => text.replace('+ count', '* count'));
    await proposed(flux.api, 'failing_tests', 0);
  });

  it('runs all packages where all is asked for', async () => {
    await vscode.commands.executeCommand('flux.checkWorkspace');
    await until('the labels were tested', () => existsSync(ran()));
    await testsAre(flux.api, 'done', ({ state }) => state === 'watching');
  });
});
