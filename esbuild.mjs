// Builds the extension into dist/: `node esbuild.mjs [--production]`.
import { build } from 'esbuild';
import { mkdir, readdir, rm, stat } from 'node:fs/promises';
import path from 'node:path';

const production = process.argv.includes('--production');
const shared = {
  bundle: true,
  minify: production,
  sourcemap: production ? false : 'linked',
  logLevel: 'warning',
  legalComments: 'none',
  define: { 'process.env.NODE_ENV': production ? '"production"' : '"development"' },
};

/** The tools' summaries, from the same schemas that calls are checked against. */
async function toolSummaries() {
  const source = "import { createTools } from './src/tools/allTools'; import { toolSummaries } from './src/core/toolSummaries'; export const summaries = toolSummaries(createTools({}));";
  const { outputFiles } = await build({ stdin: { contents: source, resolveDir: '.', loader: 'ts' }, bundle: true, write: false, platform: 'node', format: 'esm', logLevel: 'warning' });
  const { summaries } = await import(`data:text/javascript;base64,${Buffer.from(outputFiles[0].contents).toString('base64')}`);
  return summaries;
}

await rm('dist', { recursive: true, force: true });
await mkdir('dist', { recursive: true });
await Promise.all([
  // ES modules with splitting: what activation does not need is a chunk of its own, loaded when first used.
  build({
    ...shared,
    entryPoints: { extension: 'src/extension.ts', storeWorker: 'src/node/store/storeWorker.ts' },
    define: { ...shared.define, FLUX_TOOLS: JSON.stringify(await toolSummaries()) },
    outdir: 'dist',
    platform: 'node',
    target: 'node22',
    format: 'esm',
    splitting: true,
    chunkNames: '[name]-[hash]',
    external: ['vscode'],
    // CommonJS packages inside an ES module still call require for Node's own modules.
    banner: { js: "import { createRequire as __createRequire } from 'node:module'; const require = __createRequire(import.meta.url);" },
  }),
  build({
    ...shared,
    entryPoints: { planPanel: 'src/webview/planPanel.ts' },
    outdir: 'dist',
    platform: 'browser',
    target: 'chrome128',
    format: 'iife',
  }),
]);

if (production) {
  let total = 0;
  for (const name of await readdir('dist')) total += (await stat(path.join('dist', name))).size;
  console.log(`dist: ${(total / 1024).toFixed(0)} kB`);
}
