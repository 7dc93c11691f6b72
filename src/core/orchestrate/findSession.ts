import type { SessionSnapshot, SessionSummary } from '../../contracts/session';
import type { SuperToolAction } from '../../contracts/superTool';
import { FluxError } from '../../base/errors';
import { hasEnded } from '../../words/sessionState';
import type { Orchestrator } from '../orchestrator';

const mostNamed = 10;

/** Which sessions an action is about, where the caller names none. */
const fitting: Partial<Record<SuperToolAction, (session: SessionSummary) => boolean>> = {
  resume: ({ state }) => state === 'paused',
  approve: ({ state }) => state === 'awaiting_approval',
  reject: ({ state }) => state === 'awaiting_approval',
  undo: ({ state }) => hasEnded(state) || state === 'paused',
  redo: ({ state }) => hasEnded(state) || state === 'paused',
};

/**
 * The session that is named, or the only one that the action fits; of what can be undone the newest. FluxError
 * `unknown_session`, `which_session`.
 */
export async function findSession(
  { session, sessions }: Pick<Orchestrator, 'session' | 'sessions'>,
  action: SuperToolAction,
  named: string | undefined,
): Promise<SessionSnapshot> {
  if (named !== undefined) return session(named);
  const fits = fitting[action] ?? (({ state }: SessionSummary) => !hasEnded(state));
  const [newest, ...others] = newestFirst(await sessions()).filter(fits);
  if (!newest) throw new FluxError('which_session', 'No session fits. Name one; list_sessions lists them.');
  if (others.length > 0 && action !== 'undo' && action !== 'redo')
    throw new FluxError(
      'which_session',
      `Several sessions fit. Name one: ${[newest, ...others]
        .slice(0, mostNamed)
        .map(({ name }) => `“${name}”`)
        .join(', ')}.`,
    );
  return session(newest.id);
}

/** Sessions, the one that something happened in last first. */
export function newestFirst(sessions: readonly SessionSummary[]): SessionSummary[] {
  return [...sessions].sort((a, b) => b.updatedAt - a.updatedAt);
}
