/** One test that failed. */
export interface TestFailure {
  readonly name: string;
  /** Relative path with forward slashes. */
  readonly file?: string;
  /** One-based. */
  readonly line?: number;
  /** The assertion's message, without the stack. */
  readonly message: string;
  /** Whether it fails at the last commit too; left out where that is not known. */
  readonly old?: boolean;
}

/** One test of a run, whatever became of it. */
export interface TestCase {
  readonly name: string;
  /** Relative path with forward slashes. */
  readonly file?: string;
  /** One-based: where it failed, else where it begins. */
  readonly line?: number;
  readonly status: 'passed' | 'failed' | 'skipped';
  readonly durationMs?: number;
  /** Of a failure: the assertion's message, without the stack. */
  readonly message?: string;
}

/** What a test run said. */
export interface TestReport {
  /** The command line as a person would type it. */
  readonly command: string;
  readonly framework: string;
  readonly exitCode: number;
  readonly durationMs: number;
  readonly passed: number;
  readonly failed: number;
  readonly skipped: number;
  readonly failures: readonly TestFailure[];
  /**
   * Whether the command went on to watch for changes, so that it had to be ended; the exit code then follows from the
   * results.
   */
  readonly watched?: boolean;
  /** Tests that ran though they were not asked for; they count nowhere else, and do not make the exit code. */
  readonly others?: { readonly passed: number; readonly failed: number; readonly skipped: number };
  /** Every test, where the runner tells them by name; may be many thousands, so it is not stored. */
  readonly cases?: readonly TestCase[];
  /** Everything the runner printed, colours removed. */
  readonly output: string;
  /** Files with unsaved text of the person's that the editor saved because these tests were started; relative paths. */
  readonly saved?: readonly string[];
}

/** What to run: everything, or only some files or names. */
export interface TestRequest {
  readonly files?: readonly string[];
  readonly name?: string;
  /** Only these, which failed last. */
  readonly failed?: readonly Pick<TestFailure, 'name' | 'file'>[];
}

/** The project's tests. */
export interface TestsPort {
  /** The command that `run` would start, e.g. `npm test`; undefined when no tests were found. */
  describe(request?: TestRequest): Promise<string | undefined>;
  /** Why running them saves what the person has not saved, in a sentence; undefined where it saves nothing. */
  saves?(request?: TestRequest): Promise<string | undefined>;
  /**
   * Runs tests as a task that the person can see, or in such a terminal. Failing tests are a result, not an error.
   * FluxError: `no_tests` (none found), `tests_crashed` (the runner ended without a result), `tests_watch` (it waits
   * for changes and told no result), `bad_name` (a name or file that a shell could misread).
   */
  run(request: TestRequest, signal: AbortSignal, onOutput: (text: string) => void): Promise<TestReport>;
}

/** Tests that run without a task, for those who watch. */
export interface QuietTestsPort {
  /**
   * Runs tests without a task: nothing is opened and nothing is saved; the results are in the Test Explorer. FluxError
   * as `TestsPort.run`, and `tests_by_task` where only a task of the editor can run them.
   */
  runQuietly(request: TestRequest, signal: AbortSignal): Promise<TestReport>;
}

/** How failing tests stood at the last commit; what is in neither list passed there, or was not there. */
export interface EarlierFailures {
  readonly old: readonly TestFailure[];
  /** Those that failed there by something that may only be missing in the copy. */
  readonly unsure: readonly TestFailure[];
}

/** Tests on the files of the last commit, for those who must know what failed before. */
export interface EarlierTestsPort {
  /**
   * Which of these failing tests fail on the files of the last commit too. They run in a copy outside of the workspace,
   * which is removed afterwards. Undefined where that cannot be told: no commit, too many files, no result in time.
   */
  failedBefore(failures: readonly TestFailure[], signal: AbortSignal): Promise<EarlierFailures | undefined>;
}
