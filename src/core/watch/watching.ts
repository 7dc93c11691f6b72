import { Emitter, type Event } from '../../base/emitter';
import { CancelledError, FluxError, messageOf } from '../../base/errors';
import { setTimer } from '../../base/timer';
import type { IndexStatus } from '../../contracts/api';
import type { LogPort } from '../../contracts/ports';
import type { SessionSnapshot } from '../../contracts/session';
import type { SettingsPort } from '../../contracts/settings';
import type { Owner, StorePort } from '../../contracts/store';
import type { Change, Proposal, Watcher, WatcherStatus } from '../../contracts/watch';
import type { StartOptions } from '../actions/start';
import type { Orchestrator } from '../orchestrator';
import { endWhatIsOver, heedSessions } from './heedSessions';
import { createProposals, type Offer, type Proposals } from './proposals';
import { createScheduler, type Scheduler } from './scheduler';
import { createSpeaking, type Speaking } from './speaking';
import { statusesOf } from './statuses';

/** In a window that the person has left for so long, in ms, nothing begins. */
const leftForMs = 60_000;
/** After so long, in ms, it lets another window watch. */
const lettingForMs = 10_000;
/** How long closing waits for what is at work to stop, in ms. */
const closingMs = 2_000;
const snoozeMs = 4 * 3_600_000;
/** Where proposals of a kind are not wanted, their watcher waits longer for quiet, up to so many times. */
const longestQuiet = 4;

export interface WatchingDeps {
  readonly watchers: readonly Watcher[];
  readonly orchestrator: Pick<Orchestrator, 'start' | 'session' | 'onDidChangeSession' | 'onDidRemoveSession'>;
  readonly store: Pick<StorePort, 'getNote' | 'putNote' | 'swapNote' | 'claim' | 'release' | 'version'>;
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
  /** The person begins to run tests. */
  busy(): void;
  /** The window got the focus, or a test run of the person's ended. */
  free(): void;
  /** Another window may have written or gone. */
  refresh(): Promise<void>;
  /** Best first. */
  proposals(): readonly Proposal[];
  offer(id: string): Offer | undefined;
  offers: Proposals['offers'];
  /**
   * Starts its goal; without a model, what of it needs none. @throws FluxError `unknown_proposal`, and as starting does
   */
  accept(id: string, options?: StartOptions): Promise<SessionSnapshot>;
  /** @throws FluxError `unknown_proposal` */
  dismiss(id: string, scope?: 'once' | 'kind'): Promise<void>;
  /** Not for four hours. */
  snooze(id: string): Promise<void>;
  learnt: Proposals['learnt'];
  totals: Proposals['totals'];
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

/** What watching is made of; its parts need each other. */
interface Core {
  readonly proposals: Proposals;
  readonly scheduler: Scheduler;
  readonly speaking: Speaking;
  readonly attention: Attention;
  readonly atWork: Set<string>;
}

export function createWatching(deps: WatchingDeps): Watching {
  const { orchestrator, store, isFocused, log } = deps;
  const core = createCore(deps);
  const { proposals, scheduler, speaking, attention, atWork } = core;
  const changed = new Emitter<readonly WatcherStatus[]>((error) => log.error('A listener to watchers failed', error));
  const quietly = keepQuietly(log);
  const statuses = () => statusesOf(scheduler.statuses(), speaking.isElsewhere(), deps.indexStatus());
  const listening = [
    scheduler.onDidChange(() => changed.fire(statuses())),
    heedSessions({ orchestrator, proposals, scheduler, atWork, quietly }),
  ];
  const starting = new Map<string, Promise<SessionSnapshot>>();
  const known = (id: string) => mustKnow(proposals.offer(id));
  let seen: number | undefined;
  let hasStarted = false;

  /** What waits begins once this window watches. */
  const ask = async () => {
    if (!(await speaking.ask())) return;
    scheduler.free();
    changed.fire(statuses());
  };
  const attend = () => {
    attention.note();
    if (hasStarted && !speaking.isHere()) quietly(ask());
  };

  return {
    onDidChangeProposals: proposals.onDidChange,
    onDidChangeWatchers: changed.event,
    async start() {
      hasStarted = true;
      try {
        await proposals.load();
        await ask();
      } catch (error) {
        log.warn(`Watching could not begin, and is tried again: ${messageOf(error)}`);
      }
    },
    hear(change) {
      // Settings that change and sessions that end are a person's doing, whatever the window's focus says.
      if (change.kind !== 'changed' && change.kind !== 'git') attend();
      scheduler.hear(change);
    },
    typed() {
      attend();
      scheduler.typed();
    },
    busy: scheduler.busy,
    free() {
      if (isFocused()) attend();
      scheduler.free();
    },
    async refresh() {
      const isWorking = scheduler.statuses().some(({ state }) => state === 'working');
      if (attention.within(lettingForMs)) await ask();
      else if (!isWorking) await speaking.leave();
      proposals.passTime();
      const version = await store.version();
      if (version === seen) return;
      seen = version;
      await (speaking.isHere() ? proposals.loadActs() : proposals.load());
    },
    proposals: proposals.list,
    offer: proposals.offer,
    offers: proposals.offers,
    async accept(id, options = { origin: 'api' }) {
      attend();
      const offer = known(id);
      // A second click, or another window's.
      if (offer.taken !== undefined) return orchestrator.session(offer.taken);
      const begun = starting.get(id) ?? startFrom(offer, options, deps, proposals);
      starting.set(id, begun);
      return begun.finally(() => starting.delete(id));
    },
    dismiss: async (id, scope = 'once') => proposals.dismiss(known(id).id, scope),
    snooze: async (id) => proposals.snooze(known(id).id, snoozeMs),
    learnt: proposals.learnt,
    totals: proposals.totals,
    mute: proposals.mute,
    muted: proposals.muted,
    affinity: proposals.affinity,
    unwanted: proposals.unwanted,
    resetLearning: proposals.resetLearning,
    watchers: statuses,
    async dispose() {
      hasStarted = false;
      for (const each of listening) each.dispose();
      scheduler.dispose();
      const over = new AbortController();
      await Promise.race([scheduler.settled(), setTimer(closingMs, over.signal)]);
      over.abort();
      await speaking.leave().catch(() => {});
    },
  };
}

function createCore(deps: WatchingDeps): Core {
  const { watchers, orchestrator, store, owner, settings, isTesting, log, now } = deps;
  const proposals = createProposals({ notes: store, newId: deps.newId, now, learns: () => settings('watchers.learn') });
  const attention = createAttention(deps);
  const atWork = new Set<string>();
  let hasBegun = false;
  const speaking = createSpeaking({
    store,
    owner: { ...owner, isSilent: true },
    now,
    async begin() {
      const isOther = await proposals.load();
      for (const watcher of watchers) watcher.recall?.(proposals.of(watcher.name));
      await endWhatIsOver(proposals, orchestrator);
      if (isOther || !hasBegun) scheduler.hear({ kind: 'opened' });
      hasBegun = true;
    },
  });
  const scheduler = createScheduler({
    watchers: watchers.map((watcher) => ({
      ...watcher,
      off: async (changes) => (settings('watchers.enabled') ? watcher.off(changes) : 'Off (flux.watchers.enabled).'),
    })),
    quietMs(name) {
      const wanted = name === 'index' ? 1 : proposals.affinity(kindOf[name]);
      return settings('watchers.quietMs') * Math.min(longestQuiet, Math.max(1, 1 / wanted));
    },
    isBusy: () => atWork.size > 0 || isTesting(),
    isActive: () => speaking.isHere() && attention.within(leftForMs),
    async found(watcher, findings) {
      // Another window watches by now.
      if (!speaking.isHere()) throw new CancelledError();
      await proposals.found(watcher, findings);
    },
    log,
    now,
  });
  return { proposals, scheduler, speaking, attention, atWork };
}

/** Whether the person is with this window. */
interface Attention {
  /** They do something here. */
  note(): void;
  /** Whether they were so many ms ago, or are. */
  within(ms: number): boolean;
}

function createAttention({ isFocused, now }: Pick<WatchingDeps, 'isFocused' | 'now'>): Attention {
  let last = now();
  return {
    note: () => void (last = now()),
    // A clock that jumped is no person that stayed.
    within: (ms) => isFocused() || Math.abs(now() - last) < ms,
  };
}

/** Starts the goal of an offer, and notes which session that is. */
async function startFrom(
  offer: Offer,
  options: StartOptions,
  { orchestrator, hasModel }: Pick<WatchingDeps, 'orchestrator' | 'hasModel'>,
  proposals: Proposals,
): Promise<SessionSnapshot> {
  const goal = (await hasModel()) ? offer.goal : goalWithoutModel(offer);
  const marked: Promise<void>[] = [];
  const created = (made: SessionSnapshot) => {
    marked.push(proposals.taken(offer.id, made.id));
    options.created?.(made);
  };
  try {
    return await orchestrator.start({ goal }, { ...options, created });
  } finally {
    // What could not be kept holds in this window all the same.
    await Promise.allSettled(marked);
  }
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
