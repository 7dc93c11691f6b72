import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { answersByPurpose, startScriptedModel, type ScriptedModel } from '../model/scriptedModel';
import {
  clickChatButton,
  typeInChat,
  waitForChatEnd,
  waitForChatModel,
  waitForChatText,
} from '../harness/chatView.mjs';
import { panelFrame } from '../harness/panelFrame.mjs';
import { screenshot } from '../harness/screenshot.mjs';
import { startFlux } from '../harness/startFlux.mjs';
import { until } from '../harness/until.mjs';

const step = (id: string, title: string, more: object = {}) => ({
  id,
  title,
  tool: 'write_file',
  input: { path: `docs/${id}.md` },
  dependsOn: [],
  ...more,
});
const sections = (...ids: string[]) => ids.map((id) => `=== ${id} ===\n\`\`\`md\n# ${id}\n\`\`\``).join('\n');
const first = `${JSON.stringify({ summary: 'The login form is documented', steps: [step('guide', 'Write a guide'), step('faq', 'Write an FAQ'), step('index', 'Write an index', { dependsOn: ['guide', 'faq'] })], notes: ['Nothing of the code changes.'] })}\n${sections('guide', 'faq', 'index')}`;
const second = `${JSON.stringify({ summary: 'The login form has a guide', steps: [step('guide', 'Write a short guide')] })}\n${sections('guide')}`;

/** Changing a plan before it is approved, by mouse, in the light theme; a stale approval is refused. */
describe('a plan is changed, compared, refused when stale, and rejected', function () {
  this.timeout(120_000);
  let model: ScriptedModel;
  let editor: Awaited<ReturnType<typeof startFlux>>;

  before(async () => {
    model = await startScriptedModel(answersByPurpose({ plan: [first, { text: second, delayMs: 30 }] }));
    editor = await startFlux({
      settings: { 'flux.model.baseUrl': model.url, 'flux.model.id': 'scripted' },
      theme: 'light',
      viewport: { width: 1500, height: 950 },
    });
  });
  after(async () => {
    await editor?.stop();
    await model?.stop();
  });

  it('shows the plan in chat and panel', async () => {
    const { page } = editor;
    await waitForChatModel(page);
    await typeInChat(page, '@flux document the login form');
    await waitForChatText(page, 'The login form is documented');
    await waitForChatText(page, 'Nothing of the code changes');
    const panel = await panelFrame(page, /Flux/);
    await panel.getByText('Write an index').first().waitFor();
    await panel.getByText('Nothing of the code changes').first().waitFor();
    await screenshot(page, 'plan-light');
  });

  it('moves a step within what the others wait for, and refuses more in a sentence', async () => {
    const panel = await panelFrame(editor.page, /Flux/);
    const ids = () =>
      panel.locator('[data-step]').evaluateAll((rows) => rows.map((row) => row.getAttribute('data-step')));
    await panel.locator('[data-step="faq"] .title').first().click();
    await editor.page.keyboard.press('Escape');
    await editor.page.keyboard.press('Alt+ArrowUp');
    await panel.waitForFunction(() => document.querySelector('[data-step]')?.getAttribute('data-step') === 'faq');
    assert.deepEqual(await ids(), ['faq', 'guide', 'index']);
    await editor.page.keyboard.press('Alt+ArrowDown');
    await panel.waitForFunction(() => document.querySelector('[data-step]')?.getAttribute('data-step') === 'guide');
    await editor.page.keyboard.press('Alt+ArrowDown');
    await panel
      .getByText(/must come after/)
      .first()
      .waitFor();
    await screenshot(editor.page, 'refused-move-light');
  });

  it('refuses the approval of the plan that the chat still shows', async () => {
    const { page } = editor;
    await clickChatButton(page, 'Approve and run');
    await waitForChatText(page, /has changed since you saw it/);
    await waitForChatEnd(page);
    assert.equal(execFileSync('git', ['status', '--porcelain'], { cwd: editor.folder, encoding: 'utf8' }), '');
    await screenshot(page, 'stale-light');
  });

  it('plans anew in the person’s words and keeps the old plan to compare', async () => {
    const { page } = editor;
    const panel = await panelFrame(page, /Flux/);
    await panel.getByPlaceholder(/Ask for changes/).fill('only a short guide');
    await page.keyboard.press('Enter');
    await panel.getByText('Write a short guide').first().waitFor();
    await panel
      .getByText(/Changes from the previous plan/i)
      .first()
      .waitFor();
    await panel.getByText('Write an FAQ').first().waitFor();
    assert.match(model.requestsFor('plan')[1]?.text ?? '', /only a short guide/);
    await screenshot(page, 'compare-light');
  });

  it('says that files changed after it was planned, and plans again at a click', async () => {
    const { page } = editor;
    const panel = await panelFrame(page, /Flux/);
    const before = model.requestsFor('plan').length;
    const path = join(editor.folder, 'src/login/form.js');
    const text = readFileSync(path, 'utf8');
    writeFileSync(path, `${text}\n// Changed by the person.\n`);
    await panel.locator('.outdated').getByText('src/login/form.js').waitFor();
    await screenshot(page, 'outdated-light');
    writeFileSync(path, text);
    await panel.locator('.outdated').waitFor({ state: 'detached' });
    writeFileSync(path, `${text}\n// Changed by the person.\n`);
    await panel.locator('.outdated').getByRole('button', { name: 'Plan again' }).click();
    await until('it is planned again', () => model.requestsFor('plan').length > before);
    const asked = model.requestsFor('plan')[before]?.text ?? '';
    assert.match(asked, /Plan again: src\/login\/form\.js changed after this plan was made\./);
    assert.match(asked, /\/\/ Changed by the person\./);
    writeFileSync(path, text);
    await panel.getByRole('button', { name: 'Reject' }).waitFor();
  });

  it('rejects it, and nothing was changed', async () => {
    const { page } = editor;
    const panel = await panelFrame(page, /Flux/);
    await panel.getByRole('button', { name: 'Reject' }).click();
    await panel
      .getByText(/rejected\. Nothing was changed/)
      .first()
      .waitFor();
    assert.equal(execFileSync('git', ['status', '--porcelain'], { cwd: editor.folder, encoding: 'utf8' }), '');
  });
});
