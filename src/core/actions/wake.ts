import { proceed } from '../work/sessionWork';
import type { ActionContext } from './context';

/** Tells every session that sleeps until something happens, apart from `except`, what has happened. */
export async function wake(context: ActionContext, what: string, except?: string): Promise<void> {
  const { table, workspace } = context;
  for (const { id, state } of await table.list()) {
    if (state !== 'paused' || id === except) continue;
    const asleep = await table.read(id).catch(() => undefined);
    if (asleep?.suspended?.by !== 'waiting') continue;
    await table
      .withSession(id, async (session) => {
        const { log } = session;
        if (log.snapshot.suspended?.by !== 'waiting') return;
        await log.append({ kind: 'run.resumed', by: 'event', why: what });
        if (!session.work) proceed(context, session);
      })
      // Another window may work on it.
      .catch((error: unknown) => workspace.log.info(`Waking a session failed: ${String(error)}`));
  }
}
