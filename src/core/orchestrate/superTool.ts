import type { SuperToolPort } from '../../contracts/superTool';
import { secretFilter } from '../session/withoutSecrets';
import { orchestrate, type OrchestrateDeps } from './orchestrate';
import { sharedSession } from './sharedSession';

/** What other agents reach, whichever way they come. */
export function createSuperTool(given: Omit<OrchestrateDeps, 'deeds'>): SuperToolPort {
  const deps: OrchestrateDeps = { ...given, deeds: { paused: new Set(), undone: new Map() } };
  const { orchestrator, store } = deps;
  forgetResumed(deps);
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

/** Once a session that an agent paused goes on, whoever pauses it next is asked. */
function forgetResumed({ orchestrator, deeds }: OrchestrateDeps): void {
  const resting = new Set<string>();
  orchestrator.onDidChangeSession(({ id, state }) => {
    if (state === 'paused') resting.add(id);
    else if (resting.delete(id)) deeds.paused.delete(id);
  });
}
