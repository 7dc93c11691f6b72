import assert from 'node:assert/strict';
import { mkdir, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { answersByPurpose, startScriptedModel, type ScriptedModel } from '../model/scriptedModel';
import { installUnpacked } from '../harness/installUnpacked.mjs';
import { panelFrame } from '../harness/panelFrame.mjs';
import { answerQuickInput, runCommand } from '../harness/runCommand.mjs';
import { screenshot } from '../harness/screenshot.mjs';
import { startFlux } from '../harness/startFlux.mjs';
import { until } from '../harness/until.mjs';

const plan = {
  summary: 'Notes tell of the version',
  steps: [
    { id: 'a', title: 'Write notes', tool: 'write_file', input: { path: 'NOTES.md' } },
    { id: 'b', title: 'Write more notes', tool: 'write_file', input: { path: 'MORE.md' } },
  ],
};
const edits = ['a', 'b'].map((id) => `=== ${id} ===\n\`\`\`md\n# Notes\n\`\`\`\n`).join('');

/** Another extension, standing for the editor's own agent: it calls the tool and writes down what comes back. */
const caller = `
const vscode = require('vscode');
const { appendFileSync } = require('node:fs');
const call = (input) => vscode.lm.invokeTool('flux_orchestrate', { input, toolInvocationToken: undefined }).then(
  (result) => appendFileSync(process.env.CALLER_LOG, result.content.map((part) => part.value).join('\\n') + '\\n'),
  (error) => appendFileSync(process.env.CALLER_LOG, 'error: ' + error.message + '\\n'));
exports.activate = (context) => context.subscriptions.push(
  vscode.commands.registerCommand('caller.run', () => void call({ action: 'run', goal: 'write notes', session: 'notes' })),
  vscode.commands.registerCommand('caller.wait', () => void call({ action: 'status', session: 'notes', wait: true })));
`;

/** The person's side of another agent's call: what the editor asks, what Flux says, and the plan. */
describe('another agent in the editor', function () {
  this.timeout(180_000);
  let folder: string;
  let model: ScriptedModel;
  let editor: Awaited<ReturnType<typeof startFlux>>;
  const log = () => readFile(join(folder, 'log'), 'utf8').catch(() => '');

  before(async () => {
    folder = await mkdtemp(join(tmpdir(), 'flux-caller-'));
    await mkdir(join(folder, 'caller'));
    const commands = [
      { command: 'caller.run', title: 'Caller: Run' },
      { command: 'caller.wait', title: 'Caller: Wait' },
    ];
    await writeFile(
      join(folder, 'caller/package.json'),
      JSON.stringify({
        name: 'caller',
        publisher: 'test',
        version: '1.0.0',
        engines: { vscode: '^1.104.0' },
        main: './dist/extension.js',
        contributes: { commands },
      }),
    );
    await mkdir(join(folder, 'caller/dist'));
    await writeFile(join(folder, 'caller/dist/extension.js'), caller);
    await installUnpacked(join(folder, 'extensions'), join(folder, 'caller'));
    model = await startScriptedModel(answersByPurpose({ plan: [`${JSON.stringify(plan)}\n${edits}`] }));
    editor = await startFlux({
      settings: { 'flux.model.baseUrl': model.url, 'flux.model.id': 'scripted', 'flux.mcp.enabled': true },
      extensionsFolder: join(folder, 'extensions'),
      env: { CALLER_LOG: join(folder, 'log') },
      theme: 'dark',
    });
  });
  after(async () => {
    await editor?.stop();
    await model?.stop();
    await rm(folder, { recursive: true, force: true });
  });

  it('is confirmed by the editor in words that say what will happen, and told of a plan that waits', async () => {
    const { page } = editor;
    await runCommand(page, 'Caller: Run');
    const dialog = page.locator('.monaco-dialog-box');
    await dialog.getByText('You see the plan and approve it before anything is changed.').waitFor();
    await screenshot(page, 'agent-confirmation-dark');
    assert.equal(model.requests.length, 0, 'nothing has happened yet');
    await dialog
      .getByRole('button', { name: /Allow|Continue|Run|Yes|OK/ })
      .first()
      .click();
    const toast = page.locator('.notification-toast').filter({ hasText: 'Another agent asked for' });
    await toast.waitFor();
    await screenshot(page, 'agent-plan-waits-dark');
    await until('the agent is told that the person is to approve', async () =>
      /Only the person can answer this, in the editor/.test(await log()),
    );
    await runCommand(page, 'Caller: Wait');
    await toast.getByRole('button', { name: 'Open plan' }).click();
    const panel = await panelFrame(page, /Flux/);
    await panel.getByRole('button', { name: /Approve and run/ }).click();
    await until('the agent has the result', async () =>
      /Changed files: MORE\.md, NOTES\.md|Changed files: NOTES\.md, MORE\.md/.test(await log()),
    );
    await screenshot(page, 'agent-done-dark');
  });

  it('finds the MCP server, where it is switched on', async () => {
    const { page } = editor;
    await runCommand(page, 'MCP: List Servers');
    await page.locator('.quick-input-list').getByText('Flux', { exact: true }).first().waitFor();
    await screenshot(page, 'agent-mcp-servers-dark');
    await page.locator('.quick-input-list').getByText('Flux', { exact: true }).first().click();
    await page.locator('.quick-input-list').getByText('Start Server').click();
    await until('it runs', async () => {
      await page.keyboard.press('Escape');
      await runCommand(page, 'MCP: List Servers');
      const row = page.locator('.quick-input-list .monaco-list-row').filter({ hasText: 'Flux' });
      return /Running/.test((await row.first().textContent()) ?? '');
    });
    await screenshot(page, 'agent-mcp-running-dark');
    await page.keyboard.press('Escape');
    await runCommand(page, 'Flux: Copy MCP Configuration…');
    await page.locator('.quick-input-list').getByText('Codex', { exact: true }).waitFor();
    await screenshot(page, 'agent-mcp-clients-dark');
    await answerQuickInput(page, 'Codex');
    await page.locator('.notification-toast').filter({ hasText: 'Configuration for Codex copied' }).waitFor();
    await runCommand(page, 'Flux: Copy MCP Configuration…');
    await answerQuickInput(page, 'Replace the Token');
    await page.locator('.notification-toast').filter({ hasText: 'Token replaced' }).waitFor();
  });
});
