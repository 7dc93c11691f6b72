import { access, readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { isOnPath } from '../executables';
import type { ProjectReader } from './testCommand';

/** A project as it lies on the disk. */
export function diskProject(root: string): ProjectReader {
  return {
    readText: (path) => readFile(join(root, path), 'utf8').catch(() => undefined),
    exists: (path) =>
      access(join(root, path)).then(
        () => true,
        () => false,
      ),
    canStart: isOnPath,
    list: (folder) => readdir(join(root, folder)).catch(() => []),
  };
}
