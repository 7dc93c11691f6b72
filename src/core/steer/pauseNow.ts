import type { HeldSession } from '../session/sessionHolder';

/** Pauses a session: planning is given up until it is resumed, a run starts nothing new. */
export async function pauseNow(session: HeldSession, why: string): Promise<void> {
  const { log } = session;
  const isPlanning = log.snapshot.state === 'planning' || log.snapshot.state === 'discovery';
  await log.append({ kind: 'run.paused', why });
  if (isPlanning) session.work?.stop();
  session.work?.nudge();
}
