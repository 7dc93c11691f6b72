import assert from 'node:assert/strict';
import { mkdir, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { answersByPurpose, startScriptedModel, type ScriptedModel } from '../model/scriptedModel';
import { typeInChat, waitForChatModel, waitForChatText } from '../harness/chatView.mjs';
import { runCommand } from '../harness/runCommand.mjs';
import { screenshot } from '../harness/screenshot.mjs';
import { startFlux } from '../harness/startFlux.mjs';
import { toggleTheme } from '../harness/toggleTheme.mjs';

const backoff = `/** How long to wait before an attempt is repeated, in ms: doubled each time, up to half a minute. */
export function nextDelay(attempt) {
  return Math.min(30_000, 250 * 2 ** attempt);
}
`;
/** Four hundred files that speak of other things in like words. */
const files: Readonly<Record<string, string>> = Object.fromEntries([
  ...Array.from({ length: 400 }, (_, at) => [
    `src/part${at % 20}/module${at}.js`,
    `// Orders wait here until the next attempt of a person to pay.\nexport function order${at}(wait) {\n  return wait + ${at};\n}\n\nexport const attempt${at} = ${at};\n`,
  ]),
  ['src/net/backoff.js', backoff],
  [
    'test/backoff.test.js',
    "import { nextDelay } from '../src/net/backoff.js';\n\ntest('doubles', () => nextDelay(1));\n",
  ],
  ['package.json', '{"name":"shop","type":"module"}'],
]);

/** The first request of a goal in a project of 400 files, and the quick pick that searches the same index. */
describe('searching by meaning', function () {
  this.timeout(180_000);
  let model: ScriptedModel;
  let editor: Awaited<ReturnType<typeof startFlux>>;

  before(async () => {
    model = await startScriptedModel(
      answersByPurpose({ plan: JSON.stringify({ summary: 'It is explained', steps: [], notes: ['Done already.'] }) }),
    );
    editor = await startFlux({
      project: null,
      settings: { 'flux.model.baseUrl': model.url, 'flux.model.id': 'scripted' },
      theme: 'dark',
      viewport: { width: 1400, height: 850 },
    });
    for (const [path, text] of Object.entries(files)) {
      await mkdir(dirname(join(editor.folder, path)), { recursive: true });
      await writeFile(join(editor.folder, path), text);
    }
  });
  after(async () => {
    await editor?.stop();
    await model?.stop();
  });

  it('shows the right places in the first request of a goal', async () => {
    const { page } = editor;
    await waitForChatModel(page);
    await typeInChat(page, '@flux make the time between repeated attempts grow up to a minute');
    await waitForChatText(page, 'Done already.');
    const [request] = model.requestsFor('plan');
    const about = (request?.messages.at(-1)?.content ?? '').split('# What the goal seems to be about')[1] ?? '';
    const shown = [...about.matchAll(/^### (\S+)/gm)].map(([, path]) => path);
    assert.equal(shown[0], 'src/net/backoff.js', shown.join(', '));
    assert.ok(about.includes('return Math.min(30_000, 250 * 2 ** attempt);'));
    assert.ok(shown.includes('test/backoff.test.js'), shown.join(', '));
    assert.ok(about.length < 13_000, `${about.length} characters`);
  });

  it('finds code by what it does, shows it as a preview, and leaves the person where they were', async () => {
    const { page } = editor;
    await runCommand(page, 'Flux: Search Code by Meaning');
    const input = page.locator('.quick-input-widget input.input');
    await input.fill('how long to wait before trying again');
    const row = page.locator('.quick-input-list .monaco-list-row', { hasText: 'nextDelay' }).first();
    await row.waitFor();
    assert.match((await row.textContent()) ?? '', /src\/net\/backoff\.js:2/);
    await input.fill('nextDelay');
    const first = page.locator('.quick-input-list .monaco-list-row.focused', { hasText: 'nextDelay' });
    await first.waitFor();
    await page.locator('.editor-group-container .view-lines', { hasText: '30_000' }).first().waitFor();
    await screenshot(page, 'search-by-meaning-dark');
    await page.keyboard.press('Escape');
    await input.waitFor({ state: 'hidden' });

    await toggleTheme(page);
    await runCommand(page, 'Flux: Search Code by Meaning');
    await input.fill('nextDelay');
    await first.waitFor();
    await screenshot(page, 'search-by-meaning-light');
    await page.keyboard.press('Enter');
    await input.waitFor({ state: 'hidden' });
    await page.locator('.tab.active', { hasText: 'backoff.js' }).waitFor();
  });
});
