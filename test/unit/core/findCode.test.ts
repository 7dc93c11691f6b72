import assert from 'node:assert/strict';
import type { FoundChunk } from '../../../src/contracts/ports';
import { findCode } from '../../../src/core/codeIndex/findCode';

/** In which order a search shows what the index found. */
describe('findCode: what comes first', () => {
  const chunk = (path: string, name: string, score: number, more: Partial<FoundChunk> = {}): FoundChunk => ({
    path,
    hash: 'h',
    from: 1,
    to: 9,
    head: 1,
    name,
    owner: '',
    score,
    ...more,
  });
  const search = async (question: string, found: readonly FoundChunk[], limit = 10) => {
    const keeper = { upToDate: async () => {}, status: () => ({ state: 'ready', files: 1, symbols: 1 }) as const };
    const index = { find: async () => [...found], symbols: async () => [] };
    return (await findCode(question, limit, { index, keeper })).map(
      ({ path, symbol, line, endLine }) => `${path} ${symbol ?? ''}:${line}-${endLine}`,
    );
  };
  const firsts = async (question: string, found: readonly FoundChunk[]) =>
    (await search(question, found)).map((each) => each.replace(/:.*/, ''));

  it('is the function whose name says it, in the order of the words', async () => {
    const found = [
      chunk('src/parse.ts', 'parse', 10),
      chunk('src/b.ts', 'daysToWeeks', 6),
      chunk('src/a.ts', 'weeksToDays', 5),
      chunk('src/c.ts', '', 8),
    ];
    assert.deepEqual((await firsts('Convert weeks to days.', found)).slice(0, 2), [
      'src/a.ts weeksToDays',
      'src/b.ts daysToWeeks',
    ]);
  });

  it('is code before its tests, unless tests are asked for, and what is generated comes last', async () => {
    const found = [
      chunk('dist/app.js', 'retryLater', 10),
      chunk('src/retry/test.ts', 'retries later', 9),
      chunk('src/retry/index.ts', 'schedule', 6),
    ];
    assert.deepEqual(await firsts('how a call is tried again', found), [
      'src/retry/index.ts schedule',
      'src/retry/test.ts retries later',
      'dist/app.js retryLater',
    ]);
    assert.equal((await firsts('tests of retries', found))[0], 'src/retry/test.ts retries later');
  });

  it('is one place for a long function, whose pieces share their first line', async () => {
    const found = [
      chunk('src/long.ts', 'run', 5, { from: 1, to: 24 }),
      chunk('src/long.ts', 'run', 9, { from: 25, to: 48 }),
      chunk('src/short.ts', 'stop', 4),
    ];
    assert.deepEqual(await search('what happens', found), ['src/long.ts run:1-48', 'src/short.ts stop:1-9']);
    assert.deepEqual(await search('what happens', found, 1), ['src/long.ts run:1-48']);
  });

  it('is the method of the class that is named, and the file called by it', async () => {
    const found = [
      chunk('src/other.ts', 'close', 10, { owner: 'Server' }),
      chunk('src/socket.ts', 'close', 9, { owner: 'Socket' }),
      chunk('src/io.go', 'Socket.Close', 9),
    ];
    assert.equal((await firsts('closing a socket', found))[0], 'src/socket.ts Socket.close');
    assert.deepEqual((await firsts('closing a socket', found)).at(-1), 'src/other.ts Server.close');
  });

  it('is asked for by common words where a query has no others', async () => {
    const asked: string[][] = [];
    const keeper = { upToDate: async () => {}, status: () => ({ state: 'ready', files: 1, symbols: 1 }) as const };
    const find = async (terms: readonly { readonly term: string }[]) => {
      asked.push(terms.map(({ term }) => term));
      return [];
    };
    for (const query of ['get', 'get the queue', ' '])
      await findCode(query, 10, { index: { find, symbols: async () => [] }, keeper });
    assert.deepEqual(asked, [['get'], ['queu'], []]);
  });
});
