// @ts-check
import { existsSync } from 'node:fs';
import { cp, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { makeRepository } from './copyProject.mjs';
import { cacheFolder, repoRoot } from './paths.mjs';

/**
 * A copy of the sample project to try things in, as a git repository. It stays as the person leaves it; deleting the
 * folder brings a fresh one.
 * @returns {Promise<string>} the folder
 */
export async function sampleProject() {
  const folder = join(cacheFolder, 'sample-login');
  if (existsSync(join(folder, '.git'))) return folder;
  await rm(folder, { recursive: true, force: true });
  await cp(join(repoRoot, 'test/projects/login'), folder, { recursive: true });
  await makeRepository(folder, { commit: true });
  return folder;
}
