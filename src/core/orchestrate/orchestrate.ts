import type { SessionSnapshot } from '../../contracts/session';
import type { StorePort } from '../../contracts/store';
import type { SettingsPort } from '../../contracts/settings';
import type { AgentCall, SuperToolAnswer, SuperToolInput } from '../../contracts/superTool';
import type { Proposal } from '../../contracts/watch';
import { isCancelled } from '../../base/errors';
import type { LogPort } from '../../contracts/ports';
import type { Orchestrator } from '../orchestrator';
import { actOnSession } from './actOnSession';
import { listings } from './listings';
import { readInput } from './readInput';
import { startForAgent } from './startForAgent';
import { sharedSession } from './sharedSession';
import { errorAnswer, sessionAnswer } from './standing';
import { waitFor } from './waitFor';

/** What the super-tool reaches: the same actions as the exported API. */
export interface OrchestrateDeps {
  readonly orchestrator: Orchestrator;
  readonly proposals: () => readonly Proposal[];
  readonly settings: SettingsPort;
  /** Shows the person a plan that waits for them. */
  readonly askPerson: (session: SessionSnapshot) => void;
  readonly deeds: AgentsDeeds;
  readonly store: Pick<StorePort, 'events'>;
  readonly log: LogPort;
}

/** What agents did in this window, and so may take back themselves: what the person paused or undid is theirs. */
interface AgentsDeeds {
  /** Ids of sessions. */
  readonly paused: Set<string>;
  /** The newest undo, by id of the session. */
  readonly undone: Map<string, string | undefined>;
}

/** Where an action has left a session, and what to say of it first. */
export interface Acted {
  readonly session: SessionSnapshot;
  readonly said?: string;
  readonly structured?: Partial<SuperToolAnswer['structured']>;
  /** Whether this call has started it: taking the call back stops it. */
  readonly began?: boolean;
}

/**
 * One action for another agent, from its input to the answer. Mistakes are answers for the model.
 * @throws CancelledError when the call is taken back
 */
export async function orchestrate(deps: OrchestrateDeps, given: unknown, call: AgentCall): Promise<SuperToolAnswer> {
  const mode = () => deps.settings('approval.mode');
  try {
    const input = readInput(given);
    const list = listings[input.action as keyof typeof listings];
    if (list) return await list(deps);
    const acted = await act(deps, input, call);
    const session = await waitFor(deps, input, call, acted);
    if (session.gates.some(({ kind }) => kind === 'plan')) deps.askPerson(session);
    const answer = sessionAnswer(await sharedSession(session, deps.store), mode(), acted.said);
    return { ...answer, structured: { ...answer.structured, ...acted.structured } };
  } catch (error) {
    if (isCancelled(error)) throw error;
    return errorAnswer(error, await sessionOf(deps, error), mode());
  }
}

function act(deps: OrchestrateDeps, input: SuperToolInput, call: AgentCall): Promise<Acted> {
  return input.action === 'run' || input.action === 'plan'
    ? startForAgent(deps, input, call)
    : actOnSession(deps, input);
}

/** The session that failed to be planned. */
async function sessionOf(
  { orchestrator, store, log }: OrchestrateDeps,
  error: unknown,
): Promise<SessionSnapshot | undefined> {
  const { reason, session: id } = error as { reason?: string; session?: string };
  if (reason === undefined) log.error('The tool for other agents failed', error);
  if (id === undefined) return undefined;
  return orchestrator.session(id).then(
    (session) => sharedSession(session, store),
    () => undefined,
  );
}
