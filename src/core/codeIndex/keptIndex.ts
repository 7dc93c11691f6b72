import type { CodeIndexPort } from '../../contracts/ports';
import type { WorkspaceIndex } from '../workspace';
import type { IndexKeeper } from './keepIndex';

/**
 * The index as its keeper keeps it. A goal does not wait for a look at all files: it has what was heard of, and what
 * nobody told of the next one has.
 */
export function keptIndex(
  { find, symbols }: Pick<CodeIndexPort, 'find' | 'symbols'>,
  { upToDate, lookThrough }: Pick<IndexKeeper, 'upToDate' | 'lookThrough'>,
): WorkspaceIndex {
  return {
    find,
    symbols,
    async upToDate() {
      await upToDate();
      lookThrough();
    },
  };
}
