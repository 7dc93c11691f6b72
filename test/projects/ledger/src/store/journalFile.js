import { readFileSync } from 'node:fs';
import { readFile, writeFile } from 'node:fs/promises';
import { dirname, resolve } from 'node:path';
import { JournalError } from '../journal/errors.js';
import { readJournal } from '../journal/readJournal.js';
import { writeTransaction } from '../journal/writeJournal.js';
import { backUp } from './backups.js';
import { withLock } from './lock.js';

/** Reads the journal of a configuration, with the files that it includes. */
export async function openJournal({ journal: file, currency }) {
  const text = await readText(file);
  return readJournal(text, {
    file,
    currency: currency || undefined,
    read: (name, from) => readIncluded(resolve(dirname(from ?? file), name)),
  });
}

/** Adds a transaction to the end of the journal; a copy of the file as it was is kept. */
export async function appendTransaction({ journal: file, backups, lockSeconds }, transaction) {
  const before = await readFile(file, 'utf8').catch(() => '');
  await withLock(
    file,
    async () => {
      await backUp(file, { keep: backups });
      const gap = before === '' || before.endsWith('\n\n') ? '' : before.endsWith('\n') ? '\n' : '\n\n';
      await writeFile(file, `${before}${gap}${writeTransaction(transaction)}\n`);
    },
    { seconds: lockSeconds },
  );
}

async function readText(file) {
  try {
    return await readFile(file, 'utf8');
  } catch (error) {
    if (error.code === 'ENOENT') throw new JournalError(`There is no journal ${file}.`);
    throw error;
  }
}

function readIncluded(file) {
  try {
    return readFileSync(file, 'utf8');
  } catch (error) {
    if (error.code === 'ENOENT') return undefined;
    throw error;
  }
}
