import type { DashboardFilter, DashboardState, SuggestionFigures } from '../../contracts/dashboard';
import type { ProposalKind } from '../../contracts/watch';
import type { Orchestrator } from '../../core/orchestrator';
import type { Watching } from '../../core/watch/watching';
import { kindWords, learntLines } from '../../words/watchWords';
import { sinceOf, spansOf } from './timeSpans';

/** More names than this are found by searching. */
const mostSessions = 50;
const listedSteps = 8;
const listedKinds = 8;

export interface BuildDashboardDeps {
  readonly orchestrator: Pick<Orchestrator, 'figures' | 'goalKinds' | 'search' | 'session'>;
  readonly watching: Pick<Watching, 'proposals' | 'learnt' | 'totals' | 'muted' | 'affinity'>;
  readonly now: () => number;
}

/** Makes what the dashboard shows. It remembers when everything began, so that this is asked for once. */
export function createDashboardBuilder({ orchestrator, watching, now }: BuildDashboardDeps) {
  const begins = new Map<string | undefined, number>();

  async function oldest(session: string | undefined, at: number): Promise<number> {
    const known = begins.get(session);
    if (known !== undefined) return known;
    const { since } = await orchestrator.figures({ session, since: at, spans: [], steps: 0 });
    if (since !== undefined) begins.set(session, since);
    return since ?? at;
  }

  return async (wanted: DashboardFilter): Promise<DashboardState> => {
    const at = now();
    const newest = await orchestrator.search('', mostSessions);
    const chosen =
      wanted.session === undefined || newest.some(({ id }) => id === wanted.session)
        ? undefined
        : await orchestrator.session(wanted.session).catch(() => undefined);
    const sessions = [...(chosen ? [chosen] : []), ...newest].map(({ id, name }) => ({ id, name }));
    // One that was deleted meanwhile cannot be chosen any more.
    const session = sessions.some(({ id }) => id === wanted.session) ? wanted.session : undefined;
    const { range, zone } = wanted;
    const begun = range === 'all' ? await oldest(session, at) : at;
    const figures = await orchestrator.figures({
      session,
      since: sinceOf(range, at, zone),
      spans: spansOf(range, at, zone, begun),
      steps: listedSteps,
    });
    return {
      filter: { range, zone, ...(session !== undefined && { session }) },
      figures,
      isEmpty: figures.since === undefined && sessions.length === 0,
      sessions,
      kinds: (await orchestrator.goalKinds()).slice(0, listedKinds),
      suggestions: suggestionsOf(watching),
      now: at,
    };
  };
}

function suggestionsOf(watching: BuildDashboardDeps['watching']): SuggestionFigures[] {
  const learnt = watching.learnt();
  const lines = new Map(
    learntLines(learnt, watching.muted(), watching.affinity).map(({ kind, text }) => [
      kind,
      text.replace(/^\d.*: /, ''),
    ]),
  );
  const open = watching.proposals();
  const totals = watching.totals();
  return (Object.keys(kindWords) as ProposalKind[])
    .map((kind) => ({
      kind,
      open: open.filter((each) => each.kind === kind).length,
      suggested: totals[kind]?.suggested ?? 0,
      started: totals[kind]?.started ?? 0,
      dismissed: totals[kind]?.dismissed ?? 0,
      undone: totals[kind]?.undone ?? 0,
      text: lines.get(kind) ?? '',
    }))
    .filter(
      ({ open: now, suggested, started, dismissed, text }) => now + suggested + started + dismissed > 0 || text !== '',
    );
}
