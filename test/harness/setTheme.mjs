// @ts-check
import { themes } from './userSettings.mjs';
import { writeSettings } from './writeSettings.mjs';

const classes = { dark: 'vs-dark', light: 'vs', hcDark: 'hc-black', hcLight: 'hc-light' };

/**
 * Changes the theme of a running editor and waits until it is drawn.
 * @param {{ page: import('playwright-core').Page, server: import('./launchCodeServer.mjs').RunningServer }} editor
 * @param {keyof typeof themes} theme
 */
export async function setTheme({ page, server }, theme) {
  await writeSettings(server.userDataFolder, { 'workbench.colorTheme': themes[theme] });
  await page.locator(`.monaco-workbench.${classes[theme]}`).waitFor();
}
