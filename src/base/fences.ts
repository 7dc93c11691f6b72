/** A line that can open or close a fence: its indentation, sign, length and what stands behind. */
export interface FenceLine {
  readonly indent: number;
  readonly sign: string;
  readonly length: number;
  readonly info: string;
}

/** Reads a line of three or more backticks or tildes; undefined when it is anything else. */
export function fenceLine(line: string): FenceLine | undefined {
  const [, indent = '', run = '', info = ''] = /^([ \t]*)(`{3,}|~{3,})(.*)$/.exec(line) ?? [];
  if (run === '' || (run.startsWith('`') && info.includes('`'))) return undefined;
  return { indent: indent.length, sign: run.charAt(0), length: run.length, info: info.trim() };
}

/** Whether a line closes a fence: the same sign, at least as long, nothing behind, not indented like code inside it. */
export function closesFence(line: FenceLine, open: FenceLine): boolean {
  return line.sign === open.sign && line.length >= open.length && line.info === '' && line.indent <= open.indent + 3;
}

/** One fenced block of a text, by line numbers from 0; `close` is the line of its end. */
export interface FencedBlock {
  readonly open: FenceLine;
  readonly from: number;
  /** Undefined when it never closes. */
  readonly close?: number;
}

/**
 * The fenced blocks of a text, as CommonMark reads them. `nested`: as models mean them, who put blocks into a block
 * without making its fence longer; a fence that says what it holds opens a block inside of another one then.
 */
export function fencedBlocks(lines: readonly string[], nested = false): FencedBlock[] {
  const blocks: FencedBlock[] = [];
  let open: { fence: FenceLine; from: number; depth: number } | undefined;
  for (const [at, line] of lines.entries()) {
    const fence = fenceLine(line);
    if (!fence) continue;
    if (!open) open = { fence, from: at, depth: 1 };
    else if (closesFence(fence, open.fence)) {
      if (--open.depth > 0) continue;
      blocks.push({ open: open.fence, from: open.from, close: at });
      open = undefined;
    } else if (nested && opensInside(fence, open.fence)) open.depth++;
  }
  if (open) blocks.push({ open: open.fence, from: open.from });
  return blocks;
}

/** Whether a line within a block would open another one that ends with the same line as it. */
function opensInside(fence: FenceLine, outer: FenceLine): boolean {
  return fence.sign === outer.sign && fence.length >= outer.length && fence.info !== '';
}

/** The lines of a closed block, without as much indentation as its fence has. */
export function insideOf(lines: readonly string[], { open, from, close }: FencedBlock): string[] {
  const inside = lines.slice(from + 1, close);
  return open.indent === 0
    ? inside
    : inside.map((line) => line.slice(Math.min(open.indent, /^[ \t]*/.exec(line)?.[0].length ?? 0)));
}
