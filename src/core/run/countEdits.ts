import { diffLines } from 'diff';
import type { CheckpointPort, FileTouch } from '../../contracts/checkpoint';
import type { FileEdits } from '../../contracts/session';

/** Of more files, and in longer texts (in characters), lines are not counted. */
const mostCounted = 200;
const longestText = 500_000;
const mostEdits = 5_000;

/** What became of files that a call has changed, by path. Lines of what is not text, or too much, are not counted. */
export async function countEdits(touched: readonly FileTouch[], checkpoints: CheckpointPort): Promise<FileEdits> {
  const entries = await Promise.all(
    touched.slice(0, mostCounted).map(async (touch) => {
      const [before, after] = await Promise.all([
        checkpoints.textOf(touch.path, touch.before),
        checkpoints.textOf(touch.path, touch.after),
      ]);
      const counts =
        before === undefined || after === undefined ? { added: 0, removed: 0 } : countLines(before ?? '', after ?? '');
      const isGone = touch.after.key === null;
      return [
        touch.path,
        { ...counts, saved: true, created: touch.before.key === null && !isGone, ...(isGone && { deleted: true }) },
      ] as const;
    }),
  );
  return Object.fromEntries(entries);
}

function countLines(before: string, after: string): { added: number; removed: number } {
  const counts = { added: 0, removed: 0 };
  if (before.length + after.length > longestText) return counts;
  for (const part of diffLines(before, after, { maxEditLength: mostEdits }) ?? []) {
    if (part.added) counts.added += part.count;
    else if (part.removed) counts.removed += part.count;
  }
  return counts;
}
