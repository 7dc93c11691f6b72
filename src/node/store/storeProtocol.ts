/** The columns of a list of sessions, sent beside the fold so that the worker need not read it. */
export interface SessionRow {
  readonly id: string;
  readonly name: string;
  readonly goal: string;
  readonly state: string;
  readonly progress: number;
  readonly createdAt: number;
  readonly updatedAt: number;
}

/** An event as it crosses to the worker: its number and time, and the whole of it as JSON. */
export interface EventRow {
  readonly seq: number;
  readonly at: number;
  readonly json: string;
}

export interface OwnerRow {
  readonly id: string;
  readonly pid: number;
}

/** What the worker can be asked, by name. Everything is synchronous over there. */
export interface StoreOperations {
  append(session: string, events: readonly EventRow[], row: SessionRow, snapshot: string): void;
  events(session: string, after: number): string[];
  snapshot(session: string): string | undefined;
  list(): SessionRow[];
  find(idOrName: string): string | undefined;
  remove(session: string): void;
  claim(session: string, owner: OwnerRow): boolean;
  release(session: string, owner: OwnerRow): void;
  orphans(): string[];
  putText(text: string): string;
  getText(key: string): string | undefined;
  putBytes(list: readonly Uint8Array[]): string[];
  getBytes(key: string): Uint8Array | undefined;
  version(): number;
  close(): void;
}
export type StoreMethod = keyof StoreOperations;

export interface StoreRequest {
  readonly id: number;
  readonly method: StoreMethod;
  readonly args: readonly unknown[];
}

/** An error in plain words; `reason` is missing for a bug. */
export interface StoreFailure {
  readonly reason?: string;
  readonly message: string;
  readonly retryable?: boolean;
}

/** What the worker says: once that it is open (or cannot be), then one answer for each request. */
export type StoreMessage =
  | { readonly kind: 'open'; readonly setAside?: string }
  | { readonly kind: 'refused'; readonly failure: StoreFailure }
  | { readonly kind: 'answer'; readonly id: number; readonly value?: unknown; readonly failure?: StoreFailure };

/** What the worker is started with. */
export interface StoreWorkerData {
  readonly file: string;
}
