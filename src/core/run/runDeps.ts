import type { SessionEvent } from '../../contracts/events';
import type { Answer, Gate } from '../../contracts/session';
import type { DecisionTrigger } from '../decide/dueTrigger';
import type { SessionLog } from '../session/sessionLog';
import type { SessionModel } from '../model/sessionModel';
import type { Workspace } from '../workspace';
import type { EditFormats } from './editFormats';
import type { Locks } from './locks';

/** What a run reaches. */
export interface RunDeps {
  readonly log: SessionLog;
  readonly workspace: Workspace;
  readonly model: SessionModel | undefined;
  readonly locks: Locks;
  /** Which form of edits models get right. */
  readonly formats: EditFormats;
  readonly signal: AbortSignal;
  /** Fires the signal. */
  readonly abort: () => void;
  /**
   * Opens a gate and waits for the person's answer; rejects with a CancelledError when the run is stopped, or `goneOn`
   * fires.
   */
  readonly ask: (gate: Gate, goneOn?: AbortSignal) => Promise<Answer>;
  /** Keeps a long text in the store; answers with its key. */
  readonly keep: (text: string) => Promise<string>;
  /** Everything that happened in this session so far. */
  readonly events: () => Promise<readonly SessionEvent[]>;
  /** What a step is doing at this moment; undefined: nothing to say any more. Not recorded. */
  readonly activity: (text: string | undefined, step?: string) => void;
  /** The signal of one step: fires with the run's, or when this step alone is to end. */
  readonly stepSignal: (step: string) => AbortSignal;
  /** Resolves when somebody has said something that the loop must look at: feedback, a pause, an answer. */
  readonly steered: () => Promise<void>;
  /** Gives the steps that have not begun their shares of the tokens that are left. */
  readonly share: () => Promise<void>;
  /**
   * Asked when a decision is due (`decide/dueTrigger.ts`); without it rules hold.
   */
  readonly decide?: (trigger: DecisionTrigger) => Promise<void>;
}
