import type { ProposalKind } from '../../contracts/watch';

/** What became of proposals of a kind, each counting less the older it is. */
export interface Learnt {
  readonly taken: number;
  readonly dismissed: number;
  readonly undone: number;
  /** When the counts were true, in milliseconds since the epoch. */
  readonly at: number;
}

/** What a person did with the proposals of a workspace, by kind. */
export type LearntTable = Partial<Readonly<Record<ProposalKind, Learnt>>>;

/** After so long an act counts half. */
const halfLifeMs = 14 * 24 * 3_600_000;
/** A clock that jumped must not wipe out what was learnt at once. */
const longestGap = 4 * halfLifeMs;
/** How many imagined acts a kind begins with, half of them taken: the first real ones decide little. */
const prior = 4;
/** No count grows beyond this: what was refused a thousand times is as open again after months as what was twenty. */
const mostCounted = 20;
/** Five within a few days. */
const often = 4.5;
const least = 0.2;
const most = 2;

/** The table after an act. */
export function learn(table: LearntTable, kind: ProposalKind, act: keyof Omit<Learnt, 'at'>, now: number): LearntTable {
  const known = faded(table[kind], now);
  return { ...table, [kind]: { ...known, [act]: Math.min(mostCounted, known[act] + 1) } };
}

/**
 * How much more, or less, a person wants proposals of a kind than one of whom nothing is known: from 0.2 to 2, 1
 * without any act. `2 (taken + 2) / (taken + dismissed + undone + 4)` is twice the mean of a beta distribution with the
 * prior (2, 2), the counts halved every 14 days.
 */
export function affinity(table: LearntTable, kind: ProposalKind, now: number): number {
  const { taken, dismissed, undone } = faded(table[kind], now);
  const mean = (taken + prior / 2) / (taken + dismissed + undone + prior);
  return Math.min(most, Math.max(least, 2 * mean));
}

/** How often proposals of a kind were dismissed of late, and hardly ever taken: their watcher may be switched off. */
export function isUnwanted(table: LearntTable, kind: ProposalKind, now: number): boolean {
  const { taken, dismissed, undone } = faded(table[kind], now);
  return dismissed + undone >= often && taken < 0.5;
}

/** Reads a stored table; what is damaged is left out. What a clock wrote that was ahead counts from now. */
export function readLearnt(stored: unknown, now: number): LearntTable {
  if (typeof stored !== 'object' || stored === null) return {};
  const entries = Object.entries(stored).filter(
    (entry): entry is [ProposalKind, Learnt] => isKind(entry[0]) && isLearnt(entry[1]),
  );
  return Object.fromEntries(
    entries.map(([kind, { taken, dismissed, undone, at }]) => [
      kind,
      {
        taken: Math.min(mostCounted, taken),
        dismissed: Math.min(mostCounted, dismissed),
        undone: Math.min(mostCounted, undone),
        at: Math.min(now, at),
      },
    ]),
  );
}

/** Every kind of proposal. */
export const kinds = [
  'failing_tests',
  'fixable_problems',
  'uncommitted_work',
  'conflicts',
  'behind',
  'comment',
] as const satisfies readonly ProposalKind[];

export function isKind(kind: unknown): kind is ProposalKind {
  return kinds.some((known) => known === kind);
}

function isLearnt(value: unknown): value is Learnt {
  if (typeof value !== 'object' || value === null) return false;
  const record = value as Record<string, unknown>;
  return ['taken', 'dismissed', 'undone', 'at'].every(
    (field) => Number.isFinite(record[field]) && Number(record[field]) >= 0,
  );
}

function faded(learnt: Learnt | undefined, now: number): Learnt {
  if (!learnt) return { taken: 0, dismissed: 0, undone: 0, at: now };
  const age = Math.min(longestGap, Math.max(0, now - learnt.at));
  const part = 0.5 ** (age / halfLifeMs);
  return {
    taken: learnt.taken * part,
    dismissed: learnt.dismissed * part,
    undone: learnt.undone * part,
    at: now,
  };
}
