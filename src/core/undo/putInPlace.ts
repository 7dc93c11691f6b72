import { isCancelled } from '../../base/errors';
import type { CheckpointPort, Restoration } from '../../contracts/checkpoint';

/**
 * Restores files and gives why some could not be, by path. Nothing that may hold what was moved from another file goes
 * or is overwritten before the other is back, nor when it could not be put back.
 * @param needs for a path, those that must be back first
 */
export async function putInPlace(
  restorations: readonly Restoration[],
  needs: ReadonlyMap<string, ReadonlySet<string>>,
  checkpoints: CheckpointPort,
  signal: AbortSignal,
): Promise<Map<string, string>> {
  const failures = new Map<string, string>();
  const obstacles = obstaclesAmong(restorations.filter(goes));
  const left = new Map(restorations.map((each) => [each.path, each]));
  while (left.size > 0) {
    const free = [...left.values()].filter((each) =>
      [...(needs.get(each.path) ?? []), ...(goes(each) ? [] : obstacles(each.path))].every(
        (path) => path === each.path || !left.has(path),
      ),
    );
    // Where they wait for each other, as a file does that comes where a folder was, all are handed on together.
    const round = free.length > 0 ? free : [...left.values()];
    const ready = round.filter(({ path }) => {
      left.delete(path);
      const missing = [...(needs.get(path) ?? [])].find((other) => failures.has(other));
      if (missing) failures.set(path, `it may hold what was moved from ${missing}, which could not be restored`);
      return !missing;
    });
    for (const [path, why] of await restoreSome(ready, checkpoints, signal)) failures.set(path, why);
  }
  return failures;
}

async function restoreSome(
  restorations: readonly Restoration[],
  checkpoints: CheckpointPort,
  signal: AbortSignal,
): Promise<[string, string][]> {
  if (restorations.length === 0) return [];
  const results = await checkpoints.restore(restorations, signal).catch((error: unknown) => {
    if (isCancelled(error)) return [];
    throw error;
  });
  const errors = new Map(results.map(({ path, error }) => [path, error?.message]));
  return restorations.flatMap(({ path }): [string, string][] => {
    const why = errors.has(path) ? errors.get(path) : 'Flux was stopped before this file';
    return why === undefined ? [] : [[path, why]];
  });
}

function goes({ image }: Restoration): boolean {
  return image?.key === null;
}

/**
 * Gives those that must be gone before a path can be written: a file where a folder is to be, or the reverse, or where
 * only the case differs.
 */
function obstaclesAmong(gone: readonly Restoration[]): (path: string) => string[] {
  const at = new Map<string, string[]>();
  const add = (place: string, path: string) => at.set(place, [...(at.get(place) ?? []), path]);
  const files = new Map<string, string>();
  for (const { path } of gone) {
    const name = path.toLowerCase();
    files.set(name, path);
    for (const place of [name, ...foldersOf(name)]) add(place, path);
  }
  return (path) => {
    const name = path.toLowerCase();
    return [...(at.get(name) ?? []), ...foldersOf(name).flatMap((folder) => files.get(folder) ?? [])];
  };
}

function foldersOf(path: string): string[] {
  const parts = path.split('/').slice(0, -1);
  return parts.map((_, index) => parts.slice(0, index + 1).join('/'));
}
