/** One way to read a block: whole lines to find, and what takes their place. */
export interface BlockSplit {
  readonly search: readonly string[];
  readonly replace: readonly string[];
}

/** A SEARCH/REPLACE block as it was written. */
export interface EditBlock {
  /** One-based, within the reply. */
  readonly number: number;
  readonly path: string;
  /** At least one; several when lines of the content look like the divider. Ordered by the length of `search`. */
  readonly splits: readonly BlockSplit[];
}
