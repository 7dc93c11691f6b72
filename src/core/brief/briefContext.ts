import type { Workplace } from '../workplace';
import type { Shown } from './shown';

/** What the parts of a brief are made from. */
export interface BriefContext {
  readonly place: Workplace;
  /** What the model has been shown; each part adds to it. */
  readonly shown: Shown;
  readonly signal: AbortSignal;
}
