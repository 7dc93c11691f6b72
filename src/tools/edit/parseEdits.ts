import { FluxError } from '../../base/errors';
import type { EditOrder } from './editBlock';
import { form, isBlockHead, parseBlocks } from './parseBlocks';
import { isDiffHead, parseDiff } from './parseDiff';
import { isPatchHead, parsePatch } from './parsePatch';

/**
 * Reads what a model's reply asks for, in whichever of three forms it is: SEARCH/REPLACE blocks, a `*** Begin Patch` text,
 * or a unified diff; whichever begins first counts. `defaultPath` is the file of what names none.
 * FluxError `bad_blocks`, `no_path`, or `no_change` where nothing in it would change anything.
 */
export function parseEdits(text: string, defaultPath?: string): EditOrder[] {
  const lines = text.replace(/\r\n?/g, '\n').split('\n');
  const hasBlocks = lines.some(isBlockHead);
  for (const [at, line] of lines.entries()) {
    if (isBlockHead(line)) return parseBlocks(lines, defaultPath);
    // Between blocks a file may be deleted or moved by the line of a patch.
    if (isPatchHead(line) && !(hasBlocks && !/^\*\*\* (?:Begin Patch|Add File)/.test(line))) return required(parsePatch(lines));
    if (isDiffHead(lines, at) || /^@@+ -\d/.test(line) || (defaultPath !== undefined && /^@@(?:\s|$)/.test(line))) return required(readDiff(lines, at, defaultPath));
  }
  const orders = parseBlocks(lines, defaultPath);
  if (orders.length === 0) throw new FluxError('bad_blocks', `There is no edit block in the answer. ${form}`);
  return orders;
}

/** A diff; hunks without line numbers are those of a patch that lost its head. */
function readDiff(lines: readonly string[], at: number, defaultPath: string | undefined): EditOrder[] {
  const isPatch = defaultPath !== undefined && lines.slice(at).every((line) => !/^@@+ -\d|^\+\+\+ /.test(line));
  return isPatch ? parsePatch([`*** Update File: ${defaultPath}`, ...lines.slice(at).filter((line) => !/^\s*(?:`{3,}|~{3,})\s*$/.test(line))]) : parseDiff(lines, defaultPath);
}

function required(orders: EditOrder[]): EditOrder[] {
  if (orders.length === 0) throw new FluxError('no_change', 'The patch changes nothing: its hunks hold only lines that stay. Put "-" before lines to remove and "+" before new ones.');
  return orders;
}
