// @ts-check
import { existsSync } from 'node:fs';
import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { outFolder, repoRoot } from './paths.mjs';

/** @typedef {import('../host/scenes.mjs').Scene} Scene */

/** The files that a scene's run leaves in `out/logs`. @param {string} name */
export function sceneFiles(name) {
  const base = join(outFolder, 'logs', `host-${name}`);
  return {
    report: `${base}.json`,
    log: `${base}.log`,
    serverLog: `${base}.server.log`,
    consoleLog: `${base}.console.log`,
  };
}

/**
 * The compiled tests of a scene.
 * @param {Scene} scene
 * @throws Error when there are none
 */
export function sceneTests(scene) {
  const file = join(outFolder, 'test/host', `${scene.tests ?? scene.name}.cjs`);
  if (!existsSync(file)) throw new Error(`No compiled tests at ${file}. Does the scene name its folder in test/host?`);
  return file;
}

/**
 * The folder of the extension to load for development. Tests run only beside one; where Flux is not loaded that way, an
 * empty one stands in.
 * @param {Scene} scene
 */
export async function developmentExtension(scene) {
  if ((scene.extension ?? 'folder') === 'folder') return repoRoot;
  const folder = join(outFolder, 'emptyExtension');
  await mkdir(folder, { recursive: true });
  await writeFile(
    join(folder, 'package.json'),
    JSON.stringify({ name: 'empty', publisher: 'test', version: '0.0.1', engines: { vscode: '*' } }),
  );
  return folder;
}

/** The packaged extension that a scene installs, if it does. @param {Scene} scene */
export function packagedExtension(scene) {
  return scene.extension === 'vsix' ? join(repoRoot, 'dist/flux.vsix') : undefined;
}

/** What the tests learn through the environment. @param {ReturnType<typeof sceneFiles>} files @param {string} [grep] */
export function sceneEnvironment(files, grep) {
  return { FLUX_TEST_REPORT: files.report, FLUX_TEST_LOG: files.log, FLUX_TEST_GREP: grep, FLUX_REPO_ROOT: repoRoot };
}
