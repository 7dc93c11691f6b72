import { firstChars } from '../base/text';

/** One thing of a file that has a name: a function, a class, a heading, a test. */
export interface OutlineEntry {
  /** One-based. */
  readonly line: number;
  /** Last line, inclusive. */
  readonly end: number;
  readonly name: string;
  /** `function`, `class`, `method`, `interface`, `type`, `const`, `test`, `heading`, `export`, `call`, … */
  readonly kind: string;
  /** What a reader sees of it, on one line, at most 120 characters. */
  readonly signature: string;
}

const signatureWidth = 120;

/** Text on one line, without comments, cut to a signature's width. */
export function signatureOf(text: string): string {
  let line = firstChars(text, 4000);
  if (line.includes('/*')) line = line.replace(/\/\*[\s\S]*?\*\//g, ' ');
  if (line.includes('//')) line = line.replace(/(^|[\s;,{(])\/\/[^\n]*/g, '$1');
  line = line
    .replace(/\s+/g, ' ')
    .replace(/([([]) | (?=[)\]])/g, '$1')
    .replace(/,(?=[)\]])/g, '')
    .trim();
  return line.length <= signatureWidth ? line : `${firstChars(line, signatureWidth - 1).trimEnd()}…`;
}
