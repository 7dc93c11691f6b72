import { isCancelled, messageOf } from '../../base/errors';
import type { CodeIndexPort } from '../../contracts/ports';
import { isTestPath } from '../brief/relevance';
import { searchTogether } from '../brief/searchTogether';
import type { Workspace } from '../workspace';
import { changedTerms } from './changedTerms';
import { rankTests } from './rankTests';

const mostHits = 200;
/** So many tests are looked at, and so many pieces with words of the change. */
const mostReached = 2_000;
const mostChunks = 600;
/** A choice is at most this part of all files of tests, within these limits. */
const bound = { part: 0.2, least: 3, most: 24 } as const;

interface Reach extends Pick<Workspace, 'search' | 'log' | 'git' | 'files' | 'outline'> {
  readonly index?: Pick<CodeIndexPort, 'find' | 'reaching'>;
}

/**
 * Files of tests that changes to these files reach, the most telling first: changed tests themselves, then by the
 * imports of the code index, by what tests are called, and by the words of the change that stand in them. Never a large
 * part of all tests. Without an index, tests called like what has changed and tests that name its module.
 */
export async function affectedTests(
  paths: readonly string[],
  workspace: Reach,
  signal: AbortSignal,
): Promise<readonly string[]> {
  const chosen = await byIndex(paths, workspace, signal);
  return chosen ?? byNames(paths, workspace, signal);
}

/** Undefined where there is no index, or it knows no tests. */
async function byIndex(
  paths: readonly string[],
  workspace: Reach,
  signal: AbortSignal,
): Promise<readonly string[] | undefined> {
  const { index, log } = workspace;
  if (!index) return undefined;
  try {
    const words = await changedTerms(paths, workspace, signal);
    const reached = await index.reaching(paths, words, mostReached);
    if (reached.all === 0) return undefined;
    const chunks = words.length === 0 ? [] : await index.find(words, mostChunks);
    const most = Math.min(bound.most, Math.max(bound.least, Math.ceil(reached.all * bound.part)));
    return rankTests({ paths, reached, chunks }).slice(0, most);
  } catch (error) {
    if (isCancelled(error)) throw error;
    log.warn(`Tests could not be found by the index: ${messageOf(error)}`);
    return undefined;
  }
}

async function byNames(paths: readonly string[], workspace: Reach, signal: AbortSignal): Promise<readonly string[]> {
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
