import { access, readdir, readFile, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { isOnPath } from '../executables';
import type { ProjectReader } from './testCommand';

/** No file that a person writes to set a project up is larger, in bytes. */
const largest = 2 * 1024 * 1024;

/**
 * A project as it lies on the disk.
 * @param depth of a package in a larger project: how many folders it lies below that project's
 */
export function diskProject(root: string, depth = 0): ProjectReader {
  return {
    readText: async (path) => {
      try {
        const file = join(root, path);
        return (await stat(file)).size > largest ? undefined : await readFile(file, 'utf8');
      } catch {
        return undefined;
      }
    },
    exists: (path) =>
      access(join(root, path)).then(
        () => true,
        () => false,
      ),
    canStart: isOnPath,
    list: (folder) => readdir(join(root, folder)).catch(() => []),
    above: Array.from({ length: depth }, (_, at) =>
      Array(at + 1)
        .fill('..')
        .join('/'),
    ),
  };
}
