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

  it('takes turns between sessions: one that asks for much does not keep another waiting', async () => {
    const locks = createLocks();
    const order: string[] = [];
    const held = await locks.acquire([write('tests')], never, 'busy');
    const ask = (owner: string, what: string) =>
      locks.acquire([write('tests')], never, owner).then((release) => (order.push(what), release()));
    const all = [...Array.from({ length: 5 }, (_, index) => ask('busy', `busy ${index}`)), ask('other', 'other')];
    held();
    await Promise.all(all);
    assert.ok(order.indexOf('other') <= 1, order.join(', '));
    assert.deepEqual(
      order.filter((what) => what !== 'other'),
      ['busy 0', 'busy 1', 'busy 2', 'busy 3', 'busy 4'],
    );
  });

  it('grants one at a time where the limit says so, in the order of asking, and more once it is raised', async () => {
    let most = 1;
    const locks = createLocks(() => most);
    const order: number[] = [];
    const releases: (() => void)[] = [];
    const all = [1, 2, 3].map((number) =>
      locks.acquire([write(`key ${number}`)], never).then((release) => (order.push(number), releases.push(release))),
    );
    await all[0];
    assert.deepEqual(order, [1]);
    most = 2;
    releases[0]!();
    await Promise.all(all);
    assert.deepEqual(order, [1, 2, 3]);
  });

  it('never grants two conflicting sets at the same time, nor more than the limit, and forgets none (property)', async () => {
    const lock = fc.record({
      key: fc.constantFrom('a', 'b', 'c', 'd'),
      mode: fc.constantFrom('read' as const, 'write' as const),
    });
    const asked = fc.record({
      wanted: fc.array(lock, { maxLength: 3 }),
      owner: fc.constantFrom('one', 'two', 'three'),
      gaveUp: fc.boolean(),
      holds: fc.nat(3),
    });
    await fc.assert(
      fc.asyncProperty(
        fc.array(asked, { minLength: 2, maxLength: 14 }),
        fc.integer({ min: 1, max: 4 }),
        async (sets, most) => {
          const locks = createLocks(() => most);
          const held = new Set<readonly Lock[]>();
          let granted = 0;
          await Promise.all(
            sets.map(async ({ wanted, owner, gaveUp, holds }) => {
              const controller = new AbortController();
              if (gaveUp) setImmediate(() => controller.abort());
              const release = await locks.acquire(wanted, controller.signal, owner).catch(() => undefined);
              if (!release) return void assert.ok(gaveUp);
              granted++;
              for (const other of held) assert.ok(!conflicts(other, wanted));
              held.add(wanted);
              assert.ok(held.size <= most);
              for (let turn = 0; turn <= holds; turn++) await new Promise((resolve) => setImmediate(resolve));
              held.delete(wanted);
              release();
              release(); // once more does no harm
            }),
          );
          assert.equal(held.size, 0);
          assert.ok(granted >= sets.filter(({ gaveUp }) => !gaveUp).length);
        },
      ),
      { numRuns: 300 },
    );
  });
});
