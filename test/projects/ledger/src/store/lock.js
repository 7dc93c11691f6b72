import { open, readFile, rm, stat } from 'node:fs/promises';
import { setTimeout as sleep } from 'node:timers/promises';
import { JournalError } from '../journal/errors.js';

/** A lock that is older was left behind by a program that has crashed. */
const staleMs = 60_000;
const pauseMs = 50;

/**
 * Runs a job while no other program writes the same file: `<file>.lock` is there as long as it takes.
 * @throws JournalError when another program does not let go in time
 */
export async function withLock(file, job, { seconds }) {
  const lockFile = `${file}.lock`;
  const end = Date.now() + seconds * 1000;
  while (!(await take(lockFile))) {
    if (await isStale(lockFile)) {
      await rm(lockFile, { force: true });
      continue;
    }
    if (Date.now() > end) throw new JournalError(`Another program is writing ${file} (${await owner(lockFile)}).`);
    await sleep(pauseMs);
  }
  const result = await job();
  await rm(lockFile, { force: true });
  return result;
}

async function take(lockFile) {
  try {
    const handle = await open(lockFile, 'wx');
    await handle.writeFile(String(process.pid));
    await handle.close();
    return true;
  } catch (error) {
    if (error.code === 'EEXIST') return false;
    throw error;
  }
}

async function isStale(lockFile) {
  try {
    return Date.now() - (await stat(lockFile)).mtimeMs > staleMs;
  } catch {
    return false;
  }
}

async function owner(lockFile) {
  const pid = await readFile(lockFile, 'utf8').catch(() => '');
  return pid ? `process ${pid}` : 'unknown';
}
