/** How many of a model's newest edits are remembered, and how many must be known before they count. */
const remembered = 6;
const fewest = 4;
const mostModels = 20;

/** Which form of edits a model gets right, from what happened in this window. */
export interface EditFormats {
  /** Notes whether a model's edit by blocks could be applied as it first came. */
  note(model: string, applied: boolean): void;
  /** Whether the model's blocks fail more often than not, so that small files are better written whole. */
  prefersWhole(model: string): boolean;
}

export function createEditFormats(): EditFormats {
  const outcomes = new Map<string, readonly boolean[]>();
  return {
    note(model, applied) {
      const known = outcomes.get(model) ?? [];
      outcomes.delete(model);
      outcomes.set(model, [...known.slice(1 - remembered), applied]);
      const [oldest] = outcomes.keys();
      if (outcomes.size > mostModels && oldest !== undefined) outcomes.delete(oldest);
    },
    prefersWhole(model) {
      const known = outcomes.get(model) ?? [];
      return known.length >= fewest && known.filter((applied) => !applied).length > known.length / 2;
    },
  };
}
