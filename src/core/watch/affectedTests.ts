import { isTestPath } from '../brief/relevance';
import { searchTogether } from '../brief/searchTogether';
import type { Workspace } from '../workspace';

const mostHits = 200;

/**
 * Files of tests that changes to these files reach, the most telling first: changed tests themselves, tests called like
 * what has changed, and tests that name its module.
 */
export async function affectedTests(
  paths: readonly string[],
  workspace: Pick<Workspace, 'search' | 'log'>,
  signal: AbortSignal,
): Promise<readonly string[]> {
  const own = paths.filter(isTestPath);
  const stems = [...new Set(paths.filter((path) => !isTestPath(path)).map(stemOf))].filter((stem) => stem.length > 1);
  const found = await searchTogether(stems, { limit: mostHits, words: true }, workspace as Workspace, signal);
  const naming = [...new Set(found.flatMap((one) => one?.hits.map(({ path }) => path) ?? []))].filter(isTestPath);
  const alike = naming.filter((path) => stems.some((stem) => stemOf(path).startsWith(stem)));
  return [...new Set([...own, ...alike, ...naming])];
}

/** `src/queue/index.test.ts` → `queue`, `src/a.ts` → `a`. */
function stemOf(path: string): string {
  const parts = path.split('/');
  const name = (parts.at(-1) ?? '').replace(/^test_/, '').replace(/(?:[._-](?:test|spec))?\.\w+$/, '');
  return /^(?:index|mod|__init__|main)$/.test(name) ? (parts.at(-2) ?? name) : name;
}
