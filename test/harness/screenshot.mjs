// @ts-check
import { mkdir } from 'node:fs/promises';
import { join } from 'node:path';
import { outFolder } from './paths.mjs';

/**
 * Takes a picture of the whole window into `out/screenshots/<name>.png`, once two in a row are the same (or a few
 * seconds have gone by: something may spin).
 * @param {import('playwright-core').Page} page
 * @param {string} name
 * @returns {Promise<string>} the file
 */
export async function screenshot(page, name) {
  const file = join(outFolder, 'screenshots', `${name}.png`);
  await mkdir(join(outFolder, 'screenshots'), { recursive: true });
  let last = await page.screenshot();
  for (let tries = 0; tries < 20; tries++) {
    const next = await page.screenshot({ path: file });
    if (next.equals(last)) break;
    last = next;
  }
  return file;
}
