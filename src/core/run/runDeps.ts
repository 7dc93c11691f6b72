import type { SessionEvent } from '../../contracts/events';
import type { Gate, StepSnapshot } from '../../contracts/session';
import type { SessionLog } from '../session/sessionLog';
import type { SessionModel } from '../model/sessionModel';
import type { Workplace } from '../workplace';
import type { Locks } from './locks';

/** What a run reaches. */
export interface RunDeps {
  readonly log: SessionLog;
  readonly place: Workplace;
  readonly model: SessionModel | undefined;
  readonly locks: Locks;
  readonly signal: AbortSignal;
  /** Fires the signal. */
  readonly abort: () => void;
  /** Opens a gate and waits for the person's words; rejects with a CancelledError when the run is stopped. */
  readonly ask: (gate: Gate) => Promise<string>;
  /** Keeps a long text in the store; answers with its key. */
  readonly keep: (text: string) => Promise<string>;
  /** Everything that happened in this session so far. */
  readonly events: () => Promise<readonly SessionEvent[]>;
  /** What a step is doing at this moment; undefined: nothing to say any more. Not recorded. */
  readonly activity: (text: string | undefined, step?: string) => void;
  /**
   * The door of the decision engine: asked after a failure, a surprise, at decision points and when everything is done
   * and nothing has verified it. It may append steps to the log. Without one, rules hold: go on with what does not
   * depend on the failure, then stop.
   */
  readonly decide?: (moment: Moment) => Promise<void>;
}

/** When a decision is due. */
export interface Moment {
  readonly why: 'failed' | 'decision_point' | 'unverified';
  readonly step?: StepSnapshot;
}
