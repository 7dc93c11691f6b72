import type { IndexStatus } from '../../contracts/api';
import type { WatcherStatus } from '../../contracts/watch';

/** How all that watches stands in this window. @param isElsewhere whether another window with the folder watches */
export function statusesOf(
  own: readonly WatcherStatus[],
  isElsewhere: boolean,
  index: IndexStatus,
): readonly WatcherStatus[] {
  const detail = 'Another window with this folder watches.';
  const here = isElsewhere ? own.map(({ name }): WatcherStatus => ({ name, state: 'waiting', detail })) : own;
  return [...here, indexWatcher(index)];
}

/** How the index stands, as one more that watches. */
function indexWatcher({ state, files, updatedAt, message }: IndexStatus): WatcherStatus {
  const detail = message ?? (state === 'ready' ? `Keeps the index of ${files} files up to date.` : undefined);
  return {
    name: 'index',
    state: ({ off: 'off', building: 'working', ready: 'watching', failed: 'failing' } as const)[state],
    ...(detail !== undefined && { detail }),
    ...(updatedAt !== undefined && { lastRunAt: updatedAt }),
  };
}
