import { createOutcomesByModel } from '../model/outcomesByModel';

/** How many of a model's newest edits are remembered, and how many must be known before they count. */
const remembered = 6;
const fewest = 4;

/** Which form of edits a model gets right, from what happened in this window. */
export interface EditFormats {
  /** Notes whether a model's edit by blocks could be applied as it first came. */
  note(model: string, applied: boolean): void;
  /** Whether the model's blocks fail more often than not, so that small files are better written whole. */
  prefersWhole(model: string): boolean;
}

export function createEditFormats(): EditFormats {
  const { note, of } = createOutcomesByModel(remembered);
  return {
    note,
    prefersWhole(model) {
      const known = of(model);
      return known.length >= fewest && known.filter((applied) => !applied).length > known.length / 2;
    },
  };
}
