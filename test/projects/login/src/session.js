import { randomUUID } from 'node:crypto';
import { minutes, systemClock } from './clock.js';

/** Sessions end by themselves after this long without being used. */
export const idleLimit = minutes(30);

export function createSessions(clock = systemClock) {
  const open = new Map();

  return {
    start(account) {
      const session = { token: randomUUID(), accountId: account.id, lastUsed: clock() };
      open.set(session.token, session);
      return session;
    },

    /** The session of a token, or undefined when there is none or it has expired. */
    find(token) {
      const session = open.get(token);
      if (!session) return undefined;
      if (clock() - session.lastUsed > idleLimit) {
        open.delete(token);
        return undefined;
      }
      session.lastUsed = clock();
      return session;
    },

    end(token) {
      return open.delete(token);
    },
  };
}
