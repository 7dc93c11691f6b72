import type { SessionSummary } from '../contracts/session';
import { ellipsis } from '../base/text';

/** What a person calls a session: its goal, in one short line. Its name is for typing. */
export function sessionTitle({ goal, name }: Pick<SessionSummary, 'goal' | 'name'>, mostChars = 60): string {
  const [first = ''] = goal.trim().split('\n');
  return ellipsis(first, mostChars) || name;
}
