import { mkdirSync, readdirSync, statSync, unlinkSync } from 'node:fs';
import { join } from 'node:path';
import type { DatabaseSync } from 'node:sqlite';
import { isBusy } from './storeErrors';

/**
 * What a lock says of its owner; `unknown`: it has none, because an older Flux made the claim or the disk has no locks.
 */
export type OwnerState = 'lives' | 'gone' | 'unknown';

/** A locked file for each owner of claims. The system unlocks it when the owner's process ends, however it ends. */
export interface OwnerLocks {
  /** Locks this owner's file, until `stop`. */
  hold(owner: string): void;
  state(owner: string): OwnerState;
  /** Removes the files of owners that are gone, except those in use. */
  sweep(used: ReadonlySet<string>): void;
  stop(): void;
}

/**
 * Process ids are given out again, clocks are set, computers are renamed; a lock knows of none of that. SQLite's own is
 * taken (on an empty file), since Node has none and SQLite's works on all systems.
 */
export function createOwnerLocks(folder: string, open: (file: string) => DatabaseSync): OwnerLocks {
  const held = new Map<string, DatabaseSync>();
  const openIn = (name: string) => open(join(folder, name));

  return {
    hold(owner) {
      if (held.has(owner)) return;
      try {
        mkdirSync(folder, { recursive: true });
        const db = tryOpen(openIn(nameOf(owner)), 'BEGIN EXCLUSIVE', 1_000);
        if (db) held.set(owner, db);
      } catch {
        // Without locks the heartbeat has to do.
      }
    },
    state: (owner) => (held.has(owner) ? 'lives' : stateOf(folder, nameOf(owner), openIn)),
    sweep(used) {
      const names = new Set([...used, ...held.keys()].map(nameOf));
      try {
        const others = readdirSync(folder).filter((name) => name.endsWith('.lock') && !names.has(name));
        for (const name of others) if (stateOf(folder, name, openIn) === 'gone') unlinkSync(join(folder, name));
      } catch {
        // There are none yet, or another window was quicker.
      }
    },
    stop() {
      for (const [owner, db] of held) {
        db.close();
        try {
          unlinkSync(join(folder, nameOf(owner)));
        } catch {
          // It is swept later.
        }
      }
      held.clear();
    },
  };
}

function nameOf(owner: string): string {
  return `${owner.replace(/[^\w-]/g, '_').slice(0, 100)}.lock`;
}

/** Locks a database by its first statement. Undefined, and closed: somebody else holds it. */
function tryOpen(db: DatabaseSync, begin: string, waitMs: number): DatabaseSync | undefined {
  try {
    db.exec(`PRAGMA busy_timeout = ${waitMs}; PRAGMA journal_mode = MEMORY`);
    db.exec(begin);
    return db;
  } catch (error) {
    db.close();
    if (isBusy(error)) return undefined;
    throw error;
  }
}

function stateOf(folder: string, name: string, openIn: (name: string) => DatabaseSync): OwnerState {
  try {
    if (!statSync(join(folder, name), { throwIfNoEntry: false })) return 'unknown';
    // Reading shares the lock, so two windows that look at the same moment do not take each other for the owner.
    const db = tryOpen(openIn(name), 'BEGIN; SELECT count(*) FROM sqlite_schema', 0);
    db?.close();
    return db ? 'gone' : 'lives';
  } catch {
    return 'unknown';
  }
}
