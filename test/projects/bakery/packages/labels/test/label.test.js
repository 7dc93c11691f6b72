import assert from 'node:assert/strict';
import { appendFileSync } from 'node:fs';
import { test } from 'node:test';
import { label } from '../src/label.js';

appendFileSync('../../labels-ran', 'x');
test('shouts', () => assert.equal(label('roll'), 'ROLL'));
