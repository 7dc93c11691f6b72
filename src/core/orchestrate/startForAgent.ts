import type { StartRequest } from '../../contracts/api';
import type { SessionSnapshot } from '../../contracts/session';
import type { AgentCall, SuperToolInput } from '../../contracts/superTool';
import { FluxError, isCancelled, throwIfCancelled } from '../../base/errors';
import { tellProgress } from './followSession';
import type { Acted, OrchestrateDeps } from './orchestrate';

/**
 * Starts a goal or a workflow for an agent, in a new session or in one that has ended. With `wait` false it resolves as
 * soon as the session exists. FluxErrors as starting has them.
 */
export async function startForAgent(
  { orchestrator, log }: OrchestrateDeps,
  input: SuperToolInput,
  call: AgentCall,
): Promise<Acted> {
  throwIfCancelled(call.signal);
  const request = await requestOf(input, orchestrator.session);
  let id: string | undefined;
  const telling = tellProgress(orchestrator, call, () => id);
  try {
    const session = await new Promise<SessionSnapshot>((resolve, reject) => {
      const created = (made: SessionSnapshot) => {
        id = made.id;
        call.started?.(made.id, input.keep !== false);
        if (input.wait === false) resolve(made);
      };
      call.gone?.addEventListener('abort', () => id !== undefined && orchestrator.session(id).then(resolve, reject), {
        once: true,
      });
      orchestrator
        .start(request, { origin: 'api', planOnly: input.action === 'plan', signal: call.signal, created })
        .then(resolve, (error: unknown) => {
          reject(error as Error);
          // Nobody may be waiting any more; the session tells it too.
          if (!isCancelled(error)) log.info(`A goal of another agent failed: ${String(error)}`);
        });
    });
    throwIfCancelled(call.signal);
    return { session, began: true };
  } finally {
    telling.dispose();
  }
}

/** Another goal for the named session where there is one, else a new session of that name. */
async function requestOf(
  { goal = '', session, workflow, inputs }: SuperToolInput,
  find: (name: string) => Promise<SessionSnapshot>,
): Promise<StartRequest> {
  const request = { goal, ...(workflow !== undefined && { workflow }), ...(inputs && { inputs }) };
  if (session === undefined) return request;
  const known = await find(session).catch((error: unknown) => {
    if (FluxError.is(error, 'unknown_session')) return undefined;
    throw error;
  });
  return known ? { ...request, continueSession: known.id } : { ...request, name: session };
}
