import assert from 'node:assert/strict';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, test } from 'node:test';
import { main } from '../src/cli/main.js';
import { text } from './household.js';

let folder;
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'ledger-'));
  await writeFile(join(folder, 'main.journal'), text);
});
afterEach(() => rm(folder, { recursive: true, force: true }));

async function run(...given) {
  const said = { out: '', err: '' };
  const code = await main(given, {
    stdout: { write: (part) => (said.out += part) },
    stderr: { write: (part) => (said.err += part) },
    folder,
  });
  return { code, ...said };
}

test('prints a balance', async () => {
  const { code, out } = await run('balance', 'food', '--period', '2024-02');
  assert.equal(code, 0);
  assert.equal(out, '   Amount  Account\n---------  ----------\n35.80 EUR  Expenses\n35.80 EUR    Food\n35.80 EUR      Market\n35.80 EUR  Total\n');
});

test('prints a register as CSV', async () => {
  const { out } = await run('register', 'bread', '--csv');
  assert.equal(
    out,
    'date,payee,account,amount\r\n2024-01-05,Bakery,Expenses:Food:Bread,4.20 EUR\r\n2024-03-09,Bakery,Expenses:Food:Bread,8.40 EUR\r\n',
  );
});

test('checks', async () => {
  assert.deepEqual(await run('check'), { code: 0, out: '8 transactions, nothing wrong.\n', err: '' });
});

test('says what is wrong with a command line', async () => {
  const { code, err } = await run('balanse');
  assert.equal(code, 2);
  assert.match(err, /no command “balanse”/);
});
