import type { BudgetRaise } from './budget';
import type { Proposal, WatcherStatus } from './watch';
import type { Event } from '../base/emitter';
import type { AgentSummary, WorkflowSummary } from './agents';
import type { Effect } from './plan';
import type { Metrics, MetricsFilter } from './metrics';
import type { SessionSnapshot, SessionSummary, UndoReport } from './session';

/** Where words lead, and how sure that is (0–1). */
export interface Route {
  readonly kind: 'run' | 'ask' | 'control';
  /** For `control`: the control's name; for `run`: a recipe's name where one fits. */
  readonly intent?: string;
  readonly confidence: number;
  readonly source: 'pattern' | 'model';
}

export interface StartRequest {
  readonly goal: string;
  readonly name?: string;
  readonly workflow?: string;
  readonly inputs?: Record<string, string>;
  readonly continueSession?: string;
  /** `ask` (default): resolves once a plan is proposed; `now`: approves it and resolves once it runs. */
  readonly approve?: 'ask' | 'now';
}

/** What a person may change while approving. `revision` guards against approving a plan that has changed meanwhile. */
export interface PlanChange {
  readonly revision?: number;
  readonly skip?: readonly string[];
  readonly order?: readonly string[];
  readonly edit?: Readonly<
    Record<string, { readonly title?: string; readonly instruction?: string; readonly input?: object }>
  >;
}

/** A role's request as it stands. */
export interface RolePrompt {
  readonly messages: readonly { readonly role: string; readonly content: string }[];
  readonly model: string;
}

/** What came of a phase that was worked on outside of Flux. */
export interface PhaseResult {
  readonly response: string;
  readonly ok: boolean;
  /** Paths of the files that it made or changed. */
  readonly artifacts?: readonly string[];
}

export interface ToolSummary {
  readonly name: string;
  readonly title: string;
  readonly description: string;
  readonly effect: Effect;
  readonly inputSchema: object;
}

/** What other extensions get from `extensions.getExtension('flux-editor.flux').exports`. */
export interface FluxApi {
  readonly version: 1;
  route(text: string): Promise<Route>;
  start(request: StartRequest): Promise<SessionSnapshot>;
  approve(session: string, change?: PlanChange): Promise<SessionSnapshot>;
  reject(session: string, reason?: string): Promise<SessionSnapshot>;
  /** Tells a session something while it plans, runs or sleeps; recorded at once, carried by its next model call. */
  feedback(session: string, text: string): Promise<SessionSnapshot>;
  answer(session: string, gate: string, reply: string): Promise<SessionSnapshot>;
  /** Starts nothing new; what is running ends first. */
  pause(session: string): Promise<SessionSnapshot>;
  /** Goes on where a paused or interrupted session was; what had happened is not done again. */
  resume(session: string): Promise<SessionSnapshot>;
  /** Raises the limits of its present run; a question for it counts as answered. */
  raiseBudget(session: string, by: BudgetRaise): Promise<SessionSnapshot>;
  stop(session: string): Promise<SessionSnapshot>;
  /** Puts back what the run did to files, or what one of its steps did. */
  undo(session: string, step?: string): Promise<UndoReport>;
  /** Puts back what the newest undo did. */
  redo(session: string): Promise<UndoReport>;
  remove(session: string): Promise<void>;
  sessions(filter?: { active?: boolean }): Promise<SessionSummary[]>;
  session(nameOrId: string): Promise<SessionSnapshot>;
  whenSettled(session: string): Promise<SessionSnapshot>;
  /** What the role that leads the present phase (or another) would be asked now, and by which model. */
  prompt(session: string, role?: string): Promise<RolePrompt>;
  /** Reports what came of the present phase when somebody else did its work; the session goes on with the next. */
  completePhase(session: string, result: PhaseResult): Promise<SessionSnapshot>;
  workflows(): Promise<WorkflowSummary[]>;
  agents(): Promise<AgentSummary[]>;
  tools(): ToolSummary[];
  /** The code by meaning, best first; waits for a first build. */
  search(query: string, limit?: number): Promise<FoundCode[]>;
  indexStatus(): Promise<IndexStatus>;
  /** Calls, tokens and money of all sessions, or of those that did something since a time, or of one. */
  metrics(filter?: MetricsFilter): Promise<Metrics>;
  /** What watchers propose now, best first. */
  proposals(): Promise<Proposal[]>;
  /** Starts its goal as `start` would, approval included. */
  accept(proposal: string): Promise<SessionSnapshot>;
  /** `kind` mutes all of its kind in this workspace until `flux.resetLearning`. */
  dismiss(proposal: string, scope?: 'once' | 'kind'): Promise<void>;
  watchers(): Promise<WatcherStatus[]>;
  readonly onDidChangeProposals: Event<readonly Proposal[]>;
  readonly onDidChangeSession: Event<SessionSnapshot>;
}

/** A place in the code that a search by meaning found. */
export interface FoundCode {
  readonly path: string;
  /** One-based. */
  readonly line: number;
  /** Inclusive. */
  readonly endLine: number;
  /** With what encloses it: `Queue.add`; left out for lines that belong to no declaration. */
  readonly symbol?: string;
  /** Higher is better; comparable within one answer. */
  readonly score: number;
}

/** How the code index stands. */
export interface IndexStatus {
  readonly state: 'off' | 'building' | 'ready' | 'failed';
  readonly files: number;
  readonly symbols: number;
  /** Milliseconds since the epoch. */
  readonly updatedAt?: number;
  /** Why it is off or failed, what it leaves out, or how embeddings stand where there is something to say. */
  readonly message?: string;
}

/** What can be called in the API while the rest of Flux is still to be loaded; activation passes it on by name. */
export const apiActions = [
  'route',
  'start',
  'approve',
  'reject',
  'feedback',
  'answer',
  'pause',
  'resume',
  'raiseBudget',
  'stop',
  'undo',
  'redo',
  'remove',
  'sessions',
  'session',
  'whenSettled',
  'prompt',
  'completePhase',
  'workflows',
  'agents',
  'search',
  'indexStatus',
  'metrics',
  'proposals',
  'accept',
  'dismiss',
  'watchers',
] as const satisfies readonly (keyof FluxApi)[];
