import { CancelledError } from '../../../src/base/errors';
import { hasEnded } from '../../../src/words/sessionState';
import type { SessionSnapshot } from '../../../src/contracts/session';
import type { Answer } from '../../model/scriptedModel';
import { until } from '../../harness/until.mjs';
import type { Core } from './startCore';

/** Stands for an answer that the model gives only when the test says so. */
export const held = Symbol('held');

/** Commands that end, and answers that come, when the test says so. */
export interface Held {
  /** Waits until `echo <id>` has begun. */
  began(id: string): Promise<void>;
  /** Lets `echo <id>` end. */
  finish(id: string): void;
  /** Whether `echo <id>` was ended from outside. */
  wasStopped(id: string): boolean;
  /** From now on commands end at once, and those that have begun end too. */
  letCommandsRun(): void;
  /** What the model answers by purpose, one after the other; the last answer stays. */
  script(answers: Readonly<Record<string, readonly (Answer | typeof held)[]>>): void;
  /** Waits until a held answer of this purpose is asked for. */
  asked(purpose: string): Promise<void>;
  /** Gives the held answer of this purpose. */
  answer(purpose: string, text: string): void;
  /** Waits until something holds of a session. */
  sees(id: string, what: string, holds: (session: SessionSnapshot) => boolean): Promise<SessionSnapshot>;
  /** Allows whatever is asked for and lets every command end, until the run has ended. */
  toTheEnd(id: string): Promise<SessionSnapshot>;
}

/** Takes the commands and the model of a core in hand. */
export function holdCore(core: Core): Held {
  const doors = new Map<string, () => void>();
  const stopped = new Set<string>();
  const waiting = new Map<string, (text: string) => void>();
  const nameOf = (line: string) => line.replace('echo ', '');
  core.place.commandWaits = (line, signal) =>
    new Promise((resolve, reject) => {
      doors.set(nameOf(line), resolve);
      const stop = () => {
        stopped.add(nameOf(line));
        reject(new CancelledError());
      };
      signal.addEventListener('abort', stop, { once: true });
    });
  const letCommandsRun = () => {
    delete core.place.commandWaits;
    for (const open of doors.values()) open();
  };
  return {
    began: (id) => until(`${id} has begun`, () => doors.has(id)),
    finish: (id) => doors.get(id)?.(),
    wasStopped: (id) => stopped.has(id),
    letCommandsRun,
    script(answers) {
      const given = new Map<string, number>();
      core.model.script(({ purpose = '' }) => {
        const list = answers[purpose] ?? [];
        const at = given.get(purpose) ?? 0;
        given.set(purpose, at + 1);
        const answer = list[Math.min(at, list.length - 1)];
        return answer === held ? new Promise<string>((resolve) => waiting.set(purpose, resolve)) : answer;
      });
    },
    asked: (purpose) => until(`the model is asked to ${purpose}`, () => waiting.has(purpose)),
    answer(purpose, text) {
      waiting.get(purpose)?.(text);
      waiting.delete(purpose);
    },
    async sees(id, what, holds) {
      await until(what, async () => holds(await core.flux.session(id)));
      return core.flux.session(id);
    },
    async toTheEnd(id) {
      letCommandsRun();
      for (;;) {
        const session = await core.flux.whenSettled(id);
        if (hasEnded(session.state)) return session;
        for (const { id: gate } of session.gates) await core.flux.answer(id, gate, 'Allow');
      }
    },
  };
}
