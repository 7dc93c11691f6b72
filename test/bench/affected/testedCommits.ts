import { execFileSync } from 'node:child_process';
import { testFileBy } from '../../../src/base/testPaths';
import { gitCases } from '../repository/gitCases';
import { openRepository } from '../repository/openRepository';

/** A real commit that changed code and tests which were there before. */
export interface TestedCommit {
  readonly commit: string;
  readonly sources: readonly string[];
  /** The tests that it changed. */
  readonly tests: readonly string[];
}

/** The newest such commits of a repository, at most `limit`. */
export function testedCommits(folder: string, limit: number): TestedCommit[] {
  const found: TestedCommit[] = [];
  for (const { commit, places, files } of gitCases(openRepository(folder), limit * 6)) {
    const names = execFileSync(
      'git',
      ['diff', '--name-only', '--no-renames', '--diff-filter=M', '-z', `${commit}^`, commit],
      { cwd: folder, encoding: 'utf8' },
    );
    const tests = names.split('\0').filter((path) => testFileBy(path) !== undefined && files.has(path));
    const sources = [...new Set(places.map(({ path }) => path))].filter((path) => testFileBy(path) === undefined);
    if (tests.length > 0 && sources.length > 0) found.push({ commit, sources, tests });
    if (found.length === limit) break;
  }
  return found;
}
