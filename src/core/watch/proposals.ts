import { Emitter, type Event } from '../../base/emitter';
import { tryJson } from '../../base/tryJson';
import type { Finding, Proposal, ProposalKind, WatcherName } from '../../contracts/watch';
import {
  dismissed,
  isDismissed,
  nameOf,
  noActs,
  readActs,
  without,
  withLearnt,
  withMuted,
  withSession,
  type Acts,
} from './acts';
import { affinity, isKind, isUnwanted, kinds, type LearntTable } from './learning';

/** A finding that is offered, and by which watcher. */
export interface Offer extends Finding {
  readonly id: string;
  readonly watcher: WatcherName;
  readonly createdAt: number;
  /** The session that was started from it. */
  readonly taken?: string;
}

/** Small texts that survive a reload, by name. */
interface Notes {
  getNote(name: string): Promise<string | undefined>;
  putNote(name: string, text: string): Promise<void>;
}

export interface ProposalsDeps {
  readonly notes: Notes;
  readonly newId: () => string;
  readonly now: () => number;
  /** `watchers.learn` */
  readonly learns: () => boolean;
}

/** What watchers offer, and what became of it. */
export interface Proposals {
  readonly onDidChange: Event<readonly Proposal[]>;
  /** Best first. */
  list(): readonly Proposal[];
  /** What a proposal was made of. */
  offer(id: string): Offer | undefined;
  /** What a watcher knows now: what is new is offered, what is missing is gone. */
  found(watcher: WatcherName, findings: readonly Finding[]): Promise<void>;
  /** A session was started from it: it is not offered while that goes on. */
  taken(id: string, session: string): Promise<void>;
  /** Its session ended: what still holds is offered again. */
  ended(session: string): Promise<void>;
  /** What a session did was undone, so its kind was not wanted after all. */
  undone(session: string): Promise<void>;
  dismiss(id: string, scope: 'once' | 'kind'): Promise<void>;
  /** No more of this kind until learning is reset. */
  mute(kind: ProposalKind): Promise<void>;
  /** The kinds that are not wanted at all. */
  muted(): readonly ProposalKind[];
  snooze(id: string, ms: number): Promise<void>;
  learnt(): LearntTable;
  /** How much a person here wants a kind; 1 where nothing is known. */
  affinity(kind: ProposalKind): number;
  /** Kinds that are dismissed again and again: what watches for them may be switched off. */
  unwanted(): readonly ProposalKind[];
  resetLearning(): Promise<void>;
  /** Reads what is stored: at the start, and when another window has written. */
  load(): Promise<void>;
}

const offersNote = 'watch.offers';
const actsNote = 'watch.acts';

/** The one store of proposals. */
export function createProposals({ notes, newId, now, learns }: ProposalsDeps): Proposals {
  const changed = new Emitter<readonly Proposal[]>();
  let offers: readonly Offer[] = [];
  let acts = noActs;

  const wanted = (kind: ProposalKind) => (learns() ? affinity(acts.learnt, kind, now()) : 1);
  const list = (): readonly Proposal[] =>
    offers
      .filter((each) => each.taken === undefined && !isDismissed(each, acts, now()))
      .map((each) => proposalOf(each, wanted(each.kind)))
      .sort((a, b) => b.weight - a.weight || a.createdAt - b.createdAt || (a.id < b.id ? -1 : 1));
  const tell = () => changed.fire(list());
  const keepOffers = async (next: readonly Offer[]) => {
    const before = JSON.stringify(offers);
    offers = next;
    const text = JSON.stringify(next);
    if (text === before) return;
    tell();
    await notes.putNote(offersNote, text);
  };
  const keepActs = async (change: (acts: Acts) => Acts) => {
    // Another window may have written meanwhile.
    acts = change(readActs(await notes.getNote(actsNote)));
    tell();
    await notes.putNote(actsNote, JSON.stringify(acts));
  };
  const learnFrom = (of: Acts, kind: ProposalKind, act: 'taken' | 'dismissed' | 'undone'): Acts =>
    learns() ? withLearnt(of, kind, act, now()) : of;
  const offerOf = (finding: Finding, known: Offer | undefined, watcher: WatcherName): Offer => {
    // Another cause is another proposal.
    const same = known?.cause === finding.cause ? known : undefined;
    return {
      ...finding,
      watcher,
      id: same?.id ?? newId(),
      createdAt: same?.createdAt ?? now(),
      ...(same?.taken !== undefined && { taken: same.taken }),
    };
  };
  const find = (id: string) => offers.find((each) => each.id === id);

  return {
    onDidChange: changed.event,
    list,
    offer: find,
    async found(watcher, findings) {
      const own = new Map(
        offers.filter((each) => each.watcher === watcher).map((each) => [nameOf(each.kind, each.key), each]),
      );
      const next = findings.map((finding) => offerOf(finding, own.get(nameOf(finding.kind, finding.key)), watcher));
      const gone = [...own.keys()].filter((name) => !next.some(({ kind, key }) => nameOf(kind, key) === name));
      if (gone.some((name) => acts.dismissed[name]))
        await keepActs((all) => ({ ...all, dismissed: without(all.dismissed, (name) => gone.includes(name)) }));
      await keepOffers([...offers.filter((each) => each.watcher !== watcher), ...next]);
    },
    async taken(id, session) {
      const offer = find(id);
      if (!offer) return;
      await keepActs((all) => withSession(learnFrom(all, offer.kind, 'taken'), session, offer.kind));
      await keepOffers(offers.map((each) => (each.id === id ? { ...each, taken: session } : each)));
    },
    ended: (session) =>
      keepOffers(
        offers.map(({ taken, ...each }) => (taken === session || taken === undefined ? each : { ...each, taken })),
      ),
    async undone(session) {
      const kind = acts.sessions[session];
      if (!kind) return;
      await keepActs((all) => ({
        ...learnFrom(all, kind, 'undone'),
        sessions: without(all.sessions, (id) => id === session),
      }));
    },
    async dismiss(id, scope) {
      const offer = find(id);
      if (!offer) return;
      await keepActs((all) => {
        const next = learnFrom(dismissed(all, offer), offer.kind, 'dismissed');
        return scope === 'kind' ? withMuted(next, offer.kind) : next;
      });
    },
    mute: (kind) => keepActs((all) => withMuted(all, kind)),
    muted: () => acts.muted,
    async snooze(id, ms) {
      const offer = find(id);
      if (offer) await keepActs((all) => dismissed(all, offer, now() + ms));
    },
    learnt: () => acts.learnt,
    affinity: wanted,
    unwanted: () => kinds.filter((kind) => !acts.muted.includes(kind) && isUnwanted(acts.learnt, kind, now())),
    resetLearning: () => keepActs((all) => ({ ...all, learnt: {}, muted: [] })),
    async load() {
      offers = readOffers(await notes.getNote(offersNote));
      acts = readActs(await notes.getNote(actsNote));
      tell();
    },
  };
}

function proposalOf(
  { id, kind, title, detail, goal, paths, sure, useful, createdAt }: Offer,
  wanted: number,
): Proposal {
  const weight = Math.min(1, sure * useful * wanted);
  return { id, kind, title, ...(detail !== undefined && { detail }), goal, paths, weight, createdAt };
}

function readOffers(text: string | undefined): readonly Offer[] {
  const stored = text === undefined ? undefined : tryJson(text);
  return Array.isArray(stored) ? stored.filter(isOffer) : [];
}

function isOffer(value: unknown): value is Offer {
  if (typeof value !== 'object' || value === null) return false;
  const { id, kind, key, cause, title, goal, paths, sure, useful, createdAt, watcher } = value as Record<
    string,
    unknown
  >;
  return (
    [id, key, cause, title, goal, watcher].every((each) => typeof each === 'string') &&
    [sure, useful, createdAt].every((each) => Number.isFinite(each)) &&
    Array.isArray(paths) &&
    isKind(kind)
  );
}
