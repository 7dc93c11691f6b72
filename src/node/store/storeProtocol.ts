import type { FiguresFilter } from '../../contracts/figures';
import type { MetricsFilter } from '../../contracts/metrics';

/** The columns of a list of sessions, sent beside the fold so that the worker need not read it. */
interface SessionRow {
  readonly id: string;
  readonly name: string;
  readonly goal: string;
  readonly state: string;
  readonly progress: number;
  readonly createdAt: number;
  readonly updatedAt: number;
}

/** The values of a `SessionRow` in the order of its fields. */
export type ListedRow = readonly [
  id: string,
  name: string,
  goal: string,
  state: string,
  progress: number,
  createdAt: number,
  updatedAt: number,
];

/** An event as it crosses to the worker: its number and time, and the whole of it as JSON. */
interface EventRow {
  readonly seq: number;
  readonly at: number;
  readonly json: string;
}

/** Some events in order, as the JSON of a list. */
interface EventPage {
  readonly json: string;
  readonly count: number;
}

interface OwnerRow {
  readonly id: string;
  readonly pid: number;
  readonly isSilent?: boolean;
}

/** What the worker can be asked, by name. Everything is synchronous over there. */
export interface StoreOperations {
  append(session: string, events: readonly EventRow[], row: SessionRow): void;
  /** Keeps the JSON of a fold, in pieces, unless a newer one is there or the session is gone. */
  keepFold(session: string, revision: number, parts: readonly string[]): void;
  /** At most so many of the events after a number. */
  events(session: string, after: number, limit: number): EventPage;
  snapshot(session: string): string | undefined;
  /** The JSON of a list of `ListedRow`. */
  list(): string;
  /** The same; `text` is without space around it or twice in it. */
  search(text: string, limit: number): string;
  find(idOrName: string): string | undefined;
  remove(session: string): void;
  importFrom(file: string): string[];
  claim(session: string, owner: OwnerRow): boolean;
  release(session: string, owner: OwnerRow): void;
  orphans(): string[];
  putText(text: string): string;
  getText(key: string): string | undefined;
  putBytes(list: readonly Uint8Array[]): string[];
  getBytes(key: string): Uint8Array | undefined;
  putNote(name: string, text: string): void;
  swapNote(name: string, from: string | undefined, to: string): boolean;
  getNote(name: string): string | undefined;
  /** The JSON of `Metrics`. */
  metrics(filter: MetricsFilter): string;
  /** The JSON of `Figures`. */
  figures(filter: FiguresFilter): string;
  stepTokens(intent: string): number[];
  /** The JSON of a list of `PastGoal`. */
  pastGoals(): string;
  version(): number;
  close(): void;
}

/** What the worker is started with. */
export interface StoreWorkerData {
  readonly file: string;
}
