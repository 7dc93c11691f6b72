import assert from 'node:assert/strict';
import { test } from 'node:test';
import { createQueue } from '../src/delivery/queue.js';

test('gives what is due, the earliest first', () => {
  let time = 0;
  const queue = createQueue({ now: () => time });
  queue.add('late', 30);
  queue.add('early', 10);
  queue.add('same', 10);
  assert.equal(queue.take(), undefined);
  time = 20;
  assert.deepEqual([queue.take(), queue.take(), queue.take()], ['early', 'same', undefined]);
  assert.equal(queue.nextAt(), 30);
});

test('keeps its order among many', () => {
  const queue = createQueue({ now: () => 1000 });
  const times = Array.from({ length: 200 }, (_, index) => (index * 37) % 200);
  for (const at of times) queue.add(at, at);
  const taken = times.map(() => queue.take());
  assert.deepEqual(taken, [...times].sort((one, other) => one - other));
});

test('removes what fits', () => {
  const queue = createQueue({ now: () => 10 });
  for (const id of ['a', 'b', 'c']) queue.add(id, 1);
  assert.equal(queue.remove((id) => id === 'b'), 1);
  assert.deepEqual([queue.take(), queue.take(), queue.take()], ['a', 'c', undefined]);
});
