import { randomUUID } from 'node:crypto';
import { watch, type FSWatcher } from 'node:fs';
import { mkdir, readdir, readFile, rm, stat, writeFile } from 'node:fs/promises';
import { hostname } from 'node:os';
import { join } from 'node:path';
import type { Disposable } from '../../base/disposables';
import { processExists } from '../process/processExists';

/** What other windows have the same store open. */
export interface OpenWindows extends Disposable {
  /** Whether there surely is none. False until that is known, and where the disk does not tell of changes. */
  alone(): boolean;
}

/** A window of another computer that has not been closed properly counts as open for so long, in ms. */
const forgottenAfterMs = 7 * 24 * 3_600_000;
/** A window that was killed says nothing: how long after the last look the others are looked at again, in ms. */
const lookAgainAfterMs = 60_000;
const ending = '.open';

/**
 * Leaves a file in a folder that all windows with the store look at, and listens there for others: nothing has to be
 * asked again and again.
 * @param onOther another window has opened the store
 */
export function announceWindow(folder: string, onOther: () => void): OpenWindows {
  const own = `${randomUUID()}${ending}`;
  let isAlone = false;
  let isOver = false;
  let watcher: FSWatcher | undefined;
  let looking: Promise<void> | undefined;
  let again = false;
  let lookedAt = 0;

  const look = async (): Promise<void> => {
    lookedAt = Date.now();
    const names = (await readdir(folder)).filter((name) => name.endsWith(ending) && name !== own);
    const states = await Promise.all(names.map((name) => isOpen(join(folder, name))));
    isAlone = !states.includes(true);
    if (!isAlone) onOther();
  };
  const lookSoon = (): void => {
    if (looking) {
      again = true;
      return;
    }
    looking = look()
      .catch(giveUp)
      .finally(() => {
        looking = undefined;
        if (again && !isOver) lookSoon();
        again = false;
      });
  };
  const giveUp = (): void => {
    isAlone = false;
    watcher?.close();
    watcher = undefined;
  };
  const begin = async (): Promise<void> => {
    await mkdir(folder, { recursive: true });
    watcher = watch(folder, { persistent: false }, lookSoon);
    watcher.on('error', giveUp);
    await writeFile(join(folder, own), JSON.stringify({ pid: process.pid, host: hostname() }));
    if (isOver) await rm(join(folder, own), { force: true });
    else lookSoon();
  };
  begin().catch(giveUp);
  return {
    alone() {
      if (watcher && !isAlone && Math.abs(Date.now() - lookedAt) > lookAgainAfterMs) lookSoon();
      return isAlone && !looking;
    },
    dispose() {
      isOver = true;
      giveUp();
      void rm(join(folder, own), { force: true }).catch(() => {});
    },
  };
}

/** What a window left that was killed is removed. What cannot be read is just being written. */
async function isOpen(file: string): Promise<boolean> {
  try {
    const { pid, host } = JSON.parse(await readFile(file, 'utf8')) as { pid?: unknown; host?: unknown };
    const isGone = host === hostname() ? !processExists(Number(pid)) : await isOld(file);
    if (isGone) await rm(file, { force: true });
    return !isGone;
  } catch {
    return await stat(file).then(
      () => true,
      () => false,
    );
  }
}

async function isOld(file: string): Promise<boolean> {
  return Date.now() - (await stat(file)).mtimeMs > forgottenAfterMs;
}
