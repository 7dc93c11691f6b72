import { Emitter, type Event } from '../../base/emitter';

/** What a session does at this moment, in words. Never stored: a reload forgets it. */
interface Activity {
  readonly text?: string;
  readonly byStep: Readonly<Record<string, string>>;
}

/** The activities of all sessions that this window works on. */
export interface Activities {
  /** Fires with the session's id. */
  readonly onDidChange: Event<string>;
  of(session: string): Activity | undefined;
  /** Sets what the session, or one of its steps, is doing; undefined says nothing any more. */
  set(session: string, text: string | undefined, step?: string): void;
  clear(session: string): void;
}

export function createActivities(): Activities {
  const changes = new Emitter<string>();
  const now = new Map<string, Activity>();
  return {
    onDidChange: changes.event,
    of: (session) => now.get(session),
    set(session, text, step) {
      const before = now.get(session) ?? { byStep: {} };
      if (step === undefined) now.set(session, { ...before, text });
      else {
        const { [step]: _old, ...others } = before.byStep;
        now.set(session, { ...before, byStep: text === undefined ? others : { ...others, [step]: text } });
      }
      changes.fire(session);
    },
    clear(session) {
      if (now.delete(session)) changes.fire(session);
    },
  };
}
