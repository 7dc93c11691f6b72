import type { SessionSnapshot } from './session';

/** What a proposal is about. */
export type ProposalKind =
  'failing_tests' | 'fixable_problems' | 'uncommitted_work' | 'conflicts' | 'behind' | 'comment';

/** A goal that a watcher offers because of what happened in the workspace. */
export interface Proposal {
  readonly id: string;
  readonly kind: ProposalKind;
  readonly title: string;
  readonly detail?: string;
  readonly goal: string;
  readonly paths: readonly string[];
  /** From 0 to 1: how sure, how useful, and how often such were taken here. */
  readonly weight: number;
  /** Milliseconds since the epoch. */
  readonly createdAt: number;
}

export type WatcherName = 'tests' | 'autofix' | 'git' | 'comments' | 'index';

/**
 * How a watcher stands. `waiting`: something happened, and it waits for quiet or for a session; `failing`: its last
 * look failed, and it tries again later.
 */
export interface WatcherStatus {
  readonly name: WatcherName;
  readonly state: 'off' | 'watching' | 'waiting' | 'working' | 'failing';
  /** What it does here, or why it does not, in a sentence. */
  readonly detail?: string;
  /** Milliseconds since the epoch. */
  readonly lastRunAt?: number;
}

/** Where the cause of a finding stands; lines are one-based. */
interface FindingPlace {
  readonly path: string;
  readonly line: number;
}

/** What a watcher has found that a goal could be made of. */
export interface Finding {
  readonly kind: ProposalKind;
  /** Which one of its kind it is, such as a file of tests: one proposal is made of it, however often it is found. */
  readonly key: string;
  /** The same as long as the cause is the same. One that was dismissed stays away until this changes or it is gone. */
  readonly cause: string;
  readonly title: string;
  readonly detail?: string;
  readonly goal: string;
  readonly paths: readonly string[];
  readonly places?: readonly FindingPlace[];
  /** From 0 to 1: how sure it is that this is so, and how useful such a goal is. */
  readonly sure: number;
  readonly useful: number;
}

/** What happens in a workspace. Paths are relative, with forward slashes. */
export type Change =
  /** The window opened, or settings or folders changed: everything is looked at anew. */
  | { readonly kind: 'opened' }
  /** The person saved files in this window. */
  | { readonly kind: 'saved'; readonly paths: readonly string[] }
  /** Files were written, made or removed, whoever did it. */
  | { readonly kind: 'changed'; readonly paths: readonly string[] }
  /** The repository's state changed: a commit, a branch, a merge. */
  | { readonly kind: 'git' }
  /** A session ended. */
  | { readonly kind: 'ended'; readonly session: SessionSnapshot }
  /** The person asked to look now. */
  | { readonly kind: 'asked' };

/** One kind of watching: what it listens to, how it judges, what it offers. */
export interface Watcher {
  readonly name: WatcherName;
  /**
   * Why it does nothing here, in a sentence; undefined: it watches. Asked before each look, with what it would look at:
   * what it gave up by itself it may try again when somebody asks.
   */
  off(changes?: readonly Change[]): Promise<string | undefined>;
  /** What it does here, in a sentence, for people. */
  describe(): Promise<string>;
  wants(change: Change): boolean;
  /** What is offered of it, found before a reload or by another window: told before it looks for the first time. */
  recall?(findings: readonly Finding[]): void;
  /**
   * Looks at what has changed; all that it knows now is given back, not only what is new: what is missing is gone.
   * Stops within 100 ms of the signal (CancelledError), and then hears of the same changes again.
   */
  look(changes: readonly Change[], signal: AbortSignal): Promise<readonly Finding[]>;
  /** Whether it runs the project's code or changes files: it then waits while a session does, and stops for typing. */
  readonly isHeavy: boolean;
}
