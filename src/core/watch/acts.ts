import { tryJson } from '../../base/tryJson';
import type { Finding, ProposalKind } from '../../contracts/watch';
import { isKind, learn, readLearnt, type LearntTable } from './learning';

/** What a person did: it outlives what was offered. */
export interface Acts {
  /** Causes that were dismissed, by kind and key; `until`: snoozed until then. */
  readonly dismissed: Readonly<Record<string, { readonly cause: string; readonly until?: number }>>;
  readonly muted: readonly ProposalKind[];
  readonly learnt: LearntTable;
  /** Which kind sessions were started from, the newest last: an undone one says something of its kind. */
  readonly sessions: Readonly<Record<string, ProposalKind>>;
}

export const noActs: Acts = { dismissed: {}, muted: [], learnt: {}, sessions: {} };
const mostSessions = 50;

/** What a proposal is dismissed by. */
export function nameOf(kind: ProposalKind, key: string): string {
  return `${kind} ${key}`;
}

/** Whether the person does not want it now. */
export function isDismissed({ kind, key, cause }: Finding, { dismissed, muted }: Acts, now: number): boolean {
  if (muted.includes(kind)) return true;
  const act = dismissed[nameOf(kind, key)];
  return act !== undefined && act.cause === cause && (act.until === undefined || now < act.until);
}

/** What came of a dismissal; `until`: for so long. */
export function dismissed(acts: Acts, { kind, key, cause }: Finding, until?: number): Acts {
  const act = { cause, ...(until !== undefined && { until }) };
  return { ...acts, dismissed: { ...acts.dismissed, [nameOf(kind, key)]: act } };
}

/** After a kind was refused altogether. */
export function withMuted(acts: Acts, kind: ProposalKind): Acts {
  return { ...acts, muted: [...new Set([...acts.muted, kind])] };
}

/** The session that was started from a proposal of a kind. */
export function withSession(acts: Acts, session: string, kind: ProposalKind): Acts {
  const sessions = Object.entries(acts.sessions).slice(1 - mostSessions);
  return { ...acts, sessions: { ...Object.fromEntries(sessions), [session]: kind } };
}

/** What was learnt, after an act. */
export function withLearnt(acts: Acts, kind: ProposalKind, act: 'taken' | 'dismissed' | 'undone', now: number): Acts {
  return { ...acts, learnt: learn(acts.learnt, kind, act, now) };
}

/** Without some of the entries. */
export function without<Value>(
  record: Readonly<Record<string, Value>>,
  gone: (name: string) => boolean,
): Readonly<Record<string, Value>> {
  return Object.fromEntries(Object.entries(record).filter(([name]) => !gone(name)));
}

/** What is damaged is left out: the person decides again. */
export function readActs(text: string | undefined): Acts {
  const stored = text === undefined ? undefined : tryJson(text);
  if (typeof stored !== 'object' || stored === null) return noActs;
  const { dismissed, muted, learnt, sessions } = stored as Record<string, unknown>;
  const isRecord = (value: unknown): value is Record<string, unknown> => typeof value === 'object' && value !== null;
  return {
    dismissed: isRecord(dismissed)
      ? (Object.fromEntries(
          Object.entries(dismissed).filter(([, act]) => isRecord(act) && typeof act['cause'] === 'string'),
        ) as Acts['dismissed'])
      : {},
    muted: Array.isArray(muted) ? muted.filter(isKind) : [],
    learnt: readLearnt(learnt),
    sessions: isRecord(sessions)
      ? Object.fromEntries(
          Object.entries(sessions).filter((entry): entry is [string, ProposalKind] => isKind(entry[1])),
        )
      : {},
  };
}
