import assert from 'node:assert/strict';
import { test } from 'node:test';
import { parseArgs } from '../src/cli/args.js';

test('tells command, words and options apart', () => {
  assert.deepEqual(parseArgs(['balance', 'food', '--depth', '2', '-e']), {
    command: 'balance',
    words: ['food'],
    options: { depth: 2, empty: true },
  });
});

test('takes values behind an equals sign, and words behind two dashes', () => {
  assert.deepEqual(parseArgs(['register', '--period=2024', '--', '--food']), {
    command: 'register',
    words: ['--food'],
    options: { period: '2024' },
  });
});

test('says what is wrong', () => {
  assert.throws(() => parseArgs(['--colour']), /no option --colour/);
  assert.throws(() => parseArgs(['--depth']), /needs a value/);
  assert.throws(() => parseArgs(['--depth', 'two']), /whole number/);
});
