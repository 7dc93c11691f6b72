import { questionTerms, type WeightedTerm } from '../../base/codeTerms';
import type { CodeIndexPort, FoundChunk } from '../../contracts/ports';
import type { MeaningOf } from './questionMeaning';

export interface SearchIndexDeps {
  readonly index: Pick<CodeIndexPort, 'find'>;
  /** Left out: questions are searched for by their words alone. */
  readonly meaningOf?: MeaningOf;
  /** The words that a question is searched for by; as goals are, where it is left out. */
  readonly termsOf?: (question: string) => WeightedTerm[];
}

/** The pieces of code that a question is about, best first. What everything searches the index with. */
export async function searchIndex(
  question: string,
  limit: number,
  { index, meaningOf, termsOf = questionTerms }: SearchIndexDeps,
  signal: AbortSignal,
): Promise<FoundChunk[]> {
  return index.find(termsOf(question), limit, await meaningOf?.(question, signal));
}
