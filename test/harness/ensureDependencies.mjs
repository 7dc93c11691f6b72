// @ts-check
import { existsSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { repoRoot } from './paths.mjs';
import { runOrThrow } from './runProcess.mjs';

/**
 * Installs the packages that package-lock.json names, when they are missing or older than it.
 * @throws Error with npm's output when that fails
 */
export async function ensureDependencies() {
  // npm writes this file last, so its age says whether an install came to its end.
  const installed = join(repoRoot, 'node_modules', '.package-lock.json');
  const wanted = join(repoRoot, 'package-lock.json');
  if (existsSync(installed) && statSync(installed).mtimeMs >= statSync(wanted).mtimeMs) return;
  console.log('Installing packages (npm ci)…');
  await runOrThrow('npm', ['ci', '--no-audit', '--no-fund'], { cwd: repoRoot });
}
