/** How often a term stands in a chunk, by field. */
export interface FieldCounts {
  readonly body: number;
  readonly path: number;
  readonly name: number;
  readonly head: number;
}

/**
 * A posting says that a term stands in a chunk, and how often, in 32 bits: 22 for the chunk, counted from the first one
 * of its row, 4 for its body, and 2 each for its path, name and head.
 */
export const countBits = 10;
/** What of a posting is counts. */
export const countMask = (1 << countBits) - 1;
/** Chunks of a row are not further apart. */
export const mostChunksApart = 2 ** (32 - countBits);

/** Counts beyond some are rounded: they say little more. */
const bodySteps = [0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 16, 24, 40];
const mostElsewhere = 3;
const stepOf = Uint8Array.from({ length: 41 }, (_, count) =>
  bodySteps.findIndex((step, at) => count < (step + (bodySteps[at + 1] ?? Infinity)) / 2),
);

/** The counts of a posting. */
export function packCounts({ body, path, name, head }: FieldCounts): number {
  const elsewhere = (Math.min(path, mostElsewhere) << 4) | (Math.min(name, mostElsewhere) << 6);
  return (stepOf[Math.min(body, 40)] ?? 0) | elsewhere | (Math.min(head, mostElsewhere) << 8);
}

/** By the counts of a posting, what they are. */
export const fieldCounts: readonly FieldCounts[] = Array.from({ length: 1 << countBits }, (_, counts) => ({
  body: bodySteps[counts & 15] ?? 0,
  path: (counts >> 4) & 3,
  name: (counts >> 6) & 3,
  head: (counts >> 8) & 3,
}));
