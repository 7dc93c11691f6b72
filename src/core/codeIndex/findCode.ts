import { FluxError } from '../../base/errors';
import type { FoundCode } from '../../contracts/api';
import type { CodeIndexPort } from '../../contracts/ports';
import type { IndexKeeper } from './keepIndex';
import type { MeaningOf } from './questionMeaning';
import { searchIndex } from './searchIndex';

const mostFound = 200;
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
  const all = await searchIndex(wanted, most, deps, new AbortController().signal);
  const least = leastOfBest * (all[0]?.score ?? 0);
  const chunks = all.filter(({ score }) => score >= least);
  const found = chunks.map(({ path, head, to, name, owner, score }): FoundCode => ({
    path,
    line: head,
    endLine: to,
    ...(name !== '' && { symbol: owner === '' ? name : `${owner.replaceAll(' ', '.')}.${name}` }),
    score,
  }));
  const isName = (symbol: string | undefined) => symbol === wanted || symbol?.endsWith(`.${wanted}`) === true;
  const exact = found.filter(({ symbol }) => isName(symbol));
  return [...exact, ...found.filter((each) => !exact.includes(each))];
}
