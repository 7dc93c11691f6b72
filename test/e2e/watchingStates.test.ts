import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { existsSync, mkdirSync, readFileSync, readdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Page } from 'playwright-core';
import { openWorkbench } from '../harness/openWorkbench.mjs';
import { repoRoot } from '../harness/paths.mjs';
import { answerQuickInput, runCommand } from '../harness/runCommand.mjs';
import { startFlux } from '../harness/startFlux.mjs';
import { until } from '../harness/until.mjs';
import {
  breakIt,
  conflict,
  dismiss,
  hoverOver,
  leaveMuch,
  openViews,
  pictures as take,
  question,
  row,
  saveAgain,
  statusBar,
  toasts,
  viewport,
  watching,
  wishes,
  type Editor,
} from './watchingEditor';

const fails = '“opens a session” fails';

/** Much at once, what is refused, a second window, and what fails: each as a person sees it. */
describe('watching when there is much to say', function () {
  this.timeout(240_000);
  let editor: Editor;
  const pictures = (name: string, show?: () => Promise<void>) => take(editor.page, name, show);
  const git = (...args: string[]) => execFileSync('git', args, { cwd: editor.folder, encoding: 'utf8' }).trim();
  const put = (path: string, text: string) => writeFileSync(join(editor.folder, path), text);
  const suggestion = (text: string) => row(editor.page, 'Suggestions', text);
  /** How often the tests of the accounts have run. */
  const runs = () => readFileSync(join(editor.folder, '.git/runs'), 'utf8').length;

  before(async () => {
    editor = await startFlux({
      settings: { ...watching, 'flux.model.provider': 'offline' },
      theme: 'dark',
      viewport,
    });
    put(
      'test/accounts.test.js',
      "import { appendFileSync } from 'node:fs';\nimport { test } from 'node:test';\nimport '../src/accounts.js';\n" +
        "appendFileSync('.git/runs', 'x');\ntest('counts', () => {});\n",
    );
    leaveMuch(editor.folder);
  });
  after(() => editor?.stop());

  it('shows three in the hover and all in the view', async () => {
    const { page } = editor;
    await statusBar(page, / \+6$/).waitFor();
    await breakIt(editor);
    await statusBar(page, / \+7$/).waitFor();
    await openViews(page);
    for (const text of [fails, conflict, ...wishes]) await suggestion(text).waitFor();
    await pictures('many', async () => {
      await hoverOver(page, / \+7$/, 'Show all 8');
      assert.equal(await page.locator('.monaco-hover a').filter({ hasText: 'Dismiss' }).count(), 3);
    });
    assert.equal(await toasts(page), 0);
  });

  it('asks once whether a kind that is always dismissed is to be switched off', async () => {
    const { page } = editor;
    for (const wish of wishes.slice(0, 5)) await dismiss(page, wish);
    const asked = row(page, 'Watching', question);
    await asked.waitFor();
    await pictures('question');
    await asked.click();
    await page.locator('.quick-input-list .monaco-list-row').filter({ hasText: 'Keep them' }).waitFor();
    await pictures('question-open', async () => {
      if (await page.locator('.quick-input-list').isVisible()) return;
      await asked.click();
      await page.locator('.quick-input-list .monaco-list-row').filter({ hasText: 'Keep them' }).waitFor();
    });
    await page.keyboard.press('Escape');
    await asked.click();
    await answerQuickInput(page, 'Switch them off');
    await asked.waitFor({ state: 'detached' });
    await row(page, 'Watching', 'Off (flux.watchers.comments).').waitFor();
    await suggestion(wishes[5]!).waitFor({ state: 'detached' });
    await row(page, 'Watching', 'Comments').locator('.monaco-custom-toggle').click();
    await suggestion(wishes[5]!).waitFor();
    for (const wish of wishes.slice(0, 5)) assert.equal(await suggestion(wish).count(), 0, wish);
    assert.equal(await asked.count(), 0, 'it was answered');
  });

  it('mutes a kind, puts one off, and forgets both ways of refusing at a word', async () => {
    const { page } = editor;
    git('merge', '--abort');
    await suggestion(conflict).waitFor({ state: 'detached' });
    await suggestion('behind').waitFor();
    await act(page, 'behind', 'Not this kind');
    await statusBar(page, 'No more suggestions about a branch that is behind here').waitFor();
    await suggestion('behind').waitFor({ state: 'detached' });
    await act(page, wishes[5]!, 'Later');
    await statusBar(page, 'Suggested again in 4 hours').waitFor();
    await suggestion(wishes[5]!).waitFor({ state: 'detached' });
    await row(page, 'Watching', 'Learning').click();
    await row(page, 'Watching', 'you said “Not this kind”').waitFor();
    await pictures('learnt');
    await runCommand(page, 'Flux: Reset Learning');
    await suggestion('behind').waitFor();
    await row(page, 'Watching', 'nothing learned here yet').waitFor();
  });

  it('keeps what is open and what was dismissed over a reload', async () => {
    const { page } = editor;
    await page.reload();
    await statusBar(page, / \+1$/).waitFor();
    await openViews(page);
    for (const text of [fails, 'behind']) await suggestion(text).waitFor();
    // It may only look again a moment later.
    await page.waitForTimeout(3_000);
    for (const wish of wishes) assert.equal(await suggestion(wish).count(), 0, wish);
  });

  it('watches in one of two windows; what is done in the other holds in both', async () => {
    const { page } = editor;
    const second = await openWorkbench({ server: editor.server, extensionPath: repoRoot, viewport });
    try {
      await openViews(second.page);
      await row(second.page, 'Suggestions', 'behind').waitFor();
      await row(second.page, 'Watching', 'Another window with this folder watches.').waitFor();
      await take(second.page, 'second-window');
      const before = runs();
      await saveAgain(page);
      await until('the tests ran', () => runs() > before);
      await row(page, 'Watching', 'running').waitFor({ state: 'detached' });
      assert.equal(runs(), before + 1, 'one window ran them, once');
      await dismiss(second.page, 'behind');
      await suggestion('behind').waitFor({ state: 'detached' });
    } finally {
      await second.close();
    }
  });

  it('says where a watcher fails, tries again after a save, and pops nothing up', async () => {
    const { page, folder } = editor;
    mkdirSync(join(folder, '.vscode'), { recursive: true });
    put('.vscode/settings.json', '{ "flux.tests.command": "flux-no-such-runner --all" }\n');
    await row(page, 'Watching', 'flux-no-such-runner').waitFor();
    await saveAgain(page);
    const failing = row(page, 'Watching', /failing · “.*flux-no-such-runner.*could not be started/);
    await failing.waitFor();
    await saveAgain(page);
    await page.waitForTimeout(2_000);
    await failing.waitFor();
    await pictures('failing', () => hoverOver(page, '1 test fails', 'Flux tries again later'));
    assert.equal(await toasts(page), 0);
    const told = fluxLogs(editor.server.userDataFolder).split('Watching (tests) failed').length - 1;
    assert.equal(told, 1, 'the log says it once');
    put('.vscode/settings.json', '{}\n');
    await failing.waitFor({ state: 'detached' });
  });
});

describe('watching a folder with nothing to run', function () {
  this.timeout(180_000);
  let editor: Editor;
  before(async () => {
    editor = await startFlux({
      project: null,
      git: false,
      settings: { ...watching, 'flux.model.provider': 'offline' },
      theme: 'dark',
      viewport,
    });
  });
  after(() => editor?.stop());

  it('says what it watches, and of the rest why not', async () => {
    const { page } = editor;
    await statusBar(page, 'Flux is watching: fixes · comments').waitFor();
    await openViews(page);
    await row(page, 'Watching', 'no tests were found').waitFor();
    await row(page, 'Watching', 'this folder is not in a Git repository').waitFor();
    await take(page, 'no-tests', () => hoverOver(page, 'Flux is watching', 'no tests were found'));
    assert.equal(await toasts(page), 0);
  });
});

/** Presses a suggestion's button in the list of all. */
async function act(page: Page, about: string, button: string): Promise<void> {
  await runCommand(page, 'Flux: Show Suggestions…');
  const item = page.locator('.quick-input-list .monaco-list-row').filter({ hasText: about });
  await item.hover();
  await item.locator(`.action-label[aria-label^="${button}"]`).click();
  await item.waitFor({ state: 'detached' });
  await page.keyboard.press('Escape');
}

/** All that Flux has logged in the windows of an editor. */
function fluxLogs(userDataFolder: string): string {
  const logs = join(userDataFolder, 'logs');
  return readdirSync(logs, { recursive: true, encoding: 'utf8' })
    .filter((path) => path.endsWith('Flux.log') && existsSync(join(logs, path)))
    .map((path) => readFileSync(join(logs, path), 'utf8'))
    .join('\n');
}
