/** Lines of a window. */
const windowLines = 25;

/** Some lines of a file. */
export interface Window {
  readonly path: string;
  readonly from: number;
  readonly to: number;
  readonly text: string;
}

/** A file in windows of 25 lines: what the ways that know nothing of code look through. */
export function windowsOf(path: string, text: string): Window[] {
  const lines = text.replace(/\n$/, '').split('\n');
  return Array.from({ length: Math.ceil(lines.length / windowLines) }, (_, at) => {
    const from = at * windowLines + 1;
    const part = lines.slice(from - 1, from - 1 + windowLines);
    return { path, from, to: from + part.length - 1, text: part.join('\n') };
  });
}

/** Where the window that holds a line begins. */
export function windowStart(line: number): number {
  return line - ((line - 1) % windowLines);
}

export const windowEnd = (from: number): number => from + windowLines - 1;
