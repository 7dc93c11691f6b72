// @ts-check
import { existsSync } from 'node:fs';
import { delimiter, join } from 'node:path';
import { ensureNode24 } from './ensureNode24.mjs';
import { installOnce } from './installOnce.mjs';
import { cacheFolder } from './paths.mjs';
import { runOrThrow, runProcess } from './runProcess.mjs';

/** code-server's version, which is VS Code's with a 4 for its 1. */
const codeServerVersion = '4.139.1';

/**
 * @typedef {object} CodeServer
 * @property {string} node the Node that runs it
 * @property {string} entry its main script
 */

/**
 * A headless VS Code from the user's cache; installed from npm at first, which compiles native modules (a minute or
 * two).
 * @returns {Promise<CodeServer>}
 * @throws Error with npm's output when it cannot be installed
 */
export async function ensureCodeServer() {
  const { node, binFolder, headersFolder } = await ensureNode24();
  const folder = join(cacheFolder, `code-server-${codeServerVersion}`);
  await installOnce(folder, {
    works: async (present) => {
      if (!existsSync(entryIn(present))) return false;
      return (await runProcess(node, [entryIn(present), '--version'])).output.includes(`${codeServerVersion} `);
    },
    install: async (into) => {
      console.log(`Installing code-server ${codeServerVersion} (once, a minute or two)…`);
      // code-server's install script reads the version of Node from here; `npm test` has put that of its own Node
      // there.
      const { npm_config_user_agent: _agent, ...inherited } = process.env;
      const env = {
        ...inherited,
        PATH: `${binFolder}${delimiter}${process.env.PATH}`,
        npm_config_nodedir: headersFolder,
      };
      await runOrThrow(
        'npm',
        ['install', '--prefix', into, '--no-audit', '--no-fund', `code-server@${codeServerVersion}`],
        { cwd: into, env },
      );
    },
  });
  return { node, entry: entryIn(folder) };
}

/** The editor's own folder (`vscode.env.appRoot`) where it is in the cache, which brings ripgrep along. */
export function cachedAppRoot() {
  const folder = join(cacheFolder, `code-server-${codeServerVersion}`, 'node_modules/code-server/lib/vscode');
  return existsSync(folder) ? folder : undefined;
}

/** @param {string} folder */
function entryIn(folder) {
  return join(folder, 'node_modules', 'code-server', 'out', 'node', 'entry.js');
}
