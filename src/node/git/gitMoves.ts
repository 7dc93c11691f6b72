import type { GitEntries } from './gitEntries';

/** A file's content as git keeps it; null where there is no file. */
export type Blob = string | null;

/** One of a run's changes to a file, in git's terms. */
export interface OwnStep {
  readonly before: Blob;
  readonly after: Blob;
}

/** Where a file that a run made came from. */
export interface Move {
  /** What the newest commit has at the old path. */
  readonly from: Blob;
  /** The run's changes, as if the file had lain where it lies now. */
  readonly steps: readonly OwnStep[];
}

/** How much of the smaller of two texts the other must share, to be the same file moved. */
const alike = 0.5;

/**
 * Finds which of a run's new files are moved ones that held uncommitted changes of the person, which came along. (Any
 * other moved file is simply a new one and one that is gone.)
 */
export async function findMoves(
  steps: ReadonlyMap<string, readonly OwnStep[]>,
  heads: GitEntries,
  readBlob: (id: string) => Promise<Buffer>,
): Promise<Map<string, Move>> {
  const gone = [...steps].flatMap(([path, changes]) => {
    const before = changes[0]?.before ?? null;
    const head = heads.get(path)?.id ?? null;
    return before !== null && before !== head && changes.at(-1)?.after === null ? [{ path, before, head }] : [];
  });
  const moves = new Map<string, Move>();
  if (gone.length === 0) return moves;
  for (const [path, [first, ...later]] of steps) {
    if (!first || first.before !== null || first.after === null || heads.has(path)) continue;
    const { after } = first;
    const lines = linesOf(await readBlob(after));
    for (const [at, old] of gone.entries()) {
      if (old.before !== after && shared(linesOf(await readBlob(old.before)), lines) < alike) continue;
      moves.set(path, { from: old.head, steps: [{ before: old.before, after }, ...later] });
      gone.splice(at, 1);
      break;
    }
  }
  return moves;
}

function linesOf(bytes: Buffer): Set<string> {
  return new Set(bytes.toString('latin1').split('\n'));
}

function shared(a: ReadonlySet<string>, b: ReadonlySet<string>): number {
  const both = [...a].filter((line) => b.has(line)).length;
  return both / Math.max(1, Math.min(a.size, b.size));
}
