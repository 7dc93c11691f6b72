/** One way to read a block: whole lines to find, and what takes their place. */
export interface BlockSplit {
  readonly search: readonly string[];
  readonly replace: readonly string[];
  /**
   * For each line of `replace` the index in `search` of the line that it keeps; only where the form itself says so, as
   * a hunk does.
   */
  readonly kept?: readonly (number | undefined)[];
}

/** A change of some lines, as a SEARCH/REPLACE block or a patch's hunk wrote it. */
export interface EditBlock {
  /** One-based, within the reply. */
  readonly number: number;
  readonly path: string;
  /** At least one; several when lines of the content look like the divider. Ordered by the length of `search`. */
  readonly splits: readonly BlockSplit[];
  /** Other readings of a hunk, for where the first stands nowhere: its kept lines may lack their leading blank. */
  readonly otherwise?: readonly BlockSplit[];
  /** What the patch says the place is under: `@@ class A`, then `@@ def f`. Outermost first. */
  readonly anchors?: readonly string[];
  /** The patch says that the place is at the end of the file. */
  readonly atEnd?: boolean;
  /** Where the patch says so of the file's last line: whether it ends with a newline afterwards. */
  readonly finalNewline?: boolean;
}

/** What a reply asks for, in its order. */
export type EditOrder =
  | ({ readonly kind: 'change' } & EditBlock)
  /** `emptied`: the patch shows the whole old text, and what its hunks leave must be nothing. */
  | { readonly kind: 'delete'; readonly number: number; readonly path: string; readonly emptied?: boolean }
  | { readonly kind: 'move'; readonly number: number; readonly path: string; readonly to: string };

/** Why an order cannot be carried out, in words for the model. `block`: which one it is. */
export interface BlockProblem {
  readonly block: Pick<EditBlock, 'number' | 'path'>;
  readonly reason: 'no_match' | 'ambiguous' | 'conflict' | 'no_change' | 'exists' | 'not_found' | 'bad_blocks';
  readonly message: string;
}
