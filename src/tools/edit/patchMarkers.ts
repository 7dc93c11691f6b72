/** A line that divides a patch. `kind`: `Add`, `Update` and `Delete` begin a file. */
export interface PatchMarker {
  readonly kind: 'Begin Patch' | 'End Patch' | 'End of File' | 'Move to' | 'Add' | 'Update' | 'Delete';
  readonly path: string;
}

const bare = /^(\s*)\*\*\* ?(Begin Patch|End Patch|End of Patch|End of File)\s*$/;
const named = /^(\s*)\*\*\* ?(?:(Add|Update|Delete) File|(Move to)):\s*(.+?)\s*$/;

function markerOf(line: string): (PatchMarker & { readonly indented: boolean }) | undefined {
  const [, space = '', kind] = bare.exec(line) ?? [];
  if (kind !== undefined)
    return {
      kind: kind === 'End of Patch' ? 'End Patch' : (kind as PatchMarker['kind']),
      path: '',
      indented: space !== '',
    };
  const [, blanks = '', action, move, path] = named.exec(line) ?? [];
  return path === undefined
    ? undefined
    : { kind: (action ?? move) as PatchMarker['kind'], path, indented: blanks !== '' };
}

/** Whether a line begins a patch of this kind, or a file in one. */
export function isPatchHead(line: string): boolean {
  const marker = markerOf(line);
  return marker !== undefined && ['Begin Patch', 'Add', 'Update', 'Delete'].includes(marker.kind);
}

/**
 * The marker that stands at a line of a patch. One that is indented looks like a kept line of a hunk: within a hunk it
 * counts only where what follows cannot be the hunk's: nothing more, another marker, or the next file's `@@`.
 */
export function markerAt(
  lines: readonly string[],
  at: number,
  { action, inHunk }: { action?: string; inHunk: boolean },
): PatchMarker | undefined {
  const marker = markerOf(lines[at] ?? '');
  if (!marker) return undefined;
  // These belong to a file that is updated; elsewhere they are text.
  if ((marker.kind === 'Move to' || marker.kind === 'End of File') && action !== 'Update') return undefined;
  if (!marker.indented || !inHunk) return marker;
  const next = lines.slice(at + 1).find((line) => line.trim() !== '') ?? '';
  switch (marker.kind) {
    case 'End Patch':
      return lines.slice(at + 1).some((line) => markerOf(line)?.kind === 'End Patch') ? undefined : marker;
    case 'Begin Patch':
      return undefined;
    case 'End of File':
    case 'Delete':
      return next.startsWith('@@') || markerOf(next) ? marker : undefined;
    default:
      return next.startsWith('@@') || (markerOf(next) && markerOf(next)?.kind !== 'End Patch') ? marker : undefined;
  }
}
