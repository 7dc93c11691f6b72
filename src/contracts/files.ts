import type { LineChange } from '../base/lines';

/** A text file as it stands now: unsaved text where an editor holds some, else the disk's. */
export interface FileText {
  /** Relative to the workspace folder, forward slashes. */
  readonly path: string;
  /** Line endings as `\n`, no byte-order mark; writing restores both. */
  readonly text: string;
  /** Hash of `text`. */
  readonly hash: string;
  /** Whether an editor holds text that is not saved. */
  readonly dirty: boolean;
}

/** A file's whole new text, its deletion, or its move. */
export interface FileChange {
  readonly path: string;
  /** Line endings as `\n`; null: the file is deleted. */
  readonly text: string | null;
  /**
   * The hash that the file (where it is moved: the one at `movedFrom`) must have at the moment of writing; null: it
   * must not exist.
   */
  readonly expect: string | null;
  /** The file is moved from there to `path`, where nothing may be, and then holds `text`. */
  readonly movedFrom?: string;
  /**
   * Where it is known: all other lines stay the file's own, with their line endings. Without it the texts are compared.
   */
  readonly changes?: readonly LineChange[];
}

/** What became of one change. */
export interface AppliedChange {
  readonly path: string;
  readonly created: boolean;
  readonly deleted?: boolean;
  readonly movedFrom?: string;
  /** False when the person had unsaved text there: the edit then waits unsaved with theirs. */
  readonly saved: boolean;
  /**
   * Hash of the text after writing, as it stands in the editor (formatting on save may have changed it); empty when
   * deleted.
   */
  readonly hash: string;
  readonly added: number;
  readonly removed: number;
}

/**
 * The workspace's files. Paths are relative with forward slashes, prefixed with the folder's name where the workspace
 * has several; every method refuses what leaves the folders, links resolved. FluxError: `outside_workspace`,
 * `not_found`, `is_directory`, `binary`, `too_large`, `stale` (changed since `expect`), `exists`, `read_only`,
 * `no_folder`, `is_link` (a link would be moved or deleted), `same_file`, `disk_full`, `write_failed`, `unencodable`
 * (the file's encoding lacks a character of the new text).
 */
export interface FilesPort {
  /** The normalised path, after checking that it stays inside the workspace and out of `.git`. */
  resolve(path: string): Promise<string>;
  /**
   * One name for each file, whatever links lead to it (and letter case, where the disk ignores that); for locks. Never
   * fails.
   */
  realPath?(path: string): Promise<string>;
  read(path: string): Promise<FileText>;
  kind(path: string): Promise<'file' | 'directory' | undefined>;
  /** Files that a glob finds, ignored ones left out, sorted by path. */
  list(glob: string, limit: number, signal?: AbortSignal): Promise<string[]>;
  /** Writes all changes or none, through the editor. */
  apply(changes: readonly FileChange[], signal: AbortSignal): Promise<AppliedChange[]>;
}
