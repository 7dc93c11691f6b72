import type { SessionSnapshot } from '../../contracts/session';
import { bringIn } from '../session/sessionFolders';
import { importSession as readIn } from '../session/transfer';
import type { ActionContext } from './context';

/** Takes up a session from a file that `exportSession` wrote, under a free name. FluxError `bad_import`. */
export function importSession(
  { table, store, workspace, ...context }: ActionContext,
  text: string,
): Promise<SessionSnapshot> {
  return context.naming(async () => {
    const takenNames = new Set((await table.list()).map(({ name }) => name));
    const session = await readIn(store, text, { newId: context.newId, now: workspace.now, takenNames });
    table.changed(session);
    return session;
  });
}

/** Takes over the sessions of another folder's store, with their undo. */
export async function importStore(
  { table, store }: ActionContext,
  file: string,
  folders: readonly string[] | undefined,
): Promise<SessionSnapshot[]> {
  return bringIn(await store.importFrom(file), folders, await table.list(), table.withSession);
}
