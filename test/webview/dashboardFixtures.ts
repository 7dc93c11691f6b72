import type { DashboardState, DashboardUpdate } from '../../src/contracts/dashboard';
import type { Figures, SpanFigures } from '../../src/contracts/figures';
import { openGallery, type Gallery, type PanelPage } from './gallery/openGallery';

const dayMs = 24 * 3_600_000;
const until = new Date(2026, 10, 29).getTime();

const noSpan = {
  started: 0,
  verified: 0,
  unverified: 0,
  failed: 0,
  cancelled: 0,
  calls: 0,
  prompt: 0,
  completion: 0,
  cached: 0,
  saved: 0,
  cost: 0,
};

/** So many days, busier toward the end of each week. */
function days(count: number): SpanFigures[] {
  return Array.from({ length: count }, (_, index) => {
    const from = new Date(2026, 10, 29 - count + index).getTime();
    const busy = (index * 7) % 5;
    return {
      from,
      until: from + dayMs,
      started: busy + 1,
      verified: busy,
      unverified: index % 3 === 0 ? 1 : 0,
      failed: index % 6 === 1 ? 1 : 0,
      cancelled: index % 9 === 4 ? 1 : 0,
      calls: busy * 4,
      prompt: busy * 5200,
      completion: busy * 900,
      cached: busy * 2100,
      saved: busy * 1300,
      cost: busy * 0.031,
    };
  });
}

const sum = (spans: readonly SpanFigures[], of: (span: SpanFigures) => number) =>
  spans.reduce((total, span) => total + of(span), 0);

function figuresOf(spans: readonly SpanFigures[]): Figures {
  const totals = (part: number) => ({
    calls: Math.round(part * sum(spans, ({ calls }) => calls)),
    tokens: Math.round(part * sum(spans, ({ prompt, completion }) => prompt + completion)),
    cost: part * sum(spans, ({ cost }) => cost),
  });
  return {
    metrics: {
      sessions: sum(spans, ({ started }) => started),
      complete: sum(spans, ({ verified, unverified }) => verified + unverified),
      verified: sum(spans, ({ verified }) => verified),
      failed: sum(spans, ({ failed }) => failed),
      cancelled: sum(spans, ({ cancelled }) => cancelled),
      modelCalls: sum(spans, ({ calls }) => calls),
      tokens: {
        prompt: sum(spans, ({ prompt }) => prompt),
        completion: sum(spans, ({ completion }) => completion),
        cached: sum(spans, ({ cached }) => cached),
        saved: sum(spans, ({ saved }) => saved),
      },
      cost: sum(spans, ({ cost }) => cost),
      byIntent: {
        generate: totals(0.34),
        other: totals(0.3),
        transform: totals(0.14),
        validate: totals(0.1),
        extract: totals(0.06),
        summarize: totals(0.04),
        enrich: totals(0.02),
      },
      byRole: { 'code-writer': totals(0.6), other: totals(0.3), reviewer: totals(0.1) },
      byModel: { 'gpt-5': totals(0.7), 'gpt-5-mini': totals(0.3) },
      byWorkflow: { other: totals(0.5), fix: totals(0.3), refactor: totals(0.2) },
    },
    byPurpose: { plan: totals(0.5), bind: totals(0.38), decide: totals(0.08), repair: totals(0.04) },
    failedCalls: 3,
    spans,
    time: {
      goals: 60,
      workedMs: 5_400_000,
      waitedMs: 9_000_000,
      medianWorkedMs: 62_000,
      medianWaitedMs: 140_000,
      modelMs: 3_100_000,
    },
    slowest: [
      {
        session: 's1',
        sessionName: 'login-validation',
        title: 'Run the tests',
        tool: 'run_tests',
        workedMs: 184_000,
        waitedMs: 0,
        calls: 0,
        tokens: 0,
        cost: 0,
      },
      {
        session: 's2',
        sessionName: 'move-the-invoice-parser-into-a-package-of-its-own-and-keep-every-import-working',
        title: 'Move the invoice parser with all of its helpers, fixtures and snapshot files into a package of its own',
        tool: 'edit_file',
        workedMs: 95_000,
        waitedMs: 240_000,
        calls: 3,
        tokens: 21_400,
        cost: 0.21,
      },
      { session: 's3', tool: 'edit_file', workedMs: 41_000, waitedMs: 0, calls: 1, tokens: 3100, cost: 0.03 },
    ],
    costliest: [
      {
        session: 's2',
        sessionName: 'move-the-invoice-parser-into-a-package-of-its-own-and-keep-every-import-working',
        title: 'تحديث نموذج تسجيل الدخول',
        tool: 'edit_file',
        workedMs: 95_000,
        waitedMs: 0,
        calls: 3,
        tokens: 21_400,
        cost: 0.21,
      },
    ],
    trouble: { retries: 4, decisions: 9, escalations: 2, questions: 5, undone: 1 },
    filesChanged: 143,
    estimates: [
      { model: 'gpt-5', calls: 120, estimated: 190_000, actual: 201_000, error: 0.08 },
      { model: 'gpt-5-mini', calls: 60, estimated: 70_000, actual: 52_000, error: 0.35 },
    ],
    since: new Date(2026, 5, 1).getTime(),
  };
}

const busy: DashboardState = {
  filter: { range: 'month', zone: 'UTC' },
  figures: figuresOf(days(30)),
  isEmpty: false,
  sessions: [
    { id: 's1', name: 'login-validation' },
    { id: 's2', name: 'move-the-invoice-parser-into-a-package-of-its-own-and-keep-every-import-working' },
  ],
  kinds: [
    {
      text: 'Fix the failing test of the login form',
      goals: 6,
      verified: 4,
      unverified: 1,
      steps: ['edit_file', 'run_tests'],
      calls: 2,
      tokens: 5_310,
    },
    {
      text: 'Write release notes for 2.0 and put them in front of the changelog, with a line for each pull request',
      goals: 1,
      verified: 0,
      unverified: 0,
      steps: [],
      calls: 0,
      tokens: 0,
    },
  ],
  suggestions: [
    { kind: 'failing_tests', suggested: 9, open: 1, started: 4, dismissed: 1, undone: 0, text: 'shown earlier' },
    { kind: 'comment', suggested: 4, open: 0, started: 0, dismissed: 3, undone: 0, text: 'shown later' },
  ],
  now: until - dayMs / 3,
};

const nothing: Figures = {
  metrics: {
    sessions: 0,
    complete: 0,
    verified: 0,
    failed: 0,
    cancelled: 0,
    modelCalls: 0,
    tokens: { prompt: 0, completion: 0, cached: 0, saved: 0 },
    cost: 0,
    byIntent: {},
    byModel: {},
    byRole: {},
    byWorkflow: {},
  },
  byPurpose: {},
  failedCalls: 0,
  spans: days(30).map(({ from, until: end }) => ({ ...noSpan, from, until: end })),
  time: { goals: 0, workedMs: 0, waitedMs: 0, medianWorkedMs: 0, medianWaitedMs: 0, modelMs: 0 },
  slowest: [],
  costliest: [],
  trouble: { retries: 0, decisions: 0, escalations: 0, questions: 0, undone: 0 },
  filesChanged: 0,
  estimates: [],
};

/** One session of today: a plan, a bound step, and tests that passed. */
const oneDay = days(1).map((day) => ({ ...day, started: 1, verified: 1, calls: 2, prompt: 4211, completion: 322 }));
const one: DashboardState = {
  ...busy,
  figures: {
    ...figuresOf([...nothing.spans.slice(0, -1), ...oneDay].map((day) => ({ ...day, cost: 0 }))),
    estimates: [],
    costliest: [],
    failedCalls: 0,
    trouble: nothing.trouble,
  },
  sessions: [{ id: 's1', name: 'login-validation' }],
  kinds: busy.kinds.slice(0, 1),
  suggestions: [],
};

/** States of the dashboard to draw, by name. */
export const dashboards: Readonly<Record<'busy' | 'one' | 'quiet' | 'empty', DashboardState>> = {
  busy,
  one,
  quiet: { ...busy, figures: { ...nothing, since: 1 }, kinds: [], suggestions: [] },
  empty: { ...busy, figures: nothing, sessions: [], kinds: [], suggestions: [], isEmpty: true },
};

/** The dashboard's page outside the editor. */
export interface DashboardPage extends Omit<PanelPage, 'show' | 'send' | 'messages'> {
  show(state: DashboardState): Promise<void>;
  send(update: DashboardUpdate): Promise<void>;
  messages(): Promise<{ readonly type: string }[]>;
}

/** Opens pages of the dashboard; see `openGallery`. */
export async function openDashboards() {
  const gallery = await openGallery('src/webview/dashboard/dashboard.ts');
  return {
    close: gallery.close,
    async open(options?: Parameters<Gallery['open']>[0]): Promise<DashboardPage> {
      const opened = (await gallery.open(options)) as unknown as DashboardPage;
      return { ...opened, show: (state) => opened.send({ type: 'state', state }) };
    },
  };
}
