/**
 * A folder's files in few tokens: one line a folder. Long lists keep the folders of relevant files and count the rest.
 */
export function renderFiles(files: readonly string[], relevant: ReadonlySet<string>, maxChars: number): string {
  const folders = new Map<string, string[]>();
  for (const file of files) {
    const slash = file.lastIndexOf('/');
    const folder = slash < 0 ? './' : file.slice(0, slash + 1);
    const names = folders.get(folder);
    if (names) names.push(file.slice(slash + 1));
    else folders.set(folder, [file.slice(slash + 1)]);
  }
  const rows = [...folders].map(([folder, names]) => ({
    wanted: folder === './' || names.some((name) => relevant.has(folder === './' ? name : folder + name)),
    whole: `${folder} ${names.join(' ')}`,
    short: `${folder} (${names.length} files)`,
  }));
  const full = rows.map((row) => row.whole).join('\n');
  if (full.length <= maxChars) return full;

  let left = maxChars;
  const out: string[] = [];
  let hidden = 0;
  for (const row of [...rows].sort((a, b) => Number(b.wanted) - Number(a.wanted))) {
    const text = row.wanted && row.whole.length <= Math.min(left, 900) ? row.whole : row.short;
    if (text.length + 1 > left) hidden++;
    else {
      out.push(text);
      left -= text.length + 1;
    }
  }
  if (hidden > 0) out.push(`(${hidden} more folders)`);
  return out.join('\n');
}
