import { render } from 'lit';
import type { DashboardFilter, DashboardMessage, DashboardRange, DashboardUpdate } from '../../contracts/dashboard';
import { holdFocus } from '../focus';
import type { WebviewHost } from '../host';
import { dashboardView, rangeWords } from './dashboardView';
import type { Act, Kept, View } from './view';

/** The dashboard's page, wired; gives what takes updates in. */
export function startDashboard(
  host: WebviewHost<DashboardMessage>,
  root: HTMLElement,
  live: HTMLElement,
): (update: DashboardUpdate) => void {
  const kept = readKept(host.getState());
  const zone = Intl.DateTimeFormat().resolvedOptions().timeZone;
  let state: View['state'];
  let failed: string | undefined;
  let frame = 0;
  const picked: Record<string, number | undefined> = {};

  const filter = (): DashboardFilter => ({
    range: kept.range,
    zone,
    ...(kept.session !== undefined && { session: kept.session }),
  });
  const ask = () => host.postMessage({ type: 'show', filter: filter() });
  const draw = () => {
    frame ||= requestAnimationFrame(() => {
      frame = 0;
      holdFocus(root, () => render(dashboardView({ state, failed, kept, picked, act }), root));
    });
  };
  const keep = () => {
    host.setState(kept);
    draw();
  };

  const act: Act = {
    chooseRange(range) {
      kept.range = range;
      live.textContent = `Showing ${rangeWords[range]}.`;
      keep();
      ask();
    },
    chooseSession(session) {
      kept.session = session;
      keep();
      ask();
    },
    openTable(key, isOpen) {
      kept.tables = isOpen ? [...kept.tables, key] : kept.tables.filter((other) => other !== key);
      keep();
    },
    pick(key, column) {
      if (picked[key] === column) return;
      picked[key] = column;
      draw();
    },
    post: (message) => host.postMessage(message),
  };

  draw();
  ask();
  return (update) => {
    if (update.type === 'chosen') return act.chooseSession(update.session);
    if (update.type === 'failed') {
      failed = update.text;
      live.textContent = update.text;
      return draw();
    }
    failed = undefined;
    // A session that is gone cannot be chosen.
    if (update.state.filter.range === kept.range && kept.session !== update.state.filter.session) {
      kept.session = update.state.filter.session;
      host.setState(kept);
    }
    state = update.state;
    draw();
  };
}

/** What an earlier page has kept; anything unexpected counts as nothing. */
function readKept(saved: unknown): Kept {
  const raw = (typeof saved === 'object' && saved !== null ? saved : {}) as Partial<Record<keyof Kept, unknown>>;
  return {
    range: isRange(raw.range) ? raw.range : 'month',
    session: typeof raw.session === 'string' ? raw.session : undefined,
    tables: Array.isArray(raw.tables) ? raw.tables.filter((each) => typeof each === 'string') : [],
  };
}

function isRange(value: unknown): value is DashboardRange {
  return typeof value === 'string' && Object.hasOwn(rangeWords, value);
}
