/** A goal that somebody could start next. */
export interface SuggestedGoal {
  /** In words, as a person would say it. */
  readonly goal: string;
  readonly why: string;
  /** Places, `src/a.ts:12`. */
  readonly where: readonly string[];
}
