import { FluxError, throwIfCancelled } from '../../base/errors';
import { isSecretPath } from '../../base/secretPaths';
import { plural } from '../../base/text';
import type { FilesPort } from '../../contracts/files';
import type { SearchPort } from '../../contracts/ports';
import type { SettingsPort } from '../../contracts/settings';
import type { Change, Finding, Watcher } from '../../contracts/watch';
import { askingPattern, commentGoals } from './commentGoals';

/** So many lines are looked for in the whole workspace, and in so many files. */
const mostHits = 1_000;
const mostFiles = 200;
/** More offers than that help nobody. */
const mostOffers = 50;

export interface CommentsWatcherDeps {
  readonly files: Pick<FilesPort, 'read'>;
  readonly search: SearchPort;
  readonly settings: SettingsPort;
  /** Another one after files came from elsewhere: a pull, another branch. */
  readonly revision: (signal: AbortSignal) => Promise<string>;
}

/** Offers what comments ask Flux for (`TODO(flux): …`, `@flux …`). It reads, and starts nothing. */
export function createCommentsWatcher({ files, search, settings, revision }: CommentsWatcherDeps): Watcher {
  /** By path; undefined before the workspace was searched. */
  let known: Map<string, readonly Finding[]> | undefined;
  let searchedAt: string | undefined;

  const read = async (path: string): Promise<readonly Finding[]> => {
    try {
      return isSecretPath(path) ? [] : commentGoals((await files.read(path)).text, path);
    } catch (error) {
      if (FluxError.is(error)) return [];
      throw error;
    }
  };
  const readAll = async (paths: readonly string[], into: Map<string, readonly Finding[]>, signal: AbortSignal) => {
    for (const path of paths) {
      throwIfCancelled(signal);
      const findings = await read(path);
      if (findings.length > 0) into.set(path, findings);
      else into.delete(path);
    }
    return into;
  };
  const searchAll = async (signal: AbortSignal) => {
    const { hits } = await search.search({ pattern: askingPattern, ignoreCase: true, limit: mostHits }, signal);
    const paths = [...new Set(hits.map(({ path }) => path))].slice(0, mostFiles);
    return readAll(paths, new Map(), signal);
  };
  const findings = () => [...(known ?? [])].sort(([a], [b]) => (a < b ? -1 : 1)).flatMap(([, ofFile]) => ofFile);

  return {
    name: 'comments',
    isHeavy: false,
    off: async () => (settings('watchers.comments') ? undefined : 'Off (flux.watchers.comments).'),
    async describe() {
      const count = findings().length;
      return (
        'Suggests what comments ask Flux for (TODO(flux): …, @flux …).' +
        (count > mostOffers ? ` Only the first ${mostOffers} of ${plural(count, 'comment')} are suggested.` : '')
      );
    },
    wants: ({ kind }) => kind !== 'opened',
    async look(changes, signal) {
      const wanted = (...kinds: Change['kind'][]) => changes.some(({ kind }) => kinds.includes(kind));
      const now = !known || wanted('git', 'opened') ? await revision(signal) : searchedAt;
      if (!known || now !== searchedAt || wanted('opened', 'asked')) {
        known = await searchAll(signal);
        searchedAt = now;
      } else await readAll(pathsOf(changes), known, signal);
      return findings().slice(0, mostOffers);
    },
  };
}

function pathsOf(changes: readonly Change[]): string[] {
  const paths = changes.flatMap((change) => {
    if (change.kind === 'saved' || change.kind === 'changed') return change.paths;
    return change.kind === 'ended' ? change.session.changedFiles : [];
  });
  return [...new Set(paths)];
}
