import assert from 'node:assert/strict';
import { changedSince } from '../../../src/core/plan/changedSince';
import { memoryWorkspace } from './memoryWorkspace';

describe('a proposed plan', () => {
  it('tells which of the files that it was made from have changed since, or are gone', async () => {
    const { files, texts } = memoryWorkspace({ 'a.js': '1', 'b.js': '2', 'c.js': '3' });
    const hash = async (path: string) => (await files.read(path)).hash;
    const seen = { 'a.js': await hash('a.js'), 'b.js': await hash('b.js'), 'c.js': await hash('c.js') };
    assert.deepEqual(await changedSince({ seen }, files), []);
    texts.set('b.js', '2 and more');
    texts.delete('c.js');
    assert.deepEqual(await changedSince({ seen }, files), ['b.js', 'c.js']);
    texts.set('b.js', '2');
    assert.deepEqual(await changedSince({ seen }, files), ['c.js']);
    assert.deepEqual(await changedSince({}, files), []);
  });
});
