import type { AgentSummary, WorkflowSummary } from '../contracts/agents';
import type { PhaseResult, PlanChange, RolePrompt, StartRequest } from '../contracts/api';
import type { ModelPort, ModelSource } from '../contracts/model';
import type { SessionSnapshot, SessionSummary, UndoReport } from '../contracts/session';
import type { Owner, StorePort } from '../contracts/store';
import type { Event } from '../base/emitter';
import type { Activities } from './run/activities';
import type { Workplace } from './workplace';

/** What the orchestrator is made of. */
export interface OrchestratorDeps {
  readonly store: StorePort;
  readonly owner: Owner;
  readonly place: Workplace;
  /**
   * The workplace of a session whose folders are not all that are open; undefined: all of them. FluxError
   * `other_folders`.
   */
  readonly placeFor?: (session: SessionSnapshot) => Workplace | undefined;
  /** Names of the open folders. */
  readonly folders?: () => readonly string[];
  readonly models: ModelSource;
  readonly newId: () => string;
}

/** Who starts a session, with which model (the one chosen in chat), and who hears of it at once. */
export interface StartOptions {
  readonly origin: SessionSnapshot['origin'];
  readonly model?: ModelPort;
  /** Propose only: nobody but a person approves, whatever the settings say. */
  readonly planOnly?: boolean;
  readonly signal?: AbortSignal;
  readonly created?: (session: SessionSnapshot) => void;
}

/**
 * Sessions from goal to end. Every method may be called at any time; what does not fit the session's state is a
 * FluxError.
 */
export interface Orchestrator {
  readonly onDidChangeSession: Event<SessionSnapshot>;
  /** The id of a session that is deleted, in this window or another. */
  readonly onDidRemoveSession: Event<string>;
  readonly activities: Activities;
  start(request: StartRequest, options: StartOptions): Promise<SessionSnapshot>;
  approve(session: string, change?: PlanChange, by?: 'person' | 'api' | 'settings'): Promise<SessionSnapshot>;
  /** Changes a proposed plan without approving it. */
  editPlan(session: string, change: PlanChange & { include?: readonly string[] }): Promise<SessionSnapshot>;
  /** Plans anew as the words ask; the plan before stays for comparison, and stands again if planning fails. */
  revise(session: string, request: string, revision?: number): Promise<SessionSnapshot>;
  reject(session: string, reason?: string, revision?: number): Promise<SessionSnapshot>;
  answer(session: string, gate: string, reply: string): Promise<SessionSnapshot>;
  /** Tells a session something. FluxError `ended`. */
  feedback(session: string, text: string): Promise<SessionSnapshot>;
  /** Starts nothing new from now on; what is running comes to its end. FluxError `not_running`. */
  pause(session: string): Promise<SessionSnapshot>;
  /** Goes on where a paused or interrupted session was. FluxError `not_paused`, `already_running`, `busy_elsewhere`. */
  resume(session: string): Promise<SessionSnapshot>;
  stop(session: string): Promise<SessionSnapshot>;
  /** Tells every sleeping session of this window what has happened elsewhere. */
  wake(what: string): Promise<void>;
  /** What a role would be asked now. FluxError `unknown_role`. */
  prompt(session: string, role?: string): Promise<RolePrompt>;
  /** FluxError `ended`, `running`. */
  completePhase(session: string, result: PhaseResult): Promise<SessionSnapshot>;
  workflows(): Promise<WorkflowSummary[]>;
  agents(): Promise<AgentSummary[]>;
  /** Sessions by a part of their name, best first. */
  search(text: string, limit?: number): Promise<SessionSummary[]>;
  /** The session as one readable file, without secrets. */
  exportSession(session: string): Promise<string>;
  /** Takes up a session from such a file, under a free name. FluxError `bad_import`. */
  importSession(text: string): Promise<SessionSnapshot>;
  /** Puts back what the run did to files, or one of its steps. FluxError `running` while it works. */
  undo(session: string, step?: string): Promise<UndoReport>;
  /** A file's text before the run touched it; null: there was none; undefined: not touched, or not text. */
  textBefore(session: string, path: string): Promise<string | null | undefined>;
  /** Makes again what the newest undo put back. FluxError `nothing_to_redo`. */
  redo(session: string): Promise<UndoReport>;
  /** Takes over the sessions of another folder's store, with their undo. */
  importStore(file: string, folders: readonly string[] | undefined): Promise<SessionSnapshot[]>;
  rename(session: string, name: string): Promise<SessionSnapshot>;
  remove(session: string): Promise<void>;
  sessions(filter?: { active?: boolean }): Promise<SessionSummary[]>;
  session(idOrName: string): Promise<SessionSnapshot>;
  /** Whether this window works on it now. */
  worksHere(session: string): boolean;
  whenSettled(session: string): Promise<SessionSnapshot>;
  /** Marks what a crash or a reload cut off, removes what is past its retention. Called once at the start. */
  recover(): Promise<SessionSnapshot[]>;
  /** Tells listeners what other windows did, and marks what they left behind; that is what it resolves to. */
  refresh(): Promise<SessionSnapshot[]>;
  /** Stops everything because the window closes; what runs is marked as interrupted. */
  shutDown(): Promise<void>;
}
