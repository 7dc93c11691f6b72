import assert from 'node:assert/strict';
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { answersByPurpose, startScriptedModel, type ScriptedModel } from '../model/scriptedModel';
import { openWorkbench } from '../harness/openWorkbench.mjs';
import { panelFrame } from '../harness/panelFrame.mjs';
import { repoRoot } from '../harness/paths.mjs';
import { answerQuickInput, runCommand } from '../harness/runCommand.mjs';
import { screenshot } from '../harness/screenshot.mjs';
import { startFlux } from '../harness/startFlux.mjs';
import { until } from '../harness/until.mjs';

const plan = `${JSON.stringify({
  summary: 'The clock counts hours',
  steps: [
    { id: 'hours', title: 'Count hours', tool: 'write_file', input: { path: 'src/hours.js' } },
    { id: 'tests', title: 'Run the slow tests', tool: 'run_tests', expect: [{ kind: 'tests_pass' }] },
  ],
  verify: 'tests',
})}\n=== hours ===\n\`\`\`js\nexport const hours = (n) => n * 3_600_000;\n\`\`\``;

/** Reloading in the middle, and a second window on the same folder: neither loses nor corrupts anything. */
describe('a reload and a second window in the middle of a run', function () {
  this.timeout(150_000);
  let model: ScriptedModel;
  let editor: Awaited<ReturnType<typeof startFlux>>;

  before(async () => {
    model = await startScriptedModel(answersByPurpose({ plan: () => plan }));
    editor = await startFlux({
      settings: { 'flux.model.baseUrl': model.url, 'flux.model.id': 'scripted', 'flux.tests.baselineSeconds': 0 },
      theme: 'hcDark',
      viewport: { width: 1400, height: 900 },
    });
    writeFileSync(
      join(editor.folder, 'test/slow.test.js'),
      "import { test } from 'node:test';\nimport { writeFileSync } from 'node:fs';\ntest('slow', async () => " +
        "{\n  writeFileSync('pid', String(process.pid));\n  await new Promise(() => setInterval(() => {}, " +
        '1_000)); // ends with its window\n});\n',
    );
  });
  after(async () => {
    await editor?.stop();
    await model?.stop();
  });

  it('is approved by mouse and runs', async () => {
    const { page } = editor;
    await runCommand(page, 'Flux: Run Goal…');
    await answerQuickInput(page, 'count hours');
    const panel = await panelFrame(page, /Flux/);
    await panel.getByText('Count hours').first().waitFor();
    await screenshot(page, 'plan-hcDark');
    await panel.getByRole('button', { name: 'Approve and run' }).click();
    await panel
      .locator('[data-step="tests"]')
      .getByText(/running/i)
      .first()
      .waitFor({ state: 'attached' });
    assert.match(readFileSync(join(editor.folder, 'src/hours.js'), 'utf8'), /3_600_000/);
    await screenshot(page, 'running-hcDark');
  });

  it('shows in a second window, which cannot stop it', async () => {
    const second = await openWorkbench({ server: editor.server, extensionPath: repoRoot });
    try {
      await runCommand(second.page, 'Flux: Open Plan');
      const panel = await panelFrame(second.page, /Flux/);
      await panel.getByText('Run the slow tests').first().waitFor();
      await panel.getByRole('button', { name: 'Stop' }).first().click();
      await panel
        .getByText(/another window/)
        .first()
        .waitFor();
      await screenshot(second.page, 'second-window');
    } finally {
      await second.close();
    }
  });

  it('is still there after the reload, with all that was done, marked as interrupted', async () => {
    const { page } = editor;
    const pid = Number(readFileSync(join(editor.folder, 'pid'), 'utf8'));
    await page.reload();
    const panel = await panelFrame(page, /Flux/);
    await panel
      .getByText(/closed or reloaded/)
      .first()
      .waitFor();
    await panel.locator('[data-step="hours"] .title[aria-label*="done"]').first().waitFor();
    await screenshot(page, 'interrupted-hcDark');
    await until('the test process has ended with its window', () => !alive(pid));
  });
});

function alive(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch {
    return false;
  }
}
