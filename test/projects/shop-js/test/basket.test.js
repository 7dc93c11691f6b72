import assert from 'node:assert/strict';
import { test } from 'node:test';
import { createBasket } from '../src/basket.js';

test('adds up', () => {
  const basket = createBasket();
  basket.add('apple', 3);
  basket.add('bread');
  assert.equal(basket.sum(), 440);
});

test('refuses what is not sold', () => {
  assert.throws(() => createBasket().add('car'), RangeError);
});
