import type { Scope } from '../contracts/session';

/** What an approval lets Flux commit, as it stands behind `Flux may`. */
export function commitWords({ commitsAll }: Pick<Scope, 'commitsAll'>): string {
  return commitsAll ? 'commit all uncommitted changes in the files that the plan names' : 'commit what it changed';
}
