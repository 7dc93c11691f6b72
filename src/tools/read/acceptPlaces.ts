import { acceptFields, asList, asNumber } from '../acceptFields';
import { wholeLines } from './showText';

type Raw = Record<string, unknown>;

/** The input of `read_files` from the shapes that models write: other names, one path, lines beside the path. */
export function acceptPlaces(raw: Raw): Raw {
  const given = acceptFields(raw, {
    paths: ['path', 'files', 'file', 'file_path', 'filePath', 'glob', 'globs', 'read'],
    lines: ['range', 'line_range'],
    maxChars: ['max_chars', 'max_characters'],
  });
  const outer = rangeOf(given);
  const others = without(given, [...(outer === undefined ? [] : rangeNames), 'paths', 'maxChars']);
  const list = asList(given.paths);
  const paths = Array.isArray(list)
    ? list.map((each: unknown) => {
        if (typeof each === 'string') return outer ? { path: each, lines: outer } : each;
        if (typeof each !== 'object' || each === null) return each;
        const one = acceptFields(each as Raw, {
          path: ['file', 'file_path', 'filePath', 'read', 'name'],
          lines: ['range', 'line_range'],
        });
        const lines = rangeOf(one) ?? outer;
        return { ...without(one, lines === undefined ? [] : rangeNames), ...(lines !== undefined && { lines }) };
      })
    : list;
  return {
    ...others,
    paths,
    ...(given.maxChars !== undefined && { maxChars: asNumber(given.maxChars, 500, 1_000_000) }),
  };
}

/** The names in which lines are given. */
const rangeNames = [
  'lines',
  'start',
  'from',
  'start_line',
  'startLine',
  'offset',
  'end',
  'to',
  'end_line',
  'endLine',
  'limit',
];

function without(given: Raw, names: readonly string[]): Raw {
  return Object.fromEntries(Object.entries(given).filter(([name]) => !names.includes(name)));
}

function rangeOf(value: Raw): unknown {
  const start = value.start ?? value.from ?? value.start_line ?? value.startLine ?? value.offset;
  const end = value.end ?? value.to ?? value.end_line ?? value.endLine;
  const text = typeof value.lines === 'string' ? /^(\d+)(?:\s*[-–:]\s*(\d+))?$/.exec(value.lines.trim()) : undefined;
  if (text) return [Number(text[1]), Number(text[2] ?? text[1])];
  if (typeof value.lines === 'number') return [value.lines, value.lines];
  if (value.lines !== undefined) return value.lines;
  const count = typeof value.limit === 'number' ? value.limit : undefined;
  if (typeof start !== 'number') return count === undefined ? undefined : [1, count];
  return [Math.max(1, start), typeof end === 'number' ? end : start + (count ?? wholeLines) - 1];
}
