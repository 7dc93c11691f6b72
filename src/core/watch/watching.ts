import type { Event } from '../../base/emitter';
import { FluxError, messageOf } from '../../base/errors';
import type { IndexStatus } from '../../contracts/api';
import type { LogPort } from '../../contracts/ports';
import type { SessionSnapshot } from '../../contracts/session';
import type { SettingsPort } from '../../contracts/settings';
import type { Owner, StorePort } from '../../contracts/store';
import type { Change, Proposal, Watcher, WatcherName, WatcherStatus } from '../../contracts/watch';
import { hasEnded, isRunning } from '../../words/sessionState';
import type { StartOptions } from '../actions/start';
import type { Orchestrator } from '../orchestrator';
import { createProposals, type Offer, type Proposals } from './proposals';
import { createScheduler } from './scheduler';

/** Of several windows with one folder, the one that holds this watches. */
const claimName = 'watchers';
/** In a window that the person has left for so long, in ms, nothing is watched. */
const leftForMs = 60_000;
const snoozeMs = 4 * 3_600_000;
/** Where proposals of a kind are not wanted, their watcher waits longer for quiet, up to so many times. */
const longestQuiet = 4;

export interface WatchingDeps {
  readonly watchers: readonly Watcher[];
  readonly orchestrator: Pick<Orchestrator, 'start' | 'onDidChangeSession'>;
  readonly store: Pick<StorePort, 'getNote' | 'putNote' | 'claim' | 'release' | 'version'>;
  readonly owner: Owner;
  readonly settings: SettingsPort;
  /** Whether the window has the person's attention. */
  readonly isFocused: () => boolean;
  /** Whether the person runs tests just now. */
  readonly isTesting: () => boolean;
  readonly indexStatus: () => IndexStatus;
  /** Whether a language model is connected. */
  readonly hasModel: () => Promise<boolean>;
  readonly newId: () => string;
  readonly now: () => number;
  readonly log: LogPort;
}

/** Watches the workspace and offers goals. */
export interface Watching {
  readonly onDidChangeProposals: Event<readonly Proposal[]>;
  readonly onDidChangeWatchers: Event<readonly WatcherStatus[]>;
  /** Loads what is stored and begins, where no other window of the folder does. */
  start(): Promise<void>;
  hear(change: Change): void;
  typed(): void;
  /** The window got the focus, or a test run of the person's ended. */
  free(): void;
  /** Another window may have written or gone. */
  refresh(): Promise<void>;
  /** Best first. */
  proposals(): readonly Proposal[];
  offer(id: string): Offer | undefined;
  /**
   * Starts its goal; without a model, what of it needs none. @throws FluxError `unknown_proposal`, and as starting does
   */
  accept(id: string, options?: StartOptions): Promise<SessionSnapshot>;
  /** @throws FluxError `unknown_proposal` */
  dismiss(id: string, scope?: 'once' | 'kind'): Promise<void>;
  /** Not for four hours. */
  snooze(id: string): Promise<void>;
  learnt: Proposals['learnt'];
  mute: Proposals['mute'];
  muted: Proposals['muted'];
  affinity: Proposals['affinity'];
  unwanted: Proposals['unwanted'];
  resetLearning(): Promise<void>;
  watchers(): readonly WatcherStatus[];
  dispose(): Promise<void>;
}

/** Which kinds a watcher's proposals are mostly of: what was learnt of these moves its quiet time. */
const kindOf = {
  tests: 'failing_tests',
  autofix: 'fixable_problems',
  git: 'uncommitted_work',
  comments: 'comment',
} as const;

export function createWatching(deps: WatchingDeps): Watching {
  const { watchers, orchestrator, store, owner, settings, isFocused, isTesting, indexStatus, log } = deps;
  const proposals = createProposals({
    notes: store,
    newId: deps.newId,
    now: deps.now,
    learns: () => settings('watchers.learn'),
  });
  let speaks = false;
  let seen: number | undefined;
  let lastActive = deps.now();
  const atWork = new Set<string>();
  const quietMs = (name: WatcherName) => {
    const wanted = name === 'index' ? 1 : proposals.affinity(kindOf[name]);
    return settings('watchers.quietMs') * Math.min(longestQuiet, Math.max(1, 1 / wanted));
  };
  const scheduler = createScheduler({
    watchers: watchers.map((watcher) => ({
      ...watcher,
      off: async () => (settings('watchers.enabled') ? watcher.off() : 'Off (flux.watchers.enabled).'),
    })),
    quietMs,
    isBusy: () => atWork.size > 0 || isTesting(),
    isActive: () => speaks && (isFocused() || deps.now() - lastActive < leftForMs),
    found: proposals.found,
    log,
    now: deps.now,
  });
  const quietly = keepQuietly(log);

  const told = new Set<string>();
  const listening = orchestrator.onDidChangeSession((session) => {
    const { id, state, gates, undo } = session;
    if (isRunning(state) && gates.length === 0) atWork.add(id);
    else if (atWork.delete(id)) scheduler.free();
    if (undo?.action === 'undo') quietly(proposals.undone(id));
    if (!hasEnded(state)) return void told.delete(id);
    if (told.has(id)) return;
    told.add(id);
    quietly(proposals.ended(id));
    scheduler.hear({ kind: 'ended', session });
  });
  const speak = async () => {
    if (speaks) return;
    speaks = await store.claim(claimName, owner);
    if (speaks) scheduler.hear({ kind: 'opened' });
  };
  const known = (id: string) => mustKnow(proposals.offer(id));

  return {
    onDidChangeProposals: proposals.onDidChange,
    onDidChangeWatchers: scheduler.onDidChange,
    async start() {
      await proposals.load();
      await speak();
    },
    hear(change) {
      if (change.kind === 'saved' || change.kind === 'asked') lastActive = deps.now();
      scheduler.hear(change);
    },
    typed() {
      lastActive = deps.now();
      scheduler.typed();
    },
    free: scheduler.free,
    async refresh() {
      await speak();
      const version = await store.version();
      if (version === seen) return;
      seen = version;
      if (!speaks) await proposals.load();
    },
    proposals: proposals.list,
    offer: proposals.offer,
    accept: async (id, options = { origin: 'api' }) => startFrom(known(id), options, deps, proposals),
    async dismiss(id, scope = 'once') {
      known(id);
      await proposals.dismiss(id, scope);
    },
    snooze: async (id) => proposals.snooze(known(id).id, snoozeMs),
    learnt: proposals.learnt,
    mute: proposals.mute,
    muted: proposals.muted,
    affinity: proposals.affinity,
    unwanted: proposals.unwanted,
    resetLearning: proposals.resetLearning,
    watchers: () => [...scheduler.statuses(), indexWatcher(indexStatus())],
    async dispose() {
      listening.dispose();
      scheduler.dispose();
      if (speaks) await store.release(claimName, owner).catch(() => {});
    },
  };
}

/** How the index stands, as one more that watches. */
function indexWatcher({ state, files, updatedAt, message }: IndexStatus): WatcherStatus {
  const detail = message ?? (state === 'ready' ? `Keeps the index of ${files} files up to date.` : undefined);
  return {
    name: 'index',
    state: ({ off: 'off', building: 'working', ready: 'watching', failed: 'failing' } as const)[state],
    ...(detail !== undefined && { detail }),
    ...(updatedAt !== undefined && { lastRunAt: updatedAt }),
  };
}

/** Starts the goal of an offer, and marks it as taken as soon as there is a session. */
async function startFrom(
  offer: Offer,
  options: StartOptions,
  { orchestrator, hasModel }: Pick<WatchingDeps, 'orchestrator' | 'hasModel'>,
  proposals: Pick<Proposals, 'taken'>,
): Promise<SessionSnapshot> {
  const goal = (await hasModel()) ? offer.goal : goalWithoutModel(offer);
  const marked: Promise<void>[] = [];
  const created = (made: SessionSnapshot) => {
    marked.push(proposals.taken(offer.id, made.id));
    options.created?.(made);
  };
  const session = await orchestrator.start({ goal }, { ...options, created });
  await Promise.all(marked);
  return session;
}

/** What of a goal needs no model: failing tests are run, and the end shows their failures. */
function goalWithoutModel({ kind, key, goal }: Offer): string {
  if (kind !== 'failing_tests') return goal;
  return key === '' ? 'Run the tests' : `Run the tests in ${key}`;
}

function mustKnow(offer: Offer | undefined): Offer {
  if (offer) return offer;
  throw new FluxError('unknown_proposal', 'This suggestion is gone, because its cause is. See what Flux suggests now.');
}

/** What is offered may be lost: it is found again. */
function keepQuietly(log: LogPort) {
  return (work: Promise<void>) =>
    void work.catch((error: unknown) => log.warn(`What is offered could not be kept: ${messageOf(error)}`));
}
