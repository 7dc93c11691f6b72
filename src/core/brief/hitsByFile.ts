import { plural } from '../../base/text';
import type { SearchHit } from '../../contracts/ports';

/** How many hits each file has, in the order in which the files come. */
export function countByPath(hits: readonly SearchHit[]): [path: string, count: number][] {
  return [...Map.groupBy(hits, ({ path }) => path)].map(([path, own]) => [path, own.length]);
}

/** `src/a.ts 12, src/b.ts 3, and 4 more files`. */
export function countsText(counts: readonly (readonly [path: string, count: number])[], most: number): string {
  const named = counts.slice(0, most).map(([path, count]) => `${path} ${count}`);
  const rest = counts.length - named.length;
  return `${named.join(', ')}${rest > 0 ? `, and ${plural(rest, 'more file')}` : ''}`;
}
