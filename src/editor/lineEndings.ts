import { diffHunks } from './lineDiff';

/** Whether a text's lines end in more than one way. The editor would make them all the same when it saves. */
export function hasMixedEol(raw: string): boolean {
  const kinds = new Set<string>();
  for (const [eol] of raw.matchAll(/\r\n|\r|\n/g)) if (kinds.add(eol).size > 1) return true;
  return false;
}

/**
 * The raw text with its content changed to `after` (line endings `\n`): untouched lines keep their own endings, a new
 * line takes that of the line it replaces, else that of the line above.
 */
export function rewriteKeepingEol(raw: string, after: string): string {
  const rawLines = raw.match(/[^\r\n]*(?:\r\n|\r|\n)|[^\r\n]+$/g) ?? [];
  const endings = rawLines.map((line) => /(?:\r\n|\r|\n)$/.exec(line)?.[0] ?? '');
  const before = rawLines.map((line, index) => line.slice(0, line.length - (endings[index] ?? '').length) + (endings[index] ? '\n' : '')).join('');
  let result = '';
  let done = 0;
  for (const hunk of diffHunks(before, after)) {
    result += rawLines.slice(done, hunk.at).join('');
    hunk.after.forEach((line, index) => {
      const own = index < hunk.before.length ? endings[hunk.at + index] : undefined;
      const eol = own || endings[hunk.at + Math.min(index, hunk.before.length) - 1] || endings[0] || '\n';
      result += line.endsWith('\n') ? line.slice(0, -1) + eol : line;
    });
    done = hunk.at + hunk.before.length;
  }
  return result + rawLines.slice(done).join('');
}
