import { pattern } from './pattern';

/** A file, or a line or some lines of it, as a text names them. Lines are one-based, `endLine` inclusive. */
export interface CodePlace {
  readonly path: string;
  readonly line?: number;
  readonly endLine?: number;
}

const lines = pattern()`
  ^(?<path>[^:#]*[^:#\s(])
  (?::(?<line>\d{1,6})|\#L(?<mark>\d{1,6})|\((?<inParens>\d{1,6})(?:,\s?\d{1,5})?\))
  (?::\d{1,5})?
  (?:[-–]L?(?<end>\d{1,6})(?::\d{1,5})?)?$
`;

/**
 * Reads one word or code span as a place: `src/a.ts`, `a.ts:12`, `a.ts:12:5`, `a.ts:12-20`, `a.ts#L12-L20`,
 * `a.ts(12,3)`.
 */
export function placeOf(said: string): CodePlace | undefined {
  const text = said.trim();
  if (text === '' || text.length > 300 || /\n|:\/\//.test(text)) return undefined;
  const found = lines.exec(text)?.groups;
  if (!found) return /[:#]/.test(text) ? undefined : { path: text };
  const line = Number(found['line'] ?? found['mark'] ?? found['inParens']);
  const endLine = found['end'] === undefined ? undefined : Number(found['end']);
  const path = found['path'] ?? '';
  return endLine !== undefined && endLine > line ? { path, line, endLine } : { path, line };
}

const named =
  /(?:^|[\s("'`[<])(?:file:\/\/)?((?:[A-Za-z]:)?[\\/]?(?:[\w@.+[-][\w@.+[\]-]*[\\/])*[\w@.+-]+\.[A-Za-z]\w{0,7})(?:["']?, line |["']? on line |:line |:|\()(\d{1,6})/g;
const alone = /^(?:[A-Za-z]:)?[\\/]?(?:[\w@.+[-][\w@.+[\]-]*[\\/])*[\w@.+-]+\.[A-Za-z]\w{0,7}$/;
const below = /^\s+(\d{1,6}):\d{1,5}\s+(?:error|warning)\b/;
const foreign = /(^|[\\/])(node_modules|site-packages|\.venv|target|dist|vendor)[\\/]/;

/**
 * Every line of a file that an output of programs names, in its order: frames of stacks, errors of compilers and
 * linters. Not what lies in installed packages, nor the runtime's own. Reads the first 20,000 characters.
 */
export function placesInOutput(output: string): { path: string; line: number }[] {
  const text = output.slice(0, 20_000);
  const found: { path: string; line: number; at: number }[] = [...text.matchAll(named)].map((match) => ({
    path: match[1] ?? '',
    line: Number(match[2]),
    at: match.index,
  }));
  // A linter names the file once, and its lines below.
  let [file, at] = ['', 0];
  for (const row of text.split('\n')) {
    const line = below.exec(row)?.[1];
    if (line !== undefined && file !== '') found.push({ path: file, line: Number(line), at });
    else if (row.trim() !== '') file = alone.test(row.trim()) ? row.trim() : '';
    at += row.length + 1;
  }
  return found
    .filter(({ path }) => !foreign.test(path) && !path.startsWith('node:'))
    .sort((a, b) => a.at - b.at)
    .map(({ path, line }) => ({ path, line }));
}

/** Every line of a file that somebody's words name, a pasted stack included, each once. */
export function placesInWords(words: string): CodePlace[] {
  const spans = words
    .slice(0, 20_000)
    .split(/[\s`'"<>]+/)
    .map((word) => placeOf(word.replace(/^[([{“‘]+/, '').replace(/[)\]},.;!?:”’]+$/, '')))
    .filter((place) => place?.line !== undefined && /\.\w/.test(place.path) && !foreign.test(place.path));
  const all = [...spans.filter((place) => place !== undefined), ...placesInOutput(words)];
  const keyOf = ({ path, line }: CodePlace) => `${path}:${line}`;
  return [...Map.groupBy(all, keyOf).values()].flatMap(([first]) => first ?? []);
}
