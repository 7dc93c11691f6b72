import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { answersByPurpose, startScriptedModel, type ScriptedModel } from '../model/scriptedModel';
import { typeInChat, waitForChatModel, waitForChatText } from '../harness/chatView.mjs';
import { panelFrame } from '../harness/panelFrame.mjs';
import { runCommand } from '../harness/runCommand.mjs';
import { screenshot } from '../harness/screenshot.mjs';
import { startFlux } from '../harness/startFlux.mjs';
import { until } from '../harness/until.mjs';

const block = [
  'src/login/validate.js',
  '<<<<<<< SEARCH',
  "  if (!email?.trim()) problems.email = 'Enter your e-mail address.';",
  '=======',
  "  if (!email?.trim()) problems.email = 'Enter your e-mail address.';",
  "  else if (!/^[^\\s@]+@[^\\s@]+\\.[^\\s@]+$/.test(email.trim())) problems.email = 'Enter a valid e-mail address.';",
  '>>>>>>> REPLACE',
].join('\n');

const plan = `${JSON.stringify({
  summary: 'The login form refuses what is not an e-mail address',
  steps: [
    {
      id: 'validate',
      title: 'Check the e-mail address in the form',
      tool: 'edit_file',
      input: { path: 'src/login/validate.js' },
    },
    {
      id: 'list',
      title: 'Write the list of sources',
      tool: 'run_command',
      instruction: 'write the names of all sources into SOURCES.txt',
    },
    {
      id: 'ask',
      title: 'Ask for a name',
      tool: 'run_command',
      input: { command: 'read -p "Your name? " name && echo "hello $name" > NAME.txt' },
      dependsOn: ['list'],
    },
    {
      id: 'tests',
      title: 'Run the tests',
      tool: 'run_tests',
      expect: [{ kind: 'tests_pass' }],
      dependsOn: ['validate', 'ask'],
    },
    {
      id: 'commit',
      title: 'Commit the change',
      tool: 'git_commit',
      input: { message: 'Refuse what is not an e-mail address' },
    },
  ],
  verify: 'tests',
})}
=== validate ===
${block}
`;

/**
 * A command beyond the plan, one that waits for input, a commit, and the whole run undone and made again, by a person
 * in the panel.
 */
describe('commands, permissions and undo in the panel', function () {
  this.timeout(150_000);
  let model: ScriptedModel;
  let editor: Awaited<ReturnType<typeof startFlux>>;

  before(async () => {
    model = await startScriptedModel(
      answersByPurpose({ plan, bind: { text: '{"command":"ls src > SOURCES.txt"}', delayMs: 800 } }),
    );
    editor = await startFlux({
      settings: { 'flux.model.baseUrl': model.url, 'flux.model.id': 'scripted', 'flux.tests.baselineSeconds': 0 },
      theme: 'dark',
      viewport: { width: 1500, height: 950 },
    });
  });
  after(async () => {
    await editor?.stop();
    await model?.stop();
  });

  const git = (...args: string[]) => execFileSync('git', args, { cwd: editor.folder, encoding: 'utf8' }).trim();
  const source = () => readFileSync(join(editor.folder, 'src/login/validate.js'), 'utf8');

  it('asks for a command that nobody had approved, showing it, and types what the person answers', async () => {
    const { page } = editor;
    await waitForChatModel(page);
    await typeInChat(page, '@flux add email validation');
    await waitForChatText(page, 'refuses what is not an e-mail address');
    let panel = await panelFrame(page, /Flux/);
    await panel
      .getByRole('button', { name: /Approve/ })
      .first()
      .click();
    // Who does not see the panel is told, and led there.
    await runCommand(page, 'View: Close All Editors');
    const toast = page.locator('.notification-toast', { hasText: '“ls src > SOURCES.txt”' });
    await toast.waitFor();
    await screenshot(page, 'command-notification-dark');
    await toast.getByRole('button', { name: 'Open plan' }).click();
    panel = await panelFrame(page, /Flux/);
    await panel.getByText('ls src > SOURCES.txt').first().waitFor();
    assert.ok(!existsSync(join(editor.folder, 'SOURCES.txt')), 'not before it is allowed');
    await screenshot(page, 'command-gate-dark');
    await panel.getByRole('button', { name: 'Allow', exact: true }).click();
    const field = panel.getByPlaceholder('Your answer…');
    await field.waitFor();
    await screenshot(page, 'command-prompt-dark');
    await field.fill('Ada');
    await panel.getByRole('button', { name: 'Answer' }).click();
    await panel.getByText('Done and verified').first().waitFor();
    assert.equal(readFileSync(join(editor.folder, 'NAME.txt'), 'utf8'), 'hello Ada\n');
    await screenshot(page, 'tools-done-dark');
  });

  it('undoes the run with a click: files as they were, the commit taken back; and makes it again', async () => {
    const { page } = editor;
    const commit = git('rev-parse', 'HEAD');
    await runCommand(page, 'Flux: Open Plan');
    const panel = await panelFrame(page, /Flux/);
    await panel.getByRole('button', { name: 'Undo', exact: true }).click();
    await panel
      .getByText(/Restored \d+ files?\./)
      .first()
      .waitFor();
    assert.equal(git('status', '--porcelain'), '');
    assert.equal(git('rev-list', '--count', 'HEAD'), '1', 'the commit is taken back');
    assert.doesNotMatch(source(), /valid e-mail/);
    assert.ok(!existsSync(join(editor.folder, 'NAME.txt')));
    await screenshot(page, 'undone-dark');
    await panel.getByRole('button', { name: 'Redo', exact: true }).click();
    await panel
      .getByText(/reapplied/)
      .first()
      .waitFor();
    assert.equal(git('rev-parse', 'HEAD'), commit);
    assert.match(source(), /valid e-mail/);
  });

  it('compares a file with how it was before the run', async () => {
    const { page } = editor;
    const panel = await panelFrame(page, /Flux/);
    await panel.getByRole('button', { name: 'Compare src/login/validate.js' }).first().click();
    await page.locator('.diff-editor, .monaco-diff-editor').first().waitFor();
    await screenshot(page, 'compare-run-dark');
  });

  it('undoes after a reload of the window, from the palette, and says what it did', async () => {
    const { page } = editor;
    await page.reload();
    await panelFrame(page, /Flux/);
    await runCommand(page, 'Flux: Undo Run…');
    const dialog = page.locator('.monaco-dialog-box');
    await dialog.waitFor();
    await screenshot(page, 'undo-dialog-dark');
    await dialog.getByRole('button', { name: 'Undo' }).click();
    await page
      .locator('.notifications-toasts')
      .getByText(/Restored \d+ files?\./)
      .first()
      .waitFor();
    await screenshot(page, 'undo-told-dark');
    assert.doesNotMatch(source(), /valid e-mail/);
    assert.equal(git('status', '--porcelain'), '');
  });

  it('asks before it makes the run’s changes again', async () => {
    const { page } = editor;
    await runCommand(page, 'Flux: Redo Run…');
    const dialog = page.locator('.monaco-dialog-box');
    await dialog.getByText(/^Redo the undone changes of/).waitFor();
    await screenshot(page, 'redo-dialog-dark');
    await dialog.getByRole('button', { name: 'Cancel' }).click();
    await dialog.waitFor({ state: 'detached' });
    assert.doesNotMatch(source(), /valid e-mail/);
    await runCommand(page, 'Flux: Redo Run…');
    await dialog.getByRole('button', { name: 'Redo' }).click();
    await until('the changes are back', () => /valid e-mail/.test(source()));
  });
});
