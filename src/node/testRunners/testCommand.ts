export const testFrameworks = [
  'mocha',
  'vitest',
  'jest',
  'node',
  'ava',
  'tap',
  'bun',
  'pytest',
  'unittest',
  'go',
  'cargo',
  'maven',
  'gradle',
  'dotnet',
  'rspec',
  'phpunit',
] as const;
/** `unknown`: a command that is known to run tests, but not by what. */
export type TestFramework = (typeof testFrameworks)[number] | 'unknown';

/** How a project's tests are run. */
export interface TestCommand {
  readonly framework: TestFramework;
  /** The shell line that runs everything, e.g. `npm test`. */
  readonly line: string;
  /**
   * What must stand between `line` and arguments for the runner, e.g. `--`; empty when they follow directly.
   * Undefined when arguments cannot reach the runner.
   */
  readonly passOn?: string;
  /**
   * The script behind the line with delegations resolved and what has to run before it, e.g. `tsc && mocha dist/test`.
   */
  readonly script?: string;
  /** Whether `line` is a script itself, so that it needs the project's programs on the PATH. */
  readonly isScript?: boolean;
  /** What says so; left out where the person does. */
  readonly from?: TestSource;
}

/** What tells how tests are run. */
export interface TestSource {
  /** A script of the project's, a package or settings of the runner, or no more than that there are tests. */
  readonly by: 'script' | 'runner' | 'tests';
  /** Relative to the project. */
  readonly file: string;
  /** For people: `the script “test” in package.json`. */
  readonly why: string;
}

/** Reads a project's files; paths are relative to its root. */
export interface ProjectReader {
  /** Undefined when there is no such file. */
  readText(path: string): Promise<string | undefined>;
  exists(path: string): Promise<boolean>;
  /** The names in a folder; empty when there is none. */
  list(folder: string): Promise<string[]>;
  /** Whether this machine has a program of that name. */
  canStart(program: string): Promise<boolean>;
  /**
   * Of a package in a larger project: the folders from it up to that project's (`..`, `../..`), in which lock files and
   * environments may lie.
   */
  readonly above?: readonly string[];
}
