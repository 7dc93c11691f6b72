/** What a suggestion is about; `untried`: tests that have not run yet. */
export type SuggestionKind =
  | 'conflict'
  | 'untried'
  | 'failingTest'
  | 'error'
  | 'untested'
  | 'fixme'
  | 'unfinished'
  | 'warning'
  | 'uncommitted'
  | 'hack'
  | 'todo';

/** A goal that somebody could start next. */
export interface SuggestedGoal {
  /** In words, as a person would say it. */
  readonly goal: string;
  readonly why: string;
  /** Places, `src/a.ts:12`. */
  readonly where: readonly string[];
}

/** A goal to begin with in a project. */
export interface FirstGoal extends SuggestedGoal {
  readonly kind: SuggestionKind;
}
