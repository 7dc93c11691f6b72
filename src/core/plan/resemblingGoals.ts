import type { PastGoal } from '../../contracts/figures';
import { formatTokens, plural } from '../../base/text';
import { goalsLike, kindOf } from './goalKinds';

/** The newest tell enough. */
const mostGoals = 30;

/**
 * What became of goals that resemble one, in at most two lines for the planner; undefined where none does. What persons
 * once wrote is not among it: their words must not pass for this goal's.
 * @param past goals that have ended in this workspace, the newest first
 */
export function tellResembling(goal: string, past: readonly PastGoal[]): string | undefined {
  const alike = goalsLike(goal, past).slice(0, mostGoals);
  if (alike.length === 0) return undefined;
  const { goals, verified, unverified, steps, calls, tokens } = kindOf(alike);
  const worked = verified + unverified;
  const ended = [
    `${verified} verified`,
    ...(unverified > 0 ? [`${unverified} done without proof`] : []),
    ...(goals > worked ? [`${goals - worked} failed, stopped or undone`] : []),
  ];
  const took = worked > 0 ? ` Those that worked took ${plural(calls, 'call')} and ${formatTokens(tokens)} tokens.` : '';
  const tools = steps.length > 0 ? `\n${worked > 0 ? 'Usual steps that worked' : 'Steps'}: ${steps.join(', ')}.` : '';
  return `Goals like this one ended here before: ${ended.join(', ')}.${took}${tools}`;
}
