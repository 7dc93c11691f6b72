import assert from 'node:assert/strict';
import {
  clickChatButton,
  chatTexts,
  typeInChat,
  waitForChatEnd,
  waitForChatModel,
  waitForChatText,
} from '../harness/chatView.mjs';
import { panelFrame } from '../harness/panelFrame.mjs';
import { answerQuickInput, runCommand } from '../harness/runCommand.mjs';
import { screenshot } from '../harness/screenshot.mjs';
import { startFlux } from '../harness/startFlux.mjs';

describe('chat and palette without any model, in the light theme', function () {
  this.timeout(120_000);
  let editor: Awaited<ReturnType<typeof startFlux>>;

  before(async () => {
    editor = await startFlux({ theme: 'light', viewport: { width: 1400, height: 900 } });
  });
  after(() => editor?.stop());

  it('runs the tests at a word, and says what failed where, once, with the goal that comes next', async () => {
    const { page } = editor;
    await waitForChatModel(page, /Flux \(offline\)/);
    await typeInChat(page, '@flux run the tests');
    await waitForChatText(page, '1 of 9 tests failed.');
    await waitForChatEnd(page);
    const [response = ''] = (await chatTexts(page)).slice(-1);
    assert.equal(response.match(/failed/g)?.length, 1, response);
    assert.doesNotMatch(response, /tokens|Approve/);
    await page.locator('.interactive-response .interactive-result-code-block').first().waitFor();
    await screenshot(page, 'offline-tests-light');
    await clickChatButton(page, 'Fix the failing test');
    await waitForChatText(page, 'needs a language model');
    await waitForChatEnd(page);
  });

  it('lists what could be done next, and starts what is selected', async () => {
    const { page } = editor;
    await typeInChat(page, '@flux what should I do next');
    const first = page.locator('.interactive-response ol a').first();
    await first.waitFor();
    await waitForChatEnd(page);
    await screenshot(page, 'offline-suggestions-light');
    const before = (await chatTexts(page)).length;
    await first.click();
    await waitForChatText(page, 'needs a language model');
    await page.waitForFunction(
      (count) => document.querySelectorAll('.interactive-session .interactive-response').length > count,
      before,
    );
    await waitForChatEnd(page);
  });

  it('says in one sentence how to connect a model, with a button for it', async () => {
    const { page } = editor;
    await typeInChat(page, '@flux add a logout button');
    await waitForChatText(page, 'needs a language model');
    await waitForChatEnd(page);
    await screenshot(page, 'offline-connect-light');
    await clickChatButton(page, 'Connect a model');
    await page.locator('.quick-input-list .monaco-list-row').filter({ hasText: 'Another endpoint' }).waitFor();
    await page.keyboard.press('Escape');
  });

  it('runs a goal from the palette', async () => {
    const { page } = editor;
    await runCommand(page, 'Flux: Run Goal…');
    await answerQuickInput(page, 'what changed');
    const panel = await panelFrame(page, /Flux/);
    await panel.getByText('No changes.').first().waitFor();
    assert.equal(
      await page.locator('.notification-toast').filter({ hasText: 'is done' }).count(),
      0,
      'the panel says it',
    );
    await screenshot(page, 'palette-light');
    assert.ok((await chatTexts(page)).length >= 2);
  });
});
