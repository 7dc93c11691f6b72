import { FluxError } from '../base/errors';
import type { AppliedChange, FileChange, FilesPort } from '../contracts/files';
import type { ToolFacts } from '../contracts/tool';

/** What became of one file, for the model: `Edited src/a.ts: +3 −1 (lines 12-15, 40).` Ranges are one-based. */
export function describeWritten(change: AppliedChange, ranges: readonly { from: number; to: number }[] = []): string {
  const { path, created, deleted, movedFrom, added, removed, saved } = change;
  if (deleted) return `Deleted ${path}: −${removed}.`;
  const places = ranges.slice(0, 12).map(({ from, to }) => (to > from ? `${from}-${to}` : String(Math.max(1, from))));
  const where =
    created || places.length === 0
      ? ''
      : ` (now ${ranges.length === 1 && places[0]?.includes('-') === false ? 'line' : 'lines'} ` +
        `${places.join(', ')}${ranges.length > 12 ? ', …' : ''})`;
  const waits = saved ? '' : ' The person had unsaved text there, so it waits unsaved with theirs.';
  if (movedFrom !== undefined && added + removed === 0) return `Moved ${movedFrom} to ${path}.${waits}`;
  const what =
    movedFrom !== undefined
      ? `Moved ${movedFrom} to ${path} and edited it`
      : `${created ? 'Created' : 'Edited'} ${path}`;
  return `${what}: +${added} −${removed}${where}.${waits}`;
}

/** Which of the written files hold another text than was sent, because the editor formats on saving. */
export async function formattedOnSaving(
  files: FilesPort,
  sent: readonly FileChange[],
  applied: readonly AppliedChange[],
): Promise<string[]> {
  const texts = new Map(sent.map(({ path, text }) => [path, text]));
  const checked = applied.map(async ({ path, deleted, saved, hash }) => {
    if (deleted || !saved) return undefined;
    const now = await files.read(path).catch((error: unknown) => {
      if (FluxError.is(error)) return undefined;
      throw error;
    });
    return now && now.hash === hash && now.text !== texts.get(path) ? path : undefined;
  });
  return (await Promise.all(checked)).filter((path) => path !== undefined);
}

/** The facts of written files, by path. */
export function editFacts(changes: readonly AppliedChange[]): NonNullable<ToolFacts['edits']> {
  return Object.fromEntries(
    changes.map(({ path, added, removed, saved, created, deleted, movedFrom }) => [
      path,
      { added, removed, saved, created, ...(deleted && { deleted }), ...(movedFrom !== undefined && { movedFrom }) },
    ]),
  );
}

/** Every path that changes concern: where files are now, and where moved ones were. */
export function changedPaths(changes: readonly { readonly path: string; readonly movedFrom?: string }[]): string[] {
  return [...new Set(changes.flatMap(({ path, movedFrom }) => (movedFrom === undefined ? [path] : [movedFrom, path])))];
}
