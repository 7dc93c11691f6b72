const mostModels = 20;

/** How the newest attempts of each model came out, in this window; of many models the ones asked last are known. */
export interface OutcomesByModel {
  note(model: string, outcome: boolean): void;
  /** The oldest first. */
  of(model: string): readonly boolean[];
}

/** @param remembered so many of a model's newest outcomes are kept */
export function createOutcomesByModel(remembered: number): OutcomesByModel {
  const outcomes = new Map<string, readonly boolean[]>();
  return {
    note(model, outcome) {
      const known = outcomes.get(model) ?? [];
      outcomes.delete(model);
      outcomes.set(model, [...known.slice(1 - remembered), outcome]);
      const [oldest] = outcomes.keys();
      if (outcomes.size > mostModels && oldest !== undefined) outcomes.delete(oldest);
    },
    of: (model) => outcomes.get(model) ?? [],
  };
}
