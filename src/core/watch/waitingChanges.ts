import type { Change } from '../../contracts/watch';

/** So many files at once are no person's: another branch, a generator. Everything is looked at instead. */
const mostPaths = 500;

/** Changes that wait for a watcher, each thing once, however often it happens. */
export interface WaitingChanges {
  readonly isEmpty: boolean;
  add(change: Change): void;
  /** Gives them, and is empty then. */
  take(): readonly Change[];
}

export function createWaitingChanges(): WaitingChanges {
  const simple = new Map<string, Change>();
  const paths = { saved: new Set<string>(), changed: new Set<string>() };
  const tooMany = new Set<'saved' | 'changed'>();

  const addPaths = (kind: 'saved' | 'changed', more: readonly string[]) => {
    if (tooMany.has(kind)) return;
    for (const path of more) paths[kind].add(path);
    if (paths[kind].size <= mostPaths) return;
    tooMany.add(kind);
    paths[kind].clear();
    simple.set('opened', { kind: 'opened' });
  };
  return {
    get isEmpty() {
      return simple.size + paths.saved.size + paths.changed.size === 0;
    },
    add(change) {
      if (change.kind === 'saved' || change.kind === 'changed') addPaths(change.kind, change.paths);
      else simple.set(change.kind === 'ended' ? `ended ${change.session.id}` : change.kind, change);
    },
    take() {
      const all: Change[] = [...simple.values()];
      for (const kind of ['saved', 'changed'] as const)
        if (paths[kind].size > 0) all.push({ kind, paths: [...paths[kind]] });
      simple.clear();
      paths.saved.clear();
      paths.changed.clear();
      tooMany.clear();
      return all;
    },
  };
}
