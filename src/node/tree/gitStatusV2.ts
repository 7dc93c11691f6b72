/** What `git status` tells, by path relative to the repository's topmost folder. Folders end in `/`. */
export interface StatusPaths {
  /** Files that differ from the index, or whose entry there differs from HEAD. */
  readonly changed: readonly string[];
  readonly untracked: readonly string[];
  readonly ignored: readonly string[];
}

/**
 * Reads `git status --porcelain=v2 -z --no-renames` (https://git-scm.com/docs/git-status#_porcelain_format_version_2).
 */
export function parseStatusV2(output: string): StatusPaths {
  const changed: string[] = [];
  const untracked: string[] = [];
  const ignored: string[] = [];
  for (const record of output.split('\0')) {
    const path = record.slice(2);
    if (record.startsWith('? ')) untracked.push(path);
    else if (record.startsWith('! ')) ignored.push(path);
    else if (record.startsWith('1 ')) changed.push(afterFields(record, 8));
    else if (record.startsWith('u ')) changed.push(afterFields(record, 10));
  }
  return { changed, untracked, ignored };
}

/** What follows so many fields, each ended by a space. */
function afterFields(record: string, count: number): string {
  let at = 0;
  for (let field = 0; field < count; field++) at = record.indexOf(' ', at) + 1;
  return record.slice(at);
}
