import { mkdtemp, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { build } from 'esbuild';

const repoRoot = process.env['FLUX_REPO_ROOT'] ?? process.cwd();

/** Bundles a TypeScript file of the repository into a module that plain Node can run; returns its path and its end. */
export async function bundle(source: string): Promise<{ file: string; remove: () => Promise<void> }> {
  const folder = await mkdtemp(join(repoRoot, 'out', 'unit-'));
  const file = join(folder, 'bundle.mjs');
  await build({
    entryPoints: [join(repoRoot, source)],
    outfile: file,
    bundle: true,
    platform: 'node',
    format: 'esm',
    target: 'node22',
    packages: 'external',
    logLevel: 'warning',
    loader: { '.md': 'text' },
  });
  return { file, remove: () => rm(folder, { recursive: true, force: true }) };
}
