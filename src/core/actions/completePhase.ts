import type { PhaseResult } from '../../contracts/api';
import type { SessionSnapshot } from '../../contracts/session';
import { FluxError } from '../../base/errors';
import { phaseEvents } from '../phases';
import { proceed } from '../work/sessionWork';
import type { ActionContext } from './context';

/**
 * Records what came of a phase that somebody else worked on, and goes on with the next. FluxError `ended`, `running`.
 */
export function completePhase(context: ActionContext, idOrName: string, result: PhaseResult): Promise<SessionSnapshot> {
  return context.table.withSession(idOrName, async (session) => {
    const { log } = session;
    if (session.work) throw new FluxError('running', `“${log.snapshot.name}” is running. Pause it first.`);
    await log.append(...(await phaseEvents(log.snapshot, result, context.workspaceOf(log.snapshot))));
    if (result.ok && log.snapshot.state === 'paused')
      await log.append({ kind: 'run.resumed', by: 'event', why: 'A phase was completed elsewhere.' });
    proceed(context, session);
    return log.snapshot;
  });
}
