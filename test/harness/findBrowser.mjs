// @ts-check
import { existsSync } from 'node:fs';
import { which } from './runProcess.mjs';

/** A headless shell first: it draws the same for a fifth less work. */
const names = [
  'chromium-headless-shell',
  'chrome-headless-shell',
  'chromium',
  'chromium-browser',
  'google-chrome',
  'google-chrome-stable',
  'chrome',
];
const macApplications = [
  '/Applications/Google Chrome.app/Contents/MacOS/Google Chrome',
  '/Applications/Chromium.app/Contents/MacOS/Chromium',
];

/** The path of an installed Chromium or Chrome (`CHROME_PATH` first), or undefined. */
export async function findBrowser() {
  if (process.env.CHROME_PATH) return process.env.CHROME_PATH;
  for (const name of names) {
    const path = await which(name);
    if (path) return path;
  }
  return macApplications.find((path) => existsSync(path));
}
