/** One file's part of a unified diff. */
export interface FileDiff {
  readonly path: string;
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
    let inHunk = false;
    for (const line of text.split('\n')) {
      if (line.startsWith('@@')) inHunk = true;
      else if (inHunk) {
        if (line.startsWith('+')) added++;
        else if (line.startsWith('-')) removed++;
      } else if (line.startsWith('+++ ') || line.startsWith('--- ') || line.startsWith('rename to ')) {
        const name = unquote(line.replace(/^(?:\+\+\+|---|rename to) /, '').replace(/\t$/, '')).replace(/^[ab]\//, line.startsWith('rename') ? '$&' : '');
        if (name !== '/dev/null') path = name;
      }
    }
    if (path === '') path = unquote(/^diff --(?:git|cc|combined) .*? ?("b\/.*"|b\/.*|[^ ]+)$/m.exec(text.split('\n', 1)[0] ?? '')?.[1] ?? '').replace(/^b\//, '');
    found.push({ path, text: text.trimEnd(), added, removed, binary: /^Binary files |^GIT binary patch/m.test(text) });
  }
  return found;
}

/** `src/a.ts | +3 −1`, a line for each file. */
export function diffStat(files: readonly FileDiff[]): string {
  return files.map(({ path, added, removed, binary }) => `${path} | ${binary ? 'binary' : `+${added} −${removed}`}`).join('\n');
}
