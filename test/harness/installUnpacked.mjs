// @ts-check
import { existsSync } from 'node:fs';
import { cp, mkdir, readFile, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { repoRoot } from './paths.mjs';

const parts = ['package.json', 'package.nls.json', 'dist', 'media', 'docs', 'README.md', 'LICENSE', 'CHANGELOG.md'];

/**
 * Puts the built extension into a folder of installed extensions, as installing a package would, without packaging.
 * The folder must not yet have been used by an editor, which keeps a list of its own then.
 * @param {string} extensionsFolder
 * @param {string} [from] the extension; the repository when left out
 */
export async function installUnpacked(extensionsFolder, from = repoRoot) {
  const { publisher, name, version } = JSON.parse(await readFile(join(from, 'package.json'), 'utf8'));
  const folder = join(extensionsFolder, `${publisher}.${name}-${version}`);
  await rm(folder, { recursive: true, force: true });
  await mkdir(folder, { recursive: true });
  for (const part of parts.filter((each) => existsSync(join(from, each))))
    await cp(join(from, part), join(folder, part), { recursive: true });
}
