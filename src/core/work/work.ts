import type { Answer, Gate } from '../../contracts/session';
import { CancelledError } from '../../base/errors';
import type { SessionLog } from '../session/sessionLog';

/**
 * One stretch of planning or running: from its beginning until the session rests. Its stop, the answers that its gates
 * wait for and the ends of its steps go with it, so nothing of it reaches the next one.
 */
export interface Work {
  /** Fires when it is to stop. */
  readonly signal: AbortSignal;
  stop(): void;
  /**
   * Resolves when planning is over: proposed, failed, given up, or what was approved runs; or when it waits for a
   * person. Never rejects.
   */
  readonly planned: Promise<void>;
  /** Resolves when it has ended, with all of it recorded and its hold on the session given back. Never rejects. */
  readonly atRest: Promise<void>;
  /** Opens a gate and waits for its answer; withdraws it when `goneOn` fires. */
  ask(gate: Gate, goneOn?: AbortSignal): Promise<Answer>;
  /** Gives a waiting gate its answer; false where nothing waits. */
  reply(gate: string, answer: Answer): boolean;
  /** Makes the run loop look again. */
  nudge(): void;
  /** Resolves at the next nudge, or at once when one came since the last call. */
  steered(): Promise<void>;
  /** Fires when the work is stopped, or this step alone is to end. */
  stepSignal(step: string): AbortSignal;
  /** Ends one running step. */
  endStep(step: string): void;
}

/** Work as its owner sees it. */
export interface OwnedWork {
  readonly work: Work;
  readonly tellPlanned: () => void;
  readonly tellRest: () => void;
}

export function createWork(log: SessionLog): OwnedWork {
  const controller = new AbortController();
  const { signal } = controller;
  const planned = Promise.withResolvers<void>();
  const atRest = Promise.withResolvers<void>();
  const steps = stepSignals(signal);
  return {
    work: {
      signal,
      stop: () => controller.abort(),
      planned: planned.promise,
      atRest: atRest.promise,
      ...steps,
      ...gates(log, {
        signalOf: (gate) => (gate.step === undefined ? signal : steps.stepSignal(gate.step)),
        // Whoever waits for the plan has to know that a person is asked first.
        opened: planned.resolve,
      }),
      ...nudges(),
    },
    tellPlanned: planned.resolve,
    tellRest() {
      planned.resolve();
      atRest.resolve();
    },
  };
}

function gates(
  log: SessionLog,
  { signalOf, opened }: { signalOf: (gate: Gate) => AbortSignal; opened: () => void },
): Pick<Work, 'ask' | 'reply'> {
  const waiting = new Map<string, (answer: Answer) => void>();
  return {
    async ask(gate, goneOn) {
      const signal = signalOf(gate);
      if (signal.aborted || goneOn?.aborted) throw new CancelledError();
      const reply = new Promise<Answer>((resolve, reject) => {
        waiting.set(gate.id, resolve);
        for (const end of [signal, goneOn])
          end?.addEventListener('abort', () => reject(new CancelledError()), { once: true });
      });
      reply.catch(() => {}); // a stop while the gate is being recorded is heard below
      await log.append({ kind: 'gate.opened', gate });
      opened();
      try {
        return await reply;
      } catch (error) {
        // Nobody is asked for what is not wanted any more.
        if (goneOn?.aborted && !signal.aborted && waiting.delete(gate.id))
          await log.append({ kind: 'gate.withdrawn', gate: gate.id });
        throw error;
      }
    },
    reply(gate, answer) {
      const waits = waiting.get(gate);
      waits?.(answer);
      return waiting.delete(gate) && waits !== undefined;
    },
  };
}

function nudges(): Pick<Work, 'nudge' | 'steered'> {
  let nudged = false;
  let wake: (() => void) | undefined;
  return {
    nudge() {
      nudged = true;
      wake?.();
    },
    steered() {
      return new Promise((resolve) => {
        wake = () => {
          nudged = false;
          resolve();
        };
        if (nudged) wake();
      });
    },
  };
}

function stepSignals(signal: AbortSignal): Pick<Work, 'stepSignal' | 'endStep'> {
  const ends = new Map<string, AbortController>();
  return {
    stepSignal(step) {
      let end = ends.get(step);
      if (!end) ends.set(step, (end = new AbortController()));
      return AbortSignal.any([signal, end.signal]);
    },
    endStep(step) {
      ends.get(step)?.abort();
      ends.delete(step);
    },
  };
}
