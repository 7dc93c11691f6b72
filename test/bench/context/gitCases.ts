import { execFileSync, spawnSync } from 'node:child_process';

/** A place that a commit changed, in the file as it was before: lines one-based, inclusive. */
export interface Place {
  readonly path: string;
  readonly from: number;
  readonly to: number;
  /** Lines are only added, between these two; seeing one of them is enough. */
  readonly isGap: boolean;
}

/** A real commit as a goal: what its message says, the files before it, and the places that it changed. */
export interface Case {
  readonly commit: string;
  readonly goal: string;
  /** Blob ids by path. */
  readonly files: ReadonlyMap<string, string>;
  readonly places: readonly Place[];
}

const code = /\.(?:[cm]?[jt]sx?|vue|svelte|pyi?|rb|go|rs|java|kts?|cs|php|swift|scala|dart|c|cc|cpp|h|hpp)$/;
const besides =
  /(^|\/)(?:tests?|__tests__|specs?|docs?|examples?|bench(?:mark)?s?|node_modules|dist|vendor|\.github)\/|[._-](?:test|spec|test-d)\.[a-z]+$|(^|\/)test[_-][^/]*$|(^|\/)conftest\.py$|\.min\.js$|\.config\.[a-z]+$|^[^/]*rc\.[cm]?js$/i;
const chores =
  /^(?:chore|docs?|build|ci|style|release|bump|deps?|lint|test|tests|typo|merge|revert|update (?:deps|dependencies|readme|docs|changelog))\b|\bv?\d+\.\d+\.\d+\b|\btypos?\b|\breadme\b|\bchangelog\b|\blint\b|\bdependenc|\bdeps\b|\bstart version\b|\blinks?\b|\bprettier\b|\beslint\b|\bcopyright\b/i;
const mostPlaces = 12;

/** Reads a repository without a work tree. */
export function openRepository(folder: string) {
  const git = (...args: string[]) => execFileSync('git', args, { cwd: folder, encoding: 'utf8', maxBuffer: 1 << 28 });
  const texts = new Map<string, string>();
  return {
    /** The newest commits that say what they change and change code that was there: at most `limit`. */
    cases(limit: number): Case[] {
      const found: Case[] = [];
      const log = git('log', '--no-merges', '--first-parent', '-n', '1500', '--format=%H%x1f%P%x1f%s%x1f%b%x1e');
      for (const row of log.split('\x1e')) {
        const [commit = '', parent = '', subject = '', body = ''] = row.trim().split('\x1f');
        if (!parent || parent.includes(' ') || chores.test(subject) || subject.split(' ').length < 3) continue;
        const places = placesIn(git('diff', '-U0', '--no-color', '--no-ext-diff', '--no-renames', parent, commit));
        if (places.length === 0 || places.length > mostPlaces) continue;
        const files = new Map(
          git('ls-tree', '-r', '-z', parent)
            .split('\0')
            .flatMap((line) => {
              const [, blob, path] = /^100\d+ blob (\w+)\t(.*)$/s.exec(line) ?? [];
              return blob && path ? [[path, blob] as const] : [];
            }),
        );
        found.push({ commit: commit.slice(0, 8), goal: goalOf(subject, body), files, places });
        if (found.length === limit) break;
      }
      return found;
    },
    /** The texts of these blobs; binary and very large ones are left out. */
    read(blobs: Iterable<string>): ReadonlyMap<string, string> {
      const wanted = [...new Set(blobs)].filter((blob) => !texts.has(blob));
      if (wanted.length > 0) {
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
          if (size < 400_000 && !bytes.subarray(0, 8192).includes(0)) texts.set(blob, bytes.toString('utf8'));
        }
      }
      return texts;
    },
  };
}

/** What a person would say: the subject, and the first words of what explains it. */
function goalOf(subject: string, body: string): string {
  const title = subject.replace(/\s*\(#\d+\)\s*$/, '').replace(/^\w+(?:\([\w,/ -]+\))?!?:\s*/, '');
  const about = /^\w+\(([\w,/ -]+)\)!?:/.exec(subject)?.[1];
  const first = body
    .replace(/^\s*(?:co-authored-by|signed-off-by|closes|fixes|refs?|resolves):?.*$/gim, '')
    .trim()
    .split(/\n\s*\n/)[0]!
    .replace(/^\s*\*\s.*$/gm, '')
    .replace(/\s+/g, ' ')
    .trim();
  return `${about ? `${about}: ` : ''}${title}${first ? `\n${first.slice(0, 300)}` : ''}`;
}

function placesIn(diff: string): Place[] {
  const places: Place[] = [];
  let path = '';
  for (const line of diff.split('\n')) {
    if (line.startsWith('--- ')) path = line.startsWith('--- a/') ? line.slice(6) : '';
    else if (line.startsWith('+++ ') && line === '+++ /dev/null') path = '';
    const hunk = /^@@ -(\d+)(?:,(\d+))? \+/.exec(line);
    if (!hunk || path === '' || !code.test(path) || besides.test(path)) continue;
    const from = Number(hunk[1]);
    const count = hunk[2] === undefined ? 1 : Number(hunk[2]);
    if (count === 0) places.push({ path, from, to: from + 1, isGap: true });
    else places.push({ path, from, to: from + count - 1, isGap: false });
  }
  return places;
}
