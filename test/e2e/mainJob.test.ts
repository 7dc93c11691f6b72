import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { copyFileSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { answersByPurpose, startScriptedModel, type ScriptedModel } from '../model/scriptedModel';
import { chatTexts, typeInChat, waitForChatEnd, waitForChatModel, waitForChatText } from '../harness/chatView.mjs';
import { panelFrame } from '../harness/panelFrame.mjs';
import { runCommand } from '../harness/runCommand.mjs';
import { screenshot } from '../harness/screenshot.mjs';
import { startFlux } from '../harness/startFlux.mjs';

const goal = 'add email validation to the login form and make the tests pass';

const validateBlock = [
  'src/login/validate.js',
  '<<<<<<< SEARCH',
  "  if (!email?.trim()) problems.email = 'Enter your e-mail address.';",
  '=======',
  "  if (!email?.trim()) problems.email = 'Enter your e-mail address.';",
  "  else if (!emailPattern.test(email.trim())) problems.email = 'Enter a valid e-mail address.';",
  '>>>>>>> REPLACE',
  '<<<<<<< SEARCH',
  'export const shortestPassword = 8;',
  '=======',
  'export const shortestPassword = 8;',
  '',
  '/** One @ with something before it, and a domain with a dot after it; no spaces. */',
  'const emailPattern = /^[^\\s@]+@[^\\s@]+\\.[^\\s@]+$/;',
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
      id: 'readme',
      title: 'Tell of it in the README',
      tool: 'edit_file',
      input: { path: 'README.md' },
      instruction: 'Add a line that says that addresses without a domain are refused.',
      dependsOn: [],
    },
    { id: 'notes', title: 'Write release notes', tool: 'write_file', input: { path: 'NOTES.md' }, dependsOn: [] },
    { id: 'tests', title: 'Run the tests', tool: 'run_tests', expect: [{ kind: 'tests_pass' }] },
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
${validateBlock}
=== notes ===
\`\`\`md
# Notes
\`\`\`
`;

/**
 * Points 1–3 of what a person can do, in the real chat view and panel: goal, plan, a say in it, approval, run, summary.
 */
describe('the main job in chat and panel', function () {
  this.timeout(120_000);
  let model: ScriptedModel;
  let editor: Awaited<ReturnType<typeof startFlux>>;

  before(async () => {
    model = await startScriptedModel(
      answersByPurpose({
        plan: [{ text: plan, delayMs: 30 }],
        bind: (request) => ({
          text:
            `<<<<<<< SEARCH\n${readme().split('\n')[0]}\n=======\n${readme().split('\n')[0]}\n\nAddresses ` +
            `without a domain are refused.\n>>>>>>> REPLACE`,
          delayMs: request.step ? 20 : 0,
        }),
        converse: {
          text:
            'It is a **small sign-in module**: `submitLogin` in src/login/form.js checks the fields and opens a ' +
            'session.',
          delayMs: 20,
        },
      }),
    );
    editor = await startFlux({
      settings: { 'flux.model.baseUrl': model.url, 'flux.model.id': 'scripted' },
      theme: 'dark',
      viewport: { width: 1500, height: 950 },
    });
  });
  after(async () => {
    await editor?.stop();
    await model?.stop();
  });

  const readme = () => readFileSync(join(editor.folder, 'README.md'), 'utf8');
  const git = (...args: string[]) => execFileSync('git', args, { cwd: editor.folder, encoding: 'utf8' }).trim();

  it('answers a question as a conversation, streaming, and runs nothing', async () => {
    const { page } = editor;
    await waitForChatModel(page);
    await typeInChat(page, '@flux what does this project do?');
    await waitForChatText(page, 'small sign-in module');
    await waitForChatEnd(page);
    assert.deepEqual(
      model.requests.map((request) => request.purpose),
      ['converse'],
    );
    assert.match(model.requests[0]?.text ?? '', /submitLogin/, 'with the workspace as context');
    await screenshot(page, 'chat-talk-dark');
  });

  it('shows the plan in chat and panel before anything happens', async () => {
    const { page } = editor;
    await typeInChat(page, `@flux ${goal}`);
    await waitForChatText(page, 'refuses what is not an e-mail address');
    const panel = await panelFrame(page, /Flux/);
    await panel.getByText('Check the e-mail address in the form').first().waitFor();
    const chat = (await chatTexts(page)).join('\n');
    for (const words of [
      'Check the e-mail address in the form',
      'writes',
      'src/login/validate.js',
      'verifies the goal',
      'may write',
    ])
      assert.ok(chat.includes(words), words);
    assert.equal(git('status', '--porcelain'), '', 'nothing is written before the approval');
    await screenshot(page, 'plan-dark');
  });

  it('takes a change, a skip and the approval by keyboard alone', async () => {
    const { page } = editor;
    const panel = await panelFrame(page, /Flux/);
    const step = (id: string) => panel.locator(`[data-step="${id}"]`);
    // On a busy machine the closing palette may take the focus back from the panel.
    const isFocused = () =>
      panel
        .waitForFunction(() => document.hasFocus(), undefined, { timeout: 5_000 })
        .then(
          () => true,
          () => false,
        );
    for (let tries = 0; tries < 5; tries++) {
      await runCommand(page, 'Flux: Open Plan');
      if (await isFocused()) break;
    }
    await screenshot(page, 'plan-focus-dark');
    await page.keyboard.press('Tab');
    await step('validate').and(panel.locator(':focus-within')).first().waitFor();
    await page.keyboard.press('Enter');
    await panel.getByText('emailPattern').first().waitFor();
    const picture = await screenshot(page, 'plan-diff-dark');
    // The README's picture is this one: UPDATE_README_PICTURE=1 takes it anew.
    if (process.env['UPDATE_README_PICTURE'])
      copyFileSync(picture, join(process.env['FLUX_REPO_ROOT'] ?? process.cwd(), 'media/readme-plan.png'));
    await page.keyboard.press('Escape');
    await page.keyboard.press('ArrowDown');
    await page.keyboard.press('ArrowDown');
    await page.keyboard.press(' ');
    await panel.getByText('skipped').first().waitFor();
    await page.keyboard.press('Control+Enter');
    await panel.getByText('Done and verified').first().waitFor();
    await typeInChat(page, '@flux /status');
    await waitForChatText(page, 'Done and verified');
    await waitForChatEnd(page);
  });

  it('has done what the plan said and nothing else', async () => {
    const { page } = editor;
    assert.match(readFileSync(join(editor.folder, 'src/login/validate.js'), 'utf8'), /Enter a valid e-mail address/);
    assert.match(readme(), /Addresses without a domain/);
    assert.deepEqual(git('show', '--name-only', '--format=%s', 'HEAD').split('\n').filter(Boolean), [
      'Refuse what is not an e-mail address',
      'README.md',
      'src/login/validate.js',
    ]);
    assert.equal(git('status', '--porcelain'), '');
    const chat = (await chatTexts(page)).join('\n');
    for (const words of ['8 passed, 1 failed before', '9 passed now', 'Commit', '2 model calls'])
      assert.ok(chat.includes(words), `${words} in:\n${chat}`);
    assert.equal(model.requests.length, 3, 'the question, one plan, one binding');
    await screenshot(page, 'done-dark');
  });

  it('keeps the session and what it did over a reload of the window', async () => {
    const { page } = editor;
    await page.reload();
    const panel = await panelFrame(page, /Flux/);
    await panel.getByText('The login form refuses what is not an e-mail address').first().waitFor();
    await panel.getByText('skipped').first().waitFor();
    await screenshot(page, 'reloaded-dark');
  });
});
