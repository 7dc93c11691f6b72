import assert from 'node:assert/strict';
import { resolve } from 'node:path';
import { test } from 'node:test';
import { loadConfig } from '../src/config/config.js';

const reader = (files) => (file) => files[file];
const at = (path) => resolve('/home/ada', path);

test('finds the file upwards, and the journal beside it', () => {
  const read = reader({ [at('.ledgerrc.json')]: '{"journal":"books/all.journal","depth":2}' });
  const config = loadConfig(at('projects/x'), { read });
  assert.equal(config.journal, at('books/all.journal'));
  assert.equal(config.depth, 2);
  assert.equal(config.backups, 5);
});

test('the environment comes first', () => {
  const read = reader({});
  const config = loadConfig(at('.'), { read, env: { LEDGER_FILE: 'b.journal', LEDGER_CURRENCY: 'CHF' } });
  assert.equal(config.journal, at('b.journal'));
  assert.equal(config.currency, 'CHF');
});

test('refuses what it does not know', () => {
  assert.throws(() => loadConfig(at('.'), { read: reader({ [at('.ledgerrc.json')]: '{"color":1}' }) }), /no setting “color”/);
  assert.throws(() => loadConfig(at('.'), { read: reader({ [at('.ledgerrc.json')]: '{"depth":-1}' }) }), /no value for “depth”/);
});
