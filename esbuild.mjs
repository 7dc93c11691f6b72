// Builds the extension into dist/: `node esbuild.mjs [--production]`.
import { build } from 'esbuild';
import { copyFile, mkdir, readdir, rm, stat } from 'node:fs/promises';
import path from 'node:path';

const production = process.argv.includes('--production');
const shared = {
  bundle: true,
  minify: production,
  sourcemap: production ? false : 'linked',
  logLevel: 'warning',
  legalComments: 'none',
  // The built-in roles and workflows.
  loader: { '.md': 'text' },
  define: { 'process.env.NODE_ENV': production ? '"production"' : '"development"' },
};

/** The tools' summaries, from the same schemas that calls are checked against. */
async function toolSummaries() {
  const source =
    "import { createTools } from './src/tools/allTools'; import { toolSummaries } from './src/core/toolSummaries'; export const summaries = toolSummaries(createTools({}));";
  const { outputFiles } = await build({
    stdin: { contents: source, resolveDir: '.', loader: 'ts' },
    bundle: true,
    write: false,
    platform: 'node',
    format: 'esm',
    logLevel: 'warning',
  });
  const { summaries } = await import(
    `data:text/javascript;base64,${Buffer.from(outputFiles[0].contents).toString('base64')}`
  );
  return summaries;
}

await rm('dist', { recursive: true, force: true });
await mkdir('dist', { recursive: true });
const forNode = {
  ...shared,
  outdir: 'dist',
  platform: 'node',
  target: 'node22',
  format: 'esm',
  external: ['vscode'],
  // CommonJS packages inside an ES module still call require for Node's own modules.
  banner: {
    js: "import { createRequire as __createRequire } from 'node:module'; const require = __createRequire(import.meta.url);",
  },
};

/** What is imported dynamically is a file of its own in dist, named like its source. */
const laterFiles = {
  compose: 'src/compose.ts',
  openaiModel: 'src/node/model/openaiModel.ts',
  openaiEndpoint: 'src/node/model/openaiEndpoint.ts',
  openaiEmbeddings: 'src/node/model/openaiEmbeddings.ts',
  localServers: 'src/node/model/localServers.ts',
};
const importsLater = {
  name: 'imports-later',
  setup: ({ onResolve }) =>
    onResolve({ filter: /^\./ }, ({ kind, path: from }) => {
      if (kind !== 'dynamic-import') return undefined;
      const name = path.basename(from);
      if (!(name in laterFiles))
        return { errors: [{ text: `${from} is imported dynamically but not built: add it to laterFiles.` }] };
      return { path: `./${name}.js`, external: true };
    }),
};

/**
 * The MCP library's default checker of forms: 120 kB that nobody reaches, because `node/mcp` gives it another one.
 */
const withoutAjv = {
  name: 'without-ajv',
  setup: ({ onLoad }) =>
    onLoad({ filter: /sdk[\\/]dist[\\/]esm[\\/]validation[\\/]ajv-provider\.js$/ }, () => ({
      contents: 'export class AjvJsonSchemaValidator {}',
    })),
};

await Promise.all([
  // One small file for activation: the editor's loader pays for each file that it opens.
  build({
    ...forNode,
    entryPoints: { extension: 'src/extension.ts' },
    plugins: [importsLater],
    define: { ...shared.define, FLUX_TOOLS: JSON.stringify(await toolSummaries()) },
  }),
  build({
    ...forNode,
    entryPoints: {
      ...laterFiles,
      storeWorker: 'src/node/store/storeWorker.ts',
      indexWorker: 'src/node/index/indexWorker.ts',
    },
    splitting: true,
    plugins: [withoutAjv],
    chunkNames: '[name]-[hash]',
  }),
  build({
    ...shared,
    entryPoints: { planPanel: 'src/webview/planPanel.ts', dashboard: 'src/webview/dashboard/dashboard.ts' },
    outdir: 'dist',
    platform: 'browser',
    target: 'chrome128',
    format: 'iife',
  }),
]);

// The runtime of tree-sitter; the grammars come from the editor.
await copyFile('node_modules/web-tree-sitter/web-tree-sitter.wasm', 'dist/web-tree-sitter.wasm');

if (production) {
  let total = 0;
  for (const name of await readdir('dist')) total += (await stat(path.join('dist', name))).size;
  console.log(`dist: ${(total / 1024).toFixed(0)} kB`);
}
