import { FluxError } from '../../base/errors';
import { anchorOf } from './anchors';
import type { EditOrder } from './editBlock';
import { changesNothing, readHunkLines } from './hunkLines';
import { isPatchHead, markerAt, type PatchMarker } from './patchMarkers';
import { patchPath } from './quotedPath';

/** What is being read of a file. */
interface Section {
  readonly action: string;
  readonly path: string;
  moveTo?: string;
  anchors: string[];
  /** The lines of the hunk, or of the new file, as they are written. */
  hunk?: string[];
}

interface Reading {
  readonly orders: EditOrder[];
  section: Section | undefined;
  /** Between `*** Begin Patch` and its end. */
  isOpen: boolean;
}

const fence = /^\s*(?:`{3,}|~{3,})/;

/**
 * Reads a `*** Begin Patch` text: files added, updated, moved and deleted. Each hunk's kept and removed lines are
 * searched for, its kept and added lines replace them; the lines after `@@` say what the place is under. Hunks that
 * change nothing are left out. FluxError `bad_blocks`, also for a patch that begins and does not end: it was cut off.
 */
export function parsePatch(given: readonly string[]): EditOrder[] {
  const lines = withoutMargin(given);
  const reading: Reading = { orders: [], section: undefined, isOpen: false };
  for (const [at, line] of lines.entries()) {
    const { section } = reading;
    const marker = markerAt(lines, at, {
      action: section?.action,
      inHunk: section?.action === 'Update' && section.hunk !== undefined,
    });
    if (marker) readMarker(reading, marker);
    else if (section?.action === 'Update') readUpdate(reading, section, line);
    else if (section?.action === 'Add') readAddition(section, line, at);
  }
  if (reading.isOpen) throw cutOff();
  closeSection(reading);
  return reading.orders;
}

function readMarker(reading: Reading, { kind, path }: PatchMarker): void {
  const { section } = reading;
  if (kind === 'Begin Patch' || kind === 'End Patch') {
    closeSection(reading);
    if (kind === 'Begin Patch' && reading.isOpen) throw cutOff();
    reading.isOpen = kind === 'Begin Patch';
  } else if (kind === 'Move to') {
    if (section) section.moveTo = patchPath(path);
  } else if (kind === 'End of File') {
    if (section) closeHunk(reading, section, true);
  } else {
    closeSection(reading);
    reading.section = { action: kind, path: patchPath(path), anchors: [], ...(kind === 'Add' && { hunk: [] }) };
  }
}

function readUpdate(reading: Reading, section: Section, line: string): void {
  if (line.startsWith('@@')) {
    closeHunk(reading, section);
    const anchor = anchorOf(line);
    if (anchor !== '') section.anchors.push(anchor);
    section.hunk = [];
  } else if (section.hunk || line.trim() !== '') {
    // A patch may leave out the `@@` before a file's first hunk.
    section.hunk ??= [];
    if (!fence.test(line) || /^[-+ ]/.test(line)) section.hunk.push(line);
  }
}

function readAddition({ hunk, path }: Section, line: string, at: number): void {
  if (line.startsWith('+')) hunk?.push(line);
  else if (line.trim() === '') hunk?.push('');
  else if (!line.startsWith('\\') && !/^\s*(?:`{3,}|~{3,})\s*$/.test(line))
    throw new FluxError(
      'bad_blocks',
      `Line ${at + 1} of the patch, in the new file ${path}, does not begin with "+". Put a "+" before every line of ` +
        'a new file.',
    );
}

function closeSection(reading: Reading): void {
  const { section, orders } = reading;
  reading.section = undefined;
  if (!section) return;
  const { action, path, hunk = [] } = section;
  if (action === 'Delete') {
    orders.push({ kind: 'delete', number: orders.length + 1, path });
    return;
  }
  if (action === 'Add') {
    const { replace } = readHunkLines(hunk).split;
    orders.push({ kind: 'change', number: orders.length + 1, path, splits: [{ search: [], replace }] });
    return;
  }
  closeHunk(reading, section);
  if (section.moveTo !== undefined) orders.push({ kind: 'move', number: orders.length + 1, path, to: section.moveTo });
}

function closeHunk({ orders }: Reading, section: Section, atEnd = false): void {
  const { hunk, anchors, path } = section;
  section.hunk = undefined;
  if (!hunk) return;
  const { split, otherwise } = readHunkLines(hunk);
  if (split.search.length + split.replace.length > 0) section.anchors = [];
  if (changesNothing(split)) return;
  if (split.search.length === 0 && !atEnd)
    throw new FluxError(
      'bad_blocks',
      `A hunk for ${path} only adds lines and does not say where. Begin it with a line of the file that ` +
        `stays (a blank before it), or end it with "*** End of File" to append.`,
    );
  orders.push({
    kind: 'change',
    number: orders.length + 1,
    path,
    splits: [split],
    ...(otherwise.length > 0 && { otherwise }),
    ...(anchors.length > 0 && { anchors }),
    ...(atEnd && { atEnd }),
  });
}

function cutOff(): FluxError {
  return new FluxError(
    'bad_blocks',
    'The patch begins with "*** Begin Patch" and has no "*** End Patch", so its end is missing. Send the whole ' +
      'patch again.',
  );
}

/** The lines without the blanks that all of an indented patch stands behind. */
function withoutMargin(lines: readonly string[]): readonly string[] {
  const from = lines.findIndex(isPatchHead);
  const margin = /^\s*/.exec(lines[from] ?? '')?.[0] ?? '';
  const to = lines.findIndex((line, at) => at > from && /^\s*\*\*\* End Patch\s*$/.test(line));
  const inside = lines.slice(from, to === -1 ? undefined : to);
  if (margin === '' || !inside.every((line) => line.startsWith(margin) || line.trim() === '')) return lines;
  return lines.map((line) => (line.startsWith(margin) ? line.slice(margin.length) : line));
}
