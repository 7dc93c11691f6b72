// @ts-check
import { existsSync, readFileSync } from 'node:fs';
import { homedir } from 'node:os';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

/** The repository's root folder, also when this module has been bundled into `out/`. */
export const repoRoot = process.env.FLUX_REPO_ROOT ?? findRepoRoot(dirname(fileURLToPath(import.meta.url)));

/** Where everything that a run produces goes: compiled tests, logs, reports, screenshots. */
export const outFolder = join(repoRoot, 'out');

/** Where editors and runtimes are kept between runs and between clones. */
export const cacheFolder = join(process.env.XDG_CACHE_HOME || join(homedir(), '.cache'), 'flux-editor');

/** @param {string} start */
function findRepoRoot(start) {
  for (let folder = start; ; folder = dirname(folder)) {
    const manifest = join(folder, 'package.json');
    if (existsSync(manifest) && JSON.parse(readFileSync(manifest, 'utf8')).name === 'flux') return folder;
    if (folder === dirname(folder)) throw new Error(`No package.json named "flux" above ${start}.`);
  }
}
