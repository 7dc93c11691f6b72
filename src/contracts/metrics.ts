/** Calls to the model, and what they took. */
export interface CallTotals {
  readonly calls: number;
  readonly tokens: number;
  /** In US dollars, as far as prices are known. */
  readonly cost: number;
}

/** What happened in this workspace, over all sessions or some of them. */
export interface Metrics {
  /**
   * Deleted ones too, so that it fits the calls, tokens and ends beside it, and what is deleted after
   * `sessions.retentionDays` takes nothing away.
   */
  readonly sessions: number;
  readonly complete: number;
  /** Of the complete ones: those whose plan proved its goal. */
  readonly verified: number;
  readonly failed: number;
  readonly cancelled: number;
  readonly modelCalls: number;
  readonly tokens: {
    readonly prompt: number;
    readonly completion: number;
    readonly cached: number;
    readonly saved: number;
  };
  readonly cost: number;
  readonly byIntent: Readonly<Record<string, CallTotals>>;
  readonly byModel: Readonly<Record<string, CallTotals>>;
  readonly byRole: Readonly<Record<string, CallTotals>>;
  readonly byWorkflow: Readonly<Record<string, CallTotals>>;
}

/** Which sessions count: those with a call or an end since then (ms since the epoch), or one by its id or name. */
export interface MetricsFilter {
  readonly since?: number;
  readonly session?: string;
}
