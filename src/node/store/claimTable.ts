import { processExists } from '../process/processExists';
import { hostname } from 'node:os';
import type { DatabaseSync } from 'node:sqlite';
import type { OwnerLocks } from './ownerLocks';
import type { StoreOperations } from './storeProtocol';
import { inTransaction, unhurried } from './transaction';

const beatEveryMs = 5_000;
const silentAfterMs = 20_000;

interface ClaimTable extends Pick<StoreOperations, 'claim' | 'release' | 'orphans'> {
  /** Removes what owners that are gone have left. */
  sweep(): void;
  /** Stops the heartbeat; what was still held counts as orphaned from now on. */
  stop(): void;
}

/** Milliseconds: what the computer's clock says, which may be set; and what only goes on. */
interface Clocks {
  readonly now: () => number;
  readonly steady: () => number;
}

/**
 * Who works on which session. An owner lives while its lock is held and, on this host, its process exists. Where there
 * is no lock to ask, or it may not be seen from here, an owner lives while it beats.
 */
export function createClaimTable(
  db: DatabaseSync,
  locks: OwnerLocks,
  clocks: Clocks = { now: Date.now, steady: () => performance.now() },
): ClaimTable {
  const { now } = clocks;
  const host = hostname();
  const statements = prepareStatements(db);
  /** What this connection holds, by session; a silent claim has no heartbeat. */
  const held = new Map<string, { readonly owner: string; readonly isSilent: boolean }>();
  const lives = createOwnerJudge(host, locks, clocks);

  const beat = (time: number, which: (isSilent: boolean) => boolean) => {
    const beating = [...held].filter(([, { isSilent }]) => which(isSilent));
    if (beating.length === 0) return;
    try {
      unhurried(db, () => {
        for (const [session, { owner }] of beating) statements.beatAt.run(time, session, owner);
      });
    } catch {
      // Busy for five seconds: the next beat comes in time.
    }
  };
  let timer: NodeJS.Timeout | undefined;
  /** Without anything that has a heartbeat nothing wakes up. */
  const beatWhereNeeded = () => {
    if (![...held.values()].some(({ isSilent }) => !isSilent)) timer = void clearInterval(timer);
    else timer ??= setInterval(() => beat(now(), (isSilent) => !isSilent), beatEveryMs);
  };

  return {
    claim(session, owner) {
      locks.hold(owner.id);
      const taken = inTransaction(db, () => {
        const row = statements.read.get(session);
        if (row && row['owner'] !== owner.id && lives(row)) return false;
        statements.put.run(session, owner.id, owner.pid, host, now());
        return true;
      });
      // Without a lock the heartbeat has to do.
      const isSilent = owner.isSilent === true && locks.state(owner.id) === 'lives';
      if (taken) held.set(session, { owner: owner.id, isSilent });
      beatWhereNeeded();
      return taken;
    },
    release(session, owner) {
      statements.drop.run(session, owner.id);
      if (held.get(session)?.owner === owner.id) held.delete(session);
      beatWhereNeeded();
    },
    orphans: () =>
      statements.readAll
        .all()
        .filter((row) => !lives(row))
        .map((row) => String(row['session'])),
    sweep: () => locks.sweep(new Set(statements.readAll.all().map((row) => String(row['owner'])))),
    stop() {
      clearInterval(timer);
      beat(0, () => true);
      locks.stop();
    },
  };
}

function prepareStatements(db: DatabaseSync) {
  return {
    read: db.prepare('SELECT owner, pid, host, beat_at FROM claims WHERE session = ?'),
    readAll: db.prepare('SELECT session, owner, pid, host, beat_at FROM claims'),
    put: db.prepare(
      `INSERT INTO claims (session, owner, pid, host, beat_at) VALUES (?, ?, ?, ?, ?)
       ON CONFLICT (session) DO UPDATE SET owner = excluded.owner, pid = excluded.pid, host = excluded.host,
         beat_at = excluded.beat_at`,
    ),
    beatAt: db.prepare('UPDATE claims SET beat_at = ? WHERE session = ? AND owner = ?'),
    drop: db.prepare('DELETE FROM claims WHERE session = ? AND owner = ?'),
  };
}

/** Tells whether the owner of a claim lives. */
function createOwnerJudge(
  host: string,
  locks: OwnerLocks,
  clocks: Clocks,
): (claim: Readonly<Record<string, unknown>>) => boolean {
  const beats = createBeatJudge(clocks);
  return (claim) => {
    const isHere = claim['host'] === host;
    if (isHere && !processExists(Number(claim['pid']))) return false;
    const beatAt = Number(claim['beat_at']);
    if (beatAt === 0) return false; // it was closed
    const owner = String(claim['owner']);
    const state = locks.state(owner);
    return state === 'lives' || (!(isHere && state === 'gone') && beats(owner, beatAt));
  };
}

/**
 * Tells whether an owner's last beat is recent. One from the future, of a clock put back, counts from when it is seen.
 */
function createBeatJudge({ now, steady }: Clocks): (owner: string, beatAt: number) => boolean {
  /** Since when beats from the future have been the same here. */
  const future = new Map<string, { readonly beatAt: number; readonly since: number }>();
  return (owner, beatAt) => {
    const age = now() - beatAt;
    if (age >= -silentAfterMs) return age <= silentAfterMs;
    const seen = future.get(owner);
    if (seen?.beatAt === beatAt) return steady() - seen.since <= silentAfterMs;
    future.set(owner, { beatAt, since: steady() });
    return true;
  };
}
