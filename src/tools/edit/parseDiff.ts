import { FluxError } from '../../base/errors';
import { filesOf, gitPath, takeHeaderLine, type DiffHeader } from './diffHeader';
import type { EditOrder } from './editBlock';
import { isDiffHead, readHunk, type ReadHunk } from './diffHunk';
import { changesNothing } from './hunkLines';

/**
 * Reads a unified diff: each hunk's kept and removed lines are searched for, its kept and added lines replace them.
 * Line numbers are not used, as models get them wrong; what stands after `@@` without any is what the place is under.
 * New, deleted and renamed files as git writes them; a hunk without a header is of `defaultPath`. `fenced`: the diff
 * stands within a fence, so no prose does. FluxError `bad_blocks`, `no_path`.
 */
export function parseDiff(lines: readonly string[], defaultPath?: string, fenced = false): EditOrder[] {
  const orders: EditOrder[] = [];
  let header: DiffHeader | undefined;
  let hunks: ReadHunk[] = [];
  let anchors: readonly string[] = [];
  const close = (): void => {
    if (header || hunks.length > 0) orders.push(...ordersOf(header ?? {}, hunks, orders.length + 1, defaultPath));
    [header, hunks, anchors] = [undefined, [], []];
  };
  for (let at = 0; at < lines.length;) {
    const line = lines[at] ?? '';
    if (line.startsWith('diff --git ')) {
      close();
      header = { git: { path: gitPath(line) } };
    } else if (isDiffHead(lines, at)) {
      if (!header?.git || hunks.length > 0) close();
      header ??= {};
      takeHeaderLine(header, line);
      takeHeaderLine(header, lines[++at] ?? '');
    } else if (/^@@/.test(line)) {
      const hunk = readHunk(lines, at, fenced);
      const under = hunk.anchor === undefined ? anchors : [...anchors, hunk.anchor];
      // `@@ class A` and `@@ def f` in a row are one place.
      const isEmpty = hunk.split.search.length + hunk.split.replace.length === 0;
      anchors = isEmpty ? under : [];
      if (!isEmpty || hunk.finalNewline !== undefined) hunks.push({ ...hunk, anchors: under });
      at = hunk.next - 1;
    } else if (header && hunks.length === 0) takeHeaderLine(header, line);
    at++;
  }
  close();
  return orders;
}

function ordersOf(
  header: DiffHeader,
  hunks: readonly ReadHunk[],
  first: number,
  defaultPath: string | undefined,
): EditOrder[] {
  const { from, to } = filesOf(header, defaultPath);
  const path = from ?? to;
  if (path === undefined)
    throw new FluxError('no_path', 'The diff names no file. Put "--- a/path" and "+++ b/path" before its first "@@".');
  const changes = hunks.filter(({ split, finalNewline }) => finalNewline !== undefined || !changesNothing(split));
  const isNew = from === undefined;
  const orders = changes.map(({ split, otherwise, finalNewline, anchors = [] }, at): EditOrder => {
    if (split.search.length === 0 && !isNew)
      throw new FluxError(
        'bad_blocks',
        `A hunk for ${path} only adds lines, and line numbers are not used. Repeat a neighbouring line in it ` +
          `that stays (a blank before it).`,
      );
    return {
      kind: 'change',
      number: first + at,
      path,
      splits: [split],
      ...(otherwise.length > 0 && { otherwise }),
      ...(anchors.length > 0 && { anchors }),
      ...(finalNewline !== undefined && { finalNewline }),
    };
  });
  const next = first + orders.length;
  if (isNew && orders.length === 0)
    orders.push({ kind: 'change', number: next, path, splits: [{ search: [], replace: [] }] });
  if (from !== undefined && to === undefined)
    orders.push({ kind: 'delete', number: next, path: from, ...(orders.length > 0 && { emptied: true }) });
  if (from !== undefined && to !== undefined && from !== to)
    orders.push({ kind: 'move', number: next, path: from, to });
  return orders;
}
