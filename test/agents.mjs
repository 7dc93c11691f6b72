// @ts-check
// `npm run agents -- FOLDER`: other agents (opencode, Codex, Gemini CLI, Claude Code) as clients of Flux's MCP server,
// those that are installed in the folder's node_modules, with a scripted model. Needs no network and no key.
import { mkdir } from 'node:fs/promises';
import { join } from 'node:path';
import { ensureDependencies } from './harness/ensureDependencies.mjs';
import { nodeWithSqlite } from './harness/ensureNode24.mjs';
import { outFolder, repoRoot } from './harness/paths.mjs';
import { runOrThrow } from './harness/runProcess.mjs';

await ensureDependencies();
await mkdir(outFolder, { recursive: true });
const { build } = await import('esbuild');
const outfile = join(outFolder, 'agents.mjs');
await build({
  entryPoints: [join(repoRoot, 'test/agents/tryAgents.ts')],
  outfile,
  bundle: true,
  packages: 'external',
  platform: 'node',
  target: 'node22',
  format: 'esm',
  loader: { '.md': 'text' },
  logLevel: 'warning',
});
const output = await runOrThrow(await nodeWithSqlite(), [outfile, ...process.argv.slice(2)], {
  cwd: repoRoot,
  env: { ...process.env, FLUX_REPO_ROOT: repoRoot },
  timeoutMs: 900_000,
});
console.log(output);
