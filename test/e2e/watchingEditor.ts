import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Page } from 'playwright-core';
import { runCommand } from '../harness/runCommand.mjs';
import { screenshot } from '../harness/screenshot.mjs';
import type { startFlux } from '../harness/startFlux.mjs';
import { until } from '../harness/until.mjs';

type Shown = Pick<Editor, 'page' | 'folder'>;
export type Editor = Awaited<ReturnType<typeof startFlux>>;

/** Settings under which it watches, soon after each save. */
export const watching = { 'flux.watchers.enabled': true, 'flux.watchers.quietMs': 200 };
export const viewport = { width: 1400, height: 820 };

/** The line of src/accounts.js that tests reach, and what breaks one of them. */
export const right = 'return email.trim().toLowerCase();';
export const wrong = 'return email.trim();';
export const line = 23;

export const statusBar = (page: Page, text: string | RegExp) =>
  page.locator('.part.statusbar .statusbar-item').filter({ hasText: text });
export const view = (page: Page, name: string) =>
  page.locator(`.pane:has(.pane-header[aria-label^="${name}"])`).locator('visible=true').first();
export const row = (page: Page, name: string, text: string | RegExp) =>
  view(page, name).locator('.monaco-list-row').filter({ hasText: text }).first();
export const toasts = (page: Page) => page.locator('.notification-toast').count();

/** Opens Flux's views in the side bar. */
export async function openViews(page: Page): Promise<void> {
  await page.locator('.activitybar .action-label[aria-label^="Flux"]').first().waitFor();
  await runCommand(page, 'View: Show Flux');
}

/** Opens a file at a line, as a person does. What takes the focus meanwhile closes the list of files; it is then opened again. */
export async function openAt(page: Page, path: string, at: number): Promise<void> {
  const name = path.slice(path.lastIndexOf('/') + 1);
  const row = page.locator('.quick-input-list .monaco-list-row').filter({ hasText: name }).first();
  const within = (wait: Promise<unknown>) =>
    wait.then(
      () => true,
      () => false,
    );
  await until(`${path} is open at line ${at}`, async () => {
    await page.keyboard.press('F1');
    const input = page.locator('.quick-input-widget:visible input[type="text"]').first();
    return (
      (await within(input.fill(`${name}:${at}`, { timeout: 2_000 }))) &&
      (await within(row.click({ timeout: 5_000 }))) &&
      within(statusBar(page, `Ln ${at}, `).waitFor({ timeout: 5_000 }))
    );
  });
  await page.locator('.tab.active').filter({ hasText: name }).first().waitFor();
  await page.locator('.editor-group-container .monaco-editor.focused').first().waitFor();
}

/** Breaks the function in the editor, and saves. */
export async function breakIt({ page, folder }: Shown): Promise<void> {
  const text = () => readFileSync(join(folder, 'src/accounts.js'), 'utf8');
  assert.ok(text().includes(right));
  await openAt(page, 'src/accounts.js', line);
  await page.keyboard.press('Home');
  await page.keyboard.press('Shift+End');
  await page.keyboard.insertText(wrong);
  await page.keyboard.press('ControlOrMeta+S');
  await until('it is saved', () => text().includes(wrong) && !text().includes(right));
}

/** What comments of src/dates.js ask for. */
export const wishes = [
  'round hours',
  'name the time zone',
  'parse dates',
  'format dates',
  'count days',
  'add leap seconds',
];
export const conflict = '1 file with merge conflicts';
export const question = 'Switch off “comments”?';

/** Leaves much to suggest in a repository: comments that ask, a branch that is behind, and a merge with a conflict. */
export function leaveMuch(folder: string): void {
  const git = (...args: string[]) => execFileSync('git', args, { cwd: folder, encoding: 'utf8' }).trim();
  const put = (path: string, text: string) => writeFileSync(join(folder, path), text);
  const commit = (message: string) => {
    git('add', '-A');
    git('commit', '-q', '-m', message);
  };
  put('src/dates.js', wishes.map((wish) => `// TODO(flux): ${wish}\n`).join(''));
  commit('Ask for dates');
  const branch = git('branch', '--show-current');
  git('checkout', '-q', '-b', 'theirs');
  put('README.md', '# Theirs\n');
  commit('theirs');
  git('checkout', '-q', branch);
  put('README.md', '# Ours\n');
  commit('ours');
  // As after a fetch; nobody fetches here.
  git('remote', 'add', 'origin', join(folder, '.git/nowhere'));
  git('update-ref', 'refs/remotes/origin/main', git('commit-tree', 'HEAD^{tree}', '-p', 'HEAD', '-m', 'upstream'));
  git('branch', '-q', '--set-upstream-to=origin/main');
  assert.throws(() => git('merge', '-q', 'theirs'));
}

/** Dismisses a suggestion in its view. */
export async function dismiss(page: Page, text: string): Promise<void> {
  const shown = row(page, 'Suggestions', text);
  await shown.hover();
  await shown.getByRole('button', { name: 'Dismiss Suggestion' }).click();
  await shown.waitFor({ state: 'detached' });
}

/** Saves the broken file once more, with another line below it. */
export async function saveAgain(page: Page): Promise<void> {
  await openAt(page, 'src/accounts.js', 24);
  await page.keyboard.press('End');
  await page.keyboard.insertText('\n// Saved again.');
  await page.keyboard.press('ControlOrMeta+S');
  await page.locator('.tab.active.dirty').waitFor({ state: 'detached' });
}

/** Shows the hover of an entry in the status bar. */
export async function hoverOver(page: Page, entry: string | RegExp, text: string): Promise<void> {
  await page.mouse.move(700, 300);
  await page.locator('.monaco-hover:visible').waitFor({ state: 'hidden' });
  await statusBar(page, entry).hover();
  await page.locator('.monaco-hover').filter({ hasText: text }).first().waitFor();
}

/** Takes a picture of what `show` brings up; in every theme where `FLUX_TEST_THEMES` is `all`. */
export async function pictures(page: Page, name: string, show: () => Promise<void> = async () => {}): Promise<void> {
  const all = process.env['FLUX_TEST_THEMES'] === 'all';
  for (const theme of all ? (['light', 'hcDark', 'hcLight', 'dark'] as const) : (['dark'] as const)) {
    if (all) await turnTo(page, theme);
    await show();
    await screenshot(page, `watching-${name}-${theme}`);
  }
}

/** Chooses a theme from the editor's list of them. */
async function turnTo(page: Page, theme: keyof typeof shownThemes): Promise<void> {
  const { label, mark } = shownThemes[theme];
  await page.keyboard.press('Escape');
  await runCommand(page, 'Preferences: Color Theme');
  const input = page.locator('.quick-input-widget:visible input[type="text"]').first();
  await input.fill(label);
  await page.locator('.quick-input-list .monaco-list-row.focused').filter({ hasText: label }).waitFor();
  await page.keyboard.press('Enter');
  await page.locator(`.monaco-workbench.${mark}`).waitFor();
}

/** What the list calls them, and what the workbench is marked with. */
const shownThemes = {
  dark: { label: 'Dark Modern', mark: 'vs-dark' },
  light: { label: 'Light Modern', mark: 'vs' },
  hcDark: { label: 'Dark High Contrast', mark: 'hc-black' },
  hcLight: { label: 'Light High Contrast', mark: 'hc-light' },
} as const;
