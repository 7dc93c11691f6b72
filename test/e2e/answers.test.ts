import assert from 'node:assert/strict';
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { answersByPurpose, startScriptedModel, type ScriptedModel } from '../model/scriptedModel';
import { typeInChat, waitForChatModel, waitForChatText } from '../harness/chatView.mjs';
import { panelFrame } from '../harness/panelFrame.mjs';
import { screenshot } from '../harness/screenshot.mjs';
import { startFlux } from '../harness/startFlux.mjs';

const command = (file: string) => ({
  id: file,
  title: `Write ${file}.txt`,
  tool: 'run_command',
  input: { command: `node -e "require('fs').writeFileSync('${file}.txt', '')"` },
});
const planOf = (...files: string[]) =>
  JSON.stringify({ summary: `Writes ${files.join(' and ')}`, steps: files.map(command) });

/** What words in chat mean while a plan or a step waits for them. */
describe('answers in words', function () {
  this.timeout(200_000);
  let model: ScriptedModel;
  let editor: Awaited<ReturnType<typeof startFlux>>;
  const wrote = (file: string) => existsSync(join(editor.folder, `${file}.txt`));

  before(async () => {
    model = await startScriptedModel(
      answersByPurpose({
        plan: ({ text }) => (text.includes('but without two') ? planOf('one') : planOf('one', 'two')),
      }),
    );
    editor = await startFlux({
      settings: { 'flux.model.baseUrl': model.url, 'flux.model.id': 'scripted', 'flux.approval.mode': 'step' },
      theme: 'dark',
      viewport: { width: 1500, height: 950 },
    });
  });
  after(async () => {
    await editor?.stop();
    await model?.stop();
  });

  it('change a plan where they say yes and but', async () => {
    const { page } = editor;
    await waitForChatModel(page);
    await typeInChat(page, '@flux write two files');
    await waitForChatText(page, 'Writes one and two');
    await typeInChat(page, '@flux yes, but without two');
    await waitForChatText(page, /Writes one(?! and)/);
    assert.match(model.requestsFor('plan').at(-1)?.text ?? '', /yes, but without two/);
    assert.ok(!wrote('one') && !wrote('two'));
    await screenshot(page, 'answer-revises-dark');
  });

  it('approve it where they say nothing but that; a step that asks is not allowed by a no with more words', async () => {
    const { page } = editor;
    await typeInChat(page, '@flux go ahead');
    await waitForChatText(page, 'Flux asks');
    await typeInChat(page, '@flux no, don’t allow it for this run');
    await waitForChatText(page, 'Your answer is not clear');
    assert.ok(!wrote('one'));
    const panel = await panelFrame(page, /Flux/);
    await panel.getByRole('button', { name: 'Skip this step' }).waitFor();
    await screenshot(page, 'answer-asks-again-dark');
  });

  it('allow it where they plainly say so', async () => {
    const { page } = editor;
    await typeInChat(page, '@flux yes, please');
    await waitForChatText(page, /Done/);
    assert.ok(wrote('one') && !wrote('two'));
    await screenshot(page, 'answer-allows-dark');
  });
});
