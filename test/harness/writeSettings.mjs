// @ts-check
import { mkdir, readFile, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';

/**
 * Changes user settings of an editor and keeps the others. A running editor takes them up within a second.
 * @param {string} userDataFolder
 * @param {Record<string, unknown>} settings undefined removes one
 */
export async function writeSettings(userDataFolder, settings) {
  const file = join(userDataFolder, 'User', 'settings.json');
  await mkdir(dirname(file), { recursive: true });
  const present = JSON.parse(await readFile(file, 'utf8').catch(() => '{}'));
  await writeFile(file, JSON.stringify({ ...present, ...settings }, undefined, 2));
}
