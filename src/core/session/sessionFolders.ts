import type { SessionSnapshot, SessionSummary } from '../../contracts/session';
import type { Workspace } from '../workspace';
import { hideSecrets } from '../brief/hideSecrets';
import { uniqueName } from './names';
import type { HeldSession } from './sessionHolder';

/** Where a session works: its paths are those of the folders that it was made with. */
export function sessionPlaces(
  all: Workspace,
  workspaceFor: ((session: SessionSnapshot) => Workspace | undefined) | undefined,
): (session: SessionSnapshot) => Workspace {
  const hidden = new WeakMap<Workspace, Workspace>();
  return (session) => {
    const own = workspaceFor?.(session);
    if (!own) return all;
    const known = hidden.get(own) ?? hideSecrets(own);
    hidden.set(own, known);
    return known;
  };
}

/**
 * Makes sessions that came from another store ones of this: their folder as it is called here, and a name of its own
 * for each.
 */
export async function bringIn(
  ids: readonly string[],
  folders: readonly string[] | undefined,
  all: readonly SessionSummary[],
  withSession: (id: string, act: (session: HeldSession) => Promise<SessionSnapshot>) => Promise<SessionSnapshot>,
): Promise<SessionSnapshot[]> {
  const taken = new Set(all.filter(({ id }) => !ids.includes(id)).map(({ name }) => name));
  const found: SessionSnapshot[] = [];
  for (const id of ids) {
    found.push(
      await withSession(id, async ({ log }) => {
        const { name, folders: known } = log.snapshot;
        const names = known && known.length > 1 ? known : (folders ?? known);
        if (names) await log.append({ kind: 'session.placed', folders: names });
        if (taken.has(name)) await log.append({ kind: 'session.renamed', name: uniqueName(name, taken) });
        taken.add(log.snapshot.name);
        return log.snapshot;
      }),
    );
  }
  return found;
}
