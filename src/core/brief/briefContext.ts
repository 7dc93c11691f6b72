import type { Workspace } from '../workspace';
import type { ShownRanges } from './shownRanges';

/** What a brief is about. A question wants no format settings, and of tests only what explains. */
export type Subject = 'goal' | 'question';

/** What the parts of a brief are made from. */
export interface BriefContext {
  readonly workspace: Workspace;
  /** What the model has been shown; each part adds to it. */
  readonly shown: ShownRanges;
  readonly signal: AbortSignal;
}
