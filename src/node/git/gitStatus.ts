import type { GitChange } from '../../contracts/ports';

/** A change, and for a rename where the file came from. */
export interface StatusEntry extends GitChange {
  readonly from?: string;
}

/**
 * Reads `git status --porcelain=v1 -z` (https://git-scm.com/docs/git-status#_porcelain_format_version_1).
 * @param prefix the folder within the repository, ending in `/`, or empty; what lies outside of it is left out
 */
export function parseStatus(output: string, prefix: string): StatusEntry[] {
  const entries: StatusEntry[] = [];
  const fields = output.split('\0');
  for (let at = 0; at < fields.length; at++) {
    const field = fields[at] ?? '';
    if (field.length < 4) continue;
    const code = field.slice(0, 2);
    const path = inside(field.slice(3), prefix);
    // A rename's or copy's source is a field of its own.
    const from = /[RC]/.test(code) ? inside(fields[++at] ?? '', prefix) : undefined;
    if (path === undefined || code === '!!') continue;
    entries.push({
      path,
      kind: kindOf(code),
      staged: !/^[ ?]/.test(code) && !isConflict(code),
      ...(from === undefined || code.includes('C') ? {} : { from }),
    });
  }
  return entries;
}

/** The path seen from the folder; undefined when it lies outside. */
export function inside(path: string, prefix: string): string | undefined {
  return path.startsWith(prefix) ? path.slice(prefix.length) : undefined;
}

function kindOf(code: string): GitChange['kind'] {
  if (isConflict(code)) return 'conflict';
  if (code === '??') return 'untracked';
  if (code.includes('R')) return 'renamed';
  if (code.includes('D')) return 'deleted';
  return /[AC]/.test(code) ? 'added' : 'modified';
}

function isConflict(code: string): boolean {
  return code.includes('U') || code === 'DD' || code === 'AA';
}
