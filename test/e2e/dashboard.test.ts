import assert from 'node:assert/strict';
import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { answersByPurpose, startScriptedModel, type ScriptedModel } from '../model/scriptedModel';
import { panelFrame } from '../harness/panelFrame.mjs';
import { answerQuickInput, runCommand } from '../harness/runCommand.mjs';
import { screenshot } from '../harness/screenshot.mjs';
import { startFlux } from '../harness/startFlux.mjs';
import { until } from '../harness/until.mjs';

/** Each goal writes files of its own. */
const planOf = (number: number) =>
  `${JSON.stringify({
    summary: 'The clock counts hours',
    steps: [
      { id: 'hours', title: 'Count hours', tool: 'write_file', input: { path: `src/hours${number}.js` } },
      {
        id: 'notes',
        title: 'Write notes',
        tool: 'write_file',
        input: { path: `NOTES${number}.md` },
        instruction: 'Say what hours are.',
        dependsOn: [],
      },
    ],
  })}\n=== hours ===\n\`\`\`js\nexport const hours = (n) => n * 3_600;\n\`\`\``;
const prices = { scripted: { input: 2, output: 8 } };

/** A run, and the dashboard beside it: its numbers are those that the scripted server has counted. */
describe('the dashboard', function () {
  this.timeout(150_000);
  let model: ScriptedModel;
  let editor: Awaited<ReturnType<typeof startFlux>>;

  before(async () => {
    model = await startScriptedModel(
      answersByPurpose({
        plan: (request) => ({ text: planOf(request.index), usage: { cachedTokens: 17 } }),
        bind: '```md\n# Hours\n```',
        decide: JSON.stringify({ action: 'project_complete', reasoning: 'It is done.' }),
      }),
    );
    editor = await startFlux({
      settings: {
        'flux.model.baseUrl': model.url,
        'flux.model.id': 'scripted',
        'flux.model.prices': prices,
        'flux.tests.baselineSeconds': 0,
      },
      theme: 'dark',
      viewport: { width: 1400, height: 900 },
    });
    // Its test fails, which is not what this is about.
    writeFileSync(join(editor.folder, 'test/validate.test.js'), '');
  });
  after(async () => {
    await editor?.stop();
    await model?.stop();
  });

  const dashboard = () => panelFrame(editor.page, 'Flux Dashboard');
  const tile = async (name: string) =>
    (await (await dashboard()).locator(`[data-tile="${name}"] .value`).innerText()).trim();
  const counted = () => {
    const used = model.requests.flatMap(({ usage }) => (usage ? [usage] : []));
    const sum = (of: 'prompt' | 'completion' | 'cached') => used.reduce((total, usage) => total + usage[of], 0);
    return { calls: used.length, prompt: sum('prompt'), completion: sum('completion'), cached: sum('cached') };
  };
  async function runGoal(goal: string): Promise<void> {
    const { page } = editor;
    await runCommand(page, 'Flux: Run Goal…');
    await answerQuickInput(page, goal);
    const panel = await panelFrame(page, /^Flux$/);
    await panel.getByText(goal).first().waitFor();
    await panel.getByRole('button', { name: 'Approve and run' }).click();
    await panel.locator('.state', { hasText: 'Done and verified' }).waitFor();
    await screenshot(page, 'dashboard-beside-panel');
  }

  it('says that there is nothing yet', async () => {
    await runCommand(editor.page, 'Flux: Show Dashboard');
    await (await dashboard()).getByText('There are no sessions in this workspace yet.').waitFor();
    await (await dashboard()).getByRole('button', { name: 'Run goal…' }).waitFor();
    await screenshot(editor.page, 'dashboard-empty-dark');
  });

  it('fills while a session runs, to the token', async () => {
    await runGoal('count hours');
    const used = counted();
    assert.ok(used.calls >= 2 && used.cached === 17, JSON.stringify(used));
    const all = (used.prompt + used.completion).toLocaleString('en');
    await until('the dashboard shows the newest figures', async () => (await tile('Tokens')) === all);
    assert.equal(await tile('Sessions'), '1');
    const frame = await dashboard();
    await frame.locator('[data-card="tokens"]').getByRole('button', { name: 'Show as table' }).click();
    const row = (card: string, at = 0) => frame.locator(`[data-card="${card}"] tbody tr`).nth(at).locator('th, td');
    await row('tokens').first().waitFor();
    assert.deepEqual((await row('tokens').allInnerTexts()).slice(1), [
      (used.prompt - used.cached).toLocaleString('en'),
      '17',
      used.completion.toLocaleString('en'),
    ]);
    await frame.locator('[data-card="model"]').getByRole('button', { name: 'Show as table' }).click();
    await row('model').first().waitFor();
    const cost = (used.prompt * prices.scripted.input + used.completion * prices.scripted.output) / 1e6;
    assert.deepEqual((await row('model').allInnerTexts()).slice(0, 3), ['scripted', String(used.calls), all]);
    assert.equal((await row('model').allInnerTexts())[3], `$${cost.toFixed(4).replace(/(\.\d\d\d*?)0+$/, '$1')}`);
  });

  it('shows one session, and all of them again', async () => {
    await runGoal('count them once more');
    await runCommand(editor.page, 'Flux: Show Dashboard');
    const frame = await dashboard();
    const both = counted();
    await until('both are counted', async () => (await tile('Sessions')) === '2');
    await frame.getByLabel('Session', { exact: true }).selectOption({ label: 'count-hours' });
    await until('one is counted', async () => (await tile('Sessions')) === '1');
    assert.ok(Number((await tile('Tokens')).replaceAll(',', '')) < both.prompt + both.completion);
    await frame.getByLabel('Session', { exact: true }).selectOption({ label: 'All sessions' });
    await frame.getByRole('radio', { name: '24 hours' }).check();
    await until('all are counted', async () => (await tile('Sessions')) === '2');
    assert.equal(await tile('Tokens'), (both.prompt + both.completion).toLocaleString('en'));
  });

  it('opens a session from its slowest steps, and exports what it shows', async () => {
    const { page, folder } = editor;
    const frame = await dashboard();
    await frame.getByRole('button', { name: 'Export JSON…' }).click();
    const file = join(folder, 'flux-dashboard.json');
    const dialog = page.locator('.quick-input-widget', { hasText: 'Export Dashboard' });
    await until('a name is offered', async () => (await dialog.locator('input').first().inputValue()) === file);
    await dialog.getByRole('button', { name: 'OK' }).click();
    await until('it is written', () => existsSync(file) && readFileSync(file, 'utf8').endsWith('}\n'));
    const { prompt, completion, cached } = counted();
    const written = JSON.parse(readFileSync(file, 'utf8'));
    assert.deepEqual(written.metrics.tokens, { prompt, completion, cached, saved: 0 });
    await frame.locator('[data-card="slowest"]').getByRole('button', { name: 'count-hours' }).first().click();
    const panel = await panelFrame(page, /^Flux$/);
    await panel.getByText('count hours').first().waitFor();
  });

  it('looks like the editor in its four themes, wide and narrow', async () => {
    const { page } = editor;
    await runCommand(page, 'View: Close All Editors');
    await runCommand(page, 'Flux: Show Dashboard');
    for (const [name, theme] of [
      ['dark', 'Dark Modern'],
      ['light', 'Light Modern'],
      ['hc-dark', 'Dark High Contrast'],
      ['hc-light', 'Light High Contrast'],
    ] as const) {
      if (name !== 'dark') {
        await runCommand(page, 'Preferences: Color Theme');
        await answerQuickInput(page, theme);
      }
      const frame = await dashboard();
      const kind = {
        dark: 'vscode-dark',
        light: 'vscode-light',
        'hc-dark': 'vscode-high-contrast',
        'hc-light': 'vscode-high-contrast-light',
      };
      await frame.locator(`body.${kind[name]}`).waitFor();
      await frame.locator('[data-tile="Tokens"]').waitFor();
      await screenshot(page, `dashboard-${name}`);
    }
    const frame = await dashboard();
    assert.ok(
      await frame.evaluate(() => document.documentElement.scrollWidth <= window.innerWidth),
      'nothing sticks out',
    );
  });
});
