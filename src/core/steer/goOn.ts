import type { ActionContext } from '../actions/context';
import type { HeldSession } from '../session/sessionHolder';
import { proceed } from '../work/sessionWork';

/** Lets a resting run go on. Work that is just ending checks for that itself. */
export function goOn(context: ActionContext, session: HeldSession): void {
  if (session.work) session.work.nudge();
  else proceed(context, session);
}
