import { FluxError } from '../../base/errors';
import { patchPath } from './quotedPath';

/** What a unified diff says of one file before its hunks. */
export interface DiffHeader {
  from?: string;
  to?: string;
  renamed?: boolean;
  isNew?: boolean;
  isDeleted?: boolean;
  /** It begins with `diff --git`, whose path this is where both sides name the same. */
  git?: { readonly path?: string };
}

const nothing = '/dev/null';
const prefixes = /^[abciow12]\//;

/**
 * Takes a line into a header. False when it does not belong to one. FluxError `bad_blocks` for what cannot be applied
 * as text.
 */
export function takeHeaderLine(header: DiffHeader, line: string): boolean {
  const [, side, path] = /^(---|\+\+\+) ([^\t]+)/.exec(line) ?? [];
  if (path !== undefined) {
    if (header.renamed) return true;
    // Some write the file's time behind blanks rather than behind a tab.
    const name = patchPath(path.replace(/\s+\d{4}-\d\d-\d\d(?:[ T]\d\d:\d\d.*)?$/, ''));
    if (side === '---') header.from = name;
    else header.to = name;
    return true;
  }
  const [, verb, way, other] = /^(rename|copy) (from|to) (.+)$/.exec(line) ?? [];
  if (other !== undefined) {
    if (verb === 'copy')
      throw new FluxError(
        'bad_blocks',
        `A diff that copies a file (${other}) is not understood. Write the copy as a new file.`,
      );
    header.renamed = true;
    if (way === 'from') header.from = patchPath(other);
    else header.to = patchPath(other);
    return true;
  }
  if (/^(?:GIT binary patch|Binary files )/.test(line))
    throw new FluxError('bad_blocks', 'A binary patch cannot be applied. Leave the file out.');
  if (line.startsWith('new file mode')) header.isNew = true;
  else if (line.startsWith('deleted file mode')) header.isDeleted = true;
  else return /^(?:index [0-9a-f]+\.\.|(?:dis)?similarity index |old mode |new mode )/.test(line);
  return true;
}

/** The path that both sides of `diff --git a/x b/x` name; undefined where they differ. */
export function gitPath(line: string): string | undefined {
  const rest = line.replace(/^diff --git /, '');
  const quoted = /^("(?:[^"\\]|\\.)*") ("(?:[^"\\]|\\.)*")$/.exec(rest);
  const half = (rest.length - 1) / 2;
  const [left, right] = quoted
    ? [patchPath(quoted[1] ?? ''), patchPath(quoted[2] ?? '')]
    : [rest.slice(0, half), rest.slice(half + 1)];
  return left.replace(prefixes, '') === right.replace(prefixes, '') ? right.replace(prefixes, '') : undefined;
}

/**
 * What a header comes to: the path before and after; the same where nothing is moved, undefined where there is no file.
 */
export function filesOf(header: DiffHeader, defaultPath: string | undefined): { from?: string; to?: string } {
  const { from, to } = header;
  if (header.renamed) return { from, to };
  if (from === undefined && to === undefined) {
    const path = header.git?.path ?? defaultPath;
    if (header.isNew) return { to: path };
    return header.isDeleted ? { from: path } : { from: path, to: path };
  }
  if (from === nothing || header.isNew) return { to: to?.replace(/^b\//, '') };
  if (to === nothing || header.isDeleted) return { from: from?.replace(/^a\//, '') };
  const [before, after] = [from ?? to ?? '', to ?? from ?? ''];
  if (before === after) return { from: before, to: after };
  const [left, right] = [before.replace(prefixes, ''), after.replace(prefixes, '')];
  if (prefixes.test(before) && prefixes.test(after) && before[0] !== after[0]) return { from: left, to: right };
  if (left === after || before.replace(/(?:\.orig|\.old|\.bak|~)$/, '') === after) return { from: after, to: after };
  if (before === right) return { from: before, to: before };
  throw new FluxError(
    'bad_blocks',
    `The diff names two files, ${before} and ${after}. For one file write it twice; to move it add "rename ` +
      `from" and "rename to".`,
  );
}
