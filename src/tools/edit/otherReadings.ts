import type { BlockSplit, EditBlock } from './editBlock';

/**
 * Another way to read a block whose lines stand nowhere as they are written. `atEnd`: only where the place ends the
 * file.
 */
export interface OtherReading {
  readonly split: BlockSplit;
  /** Nothing but whitespace at line ends may differ then. */
  readonly strict?: boolean;
  readonly atEnd?: boolean;
}

/**
 * What else a block can say: a hunk whose kept lines lack their leading blank; blank lines at its end, where the file
 * has ended already; lines that were copied with their numbers; a text that was escaped for HTML throughout.
 */
export function otherReadings(split: BlockSplit, { otherwise = [] }: EditBlock): OtherReading[] {
  const plain = [unnumbered(split, true), unnumbered(split, false), unescaped(split)].filter(
    (each) => each !== undefined,
  );
  return [
    ...otherwise.map((other): OtherReading => ({ split: other, strict: true })),
    ...withoutBlanks(split),
    ...otherwise.flatMap(withoutBlanks).map((each) => ({ ...each, strict: true })),
    ...plain.map((other): OtherReading => ({ split: other, strict: true })),
  ];
}

const isBlank = (line: string | undefined): boolean => line?.trim() === '';

/**
 * Without the blank lines that SEARCH ends with, which would stand past the end of the file. Lines that follow them are
 * new behind it.
 */
function withoutBlanks({ search, replace, kept }: BlockSplit): OtherReading[] {
  const solid = search.findLastIndex((line) => !isBlank(line)) + 1;
  if (solid === 0 || solid === search.length) return [];
  let tail = 0;
  while (tail < search.length - solid && isBlank(replace.at(-1 - tail))) tail++;
  const rest = replace.slice(0, replace.length - tail);
  return [
    {
      split: {
        search: search.slice(0, solid),
        replace: rest,
        ...(kept && {
          kept: kept.slice(0, rest.length).map((from) => (from !== undefined && from < solid ? from : undefined)),
        }),
      },
      atEnd: true,
    },
  ];
}

const numbered = /^\s*(\d+)\s*([|:→]|\t)(.*)$/;

interface Numbered {
  readonly number: number;
  readonly sign: string;
  readonly rest: string;
}

function numberOf(line: string): Numbered | undefined {
  const [, number, sign = '', rest = ''] = numbered.exec(line) ?? [];
  return number === undefined ? undefined : { number: Number(number), sign, rest };
}

/**
 * Without line numbers (`12 | text`, `12: text`) that run through SEARCH. REPLACE may have them throughout, or on kept
 * lines alone, or not at all.
 */
function unnumbered({ search, replace, kept }: BlockSplit, dropsBlank: boolean): BlockSplit | undefined {
  const read = search.map(numberOf);
  const [first] = read;
  if (
    !first ||
    !read.every((each, at) =>
      each ? each.number === first.number + at && each.sign === first.sign : isBlank(search[at]),
    )
  )
    return undefined;
  const isSpaced = read.every((each) => !each || each.rest === '' || each.rest.startsWith(' '));
  if (dropsBlank && !isSpaced) return undefined;
  const textOf = ({ rest }: Numbered): string => (dropsBlank ? rest.slice(1) : rest);
  const own = replace.map((line) => ({ line, read: line.trim() === '' ? undefined : numberOf(line) }));
  const isAlike = (each: Numbered | undefined): each is Numbered => each?.sign === first.sign;
  const isThroughout = own.every(({ line, read: each }) => line.trim() === '' || isAlike(each));
  if (!isThroughout && !own.every(({ line, read: each }) => !isAlike(each) || search.includes(line))) return undefined;
  return {
    search: search.map((line, at) => (read[at] ? textOf(read[at]) : line)),
    replace: own.map(({ line, read: each }) => (isAlike(each) ? textOf(each) : line)),
    ...(kept && { kept }),
  };
}

const entities: Readonly<Record<string, string>> = {
  '&lt;': '<',
  '&gt;': '>',
  '&amp;': '&',
  '&quot;': '"',
  '&#39;': "'",
  '&apos;': "'",
};
const entity = /&(?:lt|gt|amp|quot|apos|#39);/g;

/** With `<` for `&lt;` and so on, where no sign in the block is left unescaped. */
function unescaped({ search, replace, kept }: BlockSplit): BlockSplit | undefined {
  if (!search.some((line) => line.includes('&') && line.search(entity) !== -1)) return undefined;
  if ([...search, ...replace].some((line) => /[<>&]/.test(line.replace(entity, '')))) return undefined;
  const plain = (line: string): string => line.replace(entity, (each) => entities[each] ?? each);
  return { search: search.map(plain), replace: replace.map(plain), ...(kept && { kept }) };
}
