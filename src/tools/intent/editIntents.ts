import type { Intent } from '../../contracts/intent';

/** More of the edits tells nothing new. */
const mostChars = 20_000;
const making: readonly Intent[] = ['generate', 'enrich', 'summarize', 'transform', 'aggregate'];

/** What edits can be for where each block begins with nothing, so that they make new files; else they do not tell. */
export function editIntents({ edits }: { readonly edits?: unknown }): readonly Intent[] | undefined {
  if (typeof edits !== 'string') return undefined;
  const text = edits.slice(0, mostChars);
  const blocks = text.split('<<<<<<< SEARCH').length - 1;
  const empty = text.split('<<<<<<< SEARCH\n=======').length - 1;
  return blocks > 0 && blocks === empty ? making : undefined;
}
