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

const fence = /^\s*(?:`{3,}|~{3,})/;

/**
 * Reads a `*** Begin Patch` text: files added, updated, moved and deleted. Each hunk's kept and removed lines are
 * searched for, its kept and added lines replace them; the lines after `@@` say what the place is under. Hunks that
 * change nothing are left out. FluxError `bad_blocks`, also for a patch that begins and does not end: it was cut off.
 */
export function parsePatch(given: readonly string[]): EditOrder[] {
  const lines = withoutMargin(given);
  const orders: EditOrder[] = [];
  let section: Section | undefined;
  let isOpen = false;
  const number = (): number => orders.length + 1;

  const closeHunkOf = (own: Section, atEnd = false): void => {
    const { hunk, anchors, path } = own;
    own.hunk = undefined;
    if (!hunk) return;
    const { split, otherwise } = readHunkLines(hunk);
    if (split.search.length + split.replace.length > 0) own.anchors = [];
    if (changesNothing(split)) return;
    if (split.search.length === 0 && !atEnd)
      throw new FluxError(
        'bad_blocks',
        `A hunk for ${path} only adds lines and does not say where. Begin it with a line of the file that ` +
          `stays (a blank before it), or end it with "*** End of File" to append.`,
      );
    orders.push({
      kind: 'change',
      number: number(),
      path,
      splits: [split],
      ...(otherwise.length > 0 && { otherwise }),
      ...(anchors.length > 0 && { anchors }),
      ...(atEnd && { atEnd }),
    });
  };
  const close = (): void => {
    const own = section;
    section = undefined;
    if (!own) return;
    if (own.action === 'Delete') orders.push({ kind: 'delete', number: number(), path: own.path });
    else if (own.action === 'Add')
      orders.push({
        kind: 'change',
        number: number(),
        path: own.path,
        splits: [{ search: [], replace: readHunkLines(own.hunk ?? []).split.replace }],
      });
    else {
      closeHunkOf(own);
      if (own.moveTo !== undefined) orders.push({ kind: 'move', number: number(), path: own.path, to: own.moveTo });
    }
  };

  const take = ({ kind, path }: PatchMarker): void => {
    if (kind === 'Begin Patch' || kind === 'End Patch') {
      close();
      if (kind === 'Begin Patch' && isOpen) throw cutOff();
      isOpen = kind === 'Begin Patch';
    } else if (kind === 'Move to') {
      if (section) section.moveTo = patchPath(path);
    } else if (kind === 'End of File') {
      if (section) closeHunkOf(section, true);
    } else {
      close();
      section = { action: kind, path: patchPath(path), anchors: [], ...(kind === 'Add' && { hunk: [] }) };
    }
  };

  for (const [at, line] of lines.entries()) {
    const marker = markerAt(lines, at, {
      action: section?.action,
      inHunk: section?.action === 'Update' && section.hunk !== undefined,
    });
    if (marker) take(marker);
    else if (section?.action === 'Update') {
      if (line.startsWith('@@')) {
        closeHunkOf(section);
        const anchor = anchorOf(line);
        if (anchor !== '') section.anchors.push(anchor);
        section.hunk = [];
      } else if (section.hunk || line.trim() !== '') {
        // A patch may leave out the `@@` before a file's first hunk.
        section.hunk ??= [];
        if (!fence.test(line) || /^[-+ ]/.test(line)) section.hunk.push(line);
      }
    } else if (section?.action === 'Add') {
      if (line.startsWith('+')) section.hunk?.push(line);
      else if (line.trim() === '') section.hunk?.push('');
      else if (!line.startsWith('\\') && !/^\s*(?:`{3,}|~{3,})\s*$/.test(line))
        throw new FluxError(
          'bad_blocks',
          `Line ${at + 1} of the patch, in the new file ${section.path}, does not begin with "+". Put a "+" ` +
            `before every line of a new file.`,
        );
    }
  }
  if (isOpen) throw cutOff();
  close();
  return orders;
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
