import { FluxError } from '../../base/errors';
import type { BlockSplit, EditBlock, EditOrder } from './editBlock';
import { isTagOnly, pathInProse, pathOfFence, pathOfLine } from './pathLine';
import { patchPath } from './quotedPath';

/** How to write blocks, in one sentence for a model that did not. */
export const form =
  'Write each edit as a line "<<<<<<< SEARCH", the present lines, a line "=======", the new lines and a line ' +
  '">>>>>>> REPLACE", with the file\'s path alone on the line before.';

const open = /^(\s*)(<{5,9}(?= ?(?:SEARCH|ORIGINAL)\b)|-{5,9}(?= ?SEARCH\b)) ?(?:SEARCH|ORIGINAL)[:>]?\s*(.*)$/i;
const close = /^(\s*)(>{5,9}(?= ?(?:REPLACE|UPDATED)\b)|\+{5,9}(?= ?REPLACE\b)) ?(?:REPLACE|UPDATED)>?\s*$/i;
const bareClose = /^(\s*)(>{5,9})\s*$/;
const divider = /^(\s*)(={5,9})\s*$/;
const fileLine = /^\*\*\* (Delete File|Update File|Move to):\s*(.+?)\s*$/;
const fence = /^\s*(?:`{3,}|~{3,})/;
/** Where a block begins in some dialects: `:start_line:12`, then a line of dashes. Line numbers are not used. */
const startLine = /^\s*:(?:start|end)_line:\s*\d+\s*$/;

interface Marker {
  readonly indent: string;
  readonly length: number;
}

function marker(pattern: RegExp, line: string): Marker | undefined {
  const found = pattern.exec(line);
  return found ? { indent: found[1] ?? '', length: found[2]?.length ?? 0 } : undefined;
}

/** Whether a block begins at a line. */
export function isBlockHead(line: string): boolean {
  return open.test(line);
}

/**
 * Reads SEARCH/REPLACE blocks out of a model's reply; text around them, fences and decorations of path lines are
 * skipped. Between blocks `*** Delete File: path`, and `*** Update File: path` with `*** Move to: path`, delete and
 * move. `defaultPath` counts until a path is named. FluxError `bad_blocks` (what is missing, and in which block) or
 * `no_path`.
 */
export function parseBlocks(lines: readonly string[], defaultPath?: string): EditOrder[] {
  const orders: EditOrder[] = [];
  let path = defaultPath;
  let at = 0;
  let free = 0;
  while (at < lines.length) {
    const line = lines[at] ?? '';
    const start = open.exec(line);
    if (!start) {
      if (close.test(line))
        throw new FluxError(
          'bad_blocks',
          `The ">>>>>>> REPLACE" of line ${at + 1} belongs to no block: its "<<<<<<< SEARCH" line is missing, ` +
            `or the content holds such a line itself (then use markers of 9 characters). ${form}`,
        );
      const [, verb, named] = fileLine.exec(line) ?? [];
      if (verb && named) {
        const given = patchPath(named);
        if (verb === 'Delete File') orders.push({ kind: 'delete', number: orders.length + 1, path: given });
        else if (verb === 'Move to') {
          if (path === undefined)
            throw new FluxError(
              'no_path',
              `"*** Move to: ${given}" does not say which file. Put a line "*** Update File: path" before it.`,
            );
          orders.push({ kind: 'move', number: orders.length + 1, path, to: given });
        }
        if (verb !== 'Delete File') path = given;
        free = at + 1;
      }
      at++;
      continue;
    }
    const number = orders.length + 1;
    path = pathOfLine(start[3] ?? '') ?? pathAbove(lines, free, at, path === undefined) ?? path;
    if (path === undefined)
      throw new FluxError(
        'no_path',
        `Block ${number} (line ${at + 1}) names no file. Put the file's path alone on the line before "<<<<<<< ` +
          `SEARCH".`,
      );
    const block = readBlock(lines, at, path, number);
    orders.push({ kind: 'change', ...block.block });
    at = block.next;
    free = at;
  }
  return orders;
}

/** Reads the block that begins at a line. */
function readBlock(
  lines: readonly string[],
  at: number,
  path: string,
  number: number,
): { block: EditBlock; next: number } {
  const own = marker(open, lines[at] ?? '') ?? { indent: '', length: 7 };
  const end = endOf(lines, at, own);
  if (end === undefined)
    throw new FluxError(
      'bad_blocks',
      `Block ${number} (line ${at + 1}, ${path}) has no ">>>>>>> REPLACE" line at its end. ${form}`,
    );
  const splits = splitsOf(withoutStartLines(lines.slice(at + 1, end)), own);
  if (splits.length === 0)
    throw new FluxError(
      'bad_blocks',
      `Block ${number} (line ${at + 1}, ${path}) has no "=======" line between what to find and what to put ` +
        `there. ${form}`,
    );
  return { block: { number, path, splits }, next: end + 1 };
}

function withoutStartLines(body: readonly string[]): readonly string[] {
  const from = body.findIndex((line) => !startLine.test(line));
  if (from <= 0) return body;
  return body.slice(/^\s*-{5,9}\s*$/.test(body[from] ?? '') ? from + 1 : from);
}

/** Every way to split a block's body at a line that can be its divider. */
function splitsOf(body: readonly string[], own: Marker): BlockSplit[] {
  const found = body.flatMap((line, at) => {
    const here = marker(divider, line);
    return here && here.indent === own.indent ? [{ at, length: here.length }] : [];
  });
  const alike = found.filter((here) => here.length === own.length);
  return (alike.length > 0 ? alike : found).map(({ at }) => ({
    search: body.slice(0, at),
    replace: body.slice(at + 1),
  }));
}

/** The line of a block's end marker: first one as long as its start marker, else any, else one without its word. */
function endOf(lines: readonly string[], start: number, own: Marker): number | undefined {
  const find = (pattern: RegExp, exact: boolean): number | undefined => {
    for (let at = start + 1; at < lines.length; at++) {
      const line = lines[at] ?? '';
      const end = marker(pattern, line);
      if (end && end.indent === own.indent && (!exact || end.length === own.length)) return at;
      const next = marker(open, line);
      if (next && (!exact || next.length === own.length)) return undefined;
    }
    return undefined;
  };
  return find(close, true) ?? find(close, false) ?? find(bareClose, true);
}

/** The path above a block: alone on the nearest line that is neither blank nor a fence, or in that fence. */
function pathAbove(lines: readonly string[], from: number, start: number, prose: boolean): string | undefined {
  for (let at = start - 1; at >= from; at--) {
    const line = lines[at] ?? '';
    if (line.trim() === '' || isTagOnly(line)) continue;
    // A sentence counts where nothing else names a file, and where it leads to the block: "In `src/a.ts`:".
    if (!fence.test(line)) return pathOfLine(line) ?? (prose || /:\W*$/.test(line) ? pathInProse(line) : undefined);
    const named = pathOfFence(line);
    if (named !== undefined) return named;
  }
  return undefined;
}
