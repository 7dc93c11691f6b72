import { hostname } from 'node:os';
import type { DatabaseSync } from 'node:sqlite';
import type { StoreOperations } from './storeProtocol';
import { inTransaction, unhurried } from './transaction';

const beatEveryMs = 5_000;
const silentAfterMs = 20_000;

interface ClaimTable extends Pick<StoreOperations, 'claim' | 'release' | 'orphans'> {
  /** Stops the heartbeat; what was still held counts as orphaned from now on. */
  stop(): void;
}

/** Who works on which session. An owner lives while it beats and, on this host, while its process exists. */
export function createClaimTable(db: DatabaseSync): ClaimTable {
  const host = hostname();
  /** Owner by session, for what this connection holds. */
  const held = new Map<string, string>();
  const read = db.prepare('SELECT owner, pid, host, beat_at FROM claims WHERE session = ?');
  const readAll = db.prepare('SELECT session, pid, host, beat_at FROM claims');
  const put = db.prepare(
    `INSERT INTO claims (session, owner, pid, host, beat_at) VALUES (?, ?, ?, ?, ?)
     ON CONFLICT (session) DO UPDATE SET owner = excluded.owner, pid = excluded.pid, host = excluded.host, beat_at = excluded.beat_at`,
  );
  const beatAt = db.prepare('UPDATE claims SET beat_at = ? WHERE session = ? AND owner = ?');
  const drop = db.prepare('DELETE FROM claims WHERE session = ? AND owner = ?');

  const lives = (row: Record<string, unknown>): boolean => {
    if (Date.now() - Number(row['beat_at']) > silentAfterMs) return false;
    return row['host'] !== host || processExists(Number(row['pid']));
  };

  const beat = (time: number) => {
    if (held.size === 0) return;
    try {
      unhurried(db, () => {
        for (const [session, owner] of held) beatAt.run(time, session, owner);
      });
    } catch {
      // Busy for five seconds: the next beat comes in time.
    }
  };
  const timer = setInterval(() => beat(Date.now()), beatEveryMs);

  return {
    claim(session, owner) {
      const taken = inTransaction(db, () => {
        const row = read.get(session);
        if (row && row['owner'] !== owner.id && lives(row)) return false;
        put.run(session, owner.id, owner.pid, host, Date.now());
        return true;
      });
      if (taken) held.set(session, owner.id);
      return taken;
    },
    release(session, owner) {
      drop.run(session, owner.id);
      if (held.get(session) === owner.id) held.delete(session);
    },
    orphans: () => readAll.all().filter((row) => !lives(row)).map((row) => String(row['session'])),
    stop() {
      clearInterval(timer);
      beat(0);
    },
  };
}

/** Whether a process of this number exists on this host. */
function processExists(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    // Another user's process exists too.
    return (error as NodeJS.ErrnoException).code === 'EPERM';
  }
}
