/** Where something that was found out about a project is written; the path is relative to its folder. */
export interface ProjectPlace {
  readonly path: string;
  /** One-based. */
  readonly line?: number;
}

/** One package of a project that has several. */
export interface ProjectPackage {
  readonly name: string;
  /** Its folder, relative to the project's. */
  readonly path: string;
  /** The file that makes it a package, relative to the project's folder. */
  readonly manifest: string;
  /** How its tests are run; left out where it has none of its own. */
  readonly tests?: string;
}

/** The packages of a project, and what says that they are some: `workspaces in package.json`. */
export interface ProjectPackages {
  readonly all: readonly ProjectPackage[];
  readonly why: readonly string[];
}

/** How a project's tests are run, and what says so. */
export interface ProjectTests {
  readonly command: string;
  /** `unknown`: nobody can tell what runs them. */
  readonly framework: string;
  readonly why: string;
  readonly place?: ProjectPlace;
}

/** A fixer that a project is set up for. */
export interface ProjectFixer {
  readonly name: string;
  readonly isInstalled: boolean;
  /** What sets it up. */
  readonly place: ProjectPlace;
}

/** A script or target that a project gives a name. */
export interface ProjectScript {
  readonly name: string;
  /** What it runs; empty where that is more than a line. */
  readonly line: string;
  readonly place: ProjectPlace;
}

/** Where a project's repository stands. */
export type ProjectGit =
  | { readonly kind: 'none' }
  /** The workspace is not trusted, so git was not started. */
  | { readonly kind: 'untrusted' }
  | { readonly kind: 'failed'; readonly why: string }
  | {
      readonly kind: 'repository';
      /** Undefined where HEAD is at no branch. */
      readonly branch?: string;
      /** Undefined without a commit. */
      readonly head?: string;
      readonly upstream?: { readonly name: string; readonly ahead: number; readonly behind: number };
    };

/** What was found out about one open folder by reading its files. */
export interface ProjectFiles {
  /** Files by the editor's name of their language, the most first. */
  readonly languages: readonly { readonly language: string; readonly files: number }[];
  /** Whether there are more files than were counted. */
  readonly isCut: boolean;
  readonly packages: ProjectPackages;
  readonly tests?: ProjectTests;
  /** Undefined where the settings leave all of them out. */
  readonly fixers?: readonly ProjectFixer[];
  readonly scripts: readonly ProjectScript[];
  /** Files that could not be read as what they are, and why. */
  readonly unreadable: readonly { readonly path: string; readonly why: string }[];
}

/** What was found out about one open folder. */
export interface ProjectFacts extends ProjectFiles {
  /** The folder's name. */
  readonly name: string;
  readonly git: ProjectGit;
}
