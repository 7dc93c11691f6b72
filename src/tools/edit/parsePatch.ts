import { FluxError } from '../../base/errors';
import type { EditOrder } from './editBlock';
import { closeHunk, createHunk, sameLines, takeLine, type Hunk } from './hunkLines';
import { patchPath } from './quotedPath';

const header = /^\*\*\* (Update|Add|Delete) File:\s*(.+?)\s*$/;
const moveLine = /^\*\*\* Move to:\s*(.+?)\s*$/;

/** What is being read of a file. */
interface Section {
  readonly action: string;
  readonly path: string;
  moveTo?: string;
  anchors: string[];
  hunk?: Hunk;
}

/** Whether a line begins a patch of this kind, or a file in one. */
export function isPatchHead(line: string): boolean {
  return /^\*\*\* Begin Patch\s*$/.test(line) || header.test(line);
}

/**
 * Reads a `*** Begin Patch` text: files added, updated, moved and deleted. Each hunk's kept and removed lines are searched
 * for, its kept and added lines replace them; the lines after `@@` say what the place is under. Hunks that change nothing
 * are left out. FluxError `bad_blocks`.
 */
export function parsePatch(lines: readonly string[]): EditOrder[] {
  const orders: EditOrder[] = [];
  let section: Section | undefined;
  const number = (): number => orders.length + 1;

  const closeHunkOf = (own: Section, atEnd = false): void => {
    const { hunk, anchors, path } = own;
    own.hunk = undefined;
    if (!hunk) return;
    const split = closeHunk(hunk);
    if (split.search.length + split.replace.length > 0) own.anchors = [];
    if (sameLines(split.search, split.replace)) return;
    if (split.search.length === 0 && !atEnd) throw new FluxError('bad_blocks', `A hunk for ${path} only adds lines and does not say where. Begin it with a line of the file that stays (a blank before it), or end it with "*** End of File" to append.`);
    orders.push({ kind: 'change', number: number(), path, splits: [split], ...(anchors.length > 0 && { anchors }), ...(atEnd && { atEnd }) });
  };
  const close = (): void => {
    const own = section;
    section = undefined;
    if (!own) return;
    if (own.action === 'Delete') orders.push({ kind: 'delete', number: number(), path: own.path });
    else if (own.action === 'Add') orders.push({ kind: 'change', number: number(), path: own.path, splits: [{ search: [], replace: own.hunk ? closeHunk(own.hunk).replace : [] }] });
    else {
      closeHunkOf(own);
      if (own.moveTo !== undefined) orders.push({ kind: 'move', number: number(), path: own.path, to: own.moveTo });
    }
  };

  for (const [at, line] of lines.entries()) {
    const [, action, path] = header.exec(line) ?? [];
    if (action !== undefined && path !== undefined) {
      close();
      section = { action, path: patchPath(path), anchors: [], ...(action === 'Add' && { hunk: createHunk() }) };
    } else if (/^\*\*\* (?:Begin|End) Patch\s*$/.test(line)) close();
    else if (section?.action === 'Update') {
      const moveTo = moveLine.exec(line)?.[1];
      if (moveTo !== undefined) section.moveTo = patchPath(moveTo);
      else if (/^\*\*\* End of File\s*$/.test(line)) closeHunkOf(section, true);
      else if (/^@@/.test(line)) {
        closeHunkOf(section);
        const anchor = anchorOf(line);
        if (anchor !== '') section.anchors.push(anchor);
        section.hunk = createHunk();
      } else takeOf(section, line);
    } else if (section?.action === 'Add' && !takeAdded(section, line)) {
      throw new FluxError('bad_blocks', `Line ${at + 1} of the patch, in the new file ${section.path}, does not begin with "+". Put a "+" before every line of a new file.`);
    }
  }
  close();
  return orders;
}

/** What stands after `@@`, without the line numbers that some write there. */
function anchorOf(line: string): string {
  return line.replace(/^@@\s?/, '').replace(/^-\d+(?:,\d+)? \+\d+(?:,\d+)? @@\s?/, '').replace(/\s*@@\s*$/, '').trimEnd();
}

function takeOf(section: Section, line: string): void {
  // A patch may leave out the `@@` before a file's first hunk.
  if (!section.hunk && line.trim() === '') return;
  section.hunk ??= createHunk();
  if (takeLine(section.hunk, line) || line.startsWith('\\') || /^\s*(?:`{3,}|~{3,})/.test(line)) return;
  // The blank before a kept line was forgotten.
  takeLine(section.hunk, ` ${line}`);
}

/** A line of a new file; an empty one may have lost its `+`. */
function takeAdded(section: Section, line: string): boolean {
  return section.hunk !== undefined && ((line.startsWith('+') && takeLine(section.hunk, line)) || (line.trim() === '' && takeLine(section.hunk, '')) || line.startsWith('\\') || /^\s*(?:`{3,}|~{3,})\s*$/.test(line));
}
