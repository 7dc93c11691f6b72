import type { BudgetRaise, SessionBudget } from './budget';
import type { CommitFacts } from './checkpoint';
import type { DecisionRecord, EarlierGoal, Handover, RoleTurn, StepIntent } from './decision';
import type { ContextRef, Expectation, PlanStep } from './plan';
import type { RunSummary } from './runSummary';
import type { Said } from './said';
import type { SuggestedGoal } from './suggestedGoal';
import type { TestFailure } from './tests';

/** Where a session stands. The first seven are phases and move forward only. */
export type SessionState =
  | 'discovery'
  | 'planning'
  | 'awaiting_approval'
  | 'implementation'
  | 'testing'
  | 'verification'
  | 'deployment'
  | 'paused'
  | 'complete'
  | 'failed'
  | 'cancelled';

export type StepStatus = 'pending' | 'ready' | 'running' | 'done' | 'failed' | 'skipped' | 'denied' | 'cancelled';

/** An expectation and whether it held. */
export interface JudgedExpectation {
  readonly kind: Expectation['kind'];
  /** In words, e.g. `the tests pass`. */
  readonly text: string;
  readonly held: boolean;
}

/**
 * What became of files, by path: lines added and removed, whether it is saved, and whether it was made, deleted or
 * moved.
 */
export type FileEdits = Readonly<
  Record<
    string,
    {
      readonly added: number;
      readonly removed: number;
      readonly saved: boolean;
      readonly created: boolean;
      readonly deleted?: boolean;
      readonly movedFrom?: string;
    }
  >
>;

/** Numbers of a test run, without its output. */
export interface TestCounts {
  readonly command: string;
  readonly passed: number;
  readonly failed: number;
  readonly skipped: number;
  readonly failures: readonly TestFailure[];
}

/** Why the plan does not wait for a step to be done. */
export interface LeftOut {
  /**
   * `person`: they left it out, or ended it in its middle; `decision`: a decision took it out of the queue; `replaced`:
   * a decision put other steps in its place, because it had failed or was to be another; `blocked`: what it waits for
   * did not come about. What waits for a step goes on behind all of these but `blocked`.
   */
  readonly by: 'person' | 'decision' | 'replaced' | 'blocked';
}

/** A step of a plan and what has become of it. `late`: a model call is still needed to complete its input. */
export interface StepSnapshot extends PlanStep {
  readonly status: StepStatus;
  /** What the tool answered, as the model would read it. */
  readonly result?: string;
  readonly error?: {
    readonly reason: string;
    readonly message: string;
    /** The same call may succeed later. */ readonly retryable?: boolean;
  };
  /** Errors that the editor shows since its edit and did not show before. */
  readonly problems?: readonly { readonly path: string; readonly line: number; readonly message: string }[];
  /** The paths it changed. */
  readonly files?: readonly string[];
  readonly judged?: readonly JudgedExpectation[];
  readonly tests?: TestCounts;
  readonly commit?: CommitFacts;
  /** Files that it changed and that cannot be undone, because their former bytes are not known. */
  readonly unkept?: readonly string[];
  /** Whether what it did is undone now. */
  readonly undone?: boolean;
  readonly edits?: FileEdits;
  /** Key of the whole output in the store, when there was one. */
  readonly outputKey?: string;
  readonly suggestions?: readonly SuggestedGoal[];
  /** Files with unsaved text of the person's that were saved while it ran. */
  readonly saved?: readonly string[];
  readonly startedAt?: number;
  readonly endedAt?: number;
  readonly tokens?: number;
  readonly cost?: number;
  /** How often it was tried again after a failure that may pass. */
  readonly retries?: number;
  /** Set from the call on until the step has ended. */
  readonly called?: StepIntent;
  /** It was running when Flux was cut off; what it had done by then is not known yet. */
  readonly cutOff?: boolean;
  /** Set for every step that is `skipped`, and for failed ones that others stand for. */
  readonly leftOut?: LeftOut;
  /** Number of the event that added it to the running plan. */
  readonly addedAt?: number;
}

export interface PlanSnapshot {
  readonly summary: string;
  readonly steps: readonly StepSnapshot[];
  readonly verify?: string;
  readonly notes?: readonly string[];
  readonly source: 'model' | 'recipe';
  readonly seen?: Readonly<Record<string, string>>;
  readonly looked?: readonly ContextRef[];
  /** As in the plan. */
  readonly saves?: string;
}

/** What a choice comes to: plain words that say so choose it too (`core/session/plainWords.ts`). */
export type Meaning =
  'yes' | 'approve' | 'no' | 'reject' | 'skip' | 'run' | 'always' | 'again' | 'done' | 'stop' | 'nothing';

/** One of the answers that a question offers. */
export interface Choice {
  /** What chooses it. Unique in its question, and no other choice's label. */
  readonly id: string;
  readonly label: string;
  readonly description?: string;
  readonly means?: Meaning;
}

/** What a person answered: a choice (then `text` is its label), or words. */
export interface Answer {
  readonly text: string;
  /** The id of the choice. */
  readonly choice?: string;
}

/**
 * Something that waits for a person. `plan`: approve, reject, or words that change it; `delta`, `step`: a choice;
 * `question`: a choice or words.
 */
export interface Gate {
  readonly id: string;
  readonly kind: 'plan' | 'step' | 'question' | 'delta' | 'budget';
  readonly text: string;
  readonly choices?: readonly Choice[];
  /**
   * What words that choose nothing come to: `carried` to the model that asked, or `typed` as they are. Left out: where
   * there are choices, Flux asks again.
   */
  readonly words?: 'carried' | 'typed';
  readonly step?: string;
  /** A question that outlives its window: the run sleeps until it is answered. */
  readonly sleeps?: boolean;
  /** The input of the workflow that is asked for. */
  readonly input?: string;
  /** At the gate of a budget: what the choice `raise` adds. */
  readonly raise?: BudgetRaise;
}

/** A gate as stored: in older versions a choice was its label alone. */
export type StoredGate = Omit<Gate, 'choices'> & { readonly choices?: readonly (Choice | string)[] };

/** What Flux may do without asking again. */
export interface Scope {
  readonly writes: readonly string[];
  /** What may be run: tools' names, and command lines as `$ npm run build`. */
  readonly runs: readonly string[];
  readonly commits: boolean;
  /** A commit takes what the run has not changed too. */
  readonly commitsAll?: boolean;
  /**
   * What the person allowed for the rest of the run: tools' names (`use_tool:<name>` for others'), and prefixes of
   * commands as `$ npm run`.
   */
  readonly free?: readonly string[];
  /** That what it runs saves what the person has not saved, in a sentence. */
  readonly saves?: string;
}

/** What became of an undo or redo, by path. A conflict is left exactly as the person has it. */
export interface UndoReport {
  readonly restored: readonly string[];
  /** Put back around the person's own edits. */
  readonly merged: readonly string[];
  readonly conflicts: readonly string[];
  readonly unchanged: readonly string[];
  /** Commits of the run, and whether they were taken back (or made again). */
  readonly commits?: readonly { readonly hash: string; readonly done: boolean; readonly why?: string }[];
  /** Why a path is among the conflicts, by path. */
  readonly reasons?: Readonly<Record<string, string>>;
}

/** The newest undo or redo of a session. */
export interface UndoState {
  readonly id: string;
  readonly action: 'undo' | 'redo';
  /** The steps that it was about; left out: the whole run. */
  readonly steps?: readonly string[];
  /** Missing while it works, or when it was cut off. */
  readonly report?: UndoReport;
  readonly at: number;
}

/** Why a session stands still without having ended. */
export interface Suspension {
  /**
   * `person`: they have paused it; `question`: its work rests until a question is answered; `waiting`: it sleeps until
   * something happens elsewhere; `phase`: a phase that somebody else worked on did not succeed; `interruption`: its
   * window was closed. Of these only `question` leaves `state` as it is: all others are `paused`.
   */
  readonly by: 'person' | 'question' | 'waiting' | 'phase' | 'interruption';
  /** Where it was, and where it goes on. */
  readonly from: SessionState;
  /** For the person, in a sentence or two; left out where they know, or where the question says it. */
  readonly reason?: string;
}

/**
 * The one picture of a session: the fold of its events. Plain JSON; times in ms since the epoch, money in US dollars.
 */
export interface SessionSnapshot {
  readonly id: string;
  readonly name: string;
  readonly goal: string;
  readonly state: SessionState;
  /** Number of the newest event; grows with each. */
  readonly revision: number;
  /** Number of the newest event that changed the plan; an approval made on an older revision is stale. */
  readonly planRevision: number;
  readonly origin: 'chat' | 'palette' | 'api' | 'panel';
  readonly workflow?: string;
  /** Only proposed: nobody but a person approves, whatever the settings say. */
  readonly planOnly?: boolean;
  /** `now`: whoever started the session approves whatever is proposed. */
  readonly approve?: 'ask' | 'now';
  readonly phase?: SessionState;
  /** 0–1. */
  readonly progress: number;
  readonly plan?: PlanSnapshot;
  /** The plan that the present one replaced, when the person asked for changes. */
  readonly previousPlan?: PlanSnapshot;
  /** The words that asked for the present plan, when it replaced another. */
  readonly planRequest?: string;
  readonly scope?: Scope;
  readonly gates: readonly Gate[];
  /** All that was said for the present goal, the oldest first. */
  readonly said: readonly Said[];
  readonly decisions: readonly DecisionRecord[];
  /** The remarks in `said`, for users of the API: made from it at the end of the fold, and read by nothing in core. */
  readonly feedback: readonly {
    readonly text: string;
    readonly at: number;
    readonly seen: boolean;
    readonly effect?: string;
    readonly by?: 'role';
  }[];
  /** The inputs of its workflow, as far as they are known. */
  readonly inputs?: Readonly<Record<string, string>>;
  /** While it stands still: why. Nothing else says so: `error` is for users of the API. */
  readonly suspended?: Suspension;
  /** What woke it, until a decision has taken it up. */
  readonly woken?: string;
  /** Why nothing new starts any more, although something still runs. */
  readonly ending?: string;
  /** Why the progress has gone back, when it has. */
  readonly progressNote?: string;
  /** What roles told each other when a phase ended, the newest last. */
  readonly handovers?: readonly Handover[];
  /** Each role's own conversation in this session, the newest last. */
  readonly conversations?: Readonly<Record<string, readonly RoleTurn[]>>;
  /** The goals that this session had before the present one, the newest last. */
  readonly earlier?: readonly EarlierGoal[];
  /** Names of the folders that its paths are of; where it says none, an older version made it. */
  readonly folders?: readonly string[];
  /** It was made in another folder's store. */
  readonly placed?: boolean;
  /** The name of the session in the file that it came from. */
  readonly importedFrom?: string;
  readonly tokens: {
    readonly prompt: number;
    readonly completion: number;
    readonly cached: number;
    readonly saved: number;
  };
  readonly cost?: number;
  /** Of the present goal; left out: the model has not been asked for it. */
  readonly budget?: SessionBudget;
  readonly modelCalls: number;
  readonly changedFiles: readonly string[];
  /** How the tests stood before the first change, where that is known. */
  readonly testsBefore?: TestCounts;
  /** Files with unsaved text of the person's that the editor saved when those tests started. */
  readonly savedBefore?: readonly string[];
  /** The newest undo or redo. */
  readonly undo?: UndoState;
  /** One or more sentences, once the run has ended. */
  readonly summary?: string;
  readonly report?: RunSummary;
  readonly error?: { readonly reason: string; readonly message: string };
  readonly createdAt: number;
  readonly updatedAt: number;
  readonly approvedAt?: number;
  readonly endedAt?: number;
  /** When the present goal began; left out: in a session of an older version. */
  readonly goalAt?: number;
  /**
   * Up to the newest event, for how long something of Flux's was at work on the present goal: not waiting for a person,
   * not paused. Left out: as `goalAt`.
   */
  readonly workedMs?: number;
}

/** One line of a list of sessions. */
export interface SessionSummary {
  readonly id: string;
  readonly name: string;
  readonly goal: string;
  readonly state: SessionState;
  readonly progress: number;
  readonly createdAt: number;
  readonly updatedAt: number;
}
