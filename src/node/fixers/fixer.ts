/** A problem that a fixer could not fix; `path` as the fixer printed it. */
export interface FixerProblem {
  readonly path: string;
  /** One-based. */
  readonly line: number;
  readonly severity: 'error' | 'warning';
  readonly message: string;
}

/** A file whose presence says that the project uses a fixer, for its folder and all below. */
export interface Mark {
  readonly name: RegExp;
  /** What its text must tell besides. */
  readonly holds?: (text: string) => boolean;
}

/** What the arguments of a run may depend on. */
interface RunFacts {
  /** A path that the fixer can write its report to. */
  readonly report: string;
  /** The texts of the marking files in the file's folder and above, the nearest first. */
  readonly marks: readonly string[];
}

/** One call of a fixer. */
export interface FixerRun {
  /** As a person would call it: `eslint --fix`. */
  readonly title: string;
  /** Arguments before the files. Names of files follow after `--`, so that none counts as an option. */
  readonly args: (facts: RunFacts) => readonly string[];
  /** Exit codes that mean that it did its work, perhaps with problems left. */
  readonly worked: readonly number[];
  /** Reads the problems that are left, from the report where it wrote one, else from what it printed. */
  readonly problems?: (text: string) => FixerProblem[];
  /** It gets one file's text as input and prints the new one, rather than changing files by their names. */
  readonly isFilter?: boolean;
}

/** A linter or formatter that a project may have, as data: adding one is adding an entry. */
export interface Fixer {
  /** As settings name it; also the executable's name. */
  readonly name: string;
  readonly files: RegExp;
  readonly marks: readonly Mark[];
  readonly runs: readonly FixerRun[];
  /** Whether it decides how a file is formatted, so that the editor need not. */
  readonly formats: boolean;
}
