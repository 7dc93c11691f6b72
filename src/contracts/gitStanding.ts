import type { GitChange } from './ports';

/** What is under way in a repository until a person finishes or aborts it. */
export type GitOperation = 'rebase' | 'am' | 'merge' | 'cherry-pick' | 'revert';

/** A file with uncommitted changes. */
export interface GitWork {
  readonly path: string;
  readonly kind: GitChange['kind'];
  /** Added and removed since the last commit; all lines of a file that git does not know yet; 0 where not known. */
  readonly lines: number;
  /** When the file was last written, in milliseconds since the epoch; undefined where it is gone. */
  readonly at?: number;
  /** Of a conflict: both sides have the file, so what differs stands in it between markers. */
  readonly isTwoSided?: boolean;
}

/** Where a repository stands, by what lies on this computer: nothing is fetched. */
export interface GitStanding {
  /** How its folder is called where several are open, else empty. */
  readonly place: string;
  /** Undefined where HEAD is at no branch. */
  readonly branch?: string;
  /** Undefined in a repository without a commit. */
  readonly head?: string;
  /** When the newest commit was made, in milliseconds since the epoch. */
  readonly committedAt?: number;
  /** Of at most `mostWork` files lines and times are known. */
  readonly work: readonly GitWork[];
  /** `touchedAt`: when something of it last happened. */
  readonly operation?: { readonly name: GitOperation; readonly touchedAt: number };
  /** The branch that this one follows; `base`: the newest commit of both. */
  readonly upstream?: {
    readonly name: string;
    readonly ahead: number;
    readonly behind: number;
    readonly base: string;
  };
  /** Another git is at work, so what was read may be half of something. */
  readonly isLocked: boolean;
}

/** With more changed files than that nobody looks into them. */
export const mostWork = 500;

/** Where the repositories of the open folders stand, each once; none where no folder is in one. */
export type GitStandings = (signal: AbortSignal) => Promise<readonly GitStanding[]>;
