import { firstChars, plural } from '../../base/text';
import { numberLines } from '../splitLines';
import type { BlockSplit } from './editBlock';
import { nearestText } from './nearestText';
import type { TextLines } from './textLines';

const shownLines = 20;
const dots = /^\s*(?:\/\/|#|--|\/\*|<!--|\*)?\s*(?:\.{3}|…)/;

/** What to say when SEARCH is nowhere: the nearest text with its line numbers, and what sets it apart. */
export function explainMiss(text: TextLines, { search, replace }: BlockSplit, path: string, why?: string): string {
  const { lines } = text;
  const parts = [why ?? `its SEARCH text is not in ${path} (${plural(lines.length, 'line')}).`];
  if (search.every((line) => line.trim() === '' || /^\s*\d+[|:]/.test(line)))
    parts.push('Leave line numbers out of SEARCH and REPLACE.');
  if (search.some((line) => dots.test(line)) && !lines.some((line) => dots.test(line)))
    parts.push('Write every line out: "..." stands for nothing.');
  const already = replace.some((line) => line.trim() !== '') ? text.find(replace, 'spaceAtEnd') : [];
  if (already.length === 1)
    parts.push(
      `The REPLACE text already stands at ${nameRange(already[0] ?? 0, replace.length)}: if that is this edit, ` +
        `leave the block out.`,
    );
  const near = nearestText(text, search);
  if (!near) {
    parts.push('Nothing in the file is like it: check the path, or read the file again.');
    return parts.join(' ');
  }
  const from =
    near.differs && near.end - near.start > shownLines
      ? Math.max(near.start, Math.min(near.differs.inFile - 5, near.end - shownLines))
      : near.start;
  const shown = lines.slice(from, Math.min(near.end, from + shownLines));
  const part = shown.length < near.end - near.start ? ` (${nameRange(from, shown.length)} shown)` : '';
  parts.push(
    `The nearest text is at ` +
      `${nameRange(near.start, near.end - near.start)}${part}:\n${numberLines(shown, from + 1, 300)}`,
  );
  const wanted = near.differs && search[near.differs.inSearch];
  if (wanted !== undefined && near.differs) {
    const where =
      lines[near.differs.inFile] === undefined ? 'past the end of the file' : `in line ${near.differs.inFile + 1}`;
    parts.push(
      `\nThe first difference is ${where}: SEARCH has ${JSON.stringify(firstChars(wanted, 200))}. Copy the ` +
        `present lines exactly, without their numbers.`,
    );
  }
  return parts.join(' ').replace(/ \n/g, '\n');
}

/** Lines by their numbers; `start` is an index from 0. */
export function nameRange(start: number, length: number): string {
  return length <= 1 ? `line ${start + 1}` : `lines ${start + 1}-${start + length}`;
}
