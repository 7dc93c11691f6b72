import { isAbsolute, sep } from 'node:path';
import { fileURLToPath } from 'node:url';
import { stripVTControlCharacters } from 'node:util';
import { cutMiddle } from '../../base/text';
import { relativeByName } from '../realNames';

const maxChars = 1200;

/** An assertion's message without its stack, its class's name and colours; cut when it is very long. */
export function assertionMessage(text: string, values: { expected?: string; actual?: string } = {}): string {
  const lines = stripVTControlCharacters(text).replace(/\r\n/g, '\n').split('\n');
  const stack = lines.findIndex((line) => frameOf(line) !== undefined);
  const message = dedent(stack < 0 ? lines : lines.slice(0, stack))
    .trim()
    .replace(/^(?:Uncaught )?(?:Assertion)?Error(?: \[\w+\])?: /, '');
  const { expected, actual } = values;
  const isTold =
    expected === undefined || actual === undefined || message.includes(expected) || /expected|actual/i.test(message);
  return cutMiddle(isTold ? message : `${message}\nexpected: ${expected}\nactual: ${actual}`.trim(), maxChars);
}

/** A place in a file of the project. */
export interface SourceLocation {
  readonly file?: string;
  readonly line?: number;
}

/** Where a stack was in the test's own file, else in the first file of the project that it names. */
export function locationOf(root: string, stack: string, testFile?: string): SourceLocation {
  const own = testFile === undefined ? undefined : toRelative(root, testFile);
  let first: SourceLocation | undefined;
  for (const line of stripVTControlCharacters(stack).split('\n')) {
    const frame = frameOf(line);
    const file = frame && toRelative(root, frame.file);
    if (!frame || file === undefined || file.includes('node_modules/')) continue;
    const place = { file, line: frame.line };
    if (own !== undefined && file === own) return place;
    first ??= place;
  }
  // Code that a test calls is no place of the test, unless the test's file is not known.
  return own === undefined ? (first ?? {}) : { file: own };
}

/** A line of a stack: `at name (file:1:2)`, `at file:///file:1:2`, or vitest's `❯ name file:1:2`. */
function frameOf(line: string): { file: string; line: number } | undefined {
  const [, sign, words = ''] = /^\s*(at|❯) (.+?)\s*$/.exec(line) ?? [];
  if (sign === undefined) return undefined;
  const place = sign === '❯' ? words.replace(/^.* /, '') : placeInFrame(words);
  const [, file, at] = /^(.+):(\d+):\d+$/.exec(place) ?? [];
  return file === undefined ? undefined : { file, line: Number(at) };
}

/** Takes off the indentation that all lines share. */
function dedent(lines: readonly string[]): string {
  const indents = lines.filter((line) => line.trim() !== '').map((line) => line.search(/\S/));
  const common = indents.length === 0 ? 0 : Math.min(...indents);
  return lines.map((line) => line.slice(common)).join('\n');
}

/**
 * Relative to the project with forward slashes; undefined outside of it. Runners print where a file really lies, which
 * is elsewhere for a project that is reached through a link.
 */
export function toRelative(root: string, file: string): string | undefined {
  let path = file;
  if (path.startsWith('file:')) {
    try {
      path = fileURLToPath(path);
    } catch {
      return undefined;
    }
  }
  if (path.startsWith('node:')) return undefined;
  if (!isAbsolute(path) && !path.startsWith('..')) return path.replace(/^\.\//, '').split(sep).join('/');
  const inside = relativeByName(root, path);
  return inside === undefined || inside === '' ? undefined : inside;
}

/** The place in a line of a JavaScript stack: `fn (file:1:2)`, or the place alone. */
function placeInFrame(words: string): string {
  return words.endsWith(')') ? words.slice(words.lastIndexOf(' (') + 2, -1) : words.replace(/^async /, '');
}
