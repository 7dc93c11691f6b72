import type { SuperToolPort } from '../../contracts/superTool';
import { secretFilter } from '../session/withoutSecrets';
import { orchestrate, type OrchestrateDeps } from './orchestrate';
import { sharedSession } from './sharedSession';

/** What other agents reach, whichever way they come. */
export function createSuperTool(deps: OrchestrateDeps): SuperToolPort {
  const { orchestrator, store } = deps;
  return {
    orchestrate: (input, call) => orchestrate(deps, input, call),
    sessions: async () => secretFilter([], {}).value(await orchestrator.sessions()),
    session: orchestrator.session,
    sharedSession: async (session) => sharedSession(await orchestrator.session(session), store),
    workflows: orchestrator.workflows,
    stop: orchestrator.stop,
    onDidChangeSession: orchestrator.onDidChangeSession,
    onDidRemoveSession: orchestrator.onDidRemoveSession,
  };
}
