import type { SearchHit } from '../../contracts/ports';
import type { Workspace } from '../workspace';
import { escapePattern } from '../../base/escapePattern';
import { isCancelled, messageOf } from '../../base/errors';

/** What was found of one text. */
export interface FoundText {
  readonly hits: readonly SearchHit[];
  readonly truncated: boolean;
}

/** So many lines in all may be found together; in a project that has more, each text is searched for by itself. */
const mostTogether = 3_000;

export interface TogetherOptions {
  /** Lines for each text. */
  readonly limit: number;
  readonly ignoreCase?: boolean;
  readonly words?: boolean;
}

/**
 * Searches for several texts in one go, since each search is a process of its own and starting one holds the editor up.
 * The answers are in the order of the texts; undefined where a search failed.
 */
export async function searchTogether(
  texts: readonly string[],
  { limit, ignoreCase, words }: TogetherOptions,
  workspace: Workspace,
  signal: AbortSignal,
): Promise<(FoundText | undefined)[]> {
  if (texts.length === 0) return [];
  const search = async (pattern: string, literal: boolean, most: number) => {
    try {
      return await workspace.search.search({ pattern, literal, ignoreCase, words, limit: most }, signal);
    } catch (error) {
      if (isCancelled(error)) throw error;
      workspace.log.warn(`A search for ${texts.length} words failed: ${messageOf(error)}`);
      return undefined;
    }
  };
  const all = texts.length === 1 ? undefined : await search(texts.map(escapePattern).join('|'), false, mostTogether);
  if (!all || all.truncated) return Promise.all(texts.map((text) => search(text, true, limit)));
  return texts.map((text) => {
    const holds = new RegExp(
      words ? `(?<![\\p{L}\\p{N}_])${escapePattern(text)}(?![\\p{L}\\p{N}_])` : escapePattern(text),
      ignoreCase ? 'iu' : 'u',
    );
    const hits = all.hits.filter((hit) => holds.test(hit.text));
    return { hits: hits.slice(0, limit), truncated: hits.length > limit };
  });
}
