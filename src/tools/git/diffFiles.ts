import { secretsIn } from '../../base/secretPaths';

/** One file's part of a unified diff. */
export interface FileDiff {
  readonly path: string;
  /** Where the file was before, where git takes it for the same one. */
  readonly from?: string;
  readonly text: string;
  readonly added: number;
  readonly removed: number;
  readonly binary: boolean;
}

/** A path as git prints it in a diff: quoted, with octal bytes, where it holds unusual characters. */
function unquote(name: string): string {
  if (!name.startsWith('"')) return name;
  const bytes: number[] = [];
  const inner = name.slice(1, name.lastIndexOf('"'));
  const named: Record<string, string> = { n: '\n', t: '\t', '"': '"', '\\': '\\' };
  for (const [whole, octal, letter] of inner.matchAll(/\\([0-7]{3})|\\(.)|[^\\]/gsu)) {
    if (octal) bytes.push(parseInt(octal, 8));
    else bytes.push(...new TextEncoder().encode(letter ? (named[letter] ?? letter) : whole));
  }
  return new TextDecoder().decode(new Uint8Array(bytes));
}

/** Splits a unified diff of git into files, with the lines that each adds and removes. */
export function diffFiles(diff: string): FileDiff[] {
  const found: FileDiff[] = [];
  for (const text of diff.split(/^(?=diff --(?:git|cc|combined) )/m)) {
    if (!text.startsWith('diff --')) continue;
    let added = 0;
    let removed = 0;
    let path = '';
    let from: string | undefined;
    let inHunk = false;
    for (const line of text.split('\n')) {
      if (line.startsWith('@@')) inHunk = true;
      else if (inHunk) {
        if (line.startsWith('+')) added++;
        else if (line.startsWith('-')) removed++;
      } else if (/^(?:rename|copy) from /.test(line)) {
        from = unquote(line.replace(/^\w+ from /, ''));
      } else if (line.startsWith('+++ ') || line.startsWith('--- ') || line.startsWith('rename to ')) {
        const name = unquote(line.replace(/^(?:\+\+\+|---|rename to) /, '').replace(/\t$/, '')).replace(
          /^[ab]\//,
          line.startsWith('rename') ? '$&' : '',
        );
        if (name !== '/dev/null') path = name;
      }
    }
    if (path === '')
      path = unquote(
        /^diff --(?:git|cc|combined) .*? ?("b\/.*"|b\/.*|[^ ]+)$/m.exec(text.split('\n', 1)[0] ?? '')?.[1] ?? '',
      ).replace(/^b\//, '');
    found.push({
      path,
      ...(from !== undefined && { from }),
      text: text.trimEnd(),
      added,
      removed,
      binary: /^Binary files |^GIT binary patch/m.test(text),
    });
  }
  return found;
}

/** `src/a.ts | +3 −1`, a line for each file, at most `most` of them. */
export function diffStat(files: readonly FileDiff[], most = Infinity): string {
  const lines = files
    .slice(0, most)
    .map(
      ({ path, from, added, removed, binary }) =>
        `${from === undefined ? '' : `${from} → `}${path} | ${binary ? 'binary' : `+${added} −${removed}`}`,
    );
  return [...lines, ...(files.length > most ? [`… and ${files.length - most} more files`] : [])].join('\n');
}

/** A file's part of the diff as a model reads it: what has no lines, in words. */
export function describeFile({ path, from, text, binary, added, removed }: FileDiff): string {
  const moved = from === undefined ? '' : ` (moved from ${from})`;
  const holds = holdsSecrets({ path, from });
  if (holds !== undefined)
    return `${path}${moved}: +${added} −${removed}. It holds ${holds}, so its lines are not shown.`;
  if (binary) {
    const [, what = 'changed'] = /^(new|deleted) file mode/m.exec(text) ?? [];
    return `${path}${moved}: a binary (or very large) file, ${what}.`;
  }
  if (from !== undefined && added + removed === 0) return `${from} → ${path}: moved, not changed.`;
  const modes = /^old mode (\d+)\nnew mode (\d+)$/m.exec(text);
  if (modes && added + removed === 0) return `${path}: only its mode changed, from ${modes[1]} to ${modes[2]}.`;
  return text;
}

/** What a file of the diff holds that is not shown without consent, as `secretsIn`. */
export function holdsSecrets({ path, from }: Pick<FileDiff, 'path' | 'from'>): string | undefined {
  return secretsIn(path) ?? (from === undefined ? undefined : secretsIn(from));
}
