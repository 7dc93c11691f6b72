import { markCutOff } from '../session/recover';
import type { ActionContext } from './context';

const shutDownMs = 2_500;

/**
 * Stops everything because the window closes. Work that stops in time marks its session as interrupted itself, before
 * the session is let go; what begins from now on stops at once.
 */
export async function shutDown({ table, closing }: ActionContext): Promise<void> {
  closing.abort();
  const busy = table.allHeld().filter(({ work }) => work);
  const ends = busy.map(({ work }) => work?.atRest);
  for (const { work } of busy) work?.stop();
  // The editor ends this process a few seconds after it asked: what does not stop by then is marked all the same.
  await Promise.race([Promise.all(ends), new Promise((resolve) => setTimeout(resolve, shutDownMs))]);
  for (const { log, work } of busy) if (work) await markCutOff(log).catch(() => undefined);
}
