import assert from 'node:assert/strict';
import { root, setFlux } from '../flux';
import { readTree } from '../tools/tree';
import { useFlux } from '../useFlux';
import { saveAs, testsAre } from '../watching/proposed';

describe('watching an untrusted workspace', () => {
  const flux = useFlux({ settings: { 'flux.watchers.quietMs': 200 } });
  before(() => setFlux({ 'watchers.enabled': true }));
  after(() => setFlux({ 'watchers.enabled': false }));

  it('runs nothing and says why', async () => {
    const isOff = () =>
      testsAre(flux.api, 'off', ({ state, detail }) => state === 'off' && /trusted/.test(detail ?? ''));
    await isOff();
    await saveAs('src/accounts.js', (text) => text.replace('.toLowerCase()', ''));
    const before = readTree(root());
    await isOff();
    assert.deepEqual(await flux.api.proposals(), []);
    assert.deepEqual(readTree(root()), before);
  });
});
