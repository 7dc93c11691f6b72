import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { answersByPurpose, startScriptedModel, type ScriptedModel } from '../model/scriptedModel';
import { typeInChat, waitForChatModel, waitForChatText } from '../harness/chatView.mjs';
import { panelFrame } from '../harness/panelFrame.mjs';
import { runCommand } from '../harness/runCommand.mjs';
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

/** A step whose model is not up to it, as a person sees it. */
describe('the model of a step', function () {
  this.timeout(240_000);
  let model: ScriptedModel;
  let editor: Awaited<ReturnType<typeof startFlux>>;
  const onePlan = JSON.stringify({
    summary: 'A note beside the code',
    steps: [{ id: 'note', title: 'Write the note', tool: 'write_file', input: { path: 'NOTE.md' } }],
  });

  before(async () => {
    model = await startScriptedModel(
      answersByPurpose({
        plan: onePlan,
        bind: ({ model: asked }) => (asked === 'large' ? note('By the large model.') : 'I cannot do that.'),
        repair: 'I still cannot do that.',
      }),
    );
    editor = await startFlux({
      settings: {
        'flux.model.baseUrl': model.url,
        'flux.model.id': 'middle',
        'flux.model.fastId': 'small',
        'flux.model.strongId': 'large',
        'flux.routing.fastUpTo': 7,
        'flux.decisions.mode': 'never',
      },
      theme: 'dark',
      viewport: { width: 1500, height: 950 },
    });
  });
  after(async () => {
    await editor?.stop();
    await model?.stop();
  });

  it('is the small one first, and the large one after it failed, which the step’s details show', async () => {
    const { page } = editor;
    await runCommand(page, 'Flux: Run Goal…');
    const goal = page.locator('.quick-input-widget:visible input[type="text"]').first();
    await goal.fill('write a note beside the code');
    await goal.press('Enter');
    const panel = await panelFrame(page, /Flux/);
    await panel.getByRole('button', { name: 'Approve and run' }).click();
    await panel.getByText(/Done/).first().waitFor();
    assert.equal(readFileSync(join(editor.folder, 'NOTE.md'), 'utf8'), 'By the large model.\n');
    const asked = model.requests.map(({ purpose, model: id }) => `${purpose} ${id}`);
    assert.deepEqual(asked, ['plan middle', 'bind small', 'repair small', 'repair small', 'bind large']);
    await panel.getByText('Write the note').first().click();
    await panel.getByText('Show model exchange').first().click();
    await panel
      .getByText(/\bsmall · /)
      .first()
      .waitFor();
    const byLarge = panel.getByText(/\blarge · /).first();
    await byLarge.scrollIntoViewIfNeeded();
    await screenshot(page, 'escalated-step-dark');
  });
});
