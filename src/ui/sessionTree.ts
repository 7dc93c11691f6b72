import type { SessionSnapshot, SessionState, SessionSummary } from '../contracts/session';
import { hasEnded, standingWord, stateWord, undoneWord } from '../words/sessionState';

/** How many finished sessions are listed at first, and how many more each time. */
export const finishedAtFirst = 200;

/** A group of sessions in the view. */
export interface SessionGroup {
  readonly id: 'needsYou' | 'working' | 'waiting' | 'finished';
  readonly label: string;
  readonly sessions: readonly SessionSummary[];
  /** How many are not listed. */
  readonly more: number;
}

/**
 * The sessions in the groups that a person looks for: what waits for them, what works, what waits for an event,
 * what is over. Empty groups are left out.
 */
export function groupSessions(
  all: readonly SessionSummary[],
  standings: ReadonlyMap<string, Standing>,
  finishedShown = finishedAtFirst,
): SessionGroup[] {
  const waitsForEvent = ({ id, state }: SessionSummary) =>
    state === 'paused' && standings.get(id)?.awaitsEvent === true;
  const waits = (session: SessionSummary) =>
    !waitsForEvent(session) &&
    (standings.get(session.id)?.asks === true || session.state === 'awaiting_approval' || session.state === 'paused');
  const open = all.filter(({ state }) => !hasEnded(state));
  const ended = all.filter(({ state }) => hasEnded(state));
  const groups: SessionGroup[] = [
    { id: 'needsYou', label: 'Needs You', sessions: open.filter(waits), more: 0 },
    {
      id: 'working',
      label: 'Working',
      sessions: open.filter((session) => !waits(session) && !waitsForEvent(session)),
      more: 0,
    },
    { id: 'waiting', label: 'Waiting for an Event', sessions: open.filter(waitsForEvent), more: 0 },
    {
      id: 'finished',
      label: 'Finished',
      sessions: ended.slice(0, finishedShown),
      more: Math.max(0, ended.length - finishedShown),
    },
  ];
  return groups.filter(({ sessions }) => sessions.length > 0);
}

/** What a session's snapshot tells and a list of sessions does not. */
export interface Standing {
  /** Whether it asks the person something. */
  readonly asks: boolean;
  /** Whether it waits until something happens elsewhere. */
  readonly awaitsEvent?: boolean;
  /** Where it stands, in words. */
  readonly word: string;
  /** The state that the words are of. */
  readonly state?: SessionState;
  /** Whether what it did is undone. */
  readonly isUndone?: boolean;
}

export function standingOf(
  session: Pick<SessionSnapshot, 'state' | 'gates' | 'suspended' | 'plan' | 'report'>,
): Standing {
  const asks = session.gates.length > 0 && !hasEnded(session.state);
  const rests = session.state === 'paused' && !asks;
  return {
    asks,
    awaitsEvent: rests && session.suspended?.by === 'waiting',
    word: standingWord(session),
    state: session.state,
    isUndone: hasEnded(session.state) && undoneWord(session) !== undefined,
  };
}

/** `waiting for your answer · 60 % · 3 m`. */
export function descriptionOf(session: SessionSummary, standing: Standing | undefined, now: number): string {
  const percent = !hasEnded(session.state) && session.progress > 0 ? `${Math.round(session.progress * 100)} %` : '';
  return [wordOf(session, standing), percent, ageText(session.updatedAt, now)].filter(Boolean).join(' · ');
}

/** A list may be newer than what is known of one: an ended session asks nothing. */
export function wordOf(session: SessionSummary, standing: Standing | undefined): string {
  return standing && (!hasEnded(session.state) || standing.state === session.state)
    ? standing.word
    : stateWord(session);
}

/** `now`, `3 m`, `5 h`, `2 d`: how long ago. */
export function ageText(at: number, now: number): string {
  const minutes = Math.floor(Math.max(0, now - at) / 60_000);
  if (minutes < 1) return 'now';
  if (minutes < 60) return `${minutes} m`;
  return minutes < 48 * 60 ? `${Math.floor(minutes / 60)} h` : `${Math.floor(minutes / 1440)} d`;
}

/** What the menus of a session hang on: `session.paused`, `session.ended`, `session.working`, `session.waiting`. */
export function contextOf({ state }: SessionSummary): string {
  if (hasEnded(state)) return 'session.ended';
  if (state === 'paused') return 'session.paused';
  return state === 'awaiting_approval' ? 'session.waiting' : 'session.working';
}
