/** A file's bytes at one moment, kept in the store. */
export interface FileImage {
  /** Key of the bytes on the disk; null: there was no file. */
  readonly key: string | null;
  /** Key of the text in the editor (line endings `\n`), where that was not saved. */
  readonly unsaved?: string;
  /** The POSIX permission bits, where the file system has them. */
  readonly mode?: number;
}

/** What one step, or one undoing, did to one file. */
export interface FileTouch {
  /** Relative to the workspace folder, forward slashes. */
  readonly path: string;
  readonly before: FileImage;
  readonly after: FileImage;
  /** Folders that had to be made for the file, outermost first. */
  readonly madeFolders?: readonly string[];
}

/** What a run did to a file, as bytes on the disk; null: no file. */
export interface OwnChange {
  readonly path: string;
  readonly before: Uint8Array | null;
  readonly after: Uint8Array | null;
}

/** A commit that a run made, with what is needed to take it back. */
export interface CommitFacts {
  readonly hash: string;
  readonly paths: readonly string[];
  readonly subject: string;
  /** The branch that it is on, and, where the run made or switched to that branch, the one before. */
  readonly branch?: string;
  readonly previousBranch?: string;
  readonly madeBranch?: boolean;
}

/** What a file is to become again. Exactly one of `image` and `text`. */
export interface Restoration {
  readonly path: string;
  /** What the file must still be at the moment of writing. */
  readonly expect: FileImage;
  /** Byte for byte this. */
  readonly image?: FileImage;
  /**
   * This text (line endings `\n`), in the encoding and with the line endings that the file has; unsaved stays unsaved.
   */
  readonly text?: string;
  /** Folders to remove after the file, innermost last in the list, where they are empty then. */
  readonly madeFolders?: readonly string[];
}

/** The state of a whole tree, begun before something runs that may change any file. */
export interface TreeWatch {
  /**
   * What changed since, apart from what the person saved in the editor meanwhile. `unkept`: files that changed and
   * whose former bytes are not known (too large, too many), so that they cannot be undone. Call once; releases
   * everything.
   * @param own files that were saved in the editor by what is watched, not by the person
   */
  finish(own?: readonly string[]): Promise<{ touched: FileTouch[]; unkept: string[] }>;
  /** Ends it without an answer. */
  dispose(): void;
}

/**
 * Bytes of files before and after, for undoing. Works without git. FluxError: `outside_workspace`, `no_folder`,
 * `store_failed`, and for `restore` also `stale`, `read_only`, `write_failed`.
 */
export interface CheckpointPort {
  /** Keeps the present bytes of files; they are on the disk when it resolves. Answers in the order of the paths. */
  capture(paths: readonly string[]): Promise<FileImage[]>;
  /** The folders that would have to be made for a file at this path, outermost first. */
  missingFolders(path: string): Promise<string[]>;
  /** Notes the state of the tree: what git tells of it, else a bounded copy. */
  watchTree(signal: AbortSignal): Promise<TreeWatch>;
  /**
   * The text of an image, unsaved before saved, line endings as they are; undefined when it is not text, null for no
   * file.
   */
  textOf(path: string, image: FileImage): Promise<string | null | undefined>;
  /** The bytes on the disk of an image; null for no file. */
  bytesOf(image: FileImage): Promise<Uint8Array | null>;
  /** Puts files in place, each on its own; answers with those that could not be, and why. Opens no editor. */
  restore(
    restorations: readonly Restoration[],
    signal: AbortSignal,
  ): Promise<{ path: string; error?: { reason: string; message: string } }[]>;
}
