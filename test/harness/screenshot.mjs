// @ts-check
import { mkdir } from 'node:fs/promises';
import { join } from 'node:path';
import { outFolder } from './paths.mjs';

/** @typedef {import('playwright-core').Page} Page */

/**
 * Takes a picture of the whole window into `out/screenshots/<name>.png`, once it is steady.
 * @param {Page} page
 * @param {string} name
 * @returns {Promise<string>} the file
 */
export async function screenshot(page, name) {
  const file = join(outFolder, 'screenshots', `${name}.png`);
  await mkdir(join(outFolder, 'screenshots'), { recursive: true });
  await steadyPicture(page, file);
  return file;
}

/**
 * Takes a picture into a file once two in a row are the same (or a few seconds have gone by: something may spin).
 * @param {Page} page
 * @param {string} file
 * @param {{ x: number, y: number, width: number, height: number }} [clip] the whole window when left out
 */
export async function steadyPicture(page, file, clip) {
  let last = await page.screenshot({ clip });
  for (let tries = 0; tries < 20; tries++) {
    const next = await page.screenshot({ path: file, clip });
    if (next.equals(last)) break;
    last = next;
  }
}
