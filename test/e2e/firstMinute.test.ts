import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { copyFileSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { panelFrame } from '../harness/panelFrame.mjs';
import { screenshot } from '../harness/screenshot.mjs';
import { startFlux } from '../harness/startFlux.mjs';
import { freePlaces } from '../harness/usualPlaces';
import { answersByPurpose, startScriptedModel, type ScriptedModel } from '../model/scriptedModel';

const plan = `${JSON.stringify({
  summary: 'The login form refuses what is not an e-mail address',
  steps: [
    {
      id: 'validate',
      title: 'Check the e-mail address in the form',
      tool: 'edit_file',
      input: { path: 'src/login/validate.js' },
    },
    { id: 'tests', title: 'Run the tests', tool: 'run_tests', expect: [{ kind: 'tests_pass' }] },
  ],
  verify: 'tests',
})}
=== validate ===
src/login/validate.js
<<<<<<< SEARCH
  if (!email?.trim()) problems.email = 'Enter your e-mail address.';
=======
  if (!email?.trim()) problems.email = 'Enter your e-mail address.';
  else if (!/^[^\\s@]+@[^\\s@]+\\.[^\\s@]+$/.test(email.trim())) problems.email = 'Enter a valid e-mail address.';
>>>>>>> REPLACE
`;

/**
 * From a window that has never seen Flux to a goal that is verified and undone, by mouse alone. Its pictures are those
 * of the README and of the walkthrough: UPDATE_README_PICTURE=1 takes them anew.
 */
describe('the first minute', function () {
  this.timeout(180_000);
  let editor: Awaited<ReturnType<typeof startFlux>>;
  let model: ScriptedModel | undefined;

  before(async () => {
    editor = await startFlux({
      settings: { 'workbench.welcomePage.walkthroughs.openOnInstall': true },
      theme: 'dark',
      viewport: { width: 1400, height: 820 },
    });
    writeFileSync(join(editor.folder, 'src/audit.js'), '// TODO: write down who signed in\nexport const audit = [];\n');
  });
  after(async () => {
    await editor?.stop();
    await model?.stop();
  });

  const git = (...args: string[]) => execFileSync('git', args, { cwd: editor.folder, encoding: 'utf8' }).trim();
  const statusBar = (text: string | RegExp) =>
    editor.page.locator('.part.statusbar .statusbar-item').filter({ hasText: text });
  const view = (name: string) =>
    editor.page.locator(`.pane:has(.pane-header[aria-label^="${name}"])`).locator('visible=true').first();
  const suggestion = (text: string | RegExp) =>
    view('Suggestions').locator('.monaco-list-row').filter({ hasText: text }).first();
  const toast = (text: string | RegExp) => editor.page.locator('.notification-toast').filter({ hasText: text }).first();
  /** Takes one of the README's pictures, and of a part of it one for the walkthrough. */
  const picture = async (name: string, part?: { of: string; selector: string }) => {
    const file = await screenshot(editor.page, `first-minute-${name}`);
    if (!process.env['UPDATE_README_PICTURE']) return;
    const media = join(process.env['FLUX_REPO_ROOT'] ?? process.cwd(), 'media');
    copyFileSync(file, join(media, `first-minute/${name}.png`));
    const path = part && join(media, `walkthrough/${part.of}.png`);
    if (path) await editor.page.locator(part.selector).last().screenshot({ path });
  };
  const panelPart = '.editor-group-container:visible';

  it('opens the walkthrough by itself, and says in the status bar where to begin', async () => {
    const { page } = editor;
    await page.getByText('Get Started with Flux').first().waitFor();
    await page.getByRole('button', { name: 'Ask What to Do Next' }).first().waitFor();
    await statusBar('Flux: Get Started').waitFor();
    await picture('1-start');
  });

  it('tries the sample goal without a model: suggestions from this project', async () => {
    const { page } = editor;
    await page.getByRole('button', { name: 'Ask What to Do Next' }).first().click();
    const panel = await panelFrame(page, /Flux/);
    await panel.getByText('Do the TODO in src/audit.js:1').first().waitFor();
    await statusBar('Flux: Get Started').waitFor({ state: 'detached' });
    await picture('2-try', { of: 'try', selector: panelPart });
  });

  it('offers three first goals in the view, and runs the tests at a click', async () => {
    const { page } = editor;
    await page.locator('.activitybar .action-label[aria-label^="Flux"]').first().click();
    await suggestion('Run the tests').waitFor();
    await suggestion('Do the TODO in src/audit.js:1').waitFor();
    await suggestion('Commit my work (src/audit.js)').waitFor();
    await screenshot(page, 'first-goals-dark');
    await suggestion('Run the tests').click();
    await suggestion(/^Make the failing test .* pass$/).waitFor();
    assert.equal(git('status', '--porcelain'), '?? src/audit.js');
  });

  it('connects the model server of this computer where a goal needs one', async function () {
    const place = (await freePlaces()).at(-1);
    if (!place) return this.skip();
    model = await startScriptedModel(answersByPurpose({ plan, converse: 'ready' }), {
      port: Number(new URL(place.baseUrl).port),
      models: ['local-model'],
    });
    const { page } = editor;
    await suggestion(/^Make the failing test/).click();
    await toast(/needs a language model/)
      .getByRole('button', { name: 'Connect a model…' })
      .click();
    const found = page.locator('.quick-input-list .monaco-list-row').filter({ hasText: place.name }).first();
    await found.waitFor();
    await picture('3-connect', { of: 'connect', selector: '.quick-input-widget:visible' });
    await found.click();
    await toast('Connected to local-model.').waitFor();
    await toast('Connected to local-model.').hover();
    await toast('Connected to local-model.').locator('.codicon-notifications-clear').click();
  });

  it('goes on with the goal: a plan with its diff, and writes nothing before it is approved', async function () {
    if (!model) return this.skip();
    const { page } = editor;
    const panel = await panelFrame(page, /Flux/);
    await panel.locator('[data-step="validate"]').getByText('Check the e-mail address in the form').first().click();
    await panel.getByText('Enter a valid e-mail address.').first().waitFor();
    assert.equal(git('status', '--porcelain'), '?? src/audit.js');
    await picture('4-plan', { of: 'plan', selector: panelPart });
  });

  it('does it, verifies it, and undoes it', async function () {
    if (!model) return this.skip();
    const { page } = editor;
    const panel = await panelFrame(page, /Flux/);
    await panel
      .getByRole('button', { name: /^Approve/ })
      .first()
      .click();
    await panel.getByText('Done and verified').first().waitFor();
    assert.match(readFileSync(join(editor.folder, 'src/login/validate.js'), 'utf8'), /Enter a valid e-mail address/);
    await picture('5-done');
    await panel.getByRole('button', { name: 'Undo', exact: true }).click();
    await panel
      .getByText(/Restored 1 file\./)
      .first()
      .waitFor();
    assert.equal(git('status', '--porcelain'), '?? src/audit.js');
    await picture('6-undone', { of: 'undo', selector: panelPart });
  });
});
