import assert from 'node:assert/strict';
import { copyFileSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { typeInChat, waitForChatModel, waitForChatText } from '../harness/chatView.mjs';
import { panelFrame } from '../harness/panelFrame.mjs';
import { runCommand } from '../harness/runCommand.mjs';
import { screenshot } from '../harness/screenshot.mjs';
import { startFlux } from '../harness/startFlux.mjs';
import { until } from '../harness/until.mjs';
import { answersByPurpose, startScriptedModel, type ScriptedModel } from '../model/scriptedModel';
import {
  breakIt,
  hoverOver,
  line,
  openAt,
  openViews,
  pictures as take,
  right,
  row,
  statusBar,
  toasts,
  view,
  viewport,
  watching,
  wrong,
  type Editor,
} from './watchingEditor';

const title = '“opens a session” fails';

const plan = `${JSON.stringify({
  summary: 'E-mail addresses are compared without case again',
  steps: [
    { id: 'edit', title: 'Compare without case', tool: 'edit_file', input: { path: 'src/accounts.js' } },
    {
      id: 'tests',
      title: 'Run the tests',
      tool: 'run_tests',
      input: { files: ['test/form.test.js'] },
      expect: [{ kind: 'tests_pass' }],
    },
  ],
  verify: 'tests',
})}
=== edit ===
src/accounts.js
<<<<<<< SEARCH
  ${wrong}
=======
  ${right}
>>>>>>> REPLACE
`;

/** From a save that breaks something to the fix, in the real editor. Pictures: FLUX_TEST_THEMES=all takes all themes. */
describe('watching', function () {
  this.timeout(180_000);
  let editor: Editor;
  let model: ScriptedModel;

  before(async () => {
    model = await startScriptedModel(answersByPurpose({ plan: () => plan }));
    editor = await startFlux({
      settings: { ...watching, 'flux.model.baseUrl': model.url, 'flux.model.id': 'scripted' },
      theme: 'dark',
      viewport,
    });
  });
  after(async () => {
    await editor?.stop();
    await model?.stop();
  });

  const pictures = (name: string, show?: () => Promise<void>) => take(editor.page, name, show);
  const offered = () => statusBar(editor.page, '1 test fails: fix it?').waitFor();
  const nothingOffered = () => statusBar(editor.page, /Flux is watching: tests/).waitFor();
  const fixedAndVerified = async () => {
    const panel = await panelFrame(editor.page, /Flux/);
    const fixed = () => readFileSync(join(editor.folder, 'src/accounts.js'), 'utf8').includes(right);
    // The page may still announce how the session before it ended.
    await until('it is fixed', fixed);
    await panel.getByRole('button', { name: 'Undo', exact: true }).waitFor();
    await panel.getByText('Done and verified').first().waitFor();
    await nothingOffered();
  };

  it('says in the status bar what it watches', async () => {
    await nothingOffered();
    await pictures('idle', () => hoverOver(editor.page, /Flux is watching/, 'Nothing to suggest now'));
  });

  it('suggests a fix for what a save broke, and interrupts nobody', async () => {
    const { page } = editor;
    await breakIt(editor);
    await offered();
    assert.equal(await toasts(page), 0);
    assert.ok(await page.locator('.editor-instance .focused').count(), 'the focus is where it was');
    await page.locator('.activitybar .action-label[aria-label^="Flux"]').first().click();
    await row(page, 'Suggestions', title).waitFor();
    await row(page, 'Watching', 'Runs the tests that a save reaches').waitFor();
    assert.match((await view(page, 'Suggestions').locator('.monaco-list-row').first().textContent()) ?? '', /opens a/);
    await pictures('view', () => row(page, 'Suggestions', title).hover());
  });

  it('has a hover with what can be done', async () => {
    const { page } = editor;
    await openAt(page, 'src/accounts.js', line);
    await pictures('hover', async () => {
      await hoverOver(page, '1 test fails', 'Not this kind');
      for (const link of ['Start', 'Dismiss', 'Not this kind', 'Later', 'Show all'])
        await page.locator('.monaco-hover a').filter({ hasText: link }).first().waitFor();
    });
    if (process.env['UPDATE_README_PICTURE'])
      copyFileSync(
        await screenshot(page, 'watching-story'),
        join(process.env['FLUX_REPO_ROOT'] ?? process.cwd(), 'media/readme-watching.png'),
      );
  });

  it('has a light bulb at the failing test', async () => {
    const { page } = editor;
    const lines = readFileSync(join(editor.folder, 'test/form.test.js'), 'utf8').split('\n');
    await openAt(page, 'test/form.test.js', lines.findIndex((each) => each.includes('session.token')) + 1);
    await pictures('bulb', async () => {
      await page.keyboard.press('Escape');
      await page.locator('.editor-instance .view-lines').first().hover();
      await page.keyboard.press('ControlOrMeta+Period');
      await page.locator('.action-widget').getByText(`Fix with Flux: ${title}`).waitFor();
    });
    await page.keyboard.press('Escape');
  });

  it('shows the failure in the Test Explorer', async () => {
    const { page } = editor;
    await runCommand(page, 'Testing: Focus on Test Explorer View');
    const failed = page.locator('.test-explorer .monaco-list-row:has(.codicon-testing-failed-icon)');
    await failed.filter({ hasText: 'form.test.js' }).first().waitFor();
    await pictures('explorer');
    await openViews(page);
  });

  it('lists everything, with buttons', async () => {
    const { page } = editor;
    const item = page.locator('.quick-input-list .monaco-list-row').filter({ hasText: title });
    await pictures('list', async () => {
      if (await item.isVisible()) await page.keyboard.press('Escape');
      await runCommand(page, 'Flux: Show Suggestions…');
      await item.waitFor();
    });
    await page.keyboard.press('Escape');
  });

  it('offers in chat what is open, where nothing is said', async () => {
    const { page } = editor;
    await waitForChatModel(page);
    await typeInChat(page, '@flux ');
    await waitForChatText(page, title);
    await page
      .locator('.interactive-response .chat-command-button')
      .filter({ hasText: 'Start: “opens a session” fails' })
      .waitFor();
    await pictures('chat');
    await runCommand(page, 'View: Toggle Secondary Side Bar Visibility');
  });

  it('is accepted by mouse, planned with the failing code, fixed, verified and gone', async () => {
    const { page } = editor;
    await statusBar(page, '1 test fails').click();
    const panel = await panelFrame(page, /Flux/);
    await panel.getByText('Compare without case').first().waitFor();
    const request = model.requestsFor('plan').at(-1)?.messages.at(-1)?.content ?? '';
    assert.match(request, /return email\.trim\(\);/);
    assert.match(request, /opens a session/);
    await nothingOffered();
    await screenshot(page, 'watching-plan-dark');
    await panel.getByRole('button', { name: 'Approve and run' }).click();
    await fixedAndVerified();
    await screenshot(page, 'watching-fixed-dark');
  });

  it('is accepted by keyboard alone', async () => {
    const { page } = editor;
    await breakIt(editor);
    await offered();
    await runCommand(page, 'Flux: Show Suggestions…');
    await page.locator('.quick-input-list .monaco-list-row').filter({ hasText: title }).waitFor();
    await page.keyboard.press('Enter');
    const panel = await panelFrame(page, /Flux/);
    await panel.getByRole('button', { name: 'Approve and run' }).waitFor();
    await page.keyboard.press('Control+Enter');
    await fixedAndVerified();
  });

  it('survives a reload, and stays away once dismissed', async () => {
    const { page } = editor;
    await breakIt(editor);
    await offered();
    await page.reload();
    await offered();
    await openViews(page);
    await row(page, 'Suggestions', title).hover();
    await row(page, 'Suggestions', title).getByRole('button', { name: 'Dismiss Suggestion' }).click();
    await nothingOffered();
    await row(page, 'Suggestions', title).waitFor({ state: 'detached' });
    await page.reload();
    await nothingOffered();
    // It may only look again a moment later.
    await page.waitForTimeout(3_000);
    assert.equal(await statusBar(page, '1 test fails').count(), 0);
    await row(page, 'Watching', 'Learning').click();
    await row(page, 'Watching', '2 started, 1 dismissed: shown earlier').waitFor();
    await screenshot(page, 'watching-dismissed-dark');
  });

  it('is switched off and on from the palette, and says so in the status bar alone', async () => {
    const { page } = editor;
    await runCommand(page, 'Flux: Toggle Watchers');
    await statusBar(page, 'Flux no longer watches this workspace').waitFor();
    await statusBar(page, 'Flux is watching').waitFor({ state: 'detached' });
    await row(page, 'Watching', 'Watching is switched off').waitFor();
    await pictures('off');
    await row(page, 'Watching', 'Watching is switched off').click();
    await nothingOffered();
    assert.equal(await toasts(page), 0);
    const settings = readFileSync(join(editor.folder, '.vscode/settings.json'), 'utf8');
    assert.match(settings, /"flux\.watchers\.enabled": true/);
  });
});

describe('watching without a model', function () {
  this.timeout(180_000);
  let editor: Editor;
  before(async () => {
    editor = await startFlux({
      settings: { ...watching, 'flux.model.provider': 'offline' },
      theme: 'dark',
      viewport,
    });
  });
  after(() => editor?.stop());

  it('runs the failing tests, shows the failure, and says how to connect', async () => {
    const { page } = editor;
    await statusBar(page, /Flux is watching: tests/).waitFor();
    await breakIt(editor);
    await statusBar(page, '1 test fails: fix it?').click();
    const panel = await panelFrame(page, /Flux/);
    await panel.getByText('1 of 3 tests failed.').first().waitFor();
    await panel.getByText('Fixing the failing test needs a language model. None is connected.').first().waitFor();
    await panel.getByRole('button', { name: 'Connect a model…' }).waitFor();
    await panel.locator('[data-step="tests"]').getByText('opens a session').first().waitFor();
    await screenshot(page, 'watching-offline-dark');
    // The cause is still there.
    await statusBar(page, '1 test fails: fix it?').waitFor();
    await panel.getByRole('button', { name: 'Connect a model…' }).click();
    await page.locator('.quick-input-list .monaco-list-row').filter({ hasText: 'Another endpoint' }).waitFor();
    await page.keyboard.press('Escape');
  });
});
