import type * as z from 'zod';
import type { CommitFacts, OwnChange } from './checkpoint';
import type { Intent } from './intent';
import type { Effect, Expectation, StepReply } from './plan';
import type { Problem } from './ports';
import type { Answer, Choice, FileEdits, TestCounts } from './session';
import type { SuggestedGoal } from './suggestedGoal';
import type { EarlierTestsPort, TestReport } from './tests';

/** Something a call needs for itself. Readers share a key; a writer has it alone. */
export interface Lock {
  /** `path:<path>`, `tree` (the working tree as a whole), `tests`, `git`. */
  readonly key: string;
  readonly mode: 'read' | 'write';
}

/** What a run knows that a tool may need. */
export interface ToolContext {
  readonly session: string;
  readonly step: string;
  readonly signal: AbortSignal;
  /** A line of progress for the person. */
  readonly report: (line: string) => void;
  /** Hashes of the files as the model was shown them, by path. */
  readonly seen: Readonly<Record<string, string>>;
  /** The paths that this run has changed so far. */
  readonly changedFiles: readonly string[];
  /** The goal, for texts that tools write (a commit's message). */
  readonly goal: string;
  /** What the step is to achieve, in words, where the plan says more than the input does. */
  readonly instruction?: string;
  /**
   * Asks the person in the middle of the call and waits for the answer; the step's time limit stands still meanwhile.
   * Words that choose nothing are answered by asking again, unless they are to be `typed` as they are. Rejects with a
   * CancelledError when the run is stopped, or when `goneOn` fires: then the question is withdrawn.
   */
  readonly ask: (
    question: string,
    choices?: readonly Choice[],
    words?: 'typed',
    goneOn?: AbortSignal,
  ) => Promise<Answer>;
  /**
   * What this run has done to files so far, byte for byte, a change for each write, in order; read from the store when
   * called.
   */
  readonly ownChanges: () => Promise<readonly OwnChange[]>;
  /** How the tests of this run, or of this window, went last. */
  readonly lastTests?: TestCounts;
  /** Asks the model for a short plain text; undefined when there is no model. */
  readonly write?: (purpose: 'commit_message' | 'summarize', instruction: string) => Promise<string>;
}

/** Structured facts of a result, for expectations and for the summary. */
export interface ToolFacts {
  readonly tests?: TestReport;
  readonly exitCode?: number;
  readonly commit?: CommitFacts;
  /** Problems that the editor shows since the call and did not show before. */
  readonly newProblems?: readonly Problem[];
  /** Added and removed lines by path. */
  readonly edits?: FileEdits;
  /** Goals that somebody could start next, the best first. */
  readonly suggestions?: readonly SuggestedGoal[];
  /** Text worth keeping whole (a command's or a test run's output); results for the model are cut. */
  readonly output?: string;
  /** Files with unsaved text of the person's that were saved because of the call, or while it lasted. */
  readonly saved?: readonly string[];
}

/** What a call came to. `message` is written for the model, which chooses its next move by it. */
export type ToolResult =
  | {
      readonly status: 'done';
      readonly message: string;
      readonly files?: readonly string[];
      readonly facts?: ToolFacts;
    }
  | {
      readonly status: 'failed';
      readonly reason: string;
      readonly message: string;
      readonly retryable: boolean;
      readonly files?: readonly string[];
      readonly facts?: ToolFacts;
    }
  | { readonly status: 'denied'; readonly message: string };

/** How a late binding of this tool is written: edit blocks, one fenced file, or the input as JSON. */
export type Binding = 'blocks' | 'file' | 'json';

/**
 * A tool is a value; `invokeTool` is the one place that calls `run`. Core knows tools by what they say of themselves
 * here, never by name.
 */
export interface Tool<I = Record<string, unknown>> extends Traits<I> {
  readonly name: string;
  /** For people, two or three words. */
  readonly title: string;
  /** For the model: what it does, what it returns, when to use it. */
  readonly description: string;
  /** For people, in the reference: when it asks besides what the approval mode says, and what it never does. */
  readonly asks?: string;
  readonly input: z.ZodType<I>;
  readonly effect: Effect;
  readonly binding: Binding;
  /** The input field that blocks or a fenced file are put into. */
  readonly lateBoundField?: string;
  /** Turns near misses of the input (other names for a field) into the input's own shape. */
  readonly accept?: (raw: Record<string, unknown>) => Record<string, unknown>;
  /** The paths that a (possibly incomplete) input names for writing. */
  readonly writes: (input: Partial<I>) => string[];
  /** The paths that it names for reading. */
  readonly reads?: (input: Partial<I>) => string[];
  readonly locks: (input: I) => Lock[];
  /**
   * Which files the call may change: those that `writes` names (the default of writing tools), any in the tree (the
   * default of executing ones), or none. Their bytes are kept before the call, so that it can be undone.
   */
  readonly touches?: (input: I) => 'named' | 'tree' | 'nothing';
  /**
   * What an executing call runs, as approvals remember it: a command line (`$ npm run build`), or a name. Default: the
   * tool's name.
   */
  readonly runs?: (input: Partial<I>) => string[];
  /** What the call acts on, in a few words: paths, a command, a pattern. */
  readonly about: (input: Partial<I>) => string;
  /**
   * The files' texts if the call were made now, without making it: shown before the approval, and compared with the
   * disk where the call was cut off. Refuses as `run` would.
   */
  readonly preview?: (input: I, seen: Readonly<Record<string, string>>) => Promise<FilePreviewText[]>;
  readonly run: (input: I, context: ToolContext) => Promise<ToolResult>;
}

/** What a tool is beyond what it does: roles, scope, phases, recovery, validation, reports and repairs read it. */
export interface Traits<I = Record<string, unknown>> {
  /**
   * What a step of it can be for, the usual first; by a (possibly incomplete) input where that tells more, undefined
   * where it tells nothing. Left out: what follows from its other traits and its effect.
   */
  readonly intents?: readonly Intent[] | ((input: Partial<I>) => readonly Intent[] | undefined);
  /** Its passing proves that the goal is reached. */
  readonly verifies?: Verification<I>;
  /** It commits: it comes after all other work, and an approval allows it as a commit rather than by `runs`. */
  readonly commits?: boolean;
  /** Whether its commit takes what the run has not changed too. */
  readonly commitsAll?: (input: Partial<I>) => boolean;
  /** It runs a command line that the plan wrote: files that this changes are the plan's doing, and reports quote it. */
  readonly runsCommandLine?: boolean;
  /** A call that was cut off may simply be made again. */
  readonly repeatable?: boolean;
  /** How it is found out what became of a call that was cut off. */
  readonly recovery?: Recovery;
  /** Reasons of failures in which the call did its work: an expectation may want them. */
  readonly outcomes?: readonly string[];
  /**
   * Which failures the model can repair, by reason: it writes `lateBoundField` `again`; for `whole`, where that fails
   * too, the `rewrites` tool writes the whole file if it is small.
   */
  readonly repairs?: Readonly<Record<string, 'again' | 'whole'>>;
  /** The input, without the text, of a call that writes the whole of one file. */
  readonly rewrites?: (path: string) => Partial<I>;
  /** Its result is a unified diff: a decision about it is shown the places that it names. */
  readonly returnsDiff?: boolean;
  /** It shows a file that holds secrets, once the person agrees: models that are refused such a file hear its name. */
  readonly revealsSecrets?: boolean;
  /** It calls tools of other extensions and servers: the form of its input, which heads their list in prompts. */
  readonly callsOthers?: string;
  /** Input fields that only the person may set. In a model's plan they are dropped. */
  readonly personalFields?: readonly string[];
  /** What “Allow for this run” covers, where nothing is a command line. Default: the tool. */
  readonly allowedAs?: (input: Partial<I>) => string;
  /** Goals that one call reaches, without a model. */
  readonly recipe?: Recipe;
  /** What the planner's prompt says of it beyond its description. */
  readonly advice?: Advice;
}

/** How a tool verifies. */
export interface Verification<I = Record<string, unknown>> {
  /** What a call would run (`npm test`); undefined where it would find nothing to check. */
  readonly describe: () => Promise<string | undefined>;
  /** The step that Flux adds to a plan which changes code and has no proof of its own. */
  readonly step: { readonly title: string; readonly expect: readonly Expectation[] };
  /** How things stand before the run's first change, where failures that were there already should not count. */
  readonly baseline?: (input: Partial<I>, signal: AbortSignal) => Promise<TestReport>;
  /** Which of these failing tests fail at the last commit too, where nobody measured before the run's changes. */
  readonly failedBefore?: EarlierTestsPort['failedBefore'];
  /** Why a call saves what the person has not saved, in a sentence; undefined where it saves nothing. */
  readonly saves?: () => Promise<string | undefined>;
}

/** How a tool finds the effect of a call that was cut off. Files that `preview` tells ahead need none. */
export interface Recovery {
  /** What the effect will change, as it stands now; stored before the call. */
  readonly mark: (signal?: AbortSignal) => Promise<string | undefined>;
  /** What became of the call; undefined where that cannot be told, so that the person is asked. */
  readonly find: (call: CutOffCall) => Promise<RecoveredCall | undefined>;
}

/** A call whose end nobody has seen. */
export interface CutOffCall {
  readonly mark?: string;
  /** Milliseconds since the epoch. */
  readonly startedAt: number;
  /** The paths that the run has changed, and that the step was to write. */
  readonly paths: readonly string[];
}

/** `pending`: it had no effect yet and is made now. */
export interface RecoveredCall {
  readonly as: 'pending' | 'done';
  /** For the person, a sentence. */
  readonly why: string;
  readonly commit?: CommitFacts;
}

/** A plan of one step for goals in plain words. */
export interface Recipe {
  /** The intent that routing reports for such a goal. */
  readonly intent: string;
  /** The plan, where the whole goal (one line, at most 300 characters) asks for just that. Takes microseconds. */
  readonly plan: (goal: string) => RecipePlan | undefined;
  /** The step's input, made to name what it will act on. FluxError where there is nothing to act on. */
  readonly complete?: (input: Readonly<Record<string, unknown>>) => Promise<Record<string, unknown>>;
}

export interface RecipePlan {
  readonly summary: string;
  readonly step: Omit<StepReply, 'tool'>;
  /** A model, where there is one, plans this better. */
  readonly betterWithModel?: boolean;
}

/** Parts of the planner's sentence on good plans. */
interface Advice {
  /** When to use it. */
  readonly use?: string;
  /** When and how to verify with it. */
  readonly proof?: string;
}

/** A file before and after a change that has not been made. */
export interface FilePreviewText {
  readonly path: string;
  /** Where it is moved from. */
  readonly movedFrom?: string;
  /** Undefined when the file is new. */
  readonly before?: string;
  /** Empty when the file is deleted. */
  readonly after: string;
  readonly deleted?: boolean;
}

/** A tool of any input: a list of tools is heterogeneous, and `invokeTool` checks the input before it calls. */
// eslint-disable-next-line @typescript-eslint/no-explicit-any
export type AnyTool = Tool<any>;
