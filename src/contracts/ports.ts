import type { WeightedTerm } from '../base/codeTerms';
import type { CommitFacts, OwnChange } from './checkpoint';
import type { Meaning } from './embeddings';

/** One line that a search found. */
export interface SearchHit {
  readonly path: string;
  /** One-based. */
  readonly line: number;
  readonly text: string;
  /** A line around a hit, not one itself. */
  readonly isContext?: boolean;
}

/** A search over the workspace's files, ignored ones left out. */
export interface SearchRequest {
  /** A regular expression of Rust's dialect (no look-around, no back-references). */
  readonly pattern: string;
  /** Take the pattern literally. */
  readonly literal?: boolean;
  readonly ignoreCase?: boolean;
  /** Only whole words. */
  readonly words?: boolean;
  readonly glob?: string;
  /** Files to leave out. */
  readonly exclude?: string;
  /** Lines to show before and after each hit; hits alone count towards the limit. */
  readonly contextLines?: number;
  readonly limit: number;
  /** Hears of hits as they are found. */
  readonly onHit?: (hit: SearchHit) => void;
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

/** What is to be committed. */
export interface CommitRequest {
  readonly message: string;
  /** Commit these paths only. */
  readonly paths: readonly string[];
  /**
   * What the run did to those files, in order; a path written twice comes twice. Where a file also holds changes that
   * are not the run's, only the run's are committed, and the rest stays in the working tree. Left out: the files are
   * committed as they stand.
   */
  readonly own?: readonly OwnChange[];
  /** Commit on this branch, made at HEAD where there is none. */
  readonly branch?: string;
  readonly signal?: AbortSignal;
}

/** What came of a commit. */
export interface CommitResult extends Omit<CommitFacts, 'subject'> {
  /** Paths of which a part, not the run's, was left uncommitted. */
  readonly partly?: readonly string[];
}

/**
 * The repository of the workspace folder. FluxError: `no_repository`, `no_identity`, `hook_refused`,
 * `nothing_to_commit`, `git_busy` (a rebase, merge, cherry-pick or revert waits for the person), `bad_branch`,
 * `bad_paths` (of two repositories), `mixed` (the run's and the person's changes cannot be told apart; the error
 * carries their `paths`), `git_failed`. CancelledError when the signal fires.
 */
export interface GitPort {
  /** Undefined when the folder is not in a repository. */
  state(signal?: AbortSignal): Promise<GitState | undefined>;
  /**
   * The working tree (or the index) against HEAD or a revision, as a unified diff; `to`: another revision instead of
   * the tree.
   */
  diff(options: {
    paths?: readonly string[];
    staged?: boolean;
    revision?: string;
    to?: string;
    signal?: AbortSignal;
  }): Promise<string>;
  /** The newest commits, newest first: hash, subject, time in ms, touched paths. */
  recent(
    limit: number,
    signal?: AbortSignal,
  ): Promise<{ hash: string; subject: string; at: number; paths: string[] }[]>;
  /**
   * Commits and leaves the rest of the person's index as it was. Never pushes. When the signal fires, hooks and all
   * are ended; a commit that was made by then counts as made.
   */
  commit(request: CommitRequest): Promise<CommitResult>;
  /**
   * Takes a commit back, when it is still the newest of its branch and on no remote: the branch points to its parent
   * again (and the branch before is switched to, where the run had made this one); no file changes. `why`: the sentence
   * that says why not.
   */
  uncommit(commit: CommitFacts, signal?: AbortSignal): Promise<{ done: boolean; why?: string }>;
  /** The reverse of `uncommit`, when the branch still points to that parent. No file changes. */
  recommit(commit: CommitFacts, signal?: AbortSignal): Promise<{ done: boolean; why?: string }>;
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
  /** The problems of these files once the editor has stopped changing them, at most some seconds after a change. */
  settledProblems(paths: readonly string[], signal: AbortSignal): Promise<Problem[]>;
  /** Titles of quick fixes that the editor offers at a line (one-based). */
  quickFixes(path: string, line: number, signal: AbortSignal): Promise<string[]>;
}

/** What fixing came to. */
export interface FixReport {
  readonly changed: readonly string[];
  /** Those of the changed that wait unsaved, because the person had unsaved text there. */
  readonly unsaved: readonly string[];
  /** Files for which no formatter and no fixer was found. */
  readonly unformatted: readonly string[];
  /** What ran: `Prettier`, `eslint --fix`, `organise imports`. */
  readonly used: readonly string[];
  /** What did not work, a sentence each. */
  readonly trouble: readonly string[];
  /** Problems that are left in the files. */
  readonly remaining: readonly Problem[];
}

/**
 * Organises imports, applies what fixes itself, formats with what the person configured, then runs the project's own
 * fixers. When the signal fires, nothing waits for one that hangs (CancelledError).
 */
export interface FixPort {
  fix(paths: readonly string[], signal: AbortSignal, report?: (line: string) => void): Promise<FixReport>;
}

/** A command line for a shell. */
export interface CommandRequest {
  readonly command: string;
  /** Folder to run in, relative to the workspace folder; left out: that folder. */
  readonly folder?: string;
  readonly signal: AbortSignal;
  readonly onOutput: (text: string) => void;
  /**
   * The last line that is to be seen now; `onOutput` gets lines only once the program can no longer paint over them.
   */
  readonly onLine?: (line: string) => void;
  /**
   * The command seems to wait for input after this line; answers with what to type (without the newline), or undefined
   * to end it.
   */
  readonly onPrompt: (line: string, goneOn: AbortSignal) => Promise<string | undefined>;
}

export interface CommandResult {
  /** Undefined when the shell did not tell. */
  readonly exitCode?: number;
  /** Everything printed, colours and cursor movements removed; of more than 20 MB the middle is cut. */
  readonly output: string;
  readonly durationMs: number;
  readonly through: 'terminal' | 'task';
  /** It waited for input and nobody gave any, so it was ended. */
  readonly gaveUp?: boolean;
  /** Files with unsaved text of the person's that the editor saved when it started. */
  readonly saved?: readonly string[];
}

/**
 * Runs commands where the person can see them. FluxError: `outside_workspace`, `not_found` (the folder),
 * `command_failed` (could not be started). CancelledError, with the whole process tree ended, when the signal fires.
 */
export interface CommandsPort {
  run(request: CommandRequest): Promise<CommandResult>;
}

/** A tool that the editor lists. */
export interface OtherTool {
  readonly name: string;
  readonly description: string;
  readonly inputSchema?: object;
  readonly tags: readonly string[];
}

/** The tools in `vscode.lm.tools`, Flux's own left out. FluxError: `unknown_tool`, `tool_failed`, `denied`. */
/** Hears the files with unsaved text of the person's that were saved during a call, once it has ended. */
type SavedFiles = (paths: readonly string[]) => void;

export interface OtherToolsPort {
  list(): readonly OtherTool[];
  /** The tool's own confirmation, where it has one, is asked by the editor. */
  invoke(name: string, input: object, signal: AbortSignal, saved?: SavedFiles): Promise<string>;
}

/** A symbol that the index knows. */
export interface IndexedSymbol {
  readonly name: string;
  readonly kind: string;
  readonly path: string;
  /** One-based. */
  readonly line: number;
}

/** What the index holds. */
export interface IndexReport {
  readonly files: number;
  readonly symbols: number;
  readonly durationMs: number;
  /** Files that were read this time. */
  readonly updated: number;
  /** False where there are more files than the index takes. */
  readonly complete?: boolean;
}

/** A piece of a file that a search by meaning found: a function, a class's head, lines between declarations. */
export interface FoundChunk {
  readonly path: string;
  /** Of the text that the lines are of. */
  readonly hash: string;
  /** One-based, the comment above included. */
  readonly from: number;
  /** Inclusive. */
  readonly to: number;
  /** The line of the declaration itself. */
  readonly head: number;
  /** Empty for lines that belong to no declaration. */
  readonly name: string;
  readonly owner: string;
  /** Higher is better; comparable within one answer. */
  readonly score: number;
}

/** A file of tests that changes to some files reach. */
export interface ReachedTest {
  readonly path: string;
  /** Over how many imports: 0 for a changed file itself; undefined where its path alone tells. */
  readonly distance?: number;
  /**
   * From 0 to 1: how much of what changed it is likely to see. Falls with each import, and behind a file that very many
   * import.
   */
  readonly closeness: number;
  /** From 0 to 1: how much its path is like that of a changed file. */
  readonly likeness: number;
  /** From 0 to 1: how well it holds the words of the change, beside the test that does best. */
  readonly words: number;
}

/** Tests that changes to some files reach, the closest first, and how many files of tests there are in all. */
export interface ReachedTests {
  readonly tests: readonly ReachedTest[];
  readonly all: number;
}

/** A file: how everybody calls it, and where it lies on the disk. */
export interface FilePlace {
  readonly path: string;
  readonly file: string;
}

/** The code index, rebuildable at any time. FluxError: `index_failed`. */
export interface CodeIndexPort {
  /** Brings the index up to date: everything, or these paths. `quick`: without asking language servers. */
  update(options: {
    paths?: readonly string[];
    anew?: boolean;
    quick?: boolean;
    signal: AbortSignal;
    report: (line: string) => void;
  }): Promise<IndexReport>;
  /** Reads these files anew, or takes out what has gone; `unknown`: those that it has never held. */
  refresh(files: readonly FilePlace[]): Promise<{
    readonly files: number;
    readonly symbols: number;
    readonly unknown: readonly string[];
  }>;
  /** Symbols whose names hold the words, best first; where none does, those that differ from the word by a slip. */
  symbols(query: string, limit: number): Promise<IndexedSymbol[]>;
  /** The pieces of code that a question is about, best first: by its terms and, where it is given, its meaning. */
  find(question: readonly WeightedTerm[], limit: number, meaning?: Meaning): Promise<FoundChunk[]>;
  /** Tests that changes to these files reach by imports, that are called like them, or hold the words of the change. */
  reaching(paths: readonly string[], words: readonly WeightedTerm[], limit: number): Promise<ReachedTests>;
}

/** Milliseconds since the epoch. */
export type Clock = () => number;

/** Where lines for people who look for the cause of something go. Never holds secrets or file contents. */
export interface LogPort {
  info(line: string): void;
  warn(line: string): void;
  error(line: string, cause?: unknown): void;
}
