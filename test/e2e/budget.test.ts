import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { answersByPurpose, startScriptedModel, type ScriptedModel } from '../model/scriptedModel';
import { typeInChat, waitForChatModel, waitForChatText } from '../harness/chatView.mjs';
import { panelFrame } from '../harness/panelFrame.mjs';
import { screenshot } from '../harness/screenshot.mjs';
import { startFlux } from '../harness/startFlux.mjs';
import { toggleTheme } from '../harness/toggleTheme.mjs';

const plan = JSON.stringify({
  summary: 'Notes beside the code',
  steps: [
    { id: 'first', title: 'Write the first note', tool: 'write_file', input: { path: 'FIRST.md' } },
    {
      id: 'second',
      title: 'Write the second note',
      tool: 'write_file',
      input: { path: 'SECOND.md' },
      dependsOn: ['first'],
    },
  ],
});
const note = (text: string) => `\`\`\`\n${text}\n\`\`\``;

/** A run that reaches its limit, as a person sees it. */
describe('the limit of a run', function () {
  this.timeout(240_000);
  let model: ScriptedModel;
  let editor: Awaited<ReturnType<typeof startFlux>>;

  before(async () => {
    model = await startScriptedModel(
      answersByPurpose({ plan: [plan, plan], bind: ({ step }) => note(`The ${step} note.`) }),
    );
    editor = await startFlux({
      settings: {
        'flux.model.baseUrl': model.url,
        'flux.model.id': 'scripted',
        'flux.model.prices': { scripted: { input: 2, output: 8 } },
        'flux.budget.maxTokensPerRun': 1000,
      },
      theme: 'dark',
      viewport: { width: 1500, height: 950 },
    });
  });
  after(async () => {
    await editor?.stop();
    await model?.stop();
  });

  it('asks before the call that would pass it; raised in the panel, the run goes on and finishes', async () => {
    const { page } = editor;
    await waitForChatModel(page);
    await typeInChat(page, '@flux write two notes beside the code');
    await waitForChatText(page, 'would pass the limit of this run');
    assert.equal(model.requests.length, 0, 'nothing was asked of the model');
    const panel = await panelFrame(page, /Flux/);
    await panel.getByRole('button', { name: /Raise the limit by/ }).waitFor();
    await screenshot(page, 'budget-gate-dark');
    await panel.getByRole('button', { name: /Raise the limit by/ }).click();
    await panel.getByRole('button', { name: 'Approve and run' }).waitFor();
    await panel
      .getByText(/ of [\d.]+k tokens/)
      .first()
      .waitFor();
    await panel
      .getByText(/about [\d.]+k more to run/)
      .first()
      .waitFor();
    await panel.getByText('Write the first note').first().click();
    await panel
      .getByText(/Share: [\d.]+k? tokens/)
      .first()
      .waitFor();
    await screenshot(page, 'budget-estimate-dark');
    await panel.getByRole('button', { name: 'Approve and run' }).click();
    await panel.getByText(/Done/).first().waitFor();
    assert.equal(readFileSync(join(editor.folder, 'SECOND.md'), 'utf8'), 'The second note.\n');
  });

  it('finishes with what is there where the person says so', async () => {
    const { page } = editor;
    await toggleTheme(page);
    await typeInChat(page, '@flux write two notes again');
    await waitForChatText(page, 'would pass the limit of this run');
    const asked = model.requests.length;
    const panel = await panelFrame(page, /Flux/);
    await panel.getByRole('button', { name: 'Finish with what is there' }).click();
    await panel
      .getByText(/reached its limit, and you chose to finish/)
      .first()
      .waitFor();
    await screenshot(page, 'budget-finished-light');
    assert.equal(model.requests.length, asked);
  });
});
