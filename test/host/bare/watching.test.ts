import assert from 'node:assert/strict';
import { existsSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { closeEditors } from '../editor/workspace';
import { put, root, setFlux } from '../flux';
import { useFlux } from '../useFlux';
import { proposed, saveAs, testsAre } from '../watching/proposed';

const files = {
  'package.json': '{ "type": "module", "scripts": { "test": "node --test" } }\n',
  'price.js': 'export const price = (net) => net * 1.2;\n',
  'price.test.js': `import assert from 'node:assert/strict';
import { test } from 'node:test';
import { price } from './price.js';
test('adds a fifth', () => assert.equal(price(10), 12));
`,
};

describe('watching without git', function () {
  this.timeout(60_000);
  const flux = useFlux({ settings: { 'flux.watchers.quietMs': 200 }, startOver: async () => {} });
  after(async () => {
    await setFlux({ 'watchers.enabled': false });
    await closeEditors();
    for (const name of Object.keys(files)) rmSync(join(root(), name), { force: true });
  });

  it('says that there are no tests, watches them once there are, and offers what a save broke', async () => {
    assert.ok(!existsSync(join(root(), '.git')));
    await setFlux({ 'watchers.enabled': true });
    await testsAre(flux.api, 'not found', ({ detail }) => /no tests were found/.test(detail ?? ''));
    for (const [name, text] of Object.entries(files)) put(name, text);
    await saveAs('price.js', (text) => text.replace('1.2', '1.3'));
    const [proposal] = await proposed(flux.api, 'failing_tests', 1);
    assert.deepEqual(proposal?.paths, ['price.test.js', 'price.js']);
    await saveAs('price.js', (text) => text.replace('1.3', '1.2'));
    await proposed(flux.api, 'failing_tests', 0);
  });
});
