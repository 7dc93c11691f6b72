import { FluxError } from '../../base/errors';
import type { FilesPort } from '../../contracts/files';
import type { GitStanding, GitStandings } from '../../contracts/gitStanding';
import type { SettingsPort } from '../../contracts/settings';
import type { Finding, Watcher } from '../../contracts/watch';
import { behindUpstream } from './behindUpstream';
import { uncommittedWork } from './uncommittedWork';
import { unfinishedMerge, type ConflictLines } from './unfinishedMerge';

export interface GitWatcherDeps {
  readonly standings: GitStandings;
  readonly files: Pick<FilesPort, 'read'>;
  readonly settings: SettingsPort;
  readonly trusted: () => boolean;
  /** When the tests last passed; undefined where they failed last, or never ran. */
  readonly greenAt: () => number | undefined;
  readonly now: () => number;
  /** Has it look again after so many milliseconds, once; the newest call counts. */
  readonly later: (ms: number) => void;
}

/** Offers to commit work that has grown, to resolve conflicts, to finish what is half done, and to catch up. */
export function createGitWatcher({
  standings,
  files,
  settings,
  trusted,
  greenAt,
  now,
  later,
}: GitWatcherDeps): Watcher {
  const known = new Map<string, readonly Finding[]>();
  /** Read to know whether there is a repository, right before the look that needs it. */
  let ahead: readonly GitStanding[] | undefined;
  const conflictLines: ConflictLines = async (path) => {
    try {
      return linesOf((await files.read(path)).text);
    } catch (error) {
      if (FluxError.is(error)) return undefined;
      throw error;
    }
  };
  const judge = async (standing: GitStanding): Promise<{ findings: readonly Finding[]; calmIn: number }> => {
    const work = uncommittedWork(standing, { now: now(), greenAt: greenAt() });
    const merge = await unfinishedMerge(standing, conflictLines, now());
    const findings = [merge.finding, work.finding, behindUpstream(standing)].filter((each) => each !== undefined);
    return { findings, calmIn: Math.min(work.calmIn ?? Infinity, merge.calmIn ?? Infinity) };
  };
  return {
    name: 'git',
    isHeavy: false,
    async off() {
      if (!settings('watchers.git')) return 'Off (flux.watchers.git).';
      if (!trusted()) return 'Off: this workspace is not trusted, and its Git settings may start programs.';
      try {
        ahead = await standings(new AbortController().signal);
        return ahead.length === 0 ? 'Off: this folder is not in a Git repository.' : undefined;
      } catch (error) {
        // What only a person can put right is no reason to try again and again.
        if (FluxError.is(error) && !error.retryable) return `Off: ${error.message}`;
        throw error;
      }
    },
    describe: async () => 'Suggests saving grown work, resolving conflicts and catching up. It never fetches.',
    wants: ({ kind }) => kind === 'git' || kind === 'saved' || kind === 'ended' || kind === 'asked',
    async look(_changes, signal) {
      const found = ahead ?? (await standings(signal));
      ahead = undefined;
      let calmIn = Infinity;
      for (const standing of found) {
        // While another git is at work, half of what it does is to be seen; it tells when it has ended.
        if (standing.isLocked) continue;
        const judged = await judge(standing);
        known.set(standing.place, judged.findings);
        calmIn = Math.min(calmIn, judged.calmIn);
      }
      for (const place of known.keys()) if (!found.some((each) => each.place === place)) known.delete(place);
      if (calmIn < Infinity) later(calmIn);
      return [...known.values()].flat();
    },
  };
}

function linesOf(text: string): number[] {
  return text.split('\n').flatMap((line, at) => (/^<{7}(?: |$)/.test(line) ? [at + 1] : []));
}
