// @ts-check
import { existsSync, readdirSync } from 'node:fs';
import { rm } from 'node:fs/promises';
import { join, relative } from 'node:path';
import { outFolder, repoRoot } from './paths.mjs';

/**
 * Compiles the tests into `out/test`, each kind into its own folder:
 * - `test/unit/**\/*.test.ts` and `test/e2e/**\/*.test.ts`, one module each, for plain Node;
 * - `test/host/<scene>/`, one CommonJS file a scene, whose `run()` the extension host calls.
 * Packages stay outside, except in host tests, which leave out only `vscode` and `mocha`. A scene without `index.ts`
 * runs every `*.test.ts` in its folder.
 * @throws Error with esbuild's messages when a test does not compile
 */
export async function buildTests() {
  // Not at the top: this file is also loaded before packages are installed.
  const { build } = await import('esbuild');
  await rm(join(outFolder, 'test'), { recursive: true, force: true });
  const common = /** @type {const} */ ({
    bundle: true,
    platform: 'node',
    target: 'node22',
    sourcemap: 'inline',
    logLevel: 'warning',
    loader: { '.md': 'text' },
  });
  for (const kind of ['unit', 'e2e']) {
    const entryPoints = testFiles(join(repoRoot, 'test', kind));
    if (entryPoints.length === 0) continue;
    const folder = join(outFolder, 'test', kind);
    await build({
      ...common,
      entryPoints,
      packages: 'external',
      format: 'esm',
      outdir: folder,
      outbase: join(repoRoot, 'test', kind),
    });
  }
  for (const scene of hostFolders()) {
    const index = join(repoRoot, 'test/host', scene, 'index.ts');
    const input = existsSync(index) ? { entryPoints: [index] } : { stdin: generatedIndex(scene) };
    await build({
      ...common,
      ...input,
      packages: 'bundle',
      external: ['vscode', 'mocha'],
      format: 'cjs',
      outfile: join(outFolder, 'test/host', `${scene}.cjs`),
    });
  }
}

/** The folders of `test/host`, each the tests of one or more scenes. */
function hostFolders() {
  const folder = join(repoRoot, 'test/host');
  if (!existsSync(folder)) return [];
  return readdirSync(folder, { withFileTypes: true })
    .filter((entry) => entry.isDirectory())
    .map((entry) => entry.name);
}

/** Every `*.test.ts` under a folder, sorted; none when it does not exist. @param {string} folder */
export function testFiles(folder) {
  if (!existsSync(folder)) return [];
  const names = readdirSync(folder, { recursive: true, encoding: 'utf8' });
  return names
    .filter((name) => name.endsWith('.test.ts'))
    .sort()
    .map((name) => join(folder, name));
}

/** @param {string} scene */
function generatedIndex(scene) {
  const folder = join(repoRoot, 'test/host', scene);
  const loads = testFiles(folder).map((file) => `() => import(${JSON.stringify(`./${relative(folder, file)}`)})`);
  const contents = `import { runMocha } from '../harness';\nexport const run = () => runMocha([${loads.join(', ')}]);\n`;
  return { contents, resolveDir: folder, sourcefile: 'index.ts', loader: /** @type {const} */ ('ts') };
}
