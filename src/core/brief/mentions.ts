import type { SearchHit } from '../../contracts/ports';
import type { BriefContext } from './briefContext';

import { oneLine } from '../../base/fenced';
import { firstChars, plural } from '../../base/text';
import { countByPath, countsText } from './hitsByFile';
import { isGenerated } from '../../base/generated';
import { remoteness } from './relevance';
import { searchTogether, type FoundText } from './searchTogether';
import type { ShownRanges } from './shownRanges';
import type { Terms } from './terms';

const mostNames = 6;
const mostHits = 60;
const mostLines = 5;
const mostToQuote = 20;
const mostFiles = 8;
const lineChars = 80;

/**
 * Where the files and names that the goal speaks of stand besides what is shown, a line for each: it saves the look
 * that asks whether anything else must change. Empty where the goal names nothing.
 * @param notes what is meant by a name that is not there, or that several have, by name
 */
export async function mentionsOf(
  terms: Terms,
  files: readonly string[],
  notes: ReadonlyMap<string, string>,
  { workspace, shown, signal }: BriefContext,
): Promise<string> {
  // “e.g.” and `Math.max` look like file names too.
  const isFile = (path: string) =>
    path.includes('/') || files.some((file) => file === path || file.endsWith(`/${path}`));
  const names = [
    ...new Set([
      ...terms.paths.filter(isFile).map((path) => path.split('/').at(-1) ?? path),
      ...terms.names.filter((name) => !name.includes('.')),
    ]),
  ].slice(0, mostNames);
  const found = await searchTogether(names, { limit: mostHits, words: true }, workspace, signal);
  // Of `Math.max` neither part need be the project's.
  const parts = new Set(
    [...terms.names, ...terms.paths].filter((name) => name.includes('.')).flatMap((name) => name.split('.')),
  );
  const lines = names.map((name, index) =>
    notes.has(name) || (parts.has(name) && found[index]?.hits.length === 0) ? '' : mentions(name, found[index], shown),
  );
  const told = [...notes].map(([name, note]) => `- ${name}: ${note}`);
  return [...told, ...lines].filter((line) => line !== '').join('\n');
}

function mentions(name: string, found: FoundText | undefined, shown: ShownRanges): string {
  // What stands everywhere is no news.
  if (!found || found.truncated) return '';
  const others = found.hits
    .filter(({ path, line }) => !shown.covers(path, line) && !isGenerated(path))
    .sort((a, b) => remoteness(a.path) - remoteness(b.path));
  if (others.length === 0)
    return found.hits.length === 0 ? `- ${name}: nowhere yet` : `- ${name}: only in what is shown above`;
  // Of what stands in many places each says little.
  if (others.length > mostToQuote)
    return `- ${name}: ${plural(others.length, 'more line')}, by file: ${countsText(countByPath(others), mostFiles)}`;
  const rest = others.length - mostLines;
  return (
    `- ${name}: ` +
    `${others.slice(0, mostLines).map(describe).join('; ')}${rest > 0 ? `; and ${rest} more` : '; nowhere else'}`
  );
}

function describe({ path, line, text }: SearchHit): string {
  return `${path}:${line} “${firstChars(oneLine(text).trim(), lineChars)}”`;
}
