import { Emitter, type Event } from '../../base/emitter';
import type { Finding, Proposal, ProposalKind, WatcherName } from '../../contracts/watch';
import {
  dismissed,
  isDismissed,
  nameOf,
  sessionOf,
  withAct,
  withEnded,
  withMuted,
  withSession,
  withSuggested,
  withoutGone,
  withoutSession,
  type Acts,
} from './acts';
import { affinity, isUnwanted, kinds, type LearntTable } from './learning';
import { bestOf, proposalOf, rankOf, type Offer } from './offers';
import type { Totals } from './totals';
import { keepActs, keepOffers, type Notes } from './watchNotes';

export type { Offer };

export interface ProposalsDeps {
  readonly notes: Notes;
  readonly newId: () => string;
  readonly now: () => number;
  /** `watchers.learn` */
  readonly learns: () => boolean;
}

/** What watchers offer, and what became of it. */
export interface Proposals {
  /** Also where only what was learnt has changed. */
  readonly onDidChange: Event<readonly Proposal[]>;
  /** Best first. */
  list(): readonly Proposal[];
  /** What a proposal was made of. */
  offer(id: string): Offer | undefined;
  /** All that was found and still holds, also what was dismissed or is being worked on. */
  offers(): readonly Offer[];
  /** What a watcher has offered so far. */
  of(watcher: WatcherName): readonly Finding[];
  /**
   * What a watcher knows now: what is new is offered, what is missing is gone. Undefined: it does not look any more, so
   * nothing of it is offered, and whether causes are gone is not known.
   */
  found(watcher: WatcherName, findings: readonly Finding[] | undefined): Promise<void>;
  /** A session was started from it: it is not offered while that goes on. */
  taken(id: string, session: string): Promise<void>;
  /** Its session ended, or is gone: what still holds is offered again. */
  ended(session: string): Promise<void>;
  /** Sessions that were started from proposals and have not ended, as far as is known. */
  underWay(): readonly string[];
  /** What a session did was undone, so its kind was not wanted after all. */
  undone(session: string): Promise<void>;
  dismiss(id: string, scope: 'once' | 'kind'): Promise<void>;
  /** No more of this kind until learning is reset. */
  mute(kind: ProposalKind): Promise<void>;
  /** The kinds that are not wanted at all. */
  muted(): readonly ProposalKind[];
  snooze(id: string, ms: number): Promise<void>;
  learnt(): LearntTable;
  /** What was suggested and what became of it, over all time. */
  totals(): Totals;
  /** How much a person here wants a kind; 1 where nothing is known. */
  affinity(kind: ProposalKind): number;
  /** Kinds that are dismissed again and again: what watches for them may be switched off. */
  unwanted(): readonly ProposalKind[];
  resetLearning(): Promise<void>;
  /**
   * Reads what is stored: at the start, and when another window has written. True where the offers are not those that
   * this window had.
   */
  load(): Promise<boolean>;
  /** The same for what persons did alone: of the window that watches nobody else writes the offers. */
  loadActs(): Promise<void>;
  /** Tells what time alone has changed: something was snoozed until now. */
  passTime(): void;
}

/** The one store of proposals. */
export function createProposals({ notes, newId, now, learns }: ProposalsDeps): Proposals {
  const changed = new Emitter<readonly Proposal[]>();
  const offers = keepOffers(notes);
  const acts = keepActs(notes, now);
  let told = JSON.stringify([[], {}, [], {}]);

  const wanted = (kind: ProposalKind) => (learns() ? affinity(acts.now().learnt, kind, now()) : 1);
  const list = (): readonly Proposal[] =>
    offers
      .now()
      .filter((each) => !isDismissed(each, acts.now(), now()) && sessionOf(each, acts.now()) === undefined)
      .map((each) => ({ each, rank: rankOf(each, wanted(each.kind)) }))
      // What was found together stays in its order, such as that of the lines of a file.
      .sort((a, b) => b.rank - a.rank || a.each.createdAt - b.each.createdAt)
      .map(({ each, rank }) => proposalOf(each, rank));
  const tell = () => {
    const all = list();
    const { learnt, muted, totals } = acts.now();
    const text = JSON.stringify([all, learnt, muted, totals]);
    if (text === told) return;
    told = text;
    changed.fire(all);
  };
  const act = (change: (acts: Acts) => Acts) => acts.change(change, tell);
  const learnFrom = (of: Acts, kind: ProposalKind, what: 'taken' | 'dismissed' | 'undone'): Acts =>
    withAct(of, kind, what, learns() ? now() : undefined);
  const find = (id: string) => offers.now().find((each) => each.id === id);

  return {
    onDidChange: changed.event,
    list,
    offer(id) {
      const offer = find(id);
      const taken = offer && sessionOf(offer, acts.now());
      return offer && { ...offer, ...(taken !== undefined && { taken }) };
    },
    offers: offers.now,
    of: (watcher) => offers.now().filter((each) => each.watcher === watcher),
    async found(watcher, findings) {
      const isOwn = (each: Offer) => each.watcher === watcher;
      const [own, others] = [offers.now().filter(isOwn), offers.now().filter((each) => !isOwn(each))];
      const made = () => ({ watcher, id: newId(), createdAt: now() });
      const next = bestOf(findings ?? []).map((finding) => offerOf(finding, own, made));
      const kept = offers.put([...others, ...next]);
      if (findings)
        await act((all) => withSuggested(withoutGone(all, watcher, new Set(findings.map(nameOf))), next, own));
      tell();
      await kept;
    },
    async taken(id, session) {
      const offer = find(id);
      if (offer) await act((all) => withSession(learnFrom(all, offer.kind, 'taken'), session, offer));
    },
    ended: (session) => act((all) => withEnded(all, session)),
    underWay: () =>
      Object.entries(acts.now().sessions)
        .filter(([, { isOver }]) => !isOver)
        .map(([session]) => session),
    async undone(session) {
      if (!acts.now().sessions[session]) return;
      await act((all) => {
        const taken = all.sessions[session];
        return taken ? withoutSession(learnFrom(all, taken.kind, 'undone'), session) : all;
      });
    },
    async dismiss(id, scope) {
      const offer = find(id);
      if (!offer) return;
      await act((all) => {
        const next = learnFrom(all, offer.kind, 'dismissed');
        // Of a kind that is wanted again nothing stays away.
        return scope === 'kind' ? withMuted(next, offer.kind) : dismissed(next, offer);
      });
    },
    mute: (kind) => act((all) => withMuted(all, kind)),
    muted: () => acts.now().muted,
    async snooze(id, ms) {
      const offer = find(id);
      if (offer) await act((all) => dismissed(all, offer, now() + ms));
    },
    learnt: () => acts.now().learnt,
    totals: () => acts.now().totals,
    affinity: wanted,
    unwanted: () => {
      const { muted, learnt } = acts.now();
      return kinds.filter((kind) => !muted.includes(kind) && isUnwanted(learnt, kind, now()));
    },
    resetLearning: () => act((all) => ({ ...all, learnt: {}, muted: [] })),
    async load() {
      const [isOther] = await Promise.all([offers.load(), acts.load()]);
      tell();
      return isOther;
    },
    loadActs: () => acts.load().then(tell),
    passTime() {
      if (Object.values(acts.now().dismissed).some(({ until }) => until !== undefined)) tell();
    },
  };
}

/** The same as before while its cause is; another cause is another proposal. */
function offerOf(
  finding: Finding,
  known: readonly Offer[],
  made: () => Pick<Offer, 'watcher' | 'id' | 'createdAt'>,
): Offer {
  const same = known.find((each) => nameOf(each) === nameOf(finding) && each.cause === finding.cause);
  if (!same) return { ...finding, ...made() };
  const { watcher, id, createdAt } = same;
  return { ...finding, watcher, id, createdAt };
}
