import { execFileSync } from 'node:child_process';
import { cp, mkdtemp, realpath, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { filesOf } from '../../unit/core/realWorkspace';

const repoRoot = process.env['FLUX_REPO_ROOT'] ?? process.cwd();

/** A sample project in a temporary folder, as a repository with one commit. */
export interface ProjectCopy {
  readonly root: string;
  /** Each file's text as it was copied. */
  readonly files: Readonly<Record<string, string>>;
  remove(): Promise<void>;
}

export async function copyProject(name: string): Promise<ProjectCopy> {
  const parent = await realpath(await mkdtemp(join(tmpdir(), 'flux-task-')));
  const root = join(parent, name);
  await cp(join(repoRoot, 'test/projects', name), root, { recursive: true });
  const git = (...args: string[]) =>
    execFileSync('git', ['-c', 'user.name=Ada', '-c', 'user.email=ada@example.com', ...args], { cwd: root });
  git('init', '-q', '-b', 'main');
  git('add', '-A');
  git('commit', '-qm', 'Begin');
  return { root, files: await filesOf(root), remove: () => rm(parent, { recursive: true, force: true }) };
}
