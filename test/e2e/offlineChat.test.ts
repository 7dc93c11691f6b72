import assert from 'node:assert/strict';
import {
  clickChatButton,
  chatTexts,
  typeInChat,
  waitForChatEnd,
  waitForChatModel,
  waitForChatText,
} from '../harness/chatView.mjs';
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

  it('runs a recipe after one press of a button', async () => {
    const { page } = editor;
    await waitForChatModel(page, /Flux \(offline\)/);
    await typeInChat(page, '@flux run the tests');
    await waitForChatText(page, 'Run the tests');
    await clickChatButton(page, 'Approve and Run');
    await waitForChatText(page, '8 passed, 1 failed');
    await waitForChatEnd(page);
    await screenshot(page, 'offline-tests-light');
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
    await page.locator('.notifications-toasts').getByText('what-changed').first().waitFor();
    await screenshot(page, 'palette-light');
    assert.ok((await chatTexts(page)).length >= 2);
  });
});
