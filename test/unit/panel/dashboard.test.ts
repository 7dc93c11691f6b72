import assert from 'node:assert/strict';
import type { DashboardState } from '../../../src/contracts/dashboard';
import { createDashboardBuilder } from '../../../src/ui/dashboard/buildDashboard';
import { figuresCsv, figuresJson } from '../../../src/ui/dashboard/exportFigures';
import { sinceOf, spansOf } from '../../../src/ui/dashboard/timeSpans';
import { brief, exact, exactMoney, money, share, span, ticks } from '../../../src/webview/dashboard/amounts';
import { dashboards } from '../../webview/dashboardFixtures';

const hour = 3_600_000;
const at = (text: string) => Date.parse(text);
const iso = (spans: readonly (readonly [number, number])[]) =>
  spans.map(([from, until]) => [new Date(from).toISOString(), new Date(until).toISOString()]);

describe('the columns of the dashboard', () => {
  it('are hours, days, weeks and months where the person is', () => {
    const now = at('2026-11-28T05:30:10.123Z');
    const hours = spansOf('day', now, 'Asia/Kolkata');
    assert.equal(hours.length, 24);
    assert.deepEqual(iso(hours.slice(-1)), [['2026-11-28T05:30:00.000Z', '2026-11-28T06:30:00.000Z']]);
    const days = spansOf('week', now, 'America/New_York');
    assert.equal(days.length, 7);
    assert.deepEqual(iso(days.slice(-1)), [['2026-11-28T05:00:00.000Z', '2026-11-29T05:00:00.000Z']]);
    assert.equal(spansOf('month', now, 'UTC').length, 30);
    assert.equal(sinceOf('week', now, 'America/New_York'), days[0]![0]);
    assert.equal(sinceOf('all', now, 'UTC'), 0);
  });

  it('have 23 or 25 hours where clocks change', () => {
    const spring = spansOf('week', at('2026-03-30T12:00:00Z'), 'Europe/Zurich');
    assert.deepEqual(
      spring.map(([from, until]) => (until - from) / hour),
      [24, 24, 24, 24, 24, 23, 24],
    );
    const autumn = spansOf('week', at('2026-10-26T12:00:00Z'), 'Europe/Zurich');
    assert.ok(autumn.some(([from, until]) => (until - from) / hour === 25));
  });

  it('lie side by side, with now in the last', () => {
    for (const zone of [
      'UTC',
      'Europe/Zurich',
      'Asia/Kathmandu',
      'America/Sao_Paulo',
      'Australia/Lord_Howe',
      'nowhere',
    ])
      for (const range of ['day', 'week', 'month', 'all'] as const)
        for (const back of [0, 3, 40, 100, 380, 3000]) {
          const now = at('2026-10-25T00:30:00Z') + back * 7 * hour;
          const oldest = now - back * 24 * hour;
          const spans = spansOf(range, now, zone, oldest);
          const where = `${zone} ${range} ${back}`;
          assert.ok(spans.length > 0 && spans.length <= 60, where);
          assert.ok(spans.at(-1)![0] <= now && now < spans.at(-1)![1], where);
          spans.forEach(([from, until], index) => {
            assert.ok(from < until, where);
            assert.equal(from, index > 0 ? spans[index - 1]![1] : from, where);
          });
          if (range === 'all' && back < 1000) assert.ok(spans[0]![0] <= oldest, where);
        }
  });
});

describe('amounts on the dashboard', () => {
  it('read as people write them', () => {
    assert.deepEqual([0, 999, 1_234_567].map(exact), ['0', '999', '1,234,567']);
    assert.deepEqual([999, 1234, 2_500_000].map(brief), ['999', '1.2K', '2.5M']);
    assert.deepEqual([0, 0.00001, 0.0042, 0.5, 1204.5].map(money), [
      '$0',
      'less than $0.01',
      '$0.0042',
      '$0.50',
      '$1,204.50',
    ]);
    assert.equal(exactMoney(0.18342), '$0.1834');
    assert.deepEqual([share(1, 3), share(0, 0), share(1, 900), share(0, 9)], ['33%', '–', 'under 1%', '0%']);
    assert.deepEqual([0, 400, 9_940, 59_400, 59_600, 125_000, 3_600_000, 3_599_600, 7_500_000, 187_200_000].map(span), [
      '0 s',
      '0.4 s',
      '9.9 s',
      '59 s',
      '1 min',
      '2 min 5 s',
      '1 h',
      '1 h',
      '2 h 5 min',
      '2 d 4 h',
    ]);
  });

  it('have round marks beside them', () => {
    assert.deepEqual(ticks(0), [0, 1]);
    assert.deepEqual(ticks(1, true), [0, 1]);
    assert.deepEqual(ticks(6, true), [0, 2, 4, 6]);
    assert.deepEqual(ticks(24_800), [0, 10_000, 20_000, 30_000]);
    for (const highest of [0.003, 0.7, 3, 11, 99, 1e4, 123_456_789])
      for (const marks of [ticks(highest), ticks(highest, true)]) {
        assert.ok(marks.at(-1)! >= highest, String(highest));
        assert.ok(marks.length >= 2 && marks.length <= 6, `${highest}: ${marks.join()}`);
      }
  });
});

describe('what the dashboard exports', () => {
  const odd: DashboardState = {
    ...dashboards.busy,
    figures: {
      ...dashboards.busy.figures,
      metrics: {
        ...dashboards.busy.figures.metrics,
        byModel: {
          '=HYPERLINK("http://x")': { calls: 1, tokens: 2, cost: 3 },
          'a, "b"\nc': { calls: 4, tokens: 5, cost: 6 },
        },
      },
    },
  };

  it('is one number a line, and no formula', () => {
    const lines = figuresCsv(odd).split('\r\n');
    assert.equal(lines[0], 'section,item,measure,value');
    assert.ok(lines.includes('total,tokens,prompt,312000'), lines.slice(0, 20).join('\n'));
    assert.ok(lines.includes(`model,"'=HYPERLINK(""http://x"")",calls,1`));
    assert.ok(lines.some((line) => line.startsWith('model,"a, ""b""\nc",tokens,5')));
    assert.ok(lines.some((line) => /^time,\d{4}-\d\d-\d\dT.*Z,verified,\d+$/.test(line)));
    assert.ok(lines.includes('goals of a kind,1,steps,edit_file run_tests'));
    assert.ok(lines.every((line) => !/undefined|NaN|\[object/.test(line)));
  });

  it('is all of it as JSON', () => {
    const { metrics, spans, filter, kinds, suggestions } = JSON.parse(figuresJson(odd));
    assert.deepEqual([metrics, spans.length, filter.range], [odd.figures.metrics, 30, 'month']);
    assert.deepEqual([kinds, suggestions], [odd.kinds, odd.suggestions]);
  });
});

describe('what the dashboard is built of', () => {
  const build = (names: readonly string[], since?: number) => {
    const asked: { since?: number; session?: string; spans: unknown[] }[] = [];
    const builder = createDashboardBuilder({
      orchestrator: {
        search: async () => names.map((id) => ({ id, name: `name of ${id}` })) as never,
        session: async (id: string) => {
          if (id === 'old') return { id, name: 'an old one' } as never;
          throw new Error('gone');
        },
        figures: async (filter) => {
          asked.push(filter as never);
          return { ...dashboards.busy.figures, since };
        },
        goalKinds: async () => Array.from({ length: 20 }, () => dashboards.busy.kinds[0]!),
      },
      watching: {
        proposals: () => [],
        learnt: () => ({ comment: { taken: 0.1, dismissed: 2.6, undone: 0, at: 0 } }),
        totals: () => ({ comment: { suggested: 9, started: 1, dismissed: 7, undone: 0 } }),
        muted: () => ['behind'],
        affinity: () => 0.5,
      },
      now: () => at('2026-11-28T12:00:00Z'),
    });
    return { builder, asked };
  };

  it('names the newest sessions, and the chosen one where it is older', async () => {
    const { builder, asked } = build(['a', 'b'], 1);
    const state = await builder({ range: 'week', zone: 'UTC', session: 'old' });
    assert.deepEqual(
      state.sessions.map(({ name }) => name),
      ['an old one', 'name of a', 'name of b'],
    );
    assert.equal(asked[0]!.session, 'old');
    assert.equal(state.kinds.length, 8);
    const gone = await builder({ range: 'week', zone: 'UTC', session: 'deleted' });
    assert.deepEqual([gone.filter.session, asked[1]!.session], [undefined, undefined]);
  });

  it('asks only once when it began', async () => {
    const { builder, asked } = build(['a'], at('2026-11-20T12:00:00Z'));
    const state = await builder({ range: 'all', zone: 'UTC' });
    await builder({ range: 'all', zone: 'UTC' });
    assert.deepEqual(
      asked.map(({ spans }) => spans.length),
      [0, 9, 9],
    );
    assert.equal(state.isEmpty, false);
    assert.equal((await build([]).builder({ range: 'all', zone: 'UTC' })).isEmpty, true);
  });

  it('tells what became of suggestions, kind by kind', async () => {
    const { suggestions } = await build(['a'], 1).builder({ range: 'week', zone: 'UTC' });
    assert.deepEqual(
      suggestions.map(({ kind, suggested, dismissed, text }) => [kind, suggested, dismissed, text]),
      [
        ['behind', 0, 0, 'not suggested: you said “Not this kind”'],
        ['comment', 9, 7, 'shown later'],
      ],
    );
  });
});
