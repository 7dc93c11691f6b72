import { watch, type FSWatcher } from 'node:fs';
import path from 'node:path';
import type { Disposable } from '../base/disposables';

/**
 * Hears of changes in folders that may not be there yet, and may come and go: whoever looks once this has returned, and
 * again at each call, misses nothing. Each folder is watched by itself. Watching a whole tree misses a folder that is
 * made in a new one before the watcher has noticed that, and then everything that happens in it (the editor's watcher
 * does).
 *
 * A system that cannot watch (too many watches, a network's disk) tells nothing.
 * @param paths of the folders, relative to the root, each after the ones above it: `.flux`, `.flux/agents`
 */
export function watchNested(root: string, paths: readonly string[], onChange: () => void): Disposable {
  const watchers = new Map<string, FSWatcher>();
  let isDisposed = false;

  const drop = (at: string): void => {
    for (const [each, watcher] of watchers) {
      if (each !== at && !(at === '.' || each.startsWith(`${at}/`))) continue;
      watcher.close();
      watchers.delete(each);
    }
  };
  const begin = (at: string): void => {
    try {
      const watcher = watch(path.join(root, at), { persistent: false }, (event, name) => heard(at, event, name));
      watcher.on('error', () => drop(at));
      watchers.set(at, watcher);
    } catch {
      // Not there, or it cannot be watched.
    }
  };
  const follow = (): void => {
    for (const at of ['.', ...paths]) if (!watchers.has(at)) begin(at);
  };
  const heard = (at: string, event: string, name: string | null): void => {
    if (isDisposed) return;
    const inner = name === null ? undefined : path.posix.join(at, name);
    // In the root only what is watched counts; much else happens there.
    if (at === '.' && inner !== undefined && !paths.includes(inner)) return;
    // Whatever has come, gone or been put in its place is another folder now, and so is all below it.
    if (event === 'rename')
      for (const each of paths)
        if (inner === undefined ? each.startsWith(at === '.' ? '' : `${at}/`) : each === inner) drop(each);
    follow();
    onChange();
  };
  follow();
  return {
    dispose() {
      isDisposed = true;
      drop('.');
    },
  };
}
