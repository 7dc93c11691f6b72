import assert from 'node:assert/strict';
import { existsSync, mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { startScriptedModel, type ScriptedModel, type ScriptedRequest } from '../model/scriptedModel';
import {
  chatTexts,
  clickChatButton,
  typeInChat,
  waitForChatEnd,
  waitForChatModel,
  waitForChatText,
} from '../harness/chatView.mjs';
import { panelFrame } from '../harness/panelFrame.mjs';
import { answerQuickInput, runCommand } from '../harness/runCommand.mjs';
import { screenshot } from '../harness/screenshot.mjs';
import { startFlux } from '../harness/startFlux.mjs';
import { until } from '../harness/until.mjs';

const original = "  if (!email?.trim()) problems.email = 'Enter your e-mail address.';";
const wrong = "  else if (!email.includes('.')) problems.email = 'Enter a valid e-mail address.';";
const still = "  else if (!email.includes('@@')) problems.email = 'Enter a valid e-mail address.';";
const right = String.raw`  else if (!/^[^\s@]+@[^\s@]+\.[^\s@]+$/.test(email.trim())) problems.email = 'Enter a valid e-mail address.';`;
const block = (from: string, to: string) =>
  `src/login/validate.js\n<<<<<<< SEARCH\n${from}\n=======\n${to}\n>>>>>>> REPLACE`;
const json = (value: object) => JSON.stringify(value);
const mend = (id: string, title: string, reasoning: string, from: string, to: string) =>
  `${json({ action: 'create_task', reasoning, next_agent_type: 'backend-developer', steps: [{ id, title, tool: 'edit_file' }] })}\n=== ` +
  `${id} ===\n${block(from, to)}`;
const command = (id: string, file: string, ms: number) => ({
  id,
  title: `Write ${file}`,
  tool: 'run_command',
  input: { command: `node -e "setTimeout(() => require('fs').writeFileSync('${file}', ''), ${ms})"` },
});

/** What a person does while a run decides: follow it in chat, speak with it in the panel, start workflows of files. */
describe('a run that decides and listens', function () {
  this.timeout(150_000);
  let model: ScriptedModel;
  let editor: Awaited<ReturnType<typeof startFlux>>;
  let decisions = 0;

  function answer({ purpose, text }: ScriptedRequest): string | undefined {
    if (purpose === 'plan' && text.includes('# Goal\nwrite three files'))
      return json({
        summary: 'Three files',
        steps: [command('slow', 'slow.txt', 4_000), { ...command('next', 'next.txt', 0), dependsOn: ['slow'] }],
      });
    if (purpose === 'plan' && text.includes('Keep this thought'))
      return json({
        summary: 'The thought is kept',
        steps: [
          {
            id: 'keep',
            title: 'Keep it',
            tool: 'write_file',
            agent: 'noter',
            input: { path: 'thought.md' },
            instruction: 'the thought',
          },
        ],
      });
    if (purpose === 'plan')
      return `${json({
        summary: 'Addresses are checked',
        steps: [
          { id: 'fix', title: 'Check the address', tool: 'edit_file' },
          { id: 'tests', title: 'Run the tests', tool: 'run_tests', expect: [{ kind: 'tests_pass' }] },
        ],
        verify: 'tests',
      })}\n=== fix ===\n${block(original, `${original}\n${wrong}`)}`;
    if (purpose === 'bind') return '```md\nKEPT\n```';
    if (purpose !== 'decide') return undefined;
    if (text.includes('other.txt'))
      return json({
        action: 'create_task',
        reasoning: 'You want other.txt.',
        steps: [command('other', 'other.txt', 0)],
        drop: [/^- (next[\w-]*)/m.exec(text)?.[1] ?? 'next'],
      });
    return ++decisions === 1
      ? mend('mend', 'Look for the at sign', 'A dot is not enough.', wrong, still)
      : mend('again', 'Check the whole address', 'It must hold one at sign and a domain.', still, right);
  }

  before(async () => {
    model = await startScriptedModel((request) => answer(request));
    editor = await startFlux({
      settings: {
        'flux.model.baseUrl': model.url,
        'flux.model.id': 'scripted',
        'flux.approval.allowedCommands': ['node -e'],
      },
      theme: 'dark',
      viewport: { width: 1500, height: 950 },
    });
  });
  after(async () => {
    await editor?.stop();
    await model?.stop();
  });

  it('fixes a failing test through two decisions, started by a chat command and followed in chat', async () => {
    const { page } = editor;
    await waitForChatModel(page);
    await typeInChat(page, '@flux /fix the login form takes anything for an e-mail address');
    await waitForChatText(page, 'Addresses are checked');
    await (await panelFrame(page, /Flux/)).getByText('Check the address').first().waitFor();
    await clickChatButton(page, 'Approve and run');
    await waitForChatText(page, 'Done and verified');
    await waitForChatEnd(page);
    const chat = (await chatTexts(page)).join('\n');
    for (const words of [
      'A dot is not enough',
      'It must hold one at sign',
      'Check the whole address',
      '8 passed, 1 failed before',
      '9 passed now',
    ])
      assert.ok(chat.includes(words), `${words} in:\n${chat}`);
    assert.match(model.requestsFor('plan')[0]?.text ?? '', /the login form takes anything for an e-mail address/);
    assert.match(readFileSync(join(editor.folder, 'src/login/validate.js'), 'utf8'), /\[\^/);
    await screenshot(page, 'chat-decisions-dark');
  });

  it('hears what is typed in the panel while it runs, and does it', async () => {
    const { page } = editor;
    await runCommand(page, 'Flux: Run Goal…');
    await answerQuickInput(page, 'write three files');
    const panel = await panelFrame(page, /Flux/);
    await panel.getByRole('button', { name: 'Approve and run' }).click();
    const field = panel.getByRole('textbox', { name: /Give feedback/ });
    await field.waitFor();
    await field.fill('write other.txt instead of next.txt');
    await field.press('Enter');
    await panel.getByText('write other.txt instead of next.txt').first().waitFor();
    await panel
      .getByText(/seen by the model/)
      .first()
      .waitFor();
    await screenshot(page, 'feedback-dark');
    await panel.getByText(/Done/).first().waitFor();
    assert.ok(existsSync(join(editor.folder, 'slow.txt')) && existsSync(join(editor.folder, 'other.txt')));
    assert.equal(existsSync(join(editor.folder, 'next.txt')), false);
  });

  it('runs a workflow and a role of the workspace, asking for the input that is missing', async () => {
    const { page } = editor;
    for (const [path, text] of [
      [
        '.flux/agents/noter.md',
        '---\nname: noter\ndescription: Keeps thoughts\ntools: [write_file]\n---\nYou keep thoughts in capital ' +
          'letters.\n',
      ],
      [
        '.flux/workflows/keep.md',
        '---\nname: keep\ndescription: Keeps a thought\ninputs:\n  - name: thought\n    description: Which ' +
          'thought?\n---\nKeep this thought: {{thought}}\n',
      ],
    ] as const) {
      mkdirSync(join(editor.folder, path, '..'), { recursive: true });
      writeFileSync(join(editor.folder, path), text);
    }
    await runCommand(page, 'Flux: Run Workflow…');
    await answerQuickInput(page, 'keep');
    const panel = await panelFrame(page, /Flux/);
    await panel.getByText('Which thought?').first().waitFor();
    await screenshot(page, 'input-dark');
    const field = panel.getByRole('textbox', { name: 'Your answer…' });
    await field.fill('tests first');
    await field.press('Enter');
    await panel.getByRole('button', { name: 'Approve and run' }).click();
    await panel.getByText(/Done/).first().waitFor();
    assert.equal(readFileSync(join(editor.folder, 'thought.md'), 'utf8'), 'KEPT\n');
    const bound = model.requestsFor('bind').at(-1)?.text ?? '';
    assert.match(bound, /You keep thoughts in capital letters/);
    assert.match(bound, /Keep this thought: tests first/);
  });

  it('continues an ended session by a part of its name, with all its context', async () => {
    const { page } = editor;
    await typeInChat(page, '@flux /resume three-files write three files again');
    await waitForChatText(page, 'Three files');
    assert.match(model.requestsFor('plan').at(-1)?.text ?? '', /# Before, in this session/);
    await screenshot(page, 'chat-resume-dark');
  });

  it('answers what is typed in chat while the chat follows a run', async () => {
    const { page } = editor;
    for (const file of ['slow.txt', 'other.txt']) rmSync(join(editor.folder, file), { force: true });
    await typeInChat(page, '@flux /status');
    await waitForChatText(page, /three-files.*waiting for your approval/);
    await clickChatButton(page, 'Approve and run');
    await waitForChatText(page, 'Write slow.txt…');
    await typeInChat(page, '@flux /pause');
    await waitForChatText(page, /three-files: paused/);
    await waitForChatEnd(page);
    await screenshot(page, 'chat-paused-dark');
    // What was running ends, and nothing new starts.
    await until('the step that was running has written', () => existsSync(join(editor.folder, 'slow.txt')));
    const panel = await panelFrame(page, /Flux/);
    await panel
      .locator('.step .title[aria-label^="Write slow.txt"][aria-label*="done"]')
      .last()
      .waitFor({ state: 'attached' });
    assert.deepEqual(
      ['slow.txt', 'next.txt'].map((file) => existsSync(join(editor.folder, file))),
      [true, false],
    );
    await typeInChat(page, '@flux /feedback write other.txt instead of next.txt');
    await waitForChatText(page, 'Noted');
    await waitForChatEnd(page);
    await typeInChat(page, '@flux /resume');
    await waitForChatText(page, /Done.*Three files/);
    await screenshot(page, 'chat-steered-dark');
    assert.ok(existsSync(join(editor.folder, 'other.txt')) && !existsSync(join(editor.folder, 'next.txt')));
  });
});
