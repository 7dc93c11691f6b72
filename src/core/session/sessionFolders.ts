import type { SessionSnapshot } from '../../contracts/session';
import type { Workplace } from '../workplace';
import { hideSecrets } from '../brief/hideSecrets';
import { uniqueName } from './names';
import type { SessionLog } from './sessionLog';

/** Where a session works: its paths are those of the folders that it was made with. */
export function sessionPlaces(all: Workplace, placeFor: ((session: SessionSnapshot) => Workplace | undefined) | undefined): (session: SessionSnapshot) => Workplace {
  const hidden = new WeakMap<Workplace, Workplace>();
  return (session) => {
    const own = placeFor?.(session);
    if (!own) return all;
    const known = hidden.get(own) ?? hideSecrets(own);
    hidden.set(own, known);
    return known;
  };
}

/** Makes a session of another store one of this: its folder as it is called here, and a name of its own. */
export async function settleIn(log: SessionLog, folders: readonly string[] | undefined, taken: Set<string>): Promise<SessionSnapshot> {
  const { name, folders: known } = log.snapshot;
  const names = known && known.length > 1 ? known : (folders ?? known);
  if (names) await log.append({ kind: 'session.placed', folders: names });
  if (taken.has(name)) await log.append({ kind: 'session.renamed', name: uniqueName(name, taken) });
  taken.add(log.snapshot.name);
  return log.snapshot;
}
