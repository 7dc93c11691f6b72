import type { SessionSnapshot } from '../contracts/session';

/** Which colour something has. */
export type Tone = 'good' | 'warn' | 'bad' | 'off';

/** The tone of how a session has ended. */
export function endTone({ state, report }: Pick<SessionSnapshot, 'state' | 'report'>): Tone {
  if (state === 'failed') return 'bad';
  if (state === 'cancelled') return 'off';
  return report && !report.verified ? 'warn' : 'good';
}
