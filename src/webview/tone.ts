import type { SessionSnapshot } from '../contracts/session';
import { onlyRead, undoneWord } from '../words/sessionState';

/** Which colour something has. */
export type Tone = 'good' | 'warn' | 'bad' | 'off';

/** The tone of how a session has ended. */
export function endTone(session: Pick<SessionSnapshot, 'state' | 'report' | 'plan'>): Tone {
  const { state, report } = session;
  if (undoneWord(session) === 'undone') return 'off';
  if (state === 'failed') return 'bad';
  if (state === 'cancelled') return 'off';
  return report && !report.verified && !onlyRead(session) ? 'warn' : 'good';
}
