import { tidyPath } from '../paths';
import type { EditBlock } from './editBlock';

const fileLine = /^\*\*\* (?:Update|Add) File:\s*(.+?)\s*$/;
const plusLine = /^\+\+\+ (?:b\/)?([^\t]+?)(?:\t.*)?$/;

/**
 * Reads a unified diff or a `*** Begin Patch` text as edit blocks: each hunk's kept and removed lines are searched,
 * its kept and added lines replace them. Line numbers of hunks are ignored, as models get them wrong. Deletions and
 * moves of files are not edits and give nothing. Returns no block when the text is something else.
 */
export function parsePatch(lines: readonly string[], defaultPath?: string): EditBlock[] {
  const blocks: EditBlock[] = [];
  let path = defaultPath;
  let hunk: { search: string[]; replace: string[] } | undefined;
  let inPatch = false;
  const finish = (): void => {
    const done = hunk;
    hunk = undefined;
    if (!done || path === undefined) return;
    // A blank line after a hunk's last line belongs to the text around the patch, not to the hunk.
    while (done.search.at(-1) === '' && done.replace.at(-1) === '' && done.search.length > 1) {
      done.search.pop();
      done.replace.pop();
    }
    if (done.search.join('\n') !== done.replace.join('\n')) blocks.push({ number: blocks.length + 1, path, splits: [done] });
  };
  for (const [at, line] of lines.entries()) {
    const file = fileLine.exec(line)?.[1] ?? (lines[at - 1]?.startsWith('--- ') ? plusLine.exec(line)?.[1] : undefined);
    if (file !== undefined) {
      finish();
      path = file === '/dev/null' ? undefined : tidyPath(file);
      inPatch = true;
      // A patch may leave out the `@@` before a file's first hunk.
      hunk = line.startsWith('*** ') ? { search: [], replace: [] } : undefined;
    } else if (/^@@/.test(line)) {
      finish();
      hunk = { search: [], replace: [] };
      inPatch = true;
    } else if (/^(?:\*\*\* |diff --git |index [0-9a-f]{5,}|```)/.test(line) || (line.startsWith('--- ') && lines[at + 1]?.startsWith('+++ '))) finish();
    else if (hunk && inPatch) {
      if (line.startsWith('+')) hunk.replace.push(line.slice(1));
      else if (line.startsWith('-')) hunk.search.push(line.slice(1));
      else if (line.startsWith(' ') || line === '') {
        hunk.search.push(line.slice(1));
        hunk.replace.push(line.slice(1));
      } else if (!line.startsWith('\\')) finish();
    }
  }
  finish();
  return blocks;
}
