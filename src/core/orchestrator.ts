import type { SessionSnapshot } from '../contracts/session';
import type { Event } from '../base/emitter';
import { messageOf } from '../base/errors';
import { ellipsis } from '../base/text';
import { answer } from './actions/answer';
import { approve } from './actions/approve';
import { completePhase } from './actions/completePhase';
import { createContext, type ActionContext, type OrchestratorDeps } from './actions/context';
import { editPlan } from './actions/editPlan';
import { feedback } from './actions/feedback';
import { importSession, importStore } from './actions/importSession';
import { pause } from './actions/pause';
import * as queries from './actions/queries';
import { raiseBudget } from './actions/raiseBudget';
import { recover, refresh } from './actions/recover';
import { reject } from './actions/reject';
import { remove } from './actions/remove';
import { rename } from './actions/rename';
import { resume } from './actions/resume';
import { revise } from './actions/revise';
import { shutDown } from './actions/shutDown';
import { start } from './actions/start';
import { stop } from './actions/stop';
import { redo, undo } from './actions/undo';
import { wake } from './actions/wake';
import type { Activities } from './run/activities';
import { hasEnded } from '../words/sessionState';

/** Every action on sessions; what each promises stands at its function. */
const actions = {
  start,
  approve,
  editPlan,
  revise,
  reject,
  answer,
  feedback,
  pause,
  raiseBudget,
  resume,
  stop,
  undo,
  redo,
  rename,
  remove,
  completePhase,
  wake,
  importSession,
  importStore,
  recover,
  refresh,
  shutDown,
  ...queries,
};

type Bound<Table> = {
  readonly [Name in keyof Table]: Table[Name] extends (context: ActionContext, ...args: infer Args) => infer Result
    ? (...args: Args) => Result
    : never;
};

/**
 * Sessions from goal to end. Every action may be called at any time; what does not fit the session's state is a
 * FluxError.
 */
export interface Orchestrator extends Bound<typeof actions> {
  readonly onDidChangeSession: Event<SessionSnapshot>;
  /** The id of a session that is deleted, in this window or another. */
  readonly onDidRemoveSession: Event<string>;
  readonly activities: Activities;
}

export function createOrchestrator(deps: OrchestratorDeps): Orchestrator {
  const context = createContext(deps);
  wakeAtEnds(context);
  return {
    onDidChangeSession: context.table.onDidChange,
    onDidRemoveSession: context.table.onDidRemove,
    activities: context.activities,
    ...bound(actions, context),
  };
}

function bound(table: typeof actions, context: ActionContext): Bound<typeof actions> {
  const entries = Object.entries(table) as [string, (context: ActionContext, ...args: unknown[]) => unknown][];
  return Object.fromEntries(
    entries.map(([name, action]) => [name, (...args: unknown[]) => action(context, ...args)]),
  ) as unknown as Bound<typeof actions>;
}

/** Tells sessions that sleep until something happens of each one that ends here, once. */
function wakeAtEnds(context: ActionContext): void {
  const { table, workspace, closing } = context;
  const told = new Set<string>();
  table.onDidChange((session) => {
    if (closing.signal.aborted || !hasEnded(session.state)) return void told.delete(session.id);
    if (told.has(session.id)) return;
    told.add(session.id);
    void wake(
      context,
      `The session “${session.name}” has ended (${session.state}): ` +
        `${ellipsis(session.summary ?? session.error?.message ?? '', 600)}`,
      session.id,
    ).catch((error: unknown) => workspace.log.warn(`Waking sessions failed: ${messageOf(error)}`));
  });
}
