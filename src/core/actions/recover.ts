import type { SessionSnapshot } from '../../contracts/session';
import { removeOld } from '../session/recover';
import type { ActionContext } from './context';

/** Marks what a crash or a reload cut off, removes what is past its retention. Called once at the start. */
export async function recover({ table, store, workspace }: ActionContext): Promise<SessionSnapshot[]> {
  const interrupted = await table.findInterrupted();
  await removeOld(table, store, workspace);
  return interrupted;
}

/** Tells listeners what other windows did, and marks and returns the sessions they left behind. */
export async function refresh({ table }: ActionContext): Promise<SessionSnapshot[]> {
  await table.refresh();
  return table.findInterrupted();
}
