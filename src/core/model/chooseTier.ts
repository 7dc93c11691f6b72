import type { Tier } from '../../contracts/intentHandling';
import type { Purpose } from '../../contracts/model';
import type { SessionSnapshot, StepSnapshot } from '../../contracts/session';
import type { SettingsPort } from '../../contracts/settings';
import { handlingOf, intentOfCall } from '../intents/handlings';

/** What a call is for, and the step whose complexity counts. */
interface TierCall {
  readonly purpose: Purpose;
  readonly step?: Pick<StepSnapshot, 'id' | 'retries'>;
}

/**
 * Which model a session's call goes to. Up after failures, down again once something has succeeded; else by how
 * complex the call's step is, where that is known; else the one that suffices for its intent.
 */
export function chooseTier(
  session: Pick<SessionSnapshot, 'plan' | 'budget'>,
  { purpose, step }: TierCall,
  settings: SettingsPort,
): Tier {
  const most = settings('routing.strongAfterFailures');
  const failures = failuresNow(session) + (step?.retries ?? 0);
  if (most > 0 && failures >= most) return 'strong';
  const score = step && session.budget?.steps[step.id]?.complexity?.score;
  if (score !== undefined && score >= settings('routing.strongFrom')) return 'strong';
  if (score !== undefined && score <= settings('routing.fastUpTo') && failures === 0) return 'fast';
  const { tier } = handlingOf(intentOfCall(session, { purpose, step: step?.id }), settings);
  return tier === 'fast' && failures > 0 ? 'ordinary' : tier;
}

/** How many steps have failed since one that changed or checked something was done. */
function failuresNow({ plan }: Pick<SessionSnapshot, 'plan'>): number {
  const ended = (plan?.steps ?? [])
    .filter(({ endedAt, effect }) => endedAt !== undefined && effect !== 'read')
    .sort((a, b) => (b.endedAt ?? 0) - (a.endedAt ?? 0));
  const success = ended.findIndex(({ status }) => status === 'done');
  return (success < 0 ? ended : ended.slice(0, success)).filter(({ status }) => status === 'failed').length;
}
