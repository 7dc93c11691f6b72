import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { startScriptedModel, type ScriptedModel } from '../model/scriptedModel';
import { panelFrame } from '../harness/panelFrame.mjs';
import { answerQuickInput, runCommand } from '../harness/runCommand.mjs';
import { screenshot } from '../harness/screenshot.mjs';
import { startFlux } from '../harness/startFlux.mjs';
import { until } from '../harness/until.mjs';

const key = 'key-of-the-person-123';

/** The palette alone: a key is set and kept, and a goal is cancelled in the middle of planning. */
describe('the palette: a key, and a cancelled goal', function () {
  this.timeout(120_000);
  let model: ScriptedModel;
  let editor: Awaited<ReturnType<typeof startFlux>>;

  before(async () => {
    model = await startScriptedModel(() => ({ text: '', fault: 'hang' }), { key });
    editor = await startFlux({
      settings: { 'flux.model.baseUrl': model.url, 'flux.model.id': 'scripted' },
      theme: 'dark',
    });
  });
  after(async () => {
    await editor?.stop();
    await model?.stop();
  });

  it('refuses a goal without a key in a sentence that says what to do', async () => {
    const { page } = editor;
    await runCommand(page, 'Flux: Run Goal…');
    await answerQuickInput(page, 'count hours');
    await page
      .locator('.notifications-toasts')
      .getByText(/Set API Key/)
      .first()
      .waitFor();
    await screenshot(page, 'wrong-key-dark');
  });

  it('sends the key that the person sets, and ends the request when the notification is cancelled', async () => {
    const { page } = editor;
    await runCommand(page, 'Flux: Set API Key…');
    await answerQuickInput(page, key);
    await page
      .locator('.notifications-toasts')
      .getByText(/API key saved/)
      .first()
      .waitFor();
    const before = model.requests.length;
    await runCommand(page, 'Flux: Run Goal…');
    await answerQuickInput(page, 'count minutes');
    const asked = () => model.requests.slice(before).find(({ purpose }) => purpose === 'plan');
    await until('the planner is asked', asked);
    const request = asked();
    assert.ok(request);
    const toast = page.locator('.notification-toast').filter({ hasText: 'Flux: Planning' });
    await toast.getByRole('button', { name: 'Cancel' }).click();
    await until('the request has ended', () => request.aborted);
    assert.equal(execFileSync('git', ['status', '--porcelain'], { cwd: editor.folder, encoding: 'utf8' }), '');
  });

  it('says what came of a command that shows nothing else, and what a list has nothing for', async () => {
    const { page } = editor;
    const plan = {
      summary: 'Notes tell of the version',
      steps: [{ id: 'a', title: 'Write notes', tool: 'write_file', input: { path: 'NOTES.md' } }],
    };
    model.script(() => `${JSON.stringify(plan)}\n=== a ===\n\`\`\`md\n# Notes\n\`\`\`\n`);
    const told = (text: string | RegExp) => page.locator('.notification-toast').filter({ hasText: text }).waitFor();
    await runCommand(page, 'Flux: Run Goal…');
    await answerQuickInput(page, 'write notes');
    await (await panelFrame(page, /Flux/)).getByRole('button', { name: 'Approve and run' }).waitFor();
    await runCommand(page, 'Flux: Reject Plan');
    await told('The plan was rejected; nothing was changed. (“write notes”)');
    await runCommand(page, 'Flux: Find Session…');
    await answerQuickInput(page, 'no such name');
    await page.locator('.quick-input-widget').waitFor({ state: 'hidden' });
    await runCommand(page, 'Flux: Continue Session with New Goal…');
    await page.locator('.quick-input-list .monaco-list-row', { hasText: 'write notes' }).click();
    await page.locator('.quick-input-title', { hasText: 'Flux: Continue “write notes”' }).waitFor();
    await answerQuickInput(page, 'write more notes');
    await (await panelFrame(page, /Flux/)).getByRole('button', { name: 'Approve and run' }).waitFor();
    await runCommand(page, 'View: Close All Editors');
    await runCommand(page, 'Flux: Approve Plan');
    await (await panelFrame(page, /Flux/)).getByText('Done, not verified').first().waitFor();
    assert.equal(
      await page.locator('.notification-toast').filter({ hasText: 'is done' }).count(),
      0,
      'the panel says it',
    );
  });
});
