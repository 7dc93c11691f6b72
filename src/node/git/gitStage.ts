import { sameEntry, readIndex, readTree, refreshIndex, writeIndex, type GitEntries, type GitEntry } from './gitEntries';
import { literally } from './gitEnvironment';
import { mergeLines } from './gitMergeLines';
import type { Repository } from './gitRepository';

/** What was put into the person's index for a commit. */
export interface Stage {
  /** Once the commit is made: takes over what hooks have made of it. @param made every path that the commit changed */
  settle(made: readonly string[]): Promise<void>;
  /** Puts everything back, but for what somebody has changed since. */
  undo(): Promise<void>;
}

/**
 * Puts what is about to be committed into the person's index, so that it is right once the commit is made, and harmless
 * if it never is. Parts of a file that the person has staged stay staged where they can be told apart.
 * @param head the newest commit before
 * @param planned by path, what the commit is to hold; undefined: no file
 * @param noted paths that are in the index only by an intent to add them
 */
export async function stageEntries(
  repository: Repository,
  head: string | undefined,
  planned: ReadonlyMap<string, GitEntry | undefined>,
  noted: readonly string[],
): Promise<Stage> {
  const paths = [...planned.keys()];
  const [found, heads] = await Promise.all([readIndex(repository, paths), readTree(repository, head, paths)]);
  const before = new Map([...found].filter(([path]) => !noted.includes(path)));
  const staged = new Map<string, GitEntry | undefined>();
  for (const [path, entry] of planned) {
    const merged = await mergeEntries(repository, heads.get(path), before.get(path), entry);
    staged.set(path, merged ? merged.entry : entry);
  }
  await writeIndex(repository, changed(staged, before));

  return {
    async settle(made) {
      const all = [...new Set([...paths, ...made])];
      const [now, committed, old] = await Promise.all([
        readIndex(repository, all),
        readTree(repository, 'HEAD', all),
        readTree(repository, head, all),
      ]);
      const settled = new Map<string, GitEntry | undefined>();
      for (const path of all) {
        const expected = planned.has(path) ? planned.get(path) : old.get(path);
        if (sameEntry(expected, committed.get(path))) continue;
        const merged = await mergeEntries(repository, expected, now.get(path), committed.get(path));
        if (merged) settled.set(path, merged.entry);
      }
      await writeIndex(repository, settled);
      await refreshIndex(repository);
    },
    async undo() {
      const now = await readIndex(repository, paths);
      const ours = paths.filter((path) => sameEntry(now.get(path), staged.get(path)));
      await writeIndex(repository, changed(new Map(ours.map((path) => [path, before.get(path)])), now));
      const again = ours.filter((path) => noted.includes(path));
      if (again.length > 0) await repository.git(['add', '--intent-to-add', '--', ...literally(again)]);
      await refreshIndex(repository);
    },
  };
}

/** Puts into the person's index what hooks have put into the one that a commit was made from, once it was made. */
export async function takeOver(repository: Repository, env: { readonly GIT_INDEX_FILE: string }): Promise<void> {
  const paths = (
    await repository.feed(['diff-index', '--cached', '--name-only', '--no-renames', '-z', 'HEAD'], '', env)
  )
    .toString('utf8')
    .split('\0')
    .filter(Boolean);
  if (paths.length === 0) return;
  const [committed, mine, theirs] = await Promise.all([
    readTree(repository, 'HEAD', paths),
    readIndex(repository, paths),
    readIndex(repository, paths, env),
  ]);
  const taken = new Map<string, GitEntry | undefined>();
  for (const path of paths) {
    const merged = await mergeEntries(repository, committed.get(path), mine.get(path), theirs.get(path));
    if (merged) taken.set(path, merged.entry);
  }
  await writeIndex(repository, changed(taken, mine));
}

/**
 * What the index is to hold of a file, when the newest commit's content goes from `base` to `theirs` and the index
 * holds `mine`. Undefined where all three differ and do not merge.
 */
export async function mergeEntries(
  { feed }: Repository,
  base: GitEntry | undefined,
  mine: GitEntry | undefined,
  theirs: GitEntry | undefined,
): Promise<{ readonly entry: GitEntry | undefined } | undefined> {
  if (sameEntry(mine, base) || sameEntry(mine, theirs)) return { entry: theirs };
  if (!base || !mine || !theirs || !mine.mode.startsWith('100') || !theirs.mode.startsWith('100')) return undefined;
  const texts = await Promise.all(
    [base, mine, theirs].map(async ({ id }) => (await feed(['cat-file', 'blob', id])).toString('latin1')),
  );
  const [old = '', left = '', right = ''] = texts;
  const merged = texts.some((text) => text.includes('\0')) ? undefined : mergeLines(old, left, right);
  if (merged === undefined) return undefined;
  const id = (await feed(['hash-object', '-w', '--no-filters', '--stdin'], Buffer.from(merged, 'latin1')))
    .toString('utf8')
    .trim();
  return { entry: { mode: mine.mode === base.mode ? theirs.mode : mine.mode, id } };
}

function changed(
  wanted: ReadonlyMap<string, GitEntry | undefined>,
  present: GitEntries,
): Map<string, GitEntry | undefined> {
  return new Map([...wanted].filter(([path, entry]) => !sameEntry(entry, present.get(path))));
}
