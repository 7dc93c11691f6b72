import type { BlockSplit } from './editBlock';

/**
 * A hunk's line: kept (a blank), removed (`-`) or new (`+`). `bare`: a kept line that was written without its leading
 * blank.
 */
interface HunkLine {
  readonly sign: ' ' | '-' | '+';
  readonly text: string;
  readonly bare: boolean;
}

function lineOf(line: string): HunkLine {
  const [sign] = line;
  if (sign === '+' || sign === '-' || sign === ' ') return { sign, text: line.slice(1), bare: false };
  return { sign: ' ', text: line, bare: true };
}

/** What a hunk's lines, as they are written, search for and put there. Undefined where they change nothing. */
export interface HunkReading {
  readonly split: BlockSplit;
  readonly otherwise: readonly BlockSplit[];
}

/**
 * Reads a hunk by its lines alone; empty ones at its end belong to the text around it. The second reading takes every
 * kept line as it stands, for hunks whose kept lines lack their leading blank throughout.
 */
export function readHunkLines(written: readonly string[]): HunkReading {
  const lines = written.filter((line) => !line.startsWith('\\')).map(lineOf);
  while (lines.at(-1)?.bare && lines.at(-1)?.text === '') lines.pop();
  const split = splitOf(lines);
  const isIndented = lines.some(({ sign, text, bare }) => sign === ' ' && !bare && text.trim() !== '');
  return {
    split,
    otherwise: isIndented
      ? [splitOf(lines.map((line) => (line.sign === ' ' && !line.bare ? { ...line, text: ` ${line.text}` } : line)))]
      : [],
  };
}

function splitOf(lines: readonly HunkLine[]): BlockSplit {
  const search: string[] = [];
  const replace: string[] = [];
  const kept: (number | undefined)[] = [];
  for (const { sign, text } of lines) {
    if (sign !== '-') {
      replace.push(text);
      kept.push(sign === ' ' ? search.length : undefined);
    }
    if (sign !== '+') search.push(text);
  }
  return { search, replace, kept };
}

/** Whether a split changes nothing. */
export function changesNothing({ search, replace }: BlockSplit): boolean {
  return search.length === replace.length && search.every((line, at) => line === replace[at]);
}
