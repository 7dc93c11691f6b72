import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import ignore, { type Ignore } from 'ignore';
import { throwIfCancelled } from '../base/errors';

/** The rules of one .gitignore and the folder they hold in, as a path prefix (empty or ending in `/`). */
interface Rules {
  readonly prefix: string;
  readonly rules: Ignore;
}

/**
 * A folder's files in order of path, without hidden ones, `node_modules` and what .gitignore files leave out.
 * Symbolic links are not followed.
 */
export async function* walkFiles(root: string, signal: AbortSignal, prefix = '', above: readonly Rules[] = []): AsyncGenerator<string> {
  throwIfCancelled(signal);
  const entries = await readdir(join(root, prefix), { withFileTypes: true }).catch(() => []);
  const own = await readFile(join(root, prefix, '.gitignore'), 'utf8').catch(() => undefined);
  const rules = own === undefined ? above : [...above, { prefix, rules: ignore().add(own) }];
  const sorted = entries.map((entry) => ({ entry, key: entry.isDirectory() ? `${entry.name}/` : entry.name })).sort((a, b) => (a.key < b.key ? -1 : 1));
  for (const { entry, key } of sorted) {
    if (entry.name.startsWith('.') || entry.name === 'node_modules') continue;
    if (isIgnored(prefix + key, rules)) continue;
    if (entry.isDirectory()) yield* walkFiles(root, signal, `${prefix}${key}`, rules);
    else if (entry.isFile()) yield prefix + entry.name;
  }
}

/** The innermost .gitignore that has anything to say decides. */
function isIgnored(path: string, rules: readonly Rules[]): boolean {
  for (const { prefix, rules: own } of rules.toReversed()) {
    const { ignored, unignored } = own.test(path.slice(prefix.length));
    if (ignored || unignored) return ignored;
  }
  return false;
}
