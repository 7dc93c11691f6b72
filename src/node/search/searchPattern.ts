import { escapePattern } from '../../base/escapePattern';
import { FluxError, messageOf } from '../../base/errors';
import type { SearchRequest } from '../../contracts/ports';

/** Unicode's word characters, as ripgrep's regular expressions have them. */
const word = '\\p{Alphabetic}\\p{M}\\p{Nd}\\p{Pc}\\u200c\\u200d';
const isWord = `[${word}]`;
/** Where a word begins or ends. */
const boundary = `(?:(?<=${isWord})(?!${isWord})|(?<!${isWord})(?=${isWord}))`;

/** Classes of ASCII characters, `[[:alpha:]]`. */
const named: Readonly<Record<string, string>> = {
  alpha: 'A-Za-z',
  digit: '0-9',
  alnum: '0-9A-Za-z',
  upper: 'A-Z',
  lower: 'a-z',
  space: '\\s',
  word: '\\w',
  xdigit: '0-9A-Fa-f',
  punct: '!-\\/:-@\\[-`\\{-~',
  blank: ' \\t',
};

const outsideClass: Readonly<Record<string, string>> = {
  w: isWord,
  W: `[^${word}]`,
  d: '\\p{Nd}',
  D: '\\P{Nd}',
  b: boundary,
  B: `(?!${boundary})`,
  A: '^',
  z: '$',
  '<': `(?<!${isWord})(?=${isWord})`,
  '>': `(?<=${isWord})(?!${isWord})`,
  a: '\\x07',
};
const insideClass: Readonly<Record<string, string>> = { w: word, d: '\\p{Nd}', D: '\\P{Nd}', a: '\\x07' };

/**
 * A search's pattern as one of JavaScript that finds the same in a line. Covers what searches use of Rust's dialect;
 * what neither can do (looking around, back-references, matching over lines) is refused.
 * @throws FluxError `bad_pattern`
 */
export function toRegex({ pattern, literal, ignoreCase, words }: SearchRequest): RegExp {
  const flags = /^\(\?([is]+)\)/.exec(pattern);
  const insensitive = ignoreCase || (!literal && flags?.[1]?.includes('i'));
  try {
    const source = literal ? escapePattern(pattern) : translate(flags ? pattern.slice(flags[0].length) : pattern);
    return new RegExp(words ? `(?<!${isWord})(?:${source})(?!${isWord})` : source, insensitive ? 'iu' : 'u');
  } catch (error) {
    throw new FluxError(
      'bad_pattern',
      `This is not a regular expression that a search understands: ${messageOf(error)}. Correct it, or search ` +
        `for the words literally.`,
      { cause: error },
    );
  }
}

function translate(pattern: string): string {
  let inClass = false;
  // One piece at a time: an escape, a group's head, a named class, or a single character.
  return pattern.replace(
    /\\x\{([0-9A-Fa-f]+)\}|\\([pPuUx])|\\([\s\S])|\(\?(P?<[=!]?|[=!])|\[:(\w+):\]|[\s\S]/g,
    (piece, ...groups) => {
      const [code, kept, escaped, group, name] = groups as (string | undefined)[];
      if (code !== undefined) return `\\u{${code}}`;
      if (kept !== undefined) return piece;
      if (escaped !== undefined) return translateEscape(escaped, inClass);
      if (group !== undefined && !inClass) {
        if (/[=!]$/.test(group)) throw new SyntaxError('look-around is not supported');
        return '(?<';
      }
      if (name !== undefined && inClass && named[name] !== undefined) return named[name];
      if (piece === '[' && !inClass) inClass = true;
      else if (piece === '[') return '\\[';
      else if (piece === ']') inClass = false;
      return piece;
    },
  );
}

function translateEscape(escaped: string, inClass: boolean): string {
  if (/[1-9k]/.test(escaped)) throw new SyntaxError('back-references are not supported');
  if (escaped === 'n')
    throw new SyntaxError('a pattern with a line break is not supported; lines are searched one by one');
  const known = (inClass ? insideClass : outsideClass)[escaped];
  if (known !== undefined) return known;
  if (/[A-Za-z0-9]/.test(escaped)) return `\\${escaped}`;
  if (!inClass) return escapePattern(escaped);
  return /[\\\]^[-]/.test(escaped) ? `\\${escaped}` : escaped;
}
