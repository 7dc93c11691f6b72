// @ts-check
import { mkdir } from 'node:fs/promises';
import { join } from 'node:path';
import { outFolder } from './paths.mjs';

/**
 * Takes a picture of the whole window into `out/screenshots/<name>.png`.
 * @param {import('playwright-core').Page} page
 * @param {string} name
 * @returns {Promise<string>} the file
 */
export async function screenshot(page, name) {
  const file = join(outFolder, 'screenshots', `${name}.png`);
  await mkdir(join(outFolder, 'screenshots'), { recursive: true });
  await page.screenshot({ path: file });
  return file;
}
