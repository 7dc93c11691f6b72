import { literally } from './gitEnvironment';
import type { Repository } from './gitRepository';
import { inside } from './gitStatus';

/** A commit as a list shows it. */
export interface RecentCommit {
  readonly hash: string;
  readonly subject: string;
  /** When it was committed, in milliseconds since the epoch. */
  readonly at: number;
  readonly paths: string[];
}

/** The newest commits of the folder, newest first; a merge's paths are those that it brought. */
export async function readRecent(
  { git, prefix }: Repository,
  head: string | undefined,
  limit: number,
): Promise<RecentCommit[]> {
  if (head === undefined || limit < 1) return [];
  const printed = await git([
    'log',
    '-z',
    `--max-count=${Math.floor(limit)}`,
    '--first-parent',
    '--diff-merges=first-parent',
    '--name-only',
    '--no-renames',
    '--no-show-signature',
    '--format=%x01%H%x02%ct%x02%s',
    head,
    ...(prefix ? ['--', ...literally([prefix])] : []),
  ]);
  return printed
    .split('\x01')
    .filter(Boolean)
    .map((record) => {
      const [header = '', ...names] = record.split('\0');
      const [hash = '', seconds = '', subject = ''] = header.split('\x02');
      // A line break ends the header; a name that begins with one cannot be told from that.
      const paths = names
        .map((name, at) => inside(at === 0 ? name.replace(/^\n/, '') : name, prefix))
        .filter((path) => path !== undefined && path !== '');
      return { hash, subject, at: Number(seconds) * 1000, paths: paths as string[] };
    });
}
