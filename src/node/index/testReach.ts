import type { DatabaseSync } from 'node:sqlite';
import type { WeightedTerm } from '../../base/codeTerms';
import { compareText } from '../../base/compareText';
import { testFileBy, testLikeness } from '../../base/testPaths';
import type { ReachedTest, ReachedTests } from '../../contracts/ports';
import { importKeysOf, isImportOf } from '../../outlines/imports/importedFile';
import { createTestWords } from './testWords';

/** What an import leaves of a change's closeness. */
const perImport = 0.6;
/** A file that more files import passes on less to each: most of them use a part that has not changed. */
const fewImporters = 6;
/** Below that nothing is followed, and so many files at most. */
const leastCloseness = 0.002;
const mostFollowed = 1_500;

interface Reached {
  readonly path: string;
  readonly distance: number;
  readonly closeness: number;
}

type Reaching = (paths: readonly string[], words: readonly WeightedTerm[], limit: number) => ReachedTests;

/** Finds tests that changes to files reach: backwards along the imports, by paths, and by the words of the change. */
export function createTestReach(db: DatabaseSync): Reaching {
  const importing = db.prepare(
    'SELECT files.path, imports.name FROM imports JOIN files ON files.id = imports.file WHERE imports.key = ?',
  );
  const inFolder = db.prepare('SELECT path FROM files WHERE path > ? AND path < ?');
  const allPaths = db.prepare('SELECT id, path FROM files');
  const holdsTests = db.prepare(
    `SELECT 1 AS holds FROM files JOIN symbols ON symbols.file = files.id
     WHERE files.path = ? AND symbols.kind IN ('test', 'call') LIMIT 1`,
  );
  const isTest = (path: string): boolean => {
    const by = testFileBy(path);
    return by === 'name' || (by === 'maybe' && holdsTests.get(path) !== undefined);
  };
  const wordsOf = createTestWords(db);
  const importersOf = (path: string): ReadonlySet<string> => {
    const found = new Set<string>();
    for (const key of importKeysOf(path))
      for (const row of importing.iterate(key)) {
        const from = String(row['path']);
        if (from !== path && isImportOf(String(row['name']), from, path)) found.add(from);
      }
    // Go's files need not import others of their folder.
    if (path.endsWith('.go')) {
      const folder = path.slice(0, path.lastIndexOf('/') + 1);
      for (const row of inFolder.iterate(folder, `${folder}\u{10ffff}`)) {
        const other = String(row['path']);
        if (other !== path && other.endsWith('_test.go') && !other.slice(folder.length).includes('/')) found.add(other);
      }
    }
    return found;
  };

  return (paths, words, limit) => {
    const reached = follow(paths, importersOf);
    const tests = new Map<number, string>();
    for (const row of allPaths.iterate()) {
      const path = String(row['path']);
      if (isTest(path)) tests.set(Number(row['id']), path);
    }
    const held = wordsOf(words, new Set(tests.keys()));
    const found = [...tests].map(([id, path]): ReachedTest => {
      const by = reached.get(path);
      return {
        path,
        closeness: by?.closeness ?? 0,
        likeness: Math.max(0, ...paths.map((changed) => testLikeness(path, changed))),
        words: held.get(id) ?? 0,
        ...(by && { distance: by.distance }),
      };
    });
    const sum = ({ closeness, likeness, words: own }: ReachedTest) => closeness + likeness + own;
    found.sort((a, b) => sum(b) - sum(a) || compareText(a.path, b.path));
    return { tests: found.slice(0, limit), all: tests.size };
  };
}

/** Goes from the changed files to those that import them, the closest first. */
function follow(
  paths: readonly string[],
  importersOf: (path: string) => ReadonlySet<string>,
): ReadonlyMap<string, Reached> {
  const reached = new Map<string, Reached>(paths.map((path) => [path, { path, distance: 0, closeness: 1 }]));
  const open = new Set(paths);
  for (let count = 0; open.size > 0 && count < mostFollowed; count++) {
    const next = closest(open, reached);
    open.delete(next.path);
    const importers = importersOf(next.path);
    // A manifest only names its package's entry.
    const isManifest = next.path.endsWith('package.json') && next.distance > 0;
    const passedOn = next.closeness * (isManifest ? 1 : perImport) * Math.min(1, fewImporters / importers.size);
    if (passedOn < leastCloseness) continue;
    for (const path of importers) {
      if ((reached.get(path)?.closeness ?? 0) >= passedOn) continue;
      reached.set(path, { path, distance: next.distance + (isManifest ? 0 : 1), closeness: passedOn });
      open.add(path);
    }
  }
  return reached;
}

function closest(open: ReadonlySet<string>, reached: ReadonlyMap<string, Reached>): Reached {
  let best: Reached | undefined;
  for (const path of open) {
    const one = reached.get(path);
    if (one && (!best || one.closeness > best.closeness)) best = one;
  }
  return best ?? { path: '', distance: 0, closeness: 0 };
}
