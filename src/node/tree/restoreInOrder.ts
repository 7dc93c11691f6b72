import { FluxError, isCancelled, messageOf } from '../../base/errors';
import type { Restoration } from '../../contracts/checkpoint';

/** How one file is put in place, and a folder removed when it is empty. Both may throw. */
export interface RestoreWays {
  place(restoration: Restoration): Promise<void>;
  removeFolder(path: string): Promise<void>;
}

type RestoreResult = { path: string; error?: { reason: string; message: string } };

/** So many files are written side by side. */
const sideBySide = 16;

/**
 * Puts files in place, each on its own: first those that go and their folders, then the others, so that a file can come
 * where a folder was. When the signal fires, the rest counts as not done.
 */
export async function restoreInOrder(
  restorations: readonly Restoration[],
  ways: RestoreWays,
  signal: AbortSignal,
): Promise<RestoreResult[]> {
  const results = new Map<Restoration, RestoreResult>();
  const goes = ({ image }: Restoration) => image?.key === null;
  await placeAll(restorations.filter(goes), ways, signal, results);
  const folders = new Set(
    restorations.flatMap((each) => (results.get(each)?.error ? [] : (goes(each) && each.madeFolders) || [])),
  );
  // The innermost first. A folder with something in it cannot be removed, and is not to be.
  for (const folder of [...folders].sort((a, b) => b.length - a.length))
    if (!signal.aborted) await ways.removeFolder(folder).catch(() => undefined);
  await placeAll(
    restorations.filter((each) => !goes(each)),
    ways,
    signal,
    results,
  );
  return restorations.map((each) => results.get(each) ?? { path: each.path });
}

async function placeAll(
  restorations: readonly Restoration[],
  ways: RestoreWays,
  signal: AbortSignal,
  results: Map<Restoration, RestoreResult>,
): Promise<void> {
  for (let at = 0; at < restorations.length; at += sideBySide) {
    await Promise.all(
      restorations
        .slice(at, at + sideBySide)
        .map(async (each) => void results.set(each, await placeOne(each, ways, signal))),
    );
  }
}

async function placeOne(restoration: Restoration, { place }: RestoreWays, signal: AbortSignal): Promise<RestoreResult> {
  const { path } = restoration;
  const failed = (reason: string, message: string) => ({ path, error: { reason, message } });
  try {
    if (signal.aborted) return failed('cancelled', 'it was stopped before its turn');
    await place(restoration);
    return { path };
  } catch (error) {
    if (FluxError.is(error)) return failed(error.reason, error.message);
    return isCancelled(error)
      ? failed('cancelled', 'it was stopped before its turn')
      : failed('write_failed', `${path} could not be written: ${messageOf(error)}`);
  }
}
