import assert from 'node:assert/strict';
import { createSemaphore } from '../../../src/base/semaphore';

const never = new AbortController().signal;

describe('places', () => {
  it('lets so many in at once, and the rest in the order in which they came', async () => {
    const places = createSemaphore(() => 2);
    const order: number[] = [];
    const waiting: number[] = [];
    const leaves: (() => void)[] = [];
    const enter = (number: number) =>
      places.acquire(never, () => waiting.push(number)).then((leave) => (order.push(number), leaves.push(leave)));
    const all = [1, 2, 3, 4].map(enter);
    await Promise.all(all.slice(0, 2));
    assert.deepEqual(
      [order, waiting],
      [
        [1, 2],
        [3, 4],
      ],
    );
    leaves[0]!();
    leaves[0]!(); // leaving twice frees one place
    await all[2];
    assert.deepEqual(order, [1, 2, 3]);
    leaves[1]!();
    await all[3];
    assert.deepEqual(order, [1, 2, 3, 4]);
  });

  it('forgets who gives up waiting, and takes none whose signal has fired', async () => {
    const places = createSemaphore(() => 1);
    const leave = await places.acquire(never);
    const controller = new AbortController();
    const tired = places.acquire(controller.signal);
    const patient = places.acquire(never);
    controller.abort();
    await assert.rejects(tired, { name: 'CancelledError' });
    await assert.rejects(places.acquire(AbortSignal.abort()), { name: 'CancelledError' });
    leave();
    (await patient)();
  });

  it('hears of a changed limit when the next one leaves', async () => {
    let most = 1;
    const places = createSemaphore(() => most);
    const leave = await places.acquire(never);
    const both = Promise.all([places.acquire(never), places.acquire(never)]);
    most = 2;
    leave();
    for (const free of await both) free();
  });
});
