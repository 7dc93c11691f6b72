import assert from 'node:assert/strict';
import { CancelledError, FluxError, isCancelled } from '../../../src/base/errors';
import type { CodeIndexPort } from '../../../src/contracts/ports';
import { createIndexCodebase } from '../../../src/tools/indexCodebase';
import { callDone, callFailed, callTool } from './toolContext';

function indexThatSays(updated: number | Error): CodeIndexPort & { asked: object[] } {
  const asked: object[] = [];
  return {
    asked,
    async update({ paths, anew }) {
      asked.push({ paths, anew });
      if (typeof updated !== 'number') throw updated;
      return { files: 2340, symbols: 1, updated, durationMs: 1240 };
    },
    symbols: async () => [],
    find: async () => [],
    reaching: async () => ({ tests: [], all: 0 }),
    refresh: async () => ({ files: 0, symbols: 0, unknown: [] }),
  };
}

describe('index_codebase', () => {
  it('says what the index holds, what was read and how long it took', async () => {
    assert.equal(
      (await callDone(createIndexCodebase({ index: indexThatSays(12) }), {})).message,
      'The index holds 2,340 files and 1 symbol. 12 files read again, in 1.2 s.',
    );
    assert.equal(
      (await callDone(createIndexCodebase({ index: indexThatSays(0) }), {})).message,
      'The index holds 2,340 files and 1 symbol. Nothing had changed, in 1.2 s.',
    );
  });

  it('passes on paths, tidied, and whether to begin again', async () => {
    const index = indexThatSays(1);
    const { message } = await callDone(createIndexCodebase({ index }), { path: './src\\a/, lib', rebuild: 'true' });
    await callDone(createIndexCodebase({ index }), { paths: ['.'] });
    assert.deepEqual(index.asked, [
      { paths: ['src/a', 'lib'], anew: true },
      { paths: undefined, anew: undefined },
    ]);
    assert.match(message, /1 file in src\/a and lib read again/);
  });

  it('only reads', () => {
    const tool = createIndexCodebase({ index: indexThatSays(0) });
    assert.equal(tool.effect, 'read');
    assert.deepEqual([tool.writes({}), tool.locks({})], [[], []]);
    assert.equal(tool.about({}), 'all files');
    assert.equal(tool.about({ paths: ['src'], anew: true }), 'src, anew');
  });

  it('tells what went wrong, and passes a cancellation on', async () => {
    await callFailed(
      createIndexCodebase({ index: indexThatSays(new FluxError('index_failed', 'The disk is full.')) }),
      {},
      'index_failed',
    );
    await assert.rejects(
      callTool(createIndexCodebase({ index: indexThatSays(new CancelledError()) }), {}),
      isCancelled,
    );
  });
});
