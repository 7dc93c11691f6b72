import type { TestCounts } from './session';

/** The end of a run, told from what happened. */
export interface RunSummary {
  /** One sentence. */
  readonly headline: string;
  readonly verified: boolean;
  readonly files: readonly {
    path: string;
    added: number;
    removed: number;
    created: boolean;
    deleted?: boolean;
    movedFrom?: string;
  }[];
  readonly testsBefore?: TestCounts;
  readonly testsAfter?: TestCounts;
  /** Which tests these are; left out: all. */
  readonly testsOf?: string;
  readonly commit?: { readonly hash: string; readonly subject: string; readonly paths: readonly string[] };
  /** What commands have shown, a sentence each. */
  readonly proved?: readonly string[];
  /** What the planner wanted the person to know. */
  readonly notes?: readonly string[];
  /** What was not verified, left out or failed, a sentence each. */
  readonly unverified: readonly string[];
  readonly durationMs: number;
}
