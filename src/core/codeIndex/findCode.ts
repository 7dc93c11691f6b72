import { codeTerms, questionTerms, tellingness, type WeightedTerm } from '../../base/codeTerms';
import { FluxError } from '../../base/errors';
import type { FoundCode } from '../../contracts/api';
import type { CodeIndexPort, FoundChunk } from '../../contracts/ports';
import type { IndexKeeper } from './keepIndex';
import type { MeaningOf } from './questionMeaning';
import { searchIndex } from './searchIndex';
import { searchWorths } from './searchWorths';

const mostFound = 200;
/** So many pieces are looked at: the best one is among them even where its words are common. */
const looked = 400;
/** What fits less well, compared with the best, only shares a word. */
const leastOfBest = 0.15;

export interface FindCodeDeps {
  readonly index: Pick<CodeIndexPort, 'find' | 'symbols'>;
  readonly keeper: Pick<IndexKeeper, 'upToDate' | 'status'>;
  readonly meaningOf?: MeaningOf;
}

/**
 * Searches the code by meaning, best first; waits for a first build. What is called exactly as the query comes
 * first. An index that can no longer be kept up to date answers from what it holds.
 * @throws FluxError `index_off`, `index_failed`
 */
export async function findCode(query: string, limit: number, deps: FindCodeDeps): Promise<FoundCode[]> {
  const { keeper } = deps;
  await keeper.upToDate();
  const { state, files, message } = keeper.status();
  if (state === 'off')
    throw new FluxError('index_off', 'The code index is switched off. Set flux.index.enabled to search by meaning.');
  if (state === 'failed' && files === 0)
    throw new FluxError('index_failed', message ?? 'The code index could not be built.');
  const most = Math.max(1, Math.min(mostFound, Math.floor(limit)));
  const wanted = query.trim();
  const all = await searchIndex(wanted, looked, { ...deps, termsOf: tellingTerms }, new AbortController().signal);
  const least = leastOfBest * (all[0]?.score ?? 0);
  const chunks = all.filter(({ score }) => score >= least);
  const found = bestOfEach(chunks, searchWorths(chunks, wanted)).map(({ piece, worth }): FoundCode => {
    const { path, head, to, name, owner } = piece;
    return {
      path,
      line: head,
      endLine: to,
      ...(name !== '' && { symbol: owner === '' ? name : `${owner.replaceAll(' ', '.')}.${name}` }),
      score: worth,
    };
  });
  const isName = (symbol: string | undefined) => symbol === wanted || symbol?.endsWith(`.${wanted}`) === true;
  const exact = found.filter(({ symbol }) => isName(symbol));
  return [...exact, ...found.filter((each) => !exact.includes(each))].slice(0, most);
}

/** What the index is asked for; words that tell nothing where a query has no others. */
function tellingTerms(query: string): WeightedTerm[] {
  const terms = questionTerms(query).map(({ term, weight }) => ({ term, weight: weight * tellingness(term) }));
  return terms.length > 0 ? terms : [...new Set(codeTerms(query))].map((term) => ({ term, weight: 1 }));
}

/** Best first; of the pieces of a long function, which share its first line, the best one with the end of the last. */
function bestOfEach(
  pieces: readonly FoundChunk[],
  worths: readonly number[],
): { readonly piece: FoundChunk; readonly worth: number }[] {
  const rated = pieces.map((piece, at) => ({ piece, worth: worths[at] ?? 0 })).sort((a, b) => b.worth - a.worth);
  const wholes = Map.groupBy(rated, ({ piece: { path, head } }) => `${head} ${path}`);
  return [...wholes.values()].flatMap(([best, ...others]) => {
    if (!best) return [];
    const to = Math.max(best.piece.to, ...others.map(({ piece }) => piece.to));
    return [{ piece: { ...best.piece, to }, worth: best.worth }];
  });
}
