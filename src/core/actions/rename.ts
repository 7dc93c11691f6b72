import type { SessionSnapshot } from '../../contracts/session';
import { FluxError } from '../../base/errors';
import { cleanName } from '../session/names';
import type { ActionContext } from './context';

/** FluxError `bad_name`, `name_taken`. */
export async function rename(
  { table, naming }: ActionContext,
  idOrName: string,
  name: string,
): Promise<SessionSnapshot> {
  const wanted = cleanName(name);
  if (!wanted) throw new FluxError('bad_name', 'A session needs a name. Give it at least one character.');
  return table.withSession(idOrName, ({ log }) =>
    naming(async () => {
      if (wanted === log.snapshot.name) return log.snapshot;
      if ((await table.list()).some((other) => other.name === wanted && other.id !== log.id))
        throw new FluxError('name_taken', `Another session is already named “${wanted}”. Choose another name.`);
      return log.append({ kind: 'session.renamed', name: wanted });
    }),
  );
}
