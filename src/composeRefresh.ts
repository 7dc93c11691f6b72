import type { Disposable, DisposableStore } from './base/disposables';
import { repeat } from './base/repeat';
import type { LogPort } from './contracts/ports';
import { hearPerson } from './editor/workspace/signsOfLife';
import { announceWindow, type OpenWindows } from './node/store/openWindows';

/** How often other windows' changes to the store are looked for, in milliseconds. */
const refreshTimes = { everyMs: 2_000, afterFailureMs: 60_000 };
/** How long after the last sign of life in this window they are still looked for where there is no other, in ms. */
const restAfterMs = 20_000;

interface RefreshDeps {
  /** Takes up what other windows have written. */
  readonly refresh: () => Promise<void>;
  /** Where windows with this store tell of themselves; undefined until it is open. */
  readonly windows: () => string | undefined;
  /** Each is a sign of life. */
  readonly signs: readonly ((hear: () => void) => Disposable)[];
  readonly log: LogPort;
  readonly owned: DisposableStore;
}

/**
 * Keeps this window up to date with what others write to the store. Where there is no other window and nothing happens
 * in this one, it rests until something does.
 */
export function composeRefresh({ refresh, windows, signs, log, owned }: RefreshDeps): void {
  let others: OpenWindows | undefined;
  let livedAt = Date.now();
  const job = owned.add(
    repeat(
      async () => {
        await refresh();
        const folder = windows();
        if (folder !== undefined) others ??= owned.add(announceWindow(folder, wake));
      },
      refreshTimes,
      (error) => log.warn(`Looking for other windows' changes failed: ${String(error)}`),
      () => others?.alone() === true && Math.abs(Date.now() - livedAt) > restAfterMs,
    ),
  );
  function wake(): void {
    livedAt = Date.now();
    job.wake();
  }
  for (const hear of [hearPerson, ...signs]) owned.add(hear(wake));
}
