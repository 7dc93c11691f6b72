// @ts-check
import { runCommand } from './runCommand.mjs';

/**
 * Changes from the dark theme to the light one or back, and waits until it is drawn.
 * @param {import('playwright-core').Page} page
 */
export async function toggleTheme(page) {
  const isDark = await page.locator('.monaco-workbench.vs-dark').isVisible();
  await runCommand(page, 'Preferences: Toggle between Light/Dark Themes');
  await page.locator(`.monaco-workbench:${isDark ? 'not(.vs-dark)' : 'is(.vs-dark)'}`).waitFor();
}
