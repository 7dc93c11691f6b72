import { readdir, readFile } from 'node:fs/promises';
import { dirname, join, relative, sep } from 'node:path';
import ignore, { type Ignore } from 'ignore';
import { throwIfCancelled } from '../../base/errors';

/** The rules of one ignore file and the folder they hold in, as a path prefix (empty or ending in `/`). */
interface Rules {
  readonly prefix: string;
  readonly rules: Ignore;
}

/** Files with rules, the strongest first. */
const ignoreFiles = ['.rgignore', '.ignore', '.gitignore'] as const;
type RulesByKind = Readonly<Record<(typeof ignoreFiles)[number], readonly Rules[]>>;

export interface WalkOptions {
  /** Whether files and folders whose names begin with a dot are visited; `.git` never is. */
  readonly hidden?: boolean;
  /** Whether a folder (its path, without a slash at the end) is gone into. */
  readonly enter?: (folder: string) => boolean;
}

/**
 * A folder's files in order of path, without `node_modules` and what ignore files (there and in the repository's
 * folders above) leave out. Symbolic links are not followed.
 */
export async function* walkFiles(root: string, signal: AbortSignal, options: WalkOptions = {}): AsyncGenerator<string> {
  yield* walk({ root, signal, options }, '', await rulesAbove(root));
}

async function* walk(
  given: { readonly root: string; readonly signal: AbortSignal; readonly options: WalkOptions },
  prefix: string,
  above: RulesByKind,
): AsyncGenerator<string> {
  const { root, signal, options } = given;
  throwIfCancelled(signal);
  const entries = await readdir(join(root, prefix), { withFileTypes: true }).catch(() => []);
  const names = new Set(entries.map(({ name }) => name));
  const rules = await addRules(join(root, prefix), prefix, above, (name) => names.has(name));
  const sorted = entries
    .map((entry) => ({ entry, key: entry.isDirectory() ? `${entry.name}/` : entry.name }))
    .sort((a, b) => (a.key < b.key ? -1 : 1));
  for (const { entry, key } of sorted) {
    if (entry.name === 'node_modules' || entry.name === '.git' || (!options.hidden && entry.name.startsWith('.')))
      continue;
    if (isIgnored(prefix + key, rules)) continue;
    if (entry.isFile()) yield prefix + entry.name;
    else if (entry.isDirectory() && options.enter?.(prefix + entry.name) !== false)
      yield* walk(given, `${prefix}${key}`, rules);
  }
}

async function addRules(
  folder: string,
  prefix: string,
  above: RulesByKind,
  isThere: (name: string) => boolean,
): Promise<RulesByKind> {
  const added = { ...above };
  for (const name of ignoreFiles.filter(isThere)) {
    const text = await readFile(join(folder, name), 'utf8').catch(() => undefined);
    if (text !== undefined) added[name] = [...above[name], { prefix, rules: ignore().add(text) }];
  }
  return added;
}

/** The rules of the folders between the repository's and this one, where it lies in a repository. */
async function rulesAbove(root: string): Promise<RulesByKind> {
  let rules: RulesByKind = { '.rgignore': [], '.ignore': [], '.gitignore': [] };
  const folders: string[] = [];
  for (let folder = root; !(await holdsRepository(folder));) {
    const parent = dirname(folder);
    if (parent === folder) return rules;
    folder = parent;
    folders.unshift(folder);
  }
  // A prefix of what lies above is not part of the paths below, so it is told as what leads back down.
  for (const folder of folders)
    rules = await addRules(folder, `\0${relative(folder, root).split(sep).join('/')}/`, rules, () => true);
  return rules;
}

async function holdsRepository(folder: string): Promise<boolean> {
  return readdir(folder).then(
    (names) => names.includes('.git'),
    () => false,
  );
}

/** Of the strongest kind that has anything to say, the innermost file decides. */
function isIgnored(path: string, rules: RulesByKind): boolean {
  for (const kind of ignoreFiles) {
    for (const { prefix, rules: own } of rules[kind].toReversed()) {
      const { ignored, unignored } = own.test(
        prefix.startsWith('\0') ? `${prefix.slice(1)}${path}` : path.slice(prefix.length),
      );
      if (ignored || unignored) return ignored;
    }
  }
  return false;
}
