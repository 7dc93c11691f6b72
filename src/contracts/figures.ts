import type { CallTotals, Metrics, MetricsFilter } from './metrics';
import type { Purpose } from './model';

/** The times between which something is counted: from the first, up to the second. In ms since the epoch. */
export type Span = readonly [from: number, until: number];

/** What is asked of the store: which sessions count, and the spans in which their course is told. */
export interface FiguresFilter extends MetricsFilter {
  /** Side by side, the oldest first. */
  readonly spans: readonly Span[];
  /** How many steps the lists of the slowest and the costliest hold. */
  readonly steps: number;
}

/** What happened within one span. */
export interface SpanFigures {
  readonly from: number;
  readonly until: number;
  /** Goals that began, and goals by how they ended. */
  readonly started: number;
  readonly verified: number;
  readonly unverified: number;
  readonly failed: number;
  readonly cancelled: number;
  readonly calls: number;
  readonly prompt: number;
  readonly completion: number;
  readonly cached: number;
  readonly saved: number;
  readonly cost: number;
}

/** A step that took long, or much. Titles and names are gone where the session was deleted. */
export interface StepFigures {
  readonly session: string;
  readonly sessionName?: string;
  readonly title?: string;
  readonly tool?: string;
  /** Without the time that it waited for a person. */
  readonly workedMs: number;
  readonly waitedMs: number;
  readonly calls: number;
  readonly tokens: number;
  readonly cost: number;
}

/** How the estimates of a model's prompts compare with what its endpoint counted. */
export interface EstimateFigures {
  readonly model: string;
  /** Calls with an estimate and a count. */
  readonly calls: number;
  readonly estimated: number;
  readonly actual: number;
  /** The mean of the absolute errors, as a part of what was counted. */
  readonly error: number;
}

/** Everything that a dashboard shows of the stored sessions. */
export interface Figures {
  readonly metrics: Metrics;
  readonly byPurpose: Readonly<Partial<Record<Purpose | 'other', CallTotals>>>;
  readonly failedCalls: number;
  readonly spans: readonly SpanFigures[];
  /** Of goals that are under way or ended: in all, how long Flux worked, and how long it waited for a person. */
  readonly time: {
    readonly goals: number;
    readonly workedMs: number;
    readonly waitedMs: number;
    readonly medianWorkedMs: number;
    readonly medianWaitedMs: number;
    readonly modelMs: number;
  };
  readonly slowest: readonly StepFigures[];
  readonly costliest: readonly StepFigures[];
  readonly trouble: {
    /** Steps that were tried again. */
    readonly retries: number;
    readonly decisions: number;
    /** Decisions that asked the person. */
    readonly escalations: number;
    /** Everything that waited for the person's answer, plans aside. */
    readonly questions: number;
    /** Goals whose changes are undone, in part or altogether. */
    readonly undone: number;
  };
  readonly filesChanged: number;
  readonly estimates: readonly EstimateFigures[];
  /** When the oldest of it happened; left out: nothing did. */
  readonly since?: number;
}

/** A goal that has ended, and what it took. */
export interface PastGoal {
  readonly text: string;
  readonly outcome: 'complete' | 'failed' | 'cancelled';
  readonly verified: boolean;
  /** Its changes are undone, in part or altogether. */
  readonly undone: boolean;
  readonly calls: number;
  readonly tokens: number;
  /** The tools of the steps that ran, in the order of its plan. */
  readonly tools: readonly string[];
}

/** What became of goals of one kind. */
export interface GoalKind {
  /** The newest goal's. */
  readonly text: string;
  readonly goals: number;
  readonly verified: number;
  readonly unverified: number;
  /** Tools of the steps that usually worked. */
  readonly steps: readonly string[];
  /** Medians of those that worked. */
  readonly calls: number;
  readonly tokens: number;
}
