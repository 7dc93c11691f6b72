// @ts-check
import { cp, mkdir, mkdtemp, realpath, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { onInterrupt } from './cleanup.mjs';
import { repoRoot } from './paths.mjs';
import { runOrThrow } from './runProcess.mjs';

/**
 * Copies a sample project from `test/projects` (or makes an empty folder) into a temporary folder.
 * @param {string | null} name
 * @param {object} [options]
 * @param {boolean | 'empty'} [options.git] true: a repository with one commit; 'empty': one without commits; false (the
 * default): none
 * @returns {Promise<{ folder: string, remove: () => Promise<void> }>}
 */
export async function copyProject(name, { git = false } = {}) {
  // Resolved, because the editor and git show real paths and tests compare them.
  const parent = await realpath(await mkdtemp(join(tmpdir(), 'flux-project-')));
  const folder = join(parent, name ?? 'empty');
  const remove = async () => {
    forget();
    await rm(parent, { recursive: true, force: true, maxRetries: 5, retryDelay: 100 });
  };
  const forget = onInterrupt(remove);
  if (name) await cp(join(repoRoot, 'test/projects', name), folder, { recursive: true });
  else await mkdir(folder);
  if (git) await makeRepository(folder, { commit: git === true });
  return { folder, remove };
}

/**
 * Makes a folder a git repository with an identity of its own, on branch `main`.
 * @param {string} folder
 * @param {{ commit: boolean }} options whether to commit what is there
 */
export async function makeRepository(folder, { commit }) {
  const git = (/** @type {string[]} */ ...args) => runOrThrow('git', args, { cwd: folder });
  await git('init', '--quiet', '--initial-branch=main');
  await git('config', 'user.name', 'Sample Person');
  await git('config', 'user.email', 'sample@example.com');
  await git('config', 'commit.gpgsign', 'false');
  if (!commit) return;
  await git('add', '--all');
  await git('commit', '--quiet', '--allow-empty', '--no-verify', '--message', 'First version');
}
