/** Turns texts into vectors, as one model does it. */
export interface EmbeddingPort {
  /** The model's id: vectors of different models cannot be compared. */
  readonly model: string;
  /**
   * One vector for each text, in their order; undefined for a text that the endpoint does not take. `once`: an answer
   * is wanted soon or not at all, so nothing is tried again.
   * FluxError as a model call's; CancelledError when the signal fires.
   */
  embed(texts: readonly string[], signal: AbortSignal, how?: { readonly once?: boolean }): Promise<Embedded>;
}

export interface Embedded {
  /** All of one length, none of zeros alone. */
  readonly vectors: readonly (Float32Array | undefined)[];
  /** Tokens that were spent, by the endpoint's own count where it gives one. */
  readonly tokens: number;
}

/** Finds what embeds texts, as the settings are now; undefined where it is switched off. */
export type EmbeddingSource = () => Promise<EmbeddingPort | undefined>;

/** What a question means: its vector, and the model that made it. */
export interface Meaning {
  readonly model: string;
  readonly vector: Float32Array;
}

/** A piece of code that has no vector yet. */
export interface UnembeddedPiece {
  /** Of its text. */
  readonly hash: string;
  readonly path: string;
  /** What is sent: without secrets, beginning with where it stands. */
  readonly text: string;
}

/** How far a model's vectors have got. */
export interface EmbeddedCount {
  /** Pieces of code that were noted, and how many of them are done: have a vector, or need none. */
  readonly pieces: number;
  readonly done: number;
  /** Tokens that were spent on this workspace on that day (UTC, `2026-11-28`), for any model. */
  readonly tokensToday: number;
}

/** The vectors that the code index keeps. Those of one model at a time, by the pieces' texts. */
export interface VectorPort {
  /**
   * Takes note of the pieces of the next files behind `after` (0: from the start) that have changed; `next`: where to
   * go on, left out at the end.
   */
  notePieces(after: number, limit: number): Promise<{ readonly next?: number }>;
  /**
   * The next noted pieces behind `after` (0: from the start) that the model has no vector of; `next`: where to go on,
   * left out at the end.
   */
  unembedded(
    model: string,
    after: number,
    limit: number,
  ): Promise<{ readonly pieces: readonly UnembeddedPiece[]; readonly next?: number }>;
  /**
   * Keeps what the model made of pieces; an undefined vector: the endpoint does not take the piece. Vectors of another
   * length than those it has take the place of all of them: `replaced`.
   */
  keepVectors(
    model: string,
    made: readonly { readonly hash: string; readonly vector: Float32Array | undefined }[],
    spent: { readonly tokens: number; readonly day: string },
  ): Promise<{ readonly replaced: boolean }>;
  embedded(model: string, day: string): Promise<EmbeddedCount>;
  /** Forgets other models' vectors, and those of texts that are gone where they outnumber the others. */
  tidyVectors(model: string): Promise<void>;
}
