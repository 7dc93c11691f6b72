import type { Selection } from './selection';
import type { ProjectReader, TestCommand } from './testCommand';
import type { TestResults } from './testResults';

/** Temporary files of a run. Absolute, forward slashes. */
export interface ReportFiles {
  /** Where the report for machines goes: a file, or a folder (see `Runner.reports`). */
  readonly reportFile: string;
  /** Our reporter, for runners that take one. */
  readonly reporterFile: string;
}

export interface RunnerContext extends ReportFiles {
  readonly command: TestCommand;
  readonly project: ProjectReader;
  /** Whether arguments reach the runner. */
  readonly reached: boolean;
}

interface RunnerArguments {
  /** Those that narrow the run; a person would type them too. */
  readonly shown?: readonly string[];
  /** Those that ask for the report; they come first. */
  readonly hidden?: readonly string[];
  readonly env?: Readonly<Record<string, string>>;
  /** What must stand in the script itself, because arguments behind it would only be added to what it names. */
  readonly rewrite?: Rewrite;
}

export interface Rewrite {
  /** Instead of the files that the script names; none: those stay. */
  readonly files: readonly string[];
  /** Options that have to stand directly after the runner's name. */
  readonly options?: readonly string[];
  /** Options whose value is a word of its own; left out: only words that look like paths are taken for files. */
  readonly valueOptions?: ReadonlySet<string>;
}

/** A report that a run has left. */
export interface ReportText {
  /** Relative to the project for reports that lie in it, else absolute. */
  readonly path: string;
  readonly text: string;
}

export interface ReadContext {
  /** Absolute path of the project. */
  readonly root: string;
  readonly project: ProjectReader;
}

/** What Flux knows of one test runner. */
export interface Runner {
  /** How a run is narrowed and made to leave a report. */
  readonly arguments: (selection: Selection, context: RunnerContext) => RunnerArguments | Promise<RunnerArguments>;
  /** A file of ours that the runner loads or that runs it, written for each run. */
  readonly reporter?: {
    readonly fileName: string;
    readonly source: string;
    /** More files of ours beside it: their texts by name. */
    readonly more?: Readonly<Record<string, string>>;
    /** Whether it is a program that is given the line (in FLUX_TEST_LINE) and runs it. */
    readonly runsLine?: boolean;
  };
  /**
   * Where reports are: in the file that was asked for (the default), in a folder in its place, or where in the project.
   */
  readonly reports?: 'folder' | RegExp;
  /** Reads reports for machines; undefined when they are none. */
  readonly readReports?: (
    reports: readonly ReportText[],
    context: ReadContext,
  ) => TestResults | undefined | Promise<TestResults | undefined>;
  /** What can be told from what a person would read, colours removed. */
  readonly readOutput: (
    output: string,
    context: ReadContext,
  ) => TestResults | undefined | Promise<TestResults | undefined>;
  /** Whether the runner only failed because no test matched, by its exit code; its words are looked at anyway. */
  readonly foundNothing?: (exitCode: number) => boolean;
  /** Whether the file that it names for a test is the one in which the test ran, not only where it failed. */
  readonly tellsFile?: boolean;
  /** Whether what it prints may explain a failure better than its report does. */
  readonly printsMore?: boolean;
}
