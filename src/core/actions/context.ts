import type { ModelPort, ModelSource } from '../../contracts/model';
import type { SessionSnapshot } from '../../contracts/session';
import type { Owner, StorePort } from '../../contracts/store';
import { createSemaphore, type Semaphore } from '../../base/semaphore';
import { createSerialQueues } from '../../base/serialQueues';
import { createCallEstimates, type CallEstimates } from '../budget/callEstimates';
import { hideSecrets } from '../brief/hideSecrets';
import { createCutAnswers, type CutAnswers } from '../model/cutAnswers';
import { createPlanTalks, type PlanTalks } from '../plan/planTalks';
import { createActivities, type Activities } from '../run/activities';
import { createEditFormats, type EditFormats } from '../run/editFormats';
import { createLocks, type Locks } from '../run/locks';
import { sessionPlaces } from '../session/sessionFolders';
import { createSessionTable, type SessionTable } from '../session/sessionTable';
import type { Workspace } from '../workspace';

/** What the orchestrator is made of. */
export interface OrchestratorDeps {
  readonly store: StorePort;
  readonly owner: Owner;
  readonly workspace: Workspace;
  /**
   * The workspace of a session whose folders are not all that are open; undefined: all of them. FluxError
   * `other_folders`.
   */
  readonly workspaceFor?: (session: SessionSnapshot) => Workspace | undefined;
  /** Names of the open folders. */
  readonly folders?: () => readonly string[];
  readonly models: ModelSource;
  readonly newId: () => string;
}

/** What every action reaches, and the work that actions begin. */
export interface ActionContext {
  readonly store: StorePort;
  /** The whole workspace, without secrets. */
  readonly workspace: Workspace;
  /** Where a session works. */
  readonly workspaceOf: (session: SessionSnapshot) => Workspace;
  readonly table: SessionTable;
  readonly locks: Locks;
  /** So many sessions may work at once. */
  readonly room: Semaphore;
  readonly activities: Activities;
  readonly models: ModelSource;
  /** Models that were chosen for single sessions. */
  readonly chosen: Map<string, ModelPort>;
  /** Which form of edits models get right. */
  readonly formats: EditFormats;
  /** What prompts took so far. */
  readonly estimates: CallEstimates;
  /** Which models reach the limit of their answers. */
  readonly cuts: CutAnswers;
  /** What was said in planning before. */
  readonly planTalks: PlanTalks;
  /** Jobs that choose a session's name, one at a time. */
  readonly naming: <T>(job: () => Promise<T>) => Promise<T>;
  readonly folders?: () => readonly string[];
  readonly newId: () => string;
  /** Fires when the window closes. */
  readonly closing: AbortController;
}

/** So many calls of tools may be at work at once over all sessions, or as many as one session may make. */
const mostCalls = 8;

export function createContext(deps: OrchestratorDeps): ActionContext {
  const { store, owner, models, folders, newId } = deps;
  const workspace = hideSecrets(deps.workspace);
  const enqueue = createSerialQueues();
  // One step at a time means so everywhere.
  const locks = createLocks(() =>
    workspace.settings('execution.maxParallelSteps') === 1
      ? 1
      : Math.max(mostCalls, workspace.settings('execution.maxParallelSteps')),
  );
  return {
    store,
    workspace,
    workspaceOf: sessionPlaces(workspace, deps.workspaceFor),
    table: createSessionTable({ store, owner, now: workspace.now, log: workspace.log }),
    locks,
    room: createSemaphore(() => workspace.settings('sessions.maxConcurrent')),
    activities: createActivities(),
    models,
    chosen: new Map(),
    formats: createEditFormats(),
    estimates: createCallEstimates(),
    cuts: createCutAnswers(),
    planTalks: createPlanTalks(),
    naming: (job) => enqueue('names', job),
    folders,
    newId,
    closing: new AbortController(),
  };
}
