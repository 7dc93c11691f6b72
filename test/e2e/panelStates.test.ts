import assert from 'node:assert/strict';
import type { PanelState } from '../../src/contracts/panel';
import { asking, findings, fixtures, ran } from '../webview/fixtures';
import { openGallery, type Gallery, type PanelPage } from '../webview/gallery/openGallery';

describe('plan panel after the approval', function () {
  this.timeout(60_000);
  let gallery: Gallery;
  before(async () => {
    gallery = await openGallery();
  });
  after(() => gallery?.close());

  async function using(run: (view: PanelPage) => Promise<void>, options?: Parameters<Gallery['open']>[0]) {
    const view = await gallery.open(options);
    await run(view);
    assert.deepEqual(view.errors, []);
    await view.page.close();
  }
  const open = async (view: PanelPage, step: string) => {
    await view.page.click(`[data-step="${step}"] .title`);
    await view.settled();
  };
  const inStep = (view: PanelPage, step: string) => view.page.locator(`[data-step="${step}"]`).innerText();
  const running = (status: 'running' | 'done'): PanelState => ({
    ...fixtures['running']!,
    session: {
      ...fixtures['running']!.session,
      plan: ran({ find: { status: 'done' }, edit: { status, files: ['src/login/validate.ts'] } }),
    },
  });

  it('keeps the diff of an open step while it runs and after, and shows no raw blocks', () =>
    using(async (view) => {
      await view.show(asking());
      await open(view, 'edit');
      const diffs = () => view.page.locator('[data-step="edit"] .diff').count();
      assert.equal(await diffs(), 2);
      await view.show(running('running'));
      assert.equal(await diffs(), 2);
      const asked = (await view.messages()).filter(({ type }) => type === 'changes');
      assert.deepEqual(asked, [{ type: 'changes', step: 'edit' }]);
      await view.show(running('done'));
      assert.equal(await diffs(), 2);
      assert.equal((await view.messages()).filter(({ type }) => type === 'changes').length, 2, 'asked once a status');
      await view.send(findings['changes']!);
      const text = await inStep(view, 'edit');
      assert.match(text, /Changes made/);
      assert.doesNotMatch(text, /SEARCH|Waits for no other step/);
      await view.show(running('done'));
      assert.equal((await view.messages()).filter(({ type }) => type === 'changes').length, 2);
      await view.send({ ...findings['changes']!, session: 'another', previews: [] } as never);
      assert.equal(await diffs(), 2, 'an answer about another session changes nothing');
    }));

  it('hides edits without a diff behind a heading', () =>
    using(async (view) => {
      await view.show(running('done'));
      await open(view, 'edit');
      assert.doesNotMatch(await inStep(view, 'edit'), /SEARCH/);
      await view.page.click('text=Show the edits as text');
      await view.settled();
      assert.match(await inStep(view, 'edit'), /SEARCH/);
    }));

  it('reads an exchange with the model when it is opened, bounded and to be copied', () =>
    using(async (view) => {
      await view.show(fixtures['running']!);
      await open(view, 'edit');
      assert.ok(!(await view.messages()).some(({ type }) => type === 'exchange'));
      await view.page.click('[data-step="edit"] >> text=Show model exchange');
      await view.settled();
      assert.deepEqual((await view.messages()).at(-1), { type: 'exchange', step: 'edit' });
      await view.send(findings['exchange']!);
      const text = await inStep(view, 'edit');
      assert.match(text, /Preparing the step[\s\S]*Instructions[\s\S]*Request[\s\S]*Answer[\s\S]*return more;/);
      assert.match(
        text,
        /Starts with the 2 messages of the previous call\.[\s\S]*does not fit[\s\S]*No answer was received\./,
      );
      const tallest = await view.page
        .locator('.call .output')
        .evaluateAll((all) => Math.max(...all.map((one) => one.clientHeight)));
      assert.ok(tallest < 320, String(tallest));
      await view.page.getByRole('button', { name: 'Copy Preparing the step' }).click();
      await view.settled();
      const copied = (await view.messages()).at(-1);
      assert.match(copied?.type === 'copy' ? copied.text : '', /^## Instructions\n\nYou write[\s\S]*## Answer\n\nsrc/);
      assert.equal(await view.page.getByText('Copied', { exact: true }).count(), 1);
      await view.page.click('.column > .disclosure >> text=Show model exchange');
      await view.settled();
      assert.deepEqual((await view.messages()).at(-1), { type: 'exchange' });
    }));

  it('shows an undone run as undone: no tick, no “Verified”, no bar, no link to what is gone', () =>
    using(async (view) => {
      await view.show(fixtures['undone']!);
      const card = view.page.locator('.summary');
      assert.match(await card.innerText(), /^Undone\n[\s\S]*Redo[\s\S]*Before it was undone\n[\s\S]*are checked/);
      assert.doesNotMatch(await view.page.locator('main').innerText(), /[Vv]erified/);
      assert.equal(await card.locator('.icon-check').count(), 0);
      assert.equal(await view.page.locator('.bar').getAttribute('aria-hidden'), 'true');
      const links = await card.locator('.filelist .link').allInnerTexts();
      assert.deepEqual(links, ['src/login/validate.ts', 'src/login/form.ts']);
      const colours = await view.page
        .locator('.dot.done')
        .evaluateAll((all) => [...new Set(all.map((one) => getComputedStyle(one).color))]);
      assert.deepEqual(colours, ['rgb(157, 157, 157)'], 'the colour of descriptions');
      await view.show(fixtures['undoable']!);
      assert.match(await card.innerText(), /Verified/);
    }));

  it('counts work, not waiting, and says the rest in a tooltip; planning shows seconds and a Stop', () =>
    using(async (view) => {
      const planning = fixtures['planning']!;
      await view.page.clock.setFixedTime(planning.session.updatedAt + 3_000);
      await view.show({ ...planning, session: { ...planning.session, workedMs: 9_000 } });
      assert.match(await view.page.locator('.meta').innerText(), /12 s/);
      assert.equal(await view.page.getByRole('button', { name: 'Stop' }).count(), 1);
      const paused = fixtures['paused']!;
      await view.page.clock.setFixedTime(paused.session.createdAt + 720_000);
      await view.show({ ...paused, session: { ...paused.session, workedMs: 120_000 } });
      const time = view.page.locator('.meta span', { hasText: '2 min 0 s' });
      assert.equal(await time.getAttribute('title'), '12 min 0 s in total, 10 min 0 s of it waiting for you');
    }));

  it('says that a question is open while steps run; calls a session by its goal', () =>
    using(async (view) => {
      await view.show(fixtures['questionOpen']!);
      assert.equal(await view.page.locator('.state').innerText(), 'Question open · 1 step running');
      assert.doesNotMatch(await view.page.locator('header').innerText(), /login-validation|in parallel/);
      assert.equal(await view.page.locator('h1').getAttribute('title'), 'Session name: login-validation');
    }));

  it('lines up “Compare”, and cuts no placeholder', async () => {
    await using(async (view) => {
      await view.show(fixtures['complete']!);
      const places = await view.page
        .getByText('Compare', { exact: true })
        .evaluateAll((all) => [...new Set(all.map((one) => Math.round(one.getBoundingClientRect().left)))]);
      assert.equal(places.length, 1, String(places));
    });
    for (const width of [320, 400, 470, 520])
      await using(
        async (view) => {
          for (const state of ['running', 'asking', 'paused', 'complete'] as const) {
            await view.show(fixtures[state]!);
            const cut = await view.page.locator('footer textarea').evaluateAll((all) =>
              all.filter((one) => {
                const field = one as HTMLTextAreaElement;
                field.value = field.placeholder;
                return field.scrollWidth > field.clientWidth || field.scrollHeight > field.clientHeight + 1;
              }),
            );
            assert.equal(cut.length, 0, `${state} at ${width}`);
          }
        },
        { width },
      );
  });

  it('stands still where motion is to be reduced', () =>
    using(
      async (view) => {
        for (const state of ['planning', 'running'] as const) {
          await view.show(fixtures[state]!);
          const moving = await view.page.evaluate(
            () => document.getAnimations().filter(({ playState }) => playState === 'running').length,
          );
          assert.equal(moving, 0, state);
        }
      },
      { motion: 'reduce' },
    ));
});
