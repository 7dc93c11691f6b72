import type { ActionContext } from './context';
import { stop, stopNow } from './stop';

/** Stops a session and deletes it. */
export async function remove(context: ActionContext, idOrName: string): Promise<void> {
  const { table, store, chosen } = context;
  const { id } = await stop(context, idOrName);
  // In its turn, so that nothing begins between the stop and the deletion.
  await table.withSession(id, async (session) => {
    await stopNow(session);
    await session.work?.atRest;
    await store.remove(id);
    chosen.delete(id);
    table.forget(id);
  });
}
