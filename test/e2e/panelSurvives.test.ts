import assert from 'node:assert/strict';
import { mkdir, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { panelMessageSchema } from '../../src/contracts/panel';
import { asking, fixtures, loginPlan, loginSteps, manySteps, panel } from '../webview/fixtures';
import { until } from '../harness/until.mjs';
import { openGallery, type Gallery, type PanelPage } from '../webview/gallery/openGallery';

describe('plan panel over time', function () {
  this.timeout(60_000);
  let gallery: Gallery;
  before(async () => {
    gallery = await openGallery();
  });
  after(() => gallery?.close());

  async function using(
    run: (view: PanelPage) => Promise<void>,
    options?: Parameters<Gallery['open']>[0],
  ): Promise<void> {
    const view = await gallery.open(options);
    await run(view);
    assert.deepEqual(view.errors, []);
    await view.page.close();
  }

  it('draws every state in every theme without an error', async () => {
    for (const theme of ['dark', 'light', 'hc-dark', 'hc-light'] as const) {
      await using(
        async (view) => {
          for (const state of Object.values(fixtures)) await view.show(state);
        },
        { theme },
      );
    }
  });

  it('never runs or draws what a plan brings as HTML', () =>
    using(async (view) => {
      const hostile = fixtures.hostile ?? asking();
      await view.show(hostile);
      for (const step of ['h0', 'h1', 'h2']) await view.page.click(`[data-step="${step}"] .title`);
      await view.show({
        ...hostile,
        session: {
          ...hostile.session,
          state: 'complete',
          report: {
            headline: hostile.session.goal,
            verified: false,
            files: [{ path: hostile.session.name, added: 1, removed: 1, created: true }],
            unverified: [hostile.session.name],
            durationMs: 1,
          },
        },
      });
      await view.send({ type: 'empty', text: hostile.session.name });
      const found = await view.page.evaluate(() => ({
        pwned: 'pwned' in window,
        images: document.querySelectorAll('#panel img, #panel script, #panel [onclick], #panel [onerror]').length,
        styled: document.querySelectorAll('#panel [style]').length,
      }));
      assert.deepEqual(found, { pwned: false, images: 0, styled: 0 });
    }));

  it('never scrolls sideways, however narrow and long', async () => {
    for (const width of [320, 420, 760]) {
      await using(
        async (view) => {
          for (const [name, state] of Object.entries(fixtures)) {
            await view.show(state);
            if (state.session.plan) await view.page.locator('.step .title').first().click();
            const over = await view.page.evaluate(() =>
              [
                document.documentElement,
                document.querySelector('main') ?? document.body,
                document.querySelector('footer') ?? document.body,
              ].map((box) => box.scrollWidth - box.clientWidth),
            );
            assert.ok(
              over.every((more) => more <= 0),
              `${name} at ${width}: ${over.join(', ')}`,
            );
          }
        },
        { width },
      );
    }
  });

  it('keeps text, caret, focus, scroll and the open step over states, moves included', () =>
    using(
      async (view) => {
        await view.show(asking());
        await view.page.click('[data-step="edit"] .title');
        const field = view.page.locator('[data-step="edit"] textarea').first();
        await field.fill('Only the domain counts.');
        await field.evaluate((node: HTMLTextAreaElement) => node.setSelectionRange(5, 8));
        await view.page.locator('main').evaluate((node) => node.scrollTo({ top: 120 }));
        for (let revision = 8; revision < 30; revision++) {
          const steps = loginSteps();
          await view.show({ ...asking({ revision }), activity: { text: `tick ${revision}` } });
          if (revision % 5 === 0)
            await view.show(asking({ revision, plan: loginPlan([...steps.slice(1), ...steps.slice(0, 1)]) }));
        }
        const now = await field.evaluate((node: HTMLTextAreaElement) => ({
          value: node.value,
          from: node.selectionStart,
          to: node.selectionEnd,
          focused: document.activeElement === node,
        }));
        assert.deepEqual(now, { value: 'Only the domain counts.', from: 5, to: 8, focused: true });
        assert.ok((await view.page.locator('main').evaluate((node) => node.scrollTop)) > 0);
        assert.equal(await view.page.locator('.step.open').count(), 1);
      },
      { height: 420 },
    ));

  it('brings all of that back after a reload', async () => {
    let saved: unknown;
    await using(async (view) => {
      await view.show(asking());
      await view.page.click('[data-step="edit"] .title');
      await view.page.locator('[data-step="edit"] textarea').first().fill('Half a thought');
      await view.page.getByRole('textbox', { name: 'Ask for changes to this plan…' }).focus();
      await view.page.keyboard.type('and half a wish');
      await until('the page has kept the text', async () =>
        JSON.stringify((saved = await view.saved()) ?? null).includes('and half a wish'),
      );
    });
    assert.equal((saved as { session?: string }).session, 's1');
    await using(
      async (view) => {
        await view.show(asking());
        assert.equal(await view.page.locator('[data-step="edit"] textarea').first().inputValue(), 'Half a thought');
        assert.equal(
          await view.page.getByRole('textbox', { name: 'Ask for changes to this plan…' }).inputValue(),
          'and half a wish',
        );
      },
      { saved },
    );
  });

  it('brings a text back when it was refused', () =>
    using(async (view) => {
      await view.show(asking());
      const field = view.page.getByRole('textbox', { name: 'Ask for changes to this plan…' });
      await field.fill('leave the changelog');
      await field.press('Enter');
      assert.equal(await field.inputValue(), '');
      await view.show({ ...asking(), notice: { kind: 'error', text: 'The plan has changed meanwhile.' } });
      assert.equal(await field.inputValue(), 'leave the changelog');
      assert.match(await view.page.innerText('.notice'), /has changed meanwhile/);
    }));

  it('tells a screen reader what happened', () =>
    using(async (view) => {
      await view.show(asking());
      await view.show(fixtures.running ?? asking());
      assert.match(await view.page.innerText('#live'), /Find where the login form is validated: done/);
      const label = await view.page.getAttribute('[data-step="tests"] .title', 'aria-label');
      assert.match(label ?? '', /^Write tests for valid and invalid addresses\. running\. writes/);
    }));

  it('records how long long plans take and how large the page is', () =>
    using(async (view) => {
      const times: Record<string, number> = { scriptBytes: gallery.sizes.script, styleBytes: gallery.sizes.styles };
      for (const count of [60, 200, 500]) {
        const state = panel({ id: `many${count}`, plan: { summary: '', source: 'model', steps: manySteps(count) } });
        times[`first${count}`] = await timed(view, state);
        times[`again${count}`] = await timed(view, {
          ...state,
          session: {
            ...state.session,
            revision: 8,
            plan: {
              summary: '',
              source: 'model',
              steps: manySteps(count).map((step, index) => (index < 9 ? { ...step, status: 'done' as const } : step)),
            },
          },
        });
      }
      const folder = path.join(process.env.FLUX_REPO_ROOT ?? process.cwd(), 'out');
      await mkdir(folder, { recursive: true });
      await writeFile(path.join(folder, 'panel-times.json'), `${JSON.stringify(times, undefined, 2)}\n`);
      assert.equal(await view.page.locator('.step').count(), 500);
      for (const message of await view.messages()) assert.ok(panelMessageSchema.safeParse(message).success);
    }));
});

/** Milliseconds from a state's arrival to the end of the layout that it causes. */
function timed(view: PanelPage, state: unknown): Promise<number> {
  return view.page.evaluate((data) => {
    const start = performance.now();
    window.dispatchEvent(new MessageEvent('message', { data: { type: 'state', state: data } }));
    void document.querySelector('main')?.scrollHeight;
    return Math.round((performance.now() - start) * 10) / 10;
  }, state);
}
