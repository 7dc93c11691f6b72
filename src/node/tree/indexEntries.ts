import { pattern } from '../../base/pattern';
import { literally } from '../git/gitEnvironment';
import type { FeedGit } from '../git/gitProcess';
import type { Identity } from './diskContent';

/**
 * A file as the index knows it: its content in the repository, and what it was on the disk when that was last compared.
 */
export interface IndexEntry {
  /** Octal: `100644`, `100755`, `120000`, `160000`. */
  readonly mode: string;
  readonly id: string;
  readonly identity: Identity;
}

/** Beyond this, paths make the command line too long, and everything is listed. */
const mostNamed = 200;

const entry = pattern('g')`
  (\d{6}) ([0-9a-f]+) 0\t([^\0]+)\0 {2}ctime: (\d+):(\d+)\n {2}mtime: (\d+):(\d+)\n {2}dev: \d+\tino: (\d+)
  \n.*\n {2}size: (\d+)\t
`;

/** The entries of files, in the index that `env` names, by path relative to the topmost folder. */
export async function readIndexEntries(
  git: FeedGit,
  paths: readonly string[],
  env: Readonly<Record<string, string>>,
): Promise<Map<string, IndexEntry>> {
  if (paths.length === 0) return new Map();
  const wanted = new Set(paths);
  const output = await git(
    [
      'ls-files',
      '--full-name',
      '--stage',
      '--debug',
      '-z',
      ...(paths.length > mostNamed ? [] : ['--', ...literally(paths)]),
    ],
    '',
    env,
  );
  const entries = new Map<string, IndexEntry>();
  for (const [, mode = '', id = '', path = '', cSeconds, cNanos, mSeconds, mNanos, ino, size] of output
    .toString('utf8')
    .matchAll(entry)) {
    if (!wanted.has(path)) continue;
    const time = (seconds = '0', nanos = '0') => BigInt(seconds) * 1_000_000_000n + BigInt(nanos);
    entries.set(path, {
      mode,
      id,
      identity: {
        size: Number(size),
        ctimeNs: time(cSeconds, cNanos),
        mtimeNs: time(mSeconds, mNanos),
        ino: BigInt(ino ?? 0),
      },
    });
  }
  return entries;
}
