import type { Workspace } from '../workspace';
import type { ShownRanges } from './shownRanges';

/**
 * What a brief is about. A question wants no format settings, and of tests only what explains; a step its own files,
 * whether these are tests or not.
 */
export type Subject = 'goal' | 'question' | 'step';

/** What the parts of a brief are made from. */
export interface BriefContext {
  readonly workspace: Workspace;
  /** What the model has been shown; each part adds to it. */
  readonly shown: ShownRanges;
  readonly signal: AbortSignal;
}
