import assert from 'node:assert/strict';
import { dashboards, openDashboards, type DashboardPage } from '../webview/dashboardFixtures';

/** The dashboard's page alone, as `panel*.test.ts` drive the panel's. */
describe("the dashboard's page", function () {
  this.timeout(60_000);
  let gallery: Awaited<ReturnType<typeof openDashboards>>;
  before(async () => {
    gallery = await openDashboards();
  });
  after(() => gallery?.close());

  async function using(run: (view: DashboardPage) => Promise<void>, options?: Parameters<typeof gallery.open>[0]) {
    const view = await gallery.open(options);
    await run(view);
    assert.deepEqual(view.errors, [], 'nothing failed, and the policy refused nothing');
    await view.page.close();
  }
  const text = (view: DashboardPage, card: string) => view.page.locator(`[data-card="${card}"]`).innerText();

  it('asks for what was chosen before a reload, in the time zone of the person', () =>
    using(
      async (view) => {
        const [first] = (await view.messages()) as unknown as [{ type: string; filter: Record<string, string> }];
        assert.deepEqual([first.type, first.filter['range'], first.filter['session']], ['show', 'week', 's2']);
        assert.ok(first.filter['zone']);
      },
      { saved: { range: 'week', session: 's2', tables: ['tokens', 7], junk: {} } },
    ));

  it('begins with 30 days where what was kept is of no use', () =>
    using(
      async (view) => {
        const [first] = (await view.messages()) as unknown as [{ filter: object }];
        assert.deepEqual({ ...first.filter, zone: '' }, { range: 'month', zone: '' });
      },
      { saved: { range: '__proto__', session: 4, tables: 'all' } },
    ));

  it('reads a chart column by column with the arrow keys', () =>
    using(async (view) => {
      await view.show(dashboards.busy);
      const chart = view.page.locator('[data-card="goals"] .columns');
      assert.match((await chart.getAttribute('aria-label')) ?? '', /Goals by how they ended/);
      await chart.focus();
      assert.match(await text(view, 'goals'), /In all/);
      await view.page.keyboard.press('ArrowLeft');
      await view.settled();
      assert.match(await text(view, 'goals'), /Sat, Nov 28, 2026[\s\S]*Done and verified 3/);
      await view.page.keyboard.press('Home');
      await view.settled();
      assert.match(await text(view, 'goals'), /Fri, Oct 30, 2026[\s\S]*Done and verified 0/);
      await view.page.keyboard.press('Escape');
      await view.settled();
      assert.match(await text(view, 'goals'), /In all/);
      await chart.hover({ position: { x: 3, y: 40 } });
      await view.settled();
      assert.match(await text(view, 'goals'), /Oct 30/);
    }));

  it('has a table behind each chart, with names for its columns and rows, and keeps it open', () =>
    using(async (view) => {
      await view.show(dashboards.busy);
      const closed = view.page.getByRole('button', { name: 'Show as table' });
      const count = await closed.count();
      assert.equal(count, 10);
      for (let at = 0; at < count; at++) {
        await closed.first().focus();
        await view.page.keyboard.press('Enter');
        await view.settled();
      }
      assert.equal(await view.page.getByRole('table').count(), 14);
      for (const table of await view.page.getByRole('table').all()) {
        assert.ok((await table.locator('caption').innerText()).trim());
        assert.ok((await table.getByRole('columnheader').count()) >= 2);
        assert.ok((await table.getByRole('rowheader').count()) >= 1);
      }
      const rows = view.page.locator('[data-card="intent"] tbody tr');
      assert.deepEqual(await rows.last().locator('th, td').allInnerTexts(), ['enrich', '5', '7,320', '$0.0372']);
      const { tables } = (await view.saved()) as { tables: string[] };
      assert.equal(tables.length, 10);
    }));

  it('keeps the focus while new figures come', () =>
    using(async (view) => {
      await view.show(dashboards.busy);
      await view.page.getByRole('radio', { name: '7 days' }).focus();
      await view.show({ ...dashboards.busy, filter: { ...dashboards.busy.filter, range: 'month' } });
      await view.show(dashboards.one);
      assert.equal(
        await view.page.evaluate(() => (document.activeElement as HTMLElement).parentElement?.innerText),
        '7 days',
      );
    }));

  it('says what was chosen, and searches, exports and opens sessions', () =>
    using(async (view) => {
      await view.show(dashboards.busy);
      await view.page.getByRole('radio', { name: '7 days' }).check();
      await view.page.getByLabel('Session', { exact: true }).selectOption('s1');
      await view.page.getByLabel('Session', { exact: true }).selectOption({ label: 'Find a session…' });
      await view.page.getByRole('button', { name: 'Export CSV…' }).click();
      await view.page.getByRole('button', { name: 'login-validation' }).click();
      await view.settled();
      assert.deepEqual(
        (await view.messages()).map(({ type, ...rest }) => {
          const { filter, format, session } = rest as {
            filter?: Record<string, string>;
            format?: string;
            session?: string;
          };
          return [type, filter ? `${filter['range']} ${filter['session'] ?? 'all'}` : (format ?? session)];
        }),
        [
          ['show', 'month all'],
          ['show', 'week all'],
          ['show', 'week s1'],
          ['findSession', undefined],
          ['show', 'week s1'],
          ['export', 'csv'],
          ['openSession', 's1'],
        ],
      );
      await view.send({ type: 'chosen', session: 's2' });
      assert.match(JSON.stringify((await view.messages()).at(-1)), /"session":"s2"/);
      assert.equal(await view.page.locator('#live').innerText(), 'Showing 7 days.');
    }));

  it('forgets a session that was deleted', () =>
    using(
      async (view) => {
        await view.show(dashboards.busy);
        assert.equal(((await view.saved()) as { session?: string }).session, undefined);
        assert.equal(await view.page.getByLabel('Session', { exact: true }).inputValue(), '');
      },
      { saved: { range: 'month', session: 'deleted', tables: [] } },
    ));

  it('says why the newest figures are missing, and shows those before', () =>
    using(async (view) => {
      await view.show(dashboards.busy);
      await view.send({ type: 'failed', text: 'The disk is full.' });
      assert.equal((await view.page.getByRole('alert').innerText()).trim(), 'The disk is full.');
      assert.match(await view.page.locator('[data-tile="Tokens"]').innerText(), /366,000/);
      await view.show(dashboards.busy);
      assert.equal(await view.page.getByRole('alert').count(), 0);
    }));

  it('has nothing but a way to begin before the first session, and a word where nothing happened', () =>
    using(async (view) => {
      await view.show(dashboards.empty);
      assert.equal(await view.page.locator('.card, .tile').count(), 0);
      await view.page.getByRole('button', { name: 'Run goal…' }).click();
      assert.equal((await view.messages()).at(-1)?.type, 'runGoal');
      await view.show(dashboards.quiet);
      await view.page.getByText('Nothing happened in this time.').waitFor();
      assert.equal(await view.page.getByRole('radio', { name: '30 days' }).count(), 1);
    }));

  for (const width of [320, 560, 1400])
    it(`fits ${width} pixels`, () =>
      using(
        async (view) => {
          await view.show(dashboards.busy);
          const wide = await view.page.locator('.dashboard').evaluate((main) => main.scrollWidth - main.clientWidth);
          assert.equal(wide, 0);
          const outside = await view.page
            .locator('.card, .tile, .controls > *')
            .evaluateAll(
              (all) => all.filter((each) => each.getBoundingClientRect().right > window.innerWidth + 1).length,
            );
          assert.equal(outside, 0);
        },
        { width },
      ));

  it('draws each name as text', () =>
    using(async (view) => {
      const { figures } = dashboards.busy;
      const byModel = { '<img src=x onerror=alert(1)>': { calls: 1, tokens: 1, cost: 0 } };
      await view.show({ ...dashboards.busy, figures: { ...figures, metrics: { ...figures.metrics, byModel } } });
      assert.match(await text(view, 'model'), /<img src=x onerror=alert\(1\)>/);
      assert.equal(await view.page.locator('img').count(), 0);
    }));
});
