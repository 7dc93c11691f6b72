import { execFileSync, spawnSync } from 'node:child_process';

/** Larger texts are generated, in bytes. */
const largestText = 400_000;

/** A git directory, read without a work tree. */
export interface Repository {
  git(...args: string[]): string;
  /** The files of a commit: blob ids by path. */
  filesOf(commit: string): ReadonlyMap<string, string>;
  /** The texts of files by path; binary and very large ones are left out. */
  textsOf(files: ReadonlyMap<string, string>): ReadonlyMap<string, string>;
}

/** Opens a repository, bare or not. Texts that were read once are kept. */
export function openRepository(folder: string): Repository {
  const texts = new Map<string, string>();
  const git = (...args: string[]) =>
    execFileSync('git', args, { cwd: folder, encoding: 'utf8', maxBuffer: 1 << 28, stdio: ['ignore', 'pipe', 'pipe'] });
  const readBlobs = (wanted: readonly string[]): void => {
    if (wanted.length === 0) return;
    const { stdout } = spawnSync('git', ['cat-file', '--batch'], {
      cwd: folder,
      input: `${wanted.join('\n')}\n`,
      maxBuffer: 1 << 30,
    });
    let at = 0;
    for (const blob of wanted) {
      const end = stdout.indexOf(10, at);
      const size = Number(stdout.subarray(at, end).toString().split(' ')[2]);
      const bytes = stdout.subarray(end + 1, end + 1 + size);
      at = end + 2 + size;
      if (size < largestText && !bytes.subarray(0, 8192).includes(0)) texts.set(blob, bytes.toString('utf8'));
    }
  };
  return {
    git,
    filesOf: (commit) =>
      new Map(
        git('ls-tree', '-r', '-z', commit)
          .split('\0')
          .flatMap((line) => {
            const [, blob, path] = /^100\d+ blob (\w+)\t(.*)$/s.exec(line) ?? [];
            return blob && path ? [[path, blob] as const] : [];
          }),
      ),
    textsOf(files) {
      readBlobs([...new Set(files.values())].filter((blob) => !texts.has(blob)));
      return new Map(
        [...files].flatMap(([path, blob]) => {
          const text = texts.get(blob);
          return text === undefined ? [] : [[path, text] as const];
        }),
      );
    },
  };
}
