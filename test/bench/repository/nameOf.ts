import { basename, dirname, resolve } from 'node:path';

/** What a table calls a repository: its folder, or the one above a bare `repo` or a `.git`. */
export function nameOf(folder: string): string {
  const path = resolve(folder);
  const name = basename(path).replace(/\.git$/, '');
  return name === '' || name === 'repo' ? basename(dirname(path)) : name;
}
