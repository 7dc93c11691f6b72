import type { Change } from '../repository/checkout';

/** A part of a file that was found: one-based lines, inclusive. */
export interface Found {
  readonly path: string;
  readonly from: number;
  readonly to: number;
}

/** A way of finding code. */
export interface Way {
  /** Brings what it keeps up to date. */
  take(change: Change): Promise<void>;
  /** Best first. `files`: what counts is the files, else the places. */
  find(question: string, what: 'files' | 'places'): Promise<readonly Found[]>;
  close(): Promise<void>;
}

/** So many are asked for: as many as the product shows. */
export const mostFound = 200;
