// @ts-check
import { existsSync } from 'node:fs';
import { mkdir, readFile, rename, rm, writeFile } from 'node:fs/promises';
import { basename, dirname, join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { onInterrupt } from './cleanup.mjs';
import { isAlive } from './processTree.mjs';

const marker = '.complete';

/**
 * Makes sure that `folder` holds a finished installation. An interrupted one never counts: the work is done in a
 * sibling folder that is moved into place at the end. Two runs at once wait for one another.
 * @param {string} folder
 * @param {object} steps
 * @param {(into: string) => Promise<void>} steps.install fills an empty folder
 * @param {(folder: string) => Promise<boolean>} steps.works asked of a folder without marker, before replacing it
 */
export async function installOnce(folder, steps) {
  if (existsSync(join(folder, marker))) return;
  await mkdir(dirname(folder), { recursive: true });
  const release = await lock(`${folder}.lock`);
  const forget = onInterrupt(release);
  try {
    if (existsSync(join(folder, marker))) return;
    if (!(existsSync(folder) && (await steps.works(folder)))) await replace(folder, steps.install);
    await writeFile(join(folder, marker), `${new Date().toISOString()}\n`);
  } finally {
    forget();
    await release();
  }
}

/** @param {string} folder @param {(into: string) => Promise<void>} install */
async function replace(folder, install) {
  const partial = join(dirname(folder), `.${basename(folder)}.partial`);
  await rm(partial, { recursive: true, force: true });
  await mkdir(partial, { recursive: true });
  await install(partial);
  await rm(folder, { recursive: true, force: true });
  await rename(partial, folder);
}

/** Waits for the lock; one whose owner has died is taken over. @param {string} folder */
async function lock(folder) {
  const ownerFile = join(folder, 'pid');
  for (;;) {
    try {
      await mkdir(folder);
      await writeFile(ownerFile, String(process.pid));
      return () => rm(folder, { recursive: true, force: true });
    } catch (error) {
      if (/** @type {NodeJS.ErrnoException} */ (error).code !== 'EEXIST') throw error;
    }
    // Read after the pause: the owner writes its id a moment after it has made the folder.
    await sleep(500);
    const owner = Number(await readFile(ownerFile, 'utf8').catch(() => ''));
    if (!owner || !isAlive(owner)) await rm(folder, { recursive: true, force: true });
  }
}
