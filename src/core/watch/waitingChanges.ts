import type { Change } from '../../contracts/watch';

/** So many files at once are no person's: another branch, a generator. Everything is looked at instead. */
const mostPaths = 500;

/** Changes that wait for a watcher, in their order, each thing once, however often it happens. */
export interface WaitingChanges {
  readonly isEmpty: boolean;
  add(change: Change): void;
  /** Takes back what was taken: it came before what waits now. */
  putBack(changes: readonly Change[]): void;
  /** Gives them, and is empty then. */
  take(): readonly Change[];
}

export function createWaitingChanges(): WaitingChanges {
  let waiting = new Map<string, Change>();
  const tooMany = new Set<'saved' | 'changed'>();
  // What is saved after a session's end is not what the session saved.
  let ends = 0;

  const addPaths = (kind: 'saved' | 'changed', more: readonly string[]) => {
    if (tooMany.has(kind)) return;
    const key = `${kind} ${ends}`;
    const known = waiting.get(key);
    waiting.set(key, { kind, paths: [...new Set([...(known?.kind === kind ? known.paths : []), ...more])] });
    const all = [...waiting].filter(([, change]) => change.kind === kind);
    if (all.flatMap(([, change]) => (change.kind === kind ? change.paths : [])).length <= mostPaths) return;
    tooMany.add(kind);
    for (const [each] of all) waiting.delete(each);
    waiting.set('opened', { kind: 'opened' });
  };
  const add = (change: Change) => {
    if (change.kind === 'saved' || change.kind === 'changed') return addPaths(change.kind, change.paths);
    const key = change.kind === 'ended' ? `ended ${change.session.id}` : change.kind;
    if (change.kind === 'ended') ends++;
    waiting.delete(key);
    waiting.set(key, change);
  };
  const take = () => {
    const all = [...waiting.values()];
    waiting = new Map();
    tooMany.clear();
    return all;
  };
  return {
    get isEmpty() {
      return waiting.size === 0;
    },
    add,
    putBack(changes) {
      for (const change of [...changes, ...take()]) add(change);
    },
    take,
  };
}
