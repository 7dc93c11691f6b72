import type { ActionContext } from '../actions/context';
import type { HeldSession } from '../session/sessionHolder';
import { proceed } from '../work/sessionWork';

/** Lets a run go on that rests. Work that is just coming to its end looks for that itself. */
export function goOn(context: ActionContext, session: HeldSession): void {
  if (session.work) session.work.nudge();
  else proceed(context, session);
}
