import assert from 'node:assert/strict';
import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { answersByPurpose, startScriptedModel, type ScriptedModel } from '../model/scriptedModel';
import { panelFrame } from '../harness/panelFrame.mjs';
import { extensionHostOf } from '../harness/extensionHost.mjs';
import { answerQuickInput, runCommand } from '../harness/runCommand.mjs';
import { screenshot } from '../harness/screenshot.mjs';
import { startFlux } from '../harness/startFlux.mjs';
import { until } from '../harness/until.mjs';

const plan = `${JSON.stringify({
  summary: 'The clock counts hours',
  steps: [
    { id: 'hours', title: 'Count hours', tool: 'write_file', input: { path: 'src/hours.js' } },
    { id: 'tests', title: 'Run the tests', tool: 'run_tests', expect: [{ kind: 'tests_pass' }] },
  ],
  verify: 'tests',
})}\n=== hours ===\n\`\`\`js\nexport const hours = (n) => n * 3_600;\n\`\`\``;
const slow = (ms: number) =>
  `import { test } from 'node:test';\nimport { writeFileSync } from 'node:fs';\nimport assert from ` +
  `'node:assert';\nimport { hours } from '../src/hours.js';\ntest('hours', async () => {\n  ` +
  `writeFileSync('began', '');\n  await new Promise((resolve) => setTimeout(resolve, ${ms}));\n  ` +
  `assert.equal(hours(1), 3_600_000);\n});\n`;
/** A test that fails once a file lets it go on. */
const held =
  `import { test } from 'node:test';\nimport { existsSync } from 'node:fs';\nimport assert from 'node:assert';\n` +
  `test('hours', async () => {\n  while (!existsSync('go')) await new Promise((next) => setTimeout(next, 50));\n  ` +
  `assert.fail('seconds');\n});\n`;
const question = 'Should hours count in seconds or in milliseconds?';
const escalate = JSON.stringify({
  action: 'escalate_to_human',
  reasoning: 'It may count either way.',
  task_description: question,
  choices: ['Milliseconds', 'Seconds'],
});
const mend =
  `${JSON.stringify({ action: 'create_task', reasoning: 'The person wants milliseconds.', steps: [{ id: 'mend', title: 'Count in milliseconds', tool: 'edit_file' }] })}\n=== ` +
  `mend ===\nsrc/hours.js\n<<<<<<< SEARCH\nexport const hours = (n) => n * 3_600;\n=======\nexport const hours = ` +
  `(n) => n * 3_600_000;\n>>>>>>> REPLACE`;

/**
 * A run whose extension host is killed in the middle is resumed from the sessions view; its question is answered in the
 * panel.
 */
describe('sessions that are killed, resumed and asked', function () {
  this.timeout(150_000);
  let model: ScriptedModel;
  let editor: Awaited<ReturnType<typeof startFlux>>;

  before(async () => {
    model = await startScriptedModel(
      answersByPurpose({
        plan: () => plan,
        decide: [escalate, mend, escalate],
      }),
    );
    editor = await startFlux({
      settings: { 'flux.model.baseUrl': model.url, 'flux.model.id': 'scripted', 'flux.tests.baselineSeconds': 0 },
      theme: 'dark',
      viewport: { width: 1400, height: 900 },
    });
    for (const name of ['form', 'session', 'validate']) writeFileSync(join(editor.folder, `test/${name}.test.js`), '');
    writeFileSync(join(editor.folder, 'test/hours.test.js'), slow(120_000));
  });
  after(async () => {
    await editor?.stop();
    await model?.stop();
  });

  it('is killed in the middle of its tests', async () => {
    const { page } = editor;
    await runCommand(page, 'Flux: Run Goal…');
    await answerQuickInput(page, 'count hours');
    const panel = await panelFrame(page, /Flux/);
    await panel.getByRole('button', { name: 'Approve and run' }).click();
    await panel
      .locator('[data-step="tests"]')
      .getByText(/running/i)
      .first()
      .waitFor({ state: 'attached' });
    await until('the slow test runs', () => existsSync(join(editor.folder, 'began')));
    writeFileSync(join(editor.folder, 'test/hours.test.js'), slow(0));
    // The editor closes the panels of a host that has ended, if it hears of that before it has gone itself.
    const host = await extensionHostOf(editor.server);
    process.kill(host, 'SIGSTOP');
    await page.reload({ waitUntil: 'commit' });
    process.kill(host, 'SIGKILL');
    await page.waitForLoadState();
  });

  it('shows in the sessions view, and is resumed there', async () => {
    const { page } = editor;
    // The panel that the editor kept shows its session again.
    await (await panelFrame(page, /Flux/)).getByText('count hours').first().waitFor();
    await runCommand(page, 'Flux: Show Sessions…');
    const row = page.locator('.pane-body .monaco-list-row', { hasText: 'count hours' }).first();
    await row.waitFor();
    await row.hover();
    await screenshot(page, 'sessions-dark');
    await row.getByRole('button', { name: /Resume Session/ }).click();
    const panel = await panelFrame(page, /Flux/);
    await panel.getByText(question).first().waitFor();
    await screenshot(page, 'question-dark');
    assert.equal(await page.locator('.notification-toast', { hasText: question }).count(), 0, 'asked in one place');
  });

  it('is answered in the panel, and completes verified', async () => {
    const { page } = editor;
    const panel = await panelFrame(page, /Flux/);
    await panel.getByRole('button', { name: 'Milliseconds' }).first().click();
    await panel
      .getByText(/Done and verified|Complete/)
      .first()
      .waitFor();
    await screenshot(page, 'decided-dark');
    assert.match(readFileSync(join(editor.folder, 'src/hours.js'), 'utf8'), /3_600_000/);
    assert.equal(model.requestsFor('decide').length, 2);
  });

  it('shows what a step changed, and what was asked of the model', async () => {
    const panel = await panelFrame(editor.page, /Flux/);
    await panel.locator('[data-step="hours"] .title').click();
    await panel.locator('[data-step="hours"]').getByText('Changes made').waitFor();
    await panel.locator('[data-step="hours"] .diff').getByText('3_600').first().waitFor();
    await panel.locator('.column > .disclosure').getByText('Show model exchange').click();
    const planning = panel.locator('.call', { hasText: 'Planning' }).first();
    await planning.waitFor();
    assert.match(await planning.innerText(), /# Goal\ncount hours[\s\S]*The clock counts hours/);
    await planning.getByRole('button', { name: 'Copy Planning' }).click();
    await panel.getByText('Copied', { exact: true }).waitFor();
    await planning.scrollIntoViewIfNeeded();
    await screenshot(editor.page, 'exchange-dark');
  });

  it('is asked in a notification where its panel is not seen', async () => {
    const { page } = editor;
    writeFileSync(join(editor.folder, 'test/hours.test.js'), held);
    await runCommand(page, 'Flux: Run Goal…');
    await answerQuickInput(page, 'count them again');
    const panel = await panelFrame(page, /Flux/);
    await panel.getByText('count them again').first().waitFor();
    await panel.getByRole('button', { name: 'Approve and run' }).click();
    await panel.getByRole('button', { name: 'Stop' }).waitFor();
    await runCommand(page, 'View: Close All Editors');
    writeFileSync(join(editor.folder, 'go'), '');
    await page.locator('.notification-toast', { hasText: question }).waitFor();
    await screenshot(page, 'question-notification-dark');
  });
});
