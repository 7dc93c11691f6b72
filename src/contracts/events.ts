import type { RunSummary } from './runSummary';
import type { BudgetRaise, SessionBudget, StepBudget } from './budget';
import type { CommitFacts, FileTouch } from './checkpoint';
import type { DecisionRecord, Handover, RoleTurn, StepIntent, Waiting } from './decision';
import type { Intent } from './intent';
import type { Plan, PlanStep } from './plan';
import type { Message, Purpose, Usage } from './model';
import type {
  JudgedExpectation,
  Scope,
  SessionSnapshot,
  SessionState,
  StepSnapshot,
  StoredGate,
  TestCounts,
  UndoReport,
} from './session';

/** Where the texts of a call to the model lie in the store. */
export interface StoredExchange {
  readonly asked: readonly { readonly role: Message['role']; readonly key: string }[];
  /** Left out: no answer came. */
  readonly answered?: string;
}

/** What can happen to a session. `noun.verb`; a kind's meaning never changes once released, new fields are optional. */
export type SessionEventBody =
  | {
      readonly kind: 'session.created';
      readonly id: string;
      readonly name: string;
      readonly goal: string;
      readonly origin: SessionSnapshot['origin'];
      readonly workflow?: string;
      readonly inputs?: Record<string, string>;
      readonly planOnly?: boolean;
      readonly approve?: 'ask' | 'now';
      /** Where it begins; left out: planning. */
      readonly phase?: SessionState;
      /** Names of the folders that were open, as its paths begin with them where there are several. */
      readonly folders?: readonly string[];
    }
  | { readonly kind: 'session.renamed'; readonly name: string }
  /** The same session takes up another goal; what was done for the former one stays as its context. */
  | {
      readonly kind: 'session.continued';
      readonly goal: string;
      readonly workflow?: string;
      readonly inputs?: Record<string, string>;
      readonly planOnly?: boolean;
      readonly approve?: 'ask' | 'now';
      readonly phase?: SessionState;
      /** Who gave it the goal; left out in older versions: who began the session. */
      readonly origin?: SessionSnapshot['origin'];
    }
  /** It came from the store of another folder: its paths are those of these folders. */
  | { readonly kind: 'session.placed'; readonly folders: readonly string[] }
  /** The events before this one came from a file. */
  | { readonly kind: 'session.imported'; readonly name: string }
  /** The goal as a workflow's template gives it, once its inputs are known. */
  | { readonly kind: 'goal.settled'; readonly goal: string; readonly inputs: Record<string, string> }
  | {
      readonly kind: 'model.called';
      readonly purpose: Purpose;
      readonly step?: string;
      readonly model: string;
      readonly usage: Usage;
      readonly costUsd?: number;
      readonly durationMs: number;
      /** The reason of the FluxError when the call failed. */
      readonly failed?: string;
      /** What it was for; left out in events of older versions. */
      readonly intent?: Intent;
      /** The role of its step. */
      readonly role?: string;
      /** Tokens of the prompt as they were estimated before the call. */
      readonly estimate?: number;
      /** Tokens that compression kept out of the prompt. */
      readonly saved?: number;
      /** Keys of what was asked and answered, without secrets; never exported. */
      readonly exchange?: StoredExchange;
    }
  /** The limits of the present goal: the settings as they were when the model was first asked. */
  | ({ readonly kind: 'budget.set' } & Pick<SessionBudget, 'maxTokens' | 'maxCostUsd' | 'strategy' | 'overage'>)
  /** What each step may take; a step that is not named keeps what it has. */
  | { readonly kind: 'budget.allotted'; readonly steps: Readonly<Record<string, Omit<StepBudget, 'used'>>> }
  | ({ readonly kind: 'budget.raised' } & BudgetRaise)
  /** At its limit, the run ends with what is there. */
  | { readonly kind: 'budget.finished' }
  | { readonly kind: 'plan.started'; readonly request?: string }
  | { readonly kind: 'plan.looked'; readonly looks: readonly string[] }
  | { readonly kind: 'plan.proposed'; readonly plan: Plan }
  /** Replanning failed or was stopped; the previous plan stands again. */
  | { readonly kind: 'plan.kept'; readonly error?: { readonly reason: string; readonly message: string } }
  | {
      readonly kind: 'plan.edited';
      readonly steps: readonly (Partial<StepSnapshot> & { readonly id: string })[];
      /** Ids of all steps in their new order, when that changed. */
      readonly order?: readonly string[];
    }
  | { readonly kind: 'plan.approved'; readonly scope: Scope; readonly by: 'person' | 'settings' | 'api' }
  | { readonly kind: 'plan.rejected'; readonly reason?: string }
  | { readonly kind: 'scope.widened'; readonly scope: Scope }
  | { readonly kind: 'gate.opened'; readonly gate: StoredGate }
  /** What had asked has gone on by itself: there is nothing to answer any more. */
  | { readonly kind: 'gate.withdrawn'; readonly gate: string }
  | {
      readonly kind: 'gate.answered';
      readonly gate: string;
      /** The words, or the label of what was chosen. */ readonly reply: string;
      /** The id of what was chosen; left out: words, or an event of an older version. */ readonly choice?: string;
    }
  /** New steps join the running plan, or queued ones leave it. */
  | {
      readonly kind: 'plan.extended';
      readonly steps: readonly PlanStep[];
      /** Id of the step before which the new ones stand; left out: at the end. */
      readonly before?: string;
      /** Ids of queued steps that are not run any more. */
      readonly drop: readonly string[];
      /** What queued steps wait for from now on. */
      readonly waits: readonly { readonly id: string; readonly dependsOn: readonly string[] }[];
      /** Failed steps, and queued ones that are changed, in whose place the new ones stand. */
      readonly replaces: readonly string[];
      readonly verify?: string;
      /** What will be different, and what the person should know, from now on. */
      readonly summary?: string;
      readonly notes?: readonly string[];
      /** In words, for the person: what this does to the progress. */
      readonly why: string;
    }
  /** The intent, committed before anything happens. */
  | { readonly kind: 'step.started'; readonly step: string }
  /**
   * The tool is called now: what is needed to tell afterwards, if this is the last that is heard of it, whether it had
   * its effect.
   */
  | ({
      readonly kind: 'step.called';
      readonly step: string;
      /** `mark`, as older versions wrote it. */
      readonly head?: string;
    } & StepIntent)
  /** A failed step that may succeed when it is tried again waits for its next turn. */
  | { readonly kind: 'step.retried'; readonly step: string; readonly attempt: number; readonly why: string }
  /** What became of a step that was cut off: it waits to be run (again), or it had been done. */
  | {
      readonly kind: 'step.recovered';
      readonly step: string;
      readonly as: 'pending' | 'done';
      readonly why: string;
      readonly files?: readonly string[];
      readonly commit?: CommitFacts;
    }
  | {
      readonly kind: 'step.bound';
      readonly step: string;
      readonly input: Record<string, unknown>;
      readonly seen?: Record<string, string>;
      readonly writes: readonly string[];
      readonly about: string;
      readonly runs?: readonly string[];
      /** Where it is carried out by another tool than planned. */ readonly tool?: string;
    }
  /** The bytes that files had before the step, on the disk before anything happens. */
  | { readonly kind: 'step.checkpointed'; readonly step: string; readonly files: readonly Omit<FileTouch, 'after'>[] }
  /** What the step did to files, whatever came of it. */
  | {
      readonly kind: 'step.touched';
      readonly step: string;
      readonly files: readonly FileTouch[];
      readonly unkept?: readonly string[];
    }
  | {
      readonly kind: 'step.finished';
      readonly step: string;
      readonly status: 'done' | 'failed' | 'skipped' | 'denied' | 'cancelled';
      readonly result?: string;
      readonly error?: StepSnapshot['error'];
      readonly problems?: StepSnapshot['problems'];
      readonly files?: readonly string[];
      readonly judged?: readonly JudgedExpectation[];
      readonly tests?: TestCounts;
      readonly commit?: StepSnapshot['commit'];
      readonly edits?: StepSnapshot['edits'];
      readonly outputKey?: string;
      readonly suggestions?: StepSnapshot['suggestions'];
      /** Files with unsaved text of the person's that were saved while it ran. */
      readonly saved?: readonly string[];
    }
  /**
   * How the tests stood before the first change. `saved`: files with unsaved text that the editor saved when they
   * started.
   */
  | { readonly kind: 'tests.measured'; readonly tests: TestCounts; readonly saved?: readonly string[] }
  /** The intent of an undo or redo: what each file was and is to become. */
  | {
      readonly kind: 'undo.started';
      readonly id: string;
      readonly action: 'undo' | 'redo';
      readonly steps?: readonly string[];
      readonly files: readonly FileTouch[];
    }
  | {
      readonly kind: 'undo.finished';
      readonly id: string;
      readonly report: UndoReport;
      readonly files: readonly FileTouch[];
      readonly undone: readonly string[];
    }
  | { readonly kind: 'decision.made'; readonly decision: DecisionRecord }
  | {
      readonly kind: 'feedback.added';
      readonly text: string;
      /** What it did at once, without a model, in words. */ readonly effect?: string;
      /** A role's report instead of words of the person. */ readonly by?: 'role';
    }
  /** A model call has carried the first so many words of feedback. */
  | { readonly kind: 'feedback.seen'; readonly upTo: number }
  | { readonly kind: 'phase.entered'; readonly phase: SessionState; readonly handover?: Handover }
  /** One exchange of a role's own conversation. */
  | ({ readonly kind: 'role.spoke'; readonly role: string } & Omit<RoleTurn, 'at'>)
  | { readonly kind: 'run.paused'; readonly why: string; readonly waiting?: Waiting }
  | { readonly kind: 'run.resumed'; readonly by: 'person' | 'feedback' | 'event'; readonly why?: string }
  /** Nothing new starts; the run ends when what is running has ended. */
  | { readonly kind: 'run.ending'; readonly why: string }
  | { readonly kind: 'run.interrupted'; readonly message: string }
  | { readonly kind: 'session.completed'; readonly summary: string; readonly report?: RunSummary }
  | {
      readonly kind: 'session.failed';
      readonly error: { readonly reason: string; readonly message: string };
      readonly summary?: string;
      readonly report?: RunSummary;
    }
  | { readonly kind: 'session.cancelled'; readonly reason: string; readonly report?: RunSummary };

/** An event as stored: numbered from 1 within its session, with the time in ms since the epoch. */
export type SessionEvent = SessionEventBody & { readonly v: 1; readonly seq: number; readonly at: number };
