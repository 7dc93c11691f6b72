import type { Answer, Gate, SessionSnapshot, SessionSummary } from '../../contracts/session';
import type { Owner, StorePort } from '../../contracts/store';
import type { SessionEventBody } from '../../contracts/events';
import type { Clock, LogPort } from '../../contracts/ports';
import { CancelledError, FluxError, messageOf } from '../../base/errors';
import { Emitter, type Event } from '../../base/emitter';
import { firstChars } from '../../base/text';
import { markInterrupted } from './recover';
import { createSessionLog, openSessionLog, readSession, type SessionLog } from './sessionLog';
import { hasEnded, isSettled } from './states';

/** A session that this window works on at the moment. */
export interface ActiveSession {
  readonly log: SessionLog;
  readonly controller: AbortController;
  /** Planning or running; undefined while the session only waits. */
  work?: Promise<void>;
  /** How many actions on it are going on besides its work: none of them may find it let go. */
  actions: number;
  /** Opens a gate and waits for its answer; withdraws it when `goneOn` fires. */
  ask(gate: Gate, goneOn?: AbortSignal): Promise<Answer>;
  /** Gives a waiting gate its answer; whether something waited for it here. */
  reply(gate: string, answer: Answer): boolean;
  /** Makes the run loop look again. */
  nudge(): void;
  /** Resolves at the next nudge, or at once when one came since the last call. */
  steered(): Promise<void>;
  /** Fires when the session is stopped, or this step alone is to end. */
  stepSignal(step: string): AbortSignal;
  /** Ends one running step. */
  endStep(step: string): void;
}

/**
 * All sessions of this workspace: stored ones by reading, the ones worked on here by holding their claim. Before the
 * first answer, what a crash cut off is marked as interrupted.
 */
export interface SessionTable {
  readonly onDidChange: Event<SessionSnapshot>;
  /** The id of a session that is deleted, in this window or another. */
  readonly onDidRemove: Event<string>;
  create(first: SessionEventBody & { kind: 'session.created' }): Promise<ActiveSession>;
  /** The session for working on it. FluxError `unknown_session`, `busy_elsewhere`. */
  open(idOrName: string): Promise<ActiveSession>;
  /** The session if this window works on it. */
  active(id: string): ActiveSession | undefined;
  /** Every session that this window works on. */
  allActive(): ActiveSession[];
  /** Its state, wherever it is worked on. FluxError `unknown_session`. */
  read(idOrName: string): Promise<SessionSnapshot>;
  list(): Promise<SessionSummary[]>;
  search(text: string, limit: number): Promise<SessionSummary[]>;
  /** Looks for sessions whose window is gone, and marks them. The ones that were marked since the last call. */
  findInterrupted(): Promise<SessionSnapshot[]>;
  /** Lets go of a session that only waits or has ended. */
  letGo(session: ActiveSession): Promise<void>;
  /** Resolves when nothing happens any more without a person. */
  whenSettled(idOrName: string): Promise<SessionSnapshot>;
  /** Tells listeners what other windows have changed since the last call. */
  refresh(): Promise<void>;
  /** Lets go of a deleted session and tells listeners. */
  forget(id: string): void;
  /** Tells listeners of a session that was stored whole. */
  announce(session: SessionSnapshot): void;
}

export function createSessionTable(deps: { store: StorePort; owner: Owner; now: Clock; log: LogPort }): SessionTable {
  const { store, owner } = deps;
  const changes = new Emitter<SessionSnapshot>((error) => deps.log.error('A listener to sessions failed', error));
  const removals = new Emitter<string>((error) => deps.log.error('A listener to sessions failed', error));
  const open = new Map<string, ActiveSession>();
  const opening = new Map<string, Promise<ActiveSession>>();
  const told = new Map<string, number>();
  let storeVersion = -1;

  const changed = (snapshot: SessionSnapshot) => {
    told.set(snapshot.id, snapshot.updatedAt);
    changes.fire(snapshot);
  };
  const logDeps = { store, now: deps.now, changed };

  /** The first look, before which nothing is answered. */
  let looked: Promise<void> | undefined;
  /** The look that is going on, which no opening may meet. */
  let looking: Promise<void> | undefined;
  const untold: SessionSnapshot[] = [];

  function look(): Promise<void> {
    looking ??= markInterrupted({ ...logDeps, owner, log: deps.log }, (id) => open.has(id) || opening.has(id))
      .then(
        (found) => void untold.push(...found),
        (error: unknown) => {
          looked = undefined;
          deps.log.warn(`Looking for sessions that were cut off failed: ${messageOf(error)}`);
        },
      )
      .finally(() => (looking = undefined));
    return looking;
  }
  const ready = () => (looked ??= look());

  async function idOf(idOrName: string): Promise<string> {
    if (open.has(idOrName)) return idOrName;
    await ready();
    const id = await store.find(idOrName);
    if (!id)
      throw new FluxError(
        'unknown_session',
        `There is no session “${firstChars(idOrName, 80)}”. “Flux: Show Sessions” lists the ones there are.`,
      );
    return id;
  }

  async function openNow(id: string): Promise<ActiveSession> {
    if (!(await store.claim(id, owner))) {
      throw new FluxError(
        'busy_elsewhere',
        'This session is being worked on in another window. Go on there, or close that window first.',
      );
    }
    const log = await openSessionLog(logDeps, id).catch(async (error: unknown) => {
      await store.release(id, owner).catch(() => undefined);
      throw error;
    });
    if (!log) throw new FluxError('unknown_session', 'This session was deleted meanwhile.');
    return keep(activeSession(log));
  }

  function keep(session: ActiveSession): ActiveSession {
    open.set(session.log.id, session);
    return session;
  }

  return {
    onDidChange: changes.event,
    onDidRemove: removals.event,
    async create(first) {
      await store.claim(first.id, owner);
      return keep(activeSession(await createSessionLog(logDeps, first)));
    },
    async open(idOrName) {
      const id = await idOf(idOrName);
      while (looking) await looking;
      const known = open.get(id) ?? opening.get(id);
      if (known) return known;
      const promise = openNow(id).finally(() => opening.delete(id));
      opening.set(id, promise);
      return promise;
    },
    active: (id) => open.get(id),
    allActive: () => [...open.values()],
    async read(idOrName) {
      const id = await idOf(idOrName);
      const here = open.get(id);
      if (here) return here.log.snapshot;
      const snapshot = await readSession(store, id);
      if (!snapshot) throw new FluxError('unknown_session', 'This session was deleted meanwhile.');
      return snapshot;
    },
    async list() {
      await ready();
      return store.list();
    },
    async search(text, limit) {
      await ready();
      return store.search(text, limit);
    },
    async findInterrupted() {
      await (looked ? look() : ready());
      return untold.splice(0);
    },
    async letGo(session) {
      if (session.work || session.actions > 0 || open.get(session.log.id) !== session) return;
      open.delete(session.log.id);
      await store.release(session.log.id, owner);
    },
    async whenSettled(idOrName) {
      const id = await idOf(idOrName);
      const now = await this.read(id);
      if (isSettled(now)) return now;
      return new Promise((resolve) => {
        const listening = changes.event((snapshot) => {
          if (snapshot.id !== id || !isSettled(snapshot)) return;
          listening.dispose();
          resolve(snapshot);
        });
        // What was stored between the read and the listening would otherwise be missed.
        void this.read(id).then(
          (snapshot) => isSettled(snapshot) && (listening.dispose(), resolve(snapshot)),
          () => {},
        );
      });
    },
    async refresh() {
      const version = await store.version();
      if (version === storeVersion) return;
      const first = storeVersion === -1;
      storeVersion = version;
      const all = await store.list();
      const there = new Set(all.map(({ id }) => id));
      for (const id of told.keys()) if (!there.has(id) && !open.has(id)) this.forget(id);
      for (const { id, updatedAt, state } of all) {
        if (open.has(id) || told.get(id) === updatedAt) continue;
        told.set(id, updatedAt);
        if (first && hasEnded(state)) continue; // history is no news
        const snapshot = await readSession(store, id);
        if (snapshot) changes.fire(snapshot);
      }
    },
    forget(id) {
      open.delete(id);
      told.delete(id);
      removals.fire(id);
    },
    announce: changed,
  };
}

function activeSession(log: SessionLog): ActiveSession {
  const controller = new AbortController();
  const waiting = new Map<string, (answer: Answer) => void>();
  const stepEnds = new Map<string, AbortController>();
  let nudged = false;
  let wake: (() => void) | undefined;
  return {
    log,
    controller,
    actions: 0,
    async ask(gate, goneOn) {
      const signal = gate.step === undefined ? controller.signal : this.stepSignal(gate.step);
      if (signal.aborted || goneOn?.aborted) throw new CancelledError();
      const reply = new Promise<Answer>((resolve, reject) => {
        waiting.set(gate.id, resolve);
        for (const end of [signal, goneOn])
          end?.addEventListener('abort', () => reject(new CancelledError()), { once: true });
      });
      reply.catch(() => {}); // a stop while the gate is being recorded is heard below
      await log.append({ kind: 'gate.opened', gate });
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
    stepSignal(step) {
      let end = stepEnds.get(step);
      if (!end) stepEnds.set(step, (end = new AbortController()));
      return AbortSignal.any([controller.signal, end.signal]);
    },
    endStep(step) {
      stepEnds.get(step)?.abort();
      stepEnds.delete(step);
    },
  };
}
