import assert from 'node:assert/strict';
import fc from 'fast-check';
import type { Lock } from '../../../src/contracts/tool';
import { conflicts, createLocks } from '../../../src/core/run/locks';

const never = new AbortController().signal;
const read = (key: string): Lock => ({ key, mode: 'read' });
const write = (key: string): Lock => ({ key, mode: 'write' });

describe('locks', () => {
  it('lets readers share and writers wait', async () => {
    const locks = createLocks();
    const first = await locks.acquire([read('a')], never);
    const second = await locks.acquire([read('a')], never);
    let granted = false;
    const writer = locks.acquire([write('a')], never).then((release) => ((granted = true), release));
    await Promise.resolve();
    assert.equal(granted, false);
    first();
    second();
    (await writer)();
    assert.equal(granted, true);
  });

  it('does not let a later reader overtake a waiting writer', async () => {
    const locks = createLocks();
    const order: string[] = [];
    const first = await locks.acquire([read('a')], never);
    const writer = locks.acquire([write('a')], never).then((release) => (order.push('writer'), release()));
    const reader = locks.acquire([read('a')], never).then((release) => (order.push('reader'), release()));
    first();
    await Promise.all([writer, reader]);
    assert.deepEqual(order, ['writer', 'reader']);
  });

  it('gives up waiting when the signal fires, and frees those behind', async () => {
    const locks = createLocks();
    const held = await locks.acquire([write('a')], never);
    const controller = new AbortController();
    const waiting = locks.acquire([write('a'), write('b')], controller.signal);
    const behind = locks.acquire([write('b')], never);
    controller.abort();
    await assert.rejects(waiting, { name: 'CancelledError' });
    (await behind)();
    held();
  });

  it('never grants two conflicting sets at the same time (property)', async () => {
    const lock = fc.record({ key: fc.constantFrom('a', 'b', 'c', 'd'), mode: fc.constantFrom('read' as const, 'write' as const) });
    await fc.assert(
      fc.asyncProperty(fc.array(fc.array(lock, { maxLength: 3 }), { minLength: 2, maxLength: 12 }), async (sets) => {
        const locks = createLocks();
        const held = new Set<readonly Lock[]>();
        await Promise.all(
          sets.map(async (wanted) => {
            const release = await locks.acquire(wanted, never);
            for (const other of held) assert.ok(!conflicts(other, wanted));
            held.add(wanted);
            await new Promise((resolve) => setImmediate(resolve));
            held.delete(wanted);
            release();
          }),
        );
        assert.equal(held.size, 0);
      }),
      { numRuns: 200 },
    );
  });
});
