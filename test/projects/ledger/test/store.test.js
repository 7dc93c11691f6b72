import assert from 'node:assert/strict';
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, test } from 'node:test';
import { appendTransaction, openJournal } from '../src/store/journalFile.js';
import { withLock } from '../src/store/lock.js';

let folder;
beforeEach(async () => (folder = await mkdtemp(join(tmpdir(), 'ledger-'))));
afterEach(() => rm(folder, { recursive: true, force: true }));

const lunch = {
  day: '2024-03-01',
  state: 'open',
  payee: 'Lunch',
  comment: '',
  postings: [
    { account: 'Expenses:Food', amount: { units: 900, currency: 'EUR' }, comment: '' },
    { account: 'Assets:Cash', amount: { units: -900, currency: 'EUR' }, comment: '' },
  ],
};

test('adds a transaction to the end', async () => {
  const journal = join(folder, 'main.journal');
  await writeFile(journal, 'currency EUR\n');
  await appendTransaction({ journal, backups: 0, lockSeconds: 1 }, lunch);
  assert.equal(
    await readFile(journal, 'utf8'),
    'currency EUR\n\n2024-03-01 Lunch\n    Expenses:Food   9.00 EUR\n    Assets:Cash    -9.00 EUR\n',
  );
  const { transactions } = await openJournal({ journal });
  assert.equal(transactions.length, 1);
});

test('waits for another program, but not for ever', async () => {
  const file = join(folder, 'main.journal');
  await writeFile(`${file}.lock`, '123');
  await assert.rejects(withLock(file, async () => {}, { seconds: 0 }), /process 123/);
});
