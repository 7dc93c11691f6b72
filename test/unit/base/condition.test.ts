import assert from 'node:assert/strict';
import { createCondition } from '../../../src/base/condition';

describe('condition', () => {
  it('resolves at once what holds, and everything else when it does', async () => {
    const condition = createCondition();
    let count = 0;
    const passed: number[] = [];
    await condition.until(() => true);
    const waits = [1, 2, 2].map((least) => condition.until(() => count >= least).then(() => passed.push(least)));
    condition.notify();
    await new Promise(setImmediate);
    assert.deepEqual(passed, [], 'a notice alone is not enough');
    count = 1;
    condition.notify();
    await waits[0];
    assert.deepEqual(passed, [1]);
    count = 2;
    condition.notify();
    await Promise.all(waits);
    assert.deepEqual(passed, [1, 2, 2]);
  });

  it('looks again when it changed back before anybody was woken', async () => {
    const condition = createCondition();
    let isOpen = false;
    let isThrough = false;
    const waits = condition.until(() => isOpen).then(() => (isThrough = true));
    isOpen = true;
    condition.notify();
    isOpen = false;
    await new Promise(setImmediate);
    assert.equal(isThrough, false);
    isOpen = true;
    condition.notify();
    await waits;
  });
});
