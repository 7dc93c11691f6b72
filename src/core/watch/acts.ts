import { tryJson } from '../../base/tryJson';
import type { Finding, ProposalKind, WatcherName } from '../../contracts/watch';
import { isKind, learn, readLearnt, type LearntTable } from './learning';
import { counted, readTotals, type Totals } from './totals';

/** A cause that the person does not want to hear of. */
interface Dismissed {
  readonly cause: string;
  /** Snoozed until then. */
  readonly until?: number;
  /** Who found it, and so can tell when it is gone. */
  readonly watcher: WatcherName;
}

/** What a session was started from. */
interface Taken {
  readonly kind: ProposalKind;
  readonly key: string;
  /** The session has ended, or is gone. */
  readonly isOver?: boolean;
}

/** What a person did: it outlives what was offered, and it alone must not be lost. */
export interface Acts {
  /** By kind and key. */
  readonly dismissed: Readonly<Record<string, Dismissed>>;
  readonly muted: readonly ProposalKind[];
  readonly learnt: LearntTable;
  readonly totals: Totals;
  /** What sessions were started from, the newest last: an undone one says something of its kind. */
  readonly sessions: Readonly<Record<string, Taken>>;
}

type Named = Pick<Finding, 'kind' | 'key'>;

export const noActs: Acts = { dismissed: {}, muted: [], learnt: {}, totals: {}, sessions: {} };
const mostSessions = 50;
/** Nothing is snoozed for longer, in ms: what lies further ahead was written by a clock that was. */
const longestSnooze = 24 * 3_600_000;

/** What a proposal is dismissed by. */
export function nameOf({ kind, key }: Named): string {
  return `${kind} ${key}`;
}

/** Whether the person does not want it now. */
export function isDismissed({ kind, key, cause }: Finding, { dismissed, muted }: Acts, now: number): boolean {
  if (muted.includes(kind)) return true;
  const act = dismissed[nameOf({ kind, key })];
  if (act?.cause !== cause) return false;
  return act.until === undefined || (now < act.until && act.until - now <= longestSnooze);
}

/** What came of a dismissal; `until`: for so long. */
export function dismissed(
  acts: Acts,
  { kind, key, cause, watcher }: Finding & { readonly watcher: WatcherName },
  until?: number,
): Acts {
  const act = { cause, watcher, ...(until !== undefined && { until }) };
  return { ...acts, dismissed: { ...acts.dismissed, [nameOf({ kind, key })]: act } };
}

/** After a kind was refused altogether. */
export function withMuted(acts: Acts, kind: ProposalKind): Acts {
  return { ...acts, muted: [...new Set([...acts.muted, kind])] };
}

/** Without the dismissals of what a watcher does not find any more. */
export function withoutGone(acts: Acts, watcher: WatcherName, found: ReadonlySet<string>): Acts {
  const isGone = (name: string) => acts.dismissed[name]?.watcher === watcher && !found.has(name);
  return Object.keys(acts.dismissed).some(isGone) ? { ...acts, dismissed: without(acts.dismissed, isGone) } : acts;
}

/** The session that works on it, or waits for the person. */
export function sessionOf({ kind, key }: Named, { sessions }: Acts): string | undefined {
  return Object.entries(sessions).find(([, taken]) => !taken.isOver && taken.kind === kind && taken.key === key)?.[0];
}

/** The session that was started from a proposal. */
export function withSession(acts: Acts, session: string, { kind, key }: Named): Acts {
  const sessions = Object.entries(acts.sessions).slice(1 - mostSessions);
  return { ...acts, sessions: { ...Object.fromEntries(sessions), [session]: { kind, key } } };
}

/** After a session's end: what it was started from is offered again, if it still holds. */
export function withEnded(acts: Acts, session: string): Acts {
  const taken = acts.sessions[session];
  if (!taken || taken.isOver) return acts;
  return { ...acts, sessions: { ...acts.sessions, [session]: { ...taken, isOver: true } } };
}

/** After a session was undone: it is forgotten, so that this counts once. */
export function withoutSession(acts: Acts, session: string): Acts {
  return { ...acts, sessions: without(acts.sessions, (id) => id === session) };
}

/** After offers of which some were not there before. Another cause of the same is no further suggestion to a person. */
export function withSuggested(acts: Acts, next: readonly Named[], before: readonly Named[]): Acts {
  const known = new Set(before.map(nameOf));
  const fresh = next.filter((offer) => !known.has(nameOf(offer)));
  if (fresh.length === 0) return acts;
  return { ...acts, totals: fresh.reduce((totals, { kind }) => counted(totals, kind, 'suggested'), acts.totals) };
}

/** After an act: it counts for ever, and is learnt from, but not without `now`. */
export function withAct(
  acts: Acts,
  kind: ProposalKind,
  act: 'taken' | 'dismissed' | 'undone',
  now: number | undefined,
): Acts {
  const totals = counted(acts.totals, kind, act === 'taken' ? 'started' : act);
  return { ...acts, totals, ...(now !== undefined && { learnt: learn(acts.learnt, kind, act, now) }) };
}

function without<Value>(
  record: Readonly<Record<string, Value>>,
  gone: (name: string) => boolean,
): Readonly<Record<string, Value>> {
  return Object.fromEntries(Object.entries(record).filter(([name]) => !gone(name)));
}

/** What is damaged is left out: the person decides again. */
export function readActs(text: string | undefined, now: number): Acts {
  const stored = text === undefined ? undefined : tryJson(text);
  if (!isRecord(stored)) return noActs;
  const { dismissed, muted, totals, sessions } = stored;
  const learnt = readLearnt(stored['learnt'], now);
  return {
    dismissed: entriesOf(dismissed, isDismissal),
    muted: Array.isArray(muted) ? muted.filter(isKind) : [],
    learnt,
    totals: readTotals(totals, learnt),
    sessions: entriesOf(sessions, isTaken),
  };
}

function entriesOf<Value>(stored: unknown, fits: (value: unknown) => value is Value): Record<string, Value> {
  if (!isRecord(stored)) return {};
  return Object.fromEntries(Object.entries(stored).filter((entry): entry is [string, Value] => fits(entry[1])));
}

function isDismissal(value: unknown): value is Dismissed {
  if (!isRecord(value)) return false;
  const { cause, until, watcher } = value;
  return typeof cause === 'string' && typeof watcher === 'string' && (until === undefined || Number.isFinite(until));
}

function isTaken(value: unknown): value is Taken {
  return isRecord(value) && isKind(value['kind']) && typeof value['key'] === 'string';
}

function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null;
}
