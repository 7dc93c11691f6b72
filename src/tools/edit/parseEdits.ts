import { FluxError } from '../../base/errors';
import { isDiffHead } from './diffHunk';
import type { EditOrder } from './editBlock';
import { form, isBlockHead, parseBlocks } from './parseBlocks';
import { parseDiff } from './parseDiff';
import { parsePatch } from './parsePatch';
import { isPatchHead } from './patchMarkers';

const fence = /^\s*(`{3,}|~{3,})(.*)$/;

/**
 * Reads what a model's reply asks for, in whichever of three forms it is: SEARCH/REPLACE blocks, a `*** Begin Patch`
 * text, or a unified diff; whichever begins first counts. `defaultPath` is the file of what names none. FluxError
 * `bad_blocks`, `no_path`, or `no_change` where nothing in it would change anything.
 */
export function parseEdits(text: string, defaultPath?: string): EditOrder[] {
  const lines = text
    .replace(/^\ufeff/, '')
    .replace(/\r\n?/g, '\n')
    .split('\n');
  const hasBlocks = lines.some(isBlockHead);
  for (const [at, line] of lines.entries()) {
    if (isBlockHead(line)) return parseBlocks(lines, defaultPath);
    // Between blocks a file may be deleted or moved by the line of a patch.
    if (isPatchHead(line) && !(hasBlocks && !/^\s*\*\*\* ?(?:Begin Patch|Add File)/.test(line))) {
      return required(
        parsePatch(/Begin Patch/.test(line) ? lines : lines.slice(0, endOfFence(lines, at) ?? lines.length)),
      );
    }
    if (isDiffHead(lines, at) || /^@@+ -\d/.test(line) || (defaultPath !== undefined && /^@@(?:\s|$)/.test(line)))
      return required(readDiff(lines, at, defaultPath));
  }
  const orders = parseBlocks(lines, defaultPath);
  if (orders.length === 0) throw new FluxError('bad_blocks', `There is no edit block in the answer. ${form}`);
  return orders;
}

/** A diff; hunks without line numbers are those of a patch that lost its head. */
function readDiff(lines: readonly string[], at: number, defaultPath: string | undefined): EditOrder[] {
  const end = endOfFence(lines, at);
  const isPatch = defaultPath !== undefined && lines.slice(at).every((line) => !/^@@+ -\d|^\+\+\+ /.test(line));
  return isPatch
    ? parsePatch([`*** Update File: ${defaultPath}`, ...lines.slice(at, end)])
    : parseDiff(lines.slice(0, end), defaultPath, end !== undefined);
}

/**
 * Where the fence closes, behind the last line of a patch or diff, in which a line stands; undefined where it stands in
 * none. FluxError `bad_blocks` where the fence never closes: then the answer was cut off.
 */
function endOfFence(lines: readonly string[], at: number): number | undefined {
  let open: string | undefined;
  for (const line of lines.slice(0, at)) {
    const [, mark = '', info = ''] = fence.exec(line) ?? [];
    if (mark === '') continue;
    if (open === undefined) open = mark;
    else if (mark.startsWith(open) && info.trim() === '') open = undefined;
  }
  if (open === undefined) return undefined;
  const closes = (line: string): boolean => {
    const [, mark = '', info = ''] = fence.exec(line) ?? [];
    return open !== undefined && mark.startsWith(open) && info.trim() === '';
  };
  const end = lines.findLastIndex((line, index) => index > at && closes(line) && !/^[-+ ]/.test(line));
  if (end === -1)
    throw new FluxError(
      'bad_blocks',
      'The fence around the changes is never closed, so their end is missing. Send the whole answer again.',
    );
  return end;
}

function required(orders: EditOrder[]): EditOrder[] {
  if (orders.length === 0)
    throw new FluxError(
      'no_change',
      'The patch changes nothing: its hunks hold only lines that stay. Put "-" before lines to remove and "+" ' +
        'before new ones.',
    );
  return orders;
}
