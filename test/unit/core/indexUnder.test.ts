import assert from 'node:assert/strict';
import type { FoundChunk, IndexedSymbol } from '../../../src/contracts/ports';
import { indexUnder } from '../../../src/core/codeIndex/indexUnder';

describe('the index as one of several folders sees it', () => {
  const chunk = (path: string): FoundChunk => ({
    path,
    hash: 'h',
    from: 1,
    to: 2,
    head: 1,
    name: '',
    owner: '',
    score: 1,
  });
  const paths = ['shop/src/a.js', 'shopping/src/b.js', 'api/src/c.js', 'shop/src/d.js', 'shop/src/e.js'];
  const whole = {
    upToDate: async () => {},
    find: async (_: unknown, limit: number) => paths.map(chunk).slice(0, limit),
    symbols: async (_: string, limit: number) =>
      paths.map((path): IndexedSymbol => ({ name: 'x', kind: 'class', path, line: 1 })).slice(0, limit),
  };

  it('has what lies under it, called as the folder calls it, and no more than is asked for', async () => {
    const under = indexUnder(whole, () => 'shop');
    assert.deepEqual(
      (await under.find([], 2)).map(({ path }) => path),
      ['src/a.js', 'src/d.js'],
    );
    assert.deepEqual(
      (await under.symbols('x', 9)).map(({ path }) => path),
      ['src/a.js', 'src/d.js', 'src/e.js'],
    );
  });

  it('has everything while the folder is alone', async () => {
    const under = indexUnder(whole, () => '.');
    assert.deepEqual(
      (await under.find([], 2)).map(({ path }) => path),
      ['shop/src/a.js', 'shopping/src/b.js'],
    );
  });
});
