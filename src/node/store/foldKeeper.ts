import type { SessionSnapshot, SessionState } from '../../contracts/session';
import { createSlices } from '../slices';
import { jsonParts } from './jsonParts';

/** Events of fewer characters are folded again at each opening; that takes no time. */
const minChars = 64 * 1024;
const sliceMs = 2;
/** Steps, decisions and turns of conversations are pieces of their own. */
const pieceDepth = 4;

/** What is known of a session to which this connection has appended. */
interface Kept {
  /** The newest fold, until it is stored. */
  newest?: SessionSnapshot;
  /** Of the fold that was stored last. */
  state?: SessionState;
  chars: number;
  /** Characters of the events since. */
  since: number;
}

/** Decides when a session's fold is stored, and has it done in the background. */
export interface FoldKeeper {
  /** Tells the fold of what is on the disk; the newest events have so many characters. */
  appended(snapshot: SessionSnapshot, chars: number): void;
  forget(session: string): void;
  /** Stores what is not stored yet. */
  finish(): Promise<void>;
}

/**
 * A fold only saves time at the next opening, and storing one with each append would write a session over and over. So
 * it is stored when the state changes, at the end, and when the events since have outgrown the fold: all that are
 * stored of a session then weigh about as much as its events. It becomes JSON in slices, so that nothing is held up.
 */
export function createFoldKeeper(
  store: (session: string, revision: number, parts: readonly string[]) => Promise<void>,
): FoldKeeper {
  const sessions = new Map<string, Kept>();
  /** One after another: the slices of several would follow each other without a pause. */
  let storing = Promise.resolve();

  async function storeNewest(kept: Kept, snapshot: SessionSnapshot): Promise<void> {
    const { parts, chars } = await inSlices(snapshot);
    kept.chars = chars;
    try {
      await store(snapshot.id, snapshot.revision, parts);
    } catch {
      // The events are what counts; the next opening folds more of them.
    }
    if (kept.newest === snapshot) kept.newest = undefined;
  }

  function keep(kept: Kept, snapshot: SessionSnapshot): void {
    kept.state = snapshot.state;
    kept.since = 0;
    storing = storing.then(() => kept.newest && storeNewest(kept, kept.newest));
  }

  return {
    appended(snapshot, chars) {
      const kept = sessions.get(snapshot.id) ?? { state: undefined, chars: 0, since: 0 };
      sessions.set(snapshot.id, kept);
      kept.newest = snapshot;
      kept.since += chars;
      if (kept.state !== snapshot.state || kept.since > Math.max(minChars, kept.chars)) keep(kept, snapshot);
    },
    forget: (session) => void sessions.delete(session),
    async finish() {
      await storing;
      for (const kept of sessions.values()) if (kept.newest) await storeNewest(kept, kept.newest);
    },
  };
}

async function inSlices(snapshot: SessionSnapshot): Promise<{ parts: string[]; chars: number }> {
  const turn = createSlices(sliceMs);
  const parts: string[] = [];
  let slice: string[] = [];
  for (const piece of jsonParts(snapshot, pieceDepth)) {
    slice.push(piece);
    const pause = turn();
    if (!pause) continue;
    parts.push(slice.join(''));
    slice = [];
    await pause;
  }
  parts.push(slice.join(''));
  return { parts, chars: parts.reduce((sum, part) => sum + part.length, 0) };
}
