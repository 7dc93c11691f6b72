import type { Traits } from '../../contracts/tool';

/** Failures that another edit, by a model that hears why, often repairs; `whole`: the place could not be found. */
export const repairs: Traits['repairs'] = {
  no_match: 'whole',
  ambiguous: 'whole',
  conflict: 'whole',
  bad_blocks: 'whole',
  stale: 'again',
  not_read: 'again',
  no_path: 'again',
  no_change: 'again',
  exists: 'again',
  elided: 'again',
  unencodable: 'again',
};
