import assert from 'node:assert/strict';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Page } from 'playwright-core';
import { startFlux } from '../harness/startFlux.mjs';
import { openViews, pictures, row, statusBar, toasts, viewport, watching, type Editor } from './watchingEditor';

/** What was found out about a monorepo, in the view, as a person reads and changes it. */
describe('the project in the view of what is watched', function () {
  this.timeout(240_000);
  let editor: Editor;
  const shown = (text: string | RegExp) => row(editor.page, 'Watching', text);
  const put = (path: string, text: string) => writeFileSync(join(editor.folder, path), text);

  before(async () => {
    editor = await startFlux({
      project: 'bakery',
      settings: { ...watching, 'flux.model.provider': 'offline' },
      theme: 'dark',
      viewport,
    });
    const { page } = editor;
    await statusBar(page, 'Flux is watching: tests').waitFor();
    await openViews(page);
    await foldOthers(page);
  });
  after(() => editor?.stop());

  it('shows what was found out, and why', async () => {
    await shown('This project').click();
    for (const text of [
      'JavaScript 5 · CSS 1',
      '3, by workspaces in package.json',
      'of each package that has one (2 of 3)',
      'eslint (not installed)',
      '3 in package.json and Makefile',
      'main · follows no other branch',
    ])
      await shown(text).waitFor();
    await pictures(editor.page, 'project', async () => {
      await editor.page.mouse.move(700, 300);
      await shown('of each package').hover();
      await editor.page.locator('.monaco-hover').filter({ hasText: 'The project as a whole has none' }).waitFor();
    });
    assert.equal(await toasts(editor.page), 0);
  });

  it('unfolds packages and scripts, and opens where they are written', async () => {
    const { page } = editor;
    await shown('by workspaces').click();
    await shown('packages/prices · npm test').waitFor();
    await shown('3 in package.json').click();
    await shown('eslint .').click();
    await page.locator('.tab.active').filter({ hasText: 'package.json' }).waitFor();
    await statusBar(page, 'Ln 8, ').waitFor();
    await pictures(page, 'project-open');
    await shown('by workspaces').click();
    await shown('3 in package.json').click();
  });

  it('opens the setting that changes a line', async () => {
    const { page } = editor;
    await shown('of each package').hover();
    await shown('of each package').locator('.action-label[aria-label="Open Settings"]').click();
    await page.locator('.settings-editor .setting-item-label').filter({ hasText: 'Command' }).first().waitFor();
    // This editor shows settings above everything else.
    await page.keyboard.press('Escape');
    await page.locator('.settings-editor').waitFor({ state: 'hidden' });
  });

  it('reads anew what is changed, and says what cannot be read', async () => {
    put('package.json', '{ "workspaces": ["packages/*"], "scripts": { "test": "node --test", "x": "y" } }\n');
    await shown('npm test · node').waitFor();
    put('package.json', '{ "workspaces": ');
    await shown('not valid JSON').waitFor();
    await shown('3, by folders with package.json').waitFor();
    put(
      'package.json',
      `{ "name": "bakery", "scripts": { "${'very-long-'.repeat(30)}": "node ${'long '.repeat(90)}" } }\n`,
    );
    await shown('not valid JSON').waitFor({ state: 'detached' });
    await shown('2 in package.json and Makefile').click();
    await shown('very-long-very-long').waitFor();
    await pictures(editor.page, 'project-long');
    assert.equal(await toasts(editor.page), 0);
  });
});

describe('the project in an empty folder', function () {
  this.timeout(180_000);
  let editor: Editor;
  before(async () => {
    const settings = { ...watching, 'flux.model.provider': 'offline' };
    editor = await startFlux({ project: null, git: false, settings, theme: 'dark', viewport });
  });
  after(() => editor?.stop());

  it('says of everything that there is none', async () => {
    const { page } = editor;
    await statusBar(page, 'Flux is watching').waitFor();
    await openViews(page);
    await foldOthers(page);
    await row(page, 'Watching', 'This project').click();
    for (const text of ['no code yet', 'only this one', 'none found', 'none set up', 'not a repository'])
      await row(page, 'Watching', text).waitFor();
    await pictures(page, 'project-empty');
    assert.equal(await toasts(page), 0);
  });
});

/** Leaves only this view open: there is much in it. */
async function foldOthers(page: Page): Promise<void> {
  for (const name of ['Sessions', 'Suggestions']) {
    const header = page.locator(`.pane-header[aria-label^="${name}"]`).first();
    if ((await header.getAttribute('aria-expanded')) === 'true') await header.click();
  }
}
