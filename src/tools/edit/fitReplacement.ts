import { diffArrays } from 'diff';
import { carryOver } from './carryOver';
import type { BlockSplit } from './editBlock';
import { fitIndents, type IndentPair } from './indentation';
import { indentOf } from './lineKeys';

/** Lines that a block replaces by others: as it wrote them, as the file has them, and the new ones as it wrote them. */
interface Change {
  readonly search: readonly string[];
  readonly present: readonly string[];
  readonly replace: readonly string[];
}

/**
 * What to write in the place of the file's lines `present`, which a block's SEARCH matches loosely: lines that the block
 * keeps stay as the file has them, new ones are indented as they would be had the block been exact. `unit`: the file's
 * indentation. Undefined where that cannot be told.
 */
export function fitReplacement({ search, replace }: BlockSplit, present: readonly string[], unit: string | undefined): string[] | undefined {
  if (search.every((line, at) => line === present[at])) return [...replace];
  const parts = changesOf({ search, replace, present });
  const changed = parts.flatMap((part) => (typeof part === 'string' ? [] : [part]));
  if (isUnclear(search, present, changed)) return undefined;
  const pairs = search.flatMap((line, at): IndentPair[] => (line.trim() === '' ? [] : [{ written: indentOf(line), present: indentOf(present[at] ?? '') }]));
  const wanted = changed.flatMap((change) => change.replace.filter((line) => line.trim() !== '').map(indentOf));
  const indents = fitIndents(pairs, wanted, unit);
  return indents && parts.flatMap((part) => (typeof part === 'string' ? [part] : fitChange(part, indents)));
}

/** The file's lines that stay, and the changes between them. */
function changesOf({ search, replace, present }: Change): (string | Change)[] {
  const parts: (string | Change)[] = [];
  let at = 0;
  let open: { search: string[]; present: string[]; replace: string[] } | undefined;
  const close = (): void => {
    if (open) parts.push(open);
    open = undefined;
  };
  for (const { value, added, removed } of diffArrays([...search], [...replace])) {
    if (!added && !removed) {
      close();
      parts.push(...present.slice(at, at + value.length));
    } else {
      open ??= { search: [], present: [], replace: [] };
      if (added) open.replace.push(...value);
      else {
        open.search.push(...value);
        open.present.push(...present.slice(at, at + value.length));
      }
    }
    if (!added) at += value.length;
  }
  close();
  return parts;
}

/** Whether the block takes some of its equal lines away and keeps others, while the file's are not equal. */
function isUnclear(search: readonly string[], present: readonly string[], changed: readonly Change[]): boolean {
  const gone = new Set(changed.flatMap((change) => change.search));
  const first = new Map<string, string | undefined>();
  return search.some((line, at) => {
    if (!gone.has(line)) return false;
    if (!first.has(line)) first.set(line, present[at]);
    return first.get(line) !== present[at];
  });
}

function fitChange({ search, present, replace }: Change, indents: ReadonlyMap<string, string>): string[] {
  const paired = search.length === replace.length;
  return replace.map((line, at) => {
    if (line.trim() === '') return [...indents].every(([written, fitted]) => written === fitted) ? line : '';
    const indent = indents.get(indentOf(line)) ?? '';
    if (!paired) return indent + line.trimStart();
    const [theirs = '', before = ''] = [present[at], search[at]];
    const end = spaceAtEnd(line) === spaceAtEnd(before) ? spaceAtEnd(theirs) : spaceAtEnd(line);
    return indent + carryOver(theirs.trim(), before.trim(), line.trim()) + end;
  });
}

function spaceAtEnd(line: string): string {
  return line.slice(line.trimEnd().length);
}
