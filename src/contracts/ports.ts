/** One line that a search found. */
export interface SearchHit {
  readonly path: string;
  /** One-based. */
  readonly line: number;
  readonly text: string;
}

/** A search over the workspace's files, ignored ones left out. */
export interface SearchRequest {
  /** A regular expression of Rust's dialect (no look-around, no back-references). */
  readonly pattern: string;
  /** Take the pattern literally. */
  readonly literal?: boolean;
  readonly ignoreCase?: boolean;
  readonly glob?: string;
  readonly limit: number;
}

/** Text search. FluxError `bad_pattern` when the pattern is not a regular expression. */
export interface SearchPort {
  search(request: SearchRequest, signal: AbortSignal): Promise<{ hits: SearchHit[]; truncated: boolean }>;
}

/** One changed file as git sees it. */
export interface GitChange {
  readonly path: string;
  readonly kind: 'modified' | 'added' | 'deleted' | 'renamed' | 'untracked' | 'conflict';
  readonly staged: boolean;
}

/** Where the repository stands. */
export interface GitState {
  readonly branch?: string;
  /** Hash of the newest commit; undefined in a repository without one. */
  readonly head?: string;
  readonly changes: readonly GitChange[];
}

/**
 * The repository of the workspace folder. FluxError: `no_repository`, `no_identity`, `hook_refused`, `nothing_to_commit`,
 * `git_busy` (a rebase, merge, cherry-pick or revert waits for the person), `git_failed`. CancelledError when the signal fires.
 */
export interface GitPort {
  /** Undefined when the folder is not in a repository. */
  state(signal?: AbortSignal): Promise<GitState | undefined>;
  /** The working tree (or the index) against HEAD or a revision, as a unified diff. */
  diff(options: { paths?: readonly string[]; staged?: boolean; revision?: string; signal?: AbortSignal }): Promise<string>;
  /**
   * Commits these paths only and leaves the person's index as it was. Never pushes. When the signal fires, hooks and all
   * are ended; a commit that was made by then is told as made.
   */
  commit(options: { message: string; paths: readonly string[]; signal?: AbortSignal }): Promise<{ hash: string; paths: string[] }>;
}

/** A problem that the editor shows. */
export interface Problem {
  readonly path: string;
  /** One-based. */
  readonly line: number;
  readonly severity: 'error' | 'warning';
  readonly message: string;
}

/** What the editor shows now. */
export interface EditorPort {
  /** Whether a folder is open, and its name. */
  folder(): string | undefined;
  trusted(): boolean;
  /** Paths of open editors, the active one first. */
  openFiles(): string[];
  problems(paths?: readonly string[]): Problem[];
}

/**
 * Formats files with the formatter that the person configured and organises imports; returns the changed paths. A
 * formatter that hangs is no longer waited for when the signal fires (CancelledError).
 */
export interface FixPort {
  fix(paths: readonly string[], signal: AbortSignal): Promise<{ changed: string[]; unsaved: string[]; unformatted: string[] }>;
}

/** Milliseconds since the epoch. */
export type Clock = () => number;

/** Where lines for people who look for the cause of something go. Never holds secrets or file contents. */
export interface LogPort {
  info(line: string): void;
  warn(line: string): void;
  error(line: string, cause?: unknown): void;
}
