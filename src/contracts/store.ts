import type { SessionEvent } from './events';
import type { Figures, FiguresFilter, PastGoal } from './figures';
import type { Intent } from './intent';
import type { Metrics, MetricsFilter } from './metrics';
import type { SessionSnapshot, SessionSummary } from './session';

/** Who works on a session: one window of the editor. */
export interface Owner {
  /** Unique for each activation. */
  readonly id: string;
  readonly pid: number;
  /**
   * Its claims rest on its lock alone, where the disk has locks: nothing is written while nothing happens. A window on
   * another computer may then take such a claim too.
   */
  readonly isSilent?: boolean;
}

/**
 * The durable record of sessions. Events are append-only; a batch is written whole or not at all, and is on the disk
 * when the promise resolves. FluxError: `store_conflict` (another window appended first), `store_failed`,
 * `store_newer`.
 */
export interface StorePort {
  /** Appends events whose first number must follow the newest stored one; `snapshot` is their fold. */
  append(session: string, events: readonly SessionEvent[], snapshot: SessionSnapshot): Promise<void>;
  /** The events after a number, in order. */
  events(session: string, after?: number): Promise<SessionEvent[]>;
  /** Tells the events after a number, in order, some at a time while more are read. */
  eachEvents(session: string, after: number, tell: (events: readonly SessionEvent[]) => void): Promise<void>;
  /** The newest stored fold, which later events may have overtaken. */
  snapshot(session: string): Promise<SessionSnapshot | undefined>;
  /** Newest first. */
  list(): Promise<SessionSummary[]>;
  /**
   * Sessions whose name holds all the words (letter case aside), those whose name begins with the text first, then the
   * newest; empty text: the newest.
   */
  search(text: string, limit: number): Promise<SessionSummary[]>;
  /** Finds by id, then by exact name. */
  find(idOrName: string): Promise<string | undefined>;
  remove(session: string): Promise<void>;
  /**
   * Copies the sessions of another store's file that are not here and that nobody works on there, with all that undoing
   * needs. Their ids.
   */
  importFrom(file: string): Promise<string[]>;
  /** Takes or keeps the right to append; false while a living owner holds it. */
  claim(session: string, owner: Owner): Promise<boolean>;
  release(session: string, owner: Owner): Promise<void>;
  /** Sessions that an owner holds which no longer lives. */
  orphans(): Promise<string[]>;
  /** Keeps a text under its hash; the same text is kept once. */
  putText(text: string): Promise<string>;
  getText(key: string): Promise<string | undefined>;
  /** Keeps bytes under their hashes, all in one go; they are on the disk when it resolves. */
  putBytes(list: readonly Uint8Array[]): Promise<string[]>;
  getBytes(key: string): Promise<Uint8Array | undefined>;
  /** Keeps a small text of the workspace under a name, in place of the one before. */
  putNote(name: string, text: string): Promise<void>;
  /** The same, only where the note still reads so (undefined: there is none); false: somebody was quicker. */
  swapNote(name: string, from: string | undefined, to: string): Promise<boolean>;
  getNote(name: string): Promise<string | undefined>;
  /** What happened over all sessions or some; a session is named by its id. */
  metrics(filter: MetricsFilter): Promise<Metrics>;
  /** The same, with all else that a dashboard shows. */
  figures(filter: FiguresFilter): Promise<Figures>;
  /** Tokens that steps of an intent have taken, of the newest some hundred, the newest first. */
  stepTokens(intent: Intent): Promise<number[]>;
  /** Goals that have ended and whose text is still there, the newest some hundred, the newest first. */
  pastGoals(): Promise<PastGoal[]>;
  /** A number that changes when another connection has written. */
  version(): Promise<number>;
  close(): Promise<void>;
}
