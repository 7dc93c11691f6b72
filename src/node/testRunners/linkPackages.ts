import { access, lstat, mkdir, readdir, realpath, symlink } from 'node:fs/promises';
import { dirname, join, relative, sep } from 'node:path';
import { throwIfCancelled } from '../../base/errors';
import type { Repository } from '../git/gitRepository';

/** Ignored folders that hold what a project needs to run and does not make from its own code. */
const holdsPackages = /(?:^|\/)(?:node_modules|\.venv|venv|vendor|\.yarn|bower_components|deps)$/;
/** Cargo tells what it has built by where the sources lie, so a copy does no harm there. */
const cargoTarget = /(?:^|\/)target$/;
/** Of what begins with a dot, only this belongs to the packages; the rest are caches, which tests may write. */
const keptHidden = new Set([
  '.bin',
  '.pnpm',
  '.modules.yaml',
  '.package-lock.json',
  '.yarn-state.yml',
  '.yarn-integrity',
]);
/** More of such folders are left out. */
const mostFolders = 200;

/**
 * Links the packages that are installed in a repository's folder into a copy of its files. A package of the workspace
 * itself, which `node_modules` only links to, is taken from the copy, so that no present code is run there.
 */
export async function linkPackages({ top, feed }: Repository, copy: string, signal: AbortSignal): Promise<void> {
  const listed = await feed(
    ['ls-files', '--others', '--ignored', '--exclude-standard', '--directory', '--no-empty-directory', '-z'],
    '',
    { GIT_OPTIONAL_LOCKS: '0' },
  );
  const ignored = listed
    .toString('utf8')
    .split('\0')
    .flatMap((path) => (path.endsWith('/') ? path.slice(0, -1) : []));
  let count = 0;
  for (const path of ignored) {
    throwIfCancelled(signal);
    if (
      !holdsPackages.test(path) &&
      !(cargoTarget.test(path) && (await exists(join(copy, dirname(path), 'Cargo.toml'))))
    )
      continue;
    if (++count > mostFolders || (await exists(join(copy, path)))) continue;
    await mkdir(dirname(join(copy, path)), { recursive: true });
    if (path.endsWith('node_modules')) await linkEach({ from: join(top, path), to: join(copy, path), top, copy });
    else await link(join(top, path), join(copy, path));
  }
}

interface Linking {
  readonly from: string;
  readonly to: string;
  readonly top: string;
  readonly copy: string;
}

async function linkEach({ from, to, top, copy }: Linking): Promise<void> {
  const realTop = await realpath(top);
  await mkdir(to, { recursive: true });
  for (const name of await readdir(from).catch(() => [])) {
    if (name.startsWith('.') && !keptHidden.has(name)) continue;
    const path = join(from, name);
    const isLink = (await lstat(path)).isSymbolicLink();
    if (name.startsWith('@') && !isLink) {
      await linkEach({ from: path, to: join(to, name), top, copy });
      continue;
    }
    const real = await realpath(path).catch(() => undefined);
    if (real === undefined) continue;
    const inside = relative(realTop, real);
    const isOwn = isLink && !inside.startsWith('..') && !inside.split(sep).includes('node_modules');
    await link(isOwn ? join(copy, inside) : real, join(to, name));
  }
}

/** Windows lets anybody make a junction, but no symbolic link. */
async function link(target: string, path: string): Promise<void> {
  await symlink(target, path, 'junction').catch((error: NodeJS.ErrnoException) => {
    if (error.code !== 'EEXIST' && error.code !== 'EPERM') throw error;
  });
}

function exists(path: string): Promise<boolean> {
  return access(path).then(
    () => true,
    () => false,
  );
}
