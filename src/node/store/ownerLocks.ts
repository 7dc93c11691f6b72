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
  const nameOf = (owner: string) => `${owner.replace(/[^\w-]/g, '_').slice(0, 100)}.lock`;

  /** Undefined: somebody holds it. */
  function tryOpen(name: string, begin: string, waitMs: number): DatabaseSync | undefined {
    const db = open(join(folder, name));
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

  function stateOf(name: string): OwnerState {
    try {
      if (!statSync(join(folder, name), { throwIfNoEntry: false })) return 'unknown';
      // Reading shares the lock, so two windows that look at the same moment do not take each other for the owner.
      const db = tryOpen(name, 'BEGIN; SELECT count(*) FROM sqlite_schema', 0);
      db?.close();
      return db ? 'gone' : 'lives';
    } catch {
      return 'unknown';
    }
  }

  return {
    hold(owner) {
      if (held.has(owner)) return;
      try {
        mkdirSync(folder, { recursive: true });
        const db = tryOpen(nameOf(owner), 'BEGIN EXCLUSIVE', 1_000);
        if (db) held.set(owner, db);
      } catch {
        // Without locks the heartbeat has to do.
      }
    },
    state: (owner) => (held.has(owner) ? 'lives' : stateOf(nameOf(owner))),
    sweep(used) {
      const names = new Set([...used, ...held.keys()].map(nameOf));
      try {
        for (const name of readdirSync(folder))
          if (name.endsWith('.lock') && !names.has(name) && stateOf(name) === 'gone') unlinkSync(join(folder, name));
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
