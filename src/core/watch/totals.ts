import type { ProposalKind } from '../../contracts/watch';
import { isKind, type LearntTable } from './learning';

/** What was suggested of one kind in this workspace, and what became of it, over all time. */
interface Total {
  readonly suggested: number;
  readonly started: number;
  readonly dismissed: number;
  readonly undone: number;
}

/** The same by kind; it never fades, and nothing is decided by it. */
export type Totals = Partial<Readonly<Record<ProposalKind, Total>>>;

const none: Total = { suggested: 0, started: 0, dismissed: 0, undone: 0 };

/** The totals after one more of a kind. */
export function counted(totals: Totals, kind: ProposalKind, what: keyof Total): Totals {
  const before = totals[kind] ?? none;
  return { ...totals, [kind]: { ...before, [what]: before[what] + 1 } };
}

/** Reads stored totals; what is damaged counts as nothing. Where none are kept yet, what was learnt counts. */
export function readTotals(stored: unknown, learnt: LearntTable): Totals {
  if (stored === undefined) return learntTotals(learnt);
  if (typeof stored !== 'object' || stored === null) return {};
  return Object.fromEntries(Object.entries(stored).filter(([kind, total]) => isKind(kind) && isTotal(total)));
}

function learntTotals(learnt: LearntTable): Totals {
  return Object.fromEntries(
    Object.entries(learnt).map(([kind, { taken, dismissed, undone }]) => {
      const [started, refused] = [Math.round(taken), Math.round(dismissed)];
      return [kind, { suggested: started + refused, started, dismissed: refused, undone: Math.round(undone) }];
    }),
  );
}

function isTotal(value: unknown): value is Total {
  if (typeof value !== 'object' || value === null) return false;
  const record = value as Record<string, unknown>;
  return Object.keys(none).every((field) => Number.isSafeInteger(record[field]) && Number(record[field]) >= 0);
}
