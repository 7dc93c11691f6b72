import { execFileSync } from 'node:child_process';
import { chmod, mkdir, mkdtemp, readdir, readFile, realpath, rm, stat, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';

/** A repository in a temporary folder, with what a test does to it. */
export interface GitFixture {
  readonly root: string;
  git(...args: string[]): string;
  write(name: string, content: string | Uint8Array): Promise<void>;
  read(name: string): Promise<string>;
  hook(name: string, script: string): Promise<void>;
  commitAll(message: string): string;
  /** Bytes and times of every file of the working tree. */
  tree(): Promise<Record<string, string>>;
  /** What git tells of the index, entry by entry. */
  index(): string;
  remove(): Promise<void>;
}

const env = Object.fromEntries(Object.entries(process.env).filter(([name]) => !name.startsWith('GIT_')));

export async function createGitFixture(files: Readonly<Record<string, string | Uint8Array>> = {}): Promise<GitFixture> {
  const root = await realpath(await mkdtemp(join(tmpdir(), 'flux git-')));
  const git = (...args: string[]) =>
    execFileSync('git', ['-c', 'core.quotePath=false', ...args], {
      cwd: root,
      env: { ...env, GIT_CONFIG_NOSYSTEM: '1', GIT_EDITOR: 'true' },
      encoding: 'utf8',
      stdio: ['ignore', 'pipe', 'pipe'],
    });
  const write = async (name: string, content: string | Uint8Array) => {
    await mkdir(dirname(join(root, name)), { recursive: true });
    await writeFile(join(root, name), content);
  };
  const commitAll = (message: string) => {
    git('add', '-A');
    git('commit', '-qm', message);
    return git('rev-parse', 'HEAD').trim();
  };
  git('init', '-q', '-b', 'main');
  git('config', 'user.name', 'Tess Ter');
  git('config', 'user.email', 'tess@example.com');
  for (const [name, content] of Object.entries(files)) await write(name, content);
  if (Object.keys(files).length > 0) commitAll('first');
  return {
    root,
    git,
    write,
    read: (name) => readFile(join(root, name), 'utf8'),
    async hook(name, script) {
      await write(`.git/hooks/${name}`, `#!/bin/sh\n${script}\n`);
      await chmod(join(root, `.git/hooks/${name}`), 0o755);
    },
    commitAll,
    async tree() {
      const seen: Record<string, string> = {};
      for (const name of (await readdir(root, { recursive: true, encoding: 'utf8' })).sort()) {
        if (/^\.git(\/|$)/.test(name)) continue;
        const stats = await stat(join(root, name), { bigint: true });
        if (stats.isFile())
          seen[name] = `${stats.mode} ${stats.mtimeNs} ${(await readFile(join(root, name))).toString('latin1')}`;
      }
      return seen;
    },
    index: () => git('ls-files', '--stage'),
    remove: () => rm(root, { recursive: true, force: true }),
  };
}

/** What a run did, from texts; null: no file. */
export function ownChange(path: string, before: string | Uint8Array | null, after: string | Uint8Array | null) {
  const bytes = (content: string | Uint8Array | null) =>
    typeof content === 'string' ? new TextEncoder().encode(content) : content;
  return { path, before: bytes(before), after: bytes(after) };
}
