import assert from 'node:assert/strict';
import { test } from 'node:test';
import { price } from '../src/price.js';

test('counts what is bought', () => assert.equal(price('bread', 2), 6));
