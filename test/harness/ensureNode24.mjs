// @ts-check
import { existsSync, readdirSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { installOnce } from './installOnce.mjs';
import { cacheFolder } from './paths.mjs';
import { runOrThrow, runProcess } from './runProcess.mjs';

/**
 * @typedef {object} NodeInstallation
 * @property {string} node the executable
 * @property {string} binFolder the folder to put first on PATH
 * @property {string} headersFolder has `include/node`, which native modules compile against
 */

/**
 * A Node 24, which the headless editor needs, from the user's cache; installed from npm's `node` package at first.
 * @returns {Promise<NodeInstallation>}
 * @throws Error with npm's output when it cannot be installed
 */
export async function ensureNode24() {
  const folder = join(cacheFolder, 'node-24');
  await installOnce(folder, {
    works: async (present) => {
      const found = locate(present);
      return found !== undefined && /^v24\./.test((await runProcess(found.node, ['--version'])).output);
    },
    install: async (into) => {
      console.log('Installing Node 24 for the headless editor (once)…');
      await runOrThrow('npm', ['install', '--prefix', into, '--no-audit', '--no-fund', 'node@24'], { cwd: into });
    },
  });
  const found = locate(folder);
  if (!found) throw new Error(`No Node 24 in ${folder}. Remove that folder and run again.`);
  return found;
}

/**
 * A Node whose `node:sqlite` needs no flag: this one, or the cached Node 24.
 * @returns {Promise<string>} the executable
 */
export async function nodeWithSqlite() {
  const [major = 0, minor = 0] = process.versions.node.split('.').map(Number);
  return major > 22 || (major === 22 && minor >= 13) ? process.execPath : (await ensureNode24()).node;
}

/** @param {string} folder @returns {NodeInstallation | undefined} */
function locate(folder) {
  // The executable and the headers are in a package named by platform, which npm may nest.
  for (const modules of [join(folder, 'node_modules'), join(folder, 'node_modules/node/node_modules')]) {
    const names = existsSync(modules) ? readdirSync(modules).filter((name) => name.startsWith('node-')) : [];
    const node = names.map((name) => join(modules, name, 'bin', 'node')).find((path) => existsSync(path));
    if (node) return { node, binFolder: dirname(node), headersFolder: dirname(dirname(node)) };
  }
  return undefined;
}
