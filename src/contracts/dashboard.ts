import * as z from 'zod';
import type { Figures, GoalKind } from './figures';
import type { ProposalKind } from './watch';

const rangeNames = ['day', 'week', 'month', 'all'] as const;
/** How far back a dashboard looks: 24 hours, 7 days, 30 days, or to the beginning. */
export type DashboardRange = (typeof rangeNames)[number];

const filterSchema = z.object({
  range: z.enum(rangeNames),
  /** A session's id; left out: all of them. */
  session: z.string().max(200).optional(),
  /** The time zone in which the person reads it, such as `Europe/Zurich`. */
  zone: z.string().max(100),
});
export type DashboardFilter = z.infer<typeof filterSchema>;

/** What the dashboard's page may send. */
export const dashboardMessageSchema = z.discriminatedUnion('type', [
  /** The page is there, or the person has chosen something else: figures, please. */
  z.object({ type: z.literal('show'), filter: filterSchema }),
  z.object({ type: z.literal('findSession') }),
  z.object({ type: z.literal('openSession'), session: z.string().max(200) }),
  z.object({ type: z.literal('export'), format: z.enum(['csv', 'json']) }),
  z.object({ type: z.literal('runGoal') }),
]);
export type DashboardMessage = z.infer<typeof dashboardMessageSchema>;

/** What watchers suggested of one kind, and what became of it, over all time. */
export interface SuggestionFigures {
  readonly kind: ProposalKind;
  readonly suggested: number;
  /** Offered at this moment. */
  readonly open: number;
  readonly started: number;
  readonly dismissed: number;
  readonly undone: number;
  /** What Flux makes of it, in words. */
  readonly text: string;
}

/** Everything that the dashboard draws. Sent whole each time. */
export interface DashboardState {
  readonly filter: DashboardFilter;
  readonly figures: Figures;
  /** Whether anything at all was ever recorded. */
  readonly isEmpty: boolean;
  /** To choose from, the newest first; the chosen one is among them. */
  readonly sessions: readonly { readonly id: string; readonly name: string }[];
  /** What became of goals of a kind, over all time. */
  readonly kinds: readonly GoalKind[];
  readonly suggestions: readonly SuggestionFigures[];
  readonly now: number;
}

/** What the editor tells the page. */
export type DashboardUpdate =
  | { readonly type: 'state'; readonly state: DashboardState }
  /** Another session was chosen in the editor. */
  | { readonly type: 'chosen'; readonly session: string }
  | { readonly type: 'failed'; readonly text: string };
