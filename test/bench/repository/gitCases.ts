import type { Repository } from './openRepository';

/** A place that a commit changed, in the file as it was before: lines one-based, inclusive. */
interface Place {
  readonly path: string;
  readonly from: number;
  readonly to: number;
  /** Lines are only added, between these two; seeing one of them is enough. */
  readonly isGap: boolean;
}

/** A real commit as a goal: what its message says, the files before it, and the places that it changed. */
export interface Case {
  readonly commit: string;
  /** What its subject says. */
  readonly title: string;
  readonly goal: string;
  /** Blob ids by path. */
  readonly files: ReadonlyMap<string, string>;
  readonly places: readonly Place[];
  /** The code files that it changed, moved or removed, outside tests. */
  readonly changed: ReadonlySet<string>;
}

const code = /\.(?:[cm]?[jt]sx?|vue|svelte|pyi?|rb|go|rs|java|kts?|cs|php|swift|scala|dart|c|cc|cpp|h|hpp)$/;
const besides =
  /(^|\/)(?:tests?|__tests__|specs?|docs?|examples?|bench(?:mark)?s?|node_modules|dist|vendor|\.github)\/|(?:^|[\/._-])(?:test|spec|test-d|benchmark)\.[a-z]+$|(^|\/)test[_-][^/]*$|(^|\/)conftest\.py$|\.min\.js$|\.config\.[a-z]+$|^[^/]*rc\.[cm]?js$/i;
/** Whether a path is that of code outside tests, docs and settings: what the cases ask for. */
export function isSource(path: string): boolean {
  return code.test(path) && !besides.test(path);
}

const chores =
  /^(?:chore|docs?|build|ci|style|release|bump|deps?|lint|test|tests|typo|merge|revert|update (?:deps|dependencies|readme|docs|changelog))\b|\bv?\d+\.\d+\.\d+\b|\btypos?\b|\breadme\b|\bchangelog\b|\blint\b|\bdependenc|\bdeps\b|\bstart version\b|\blinks?\b|\bprettier\b|\beslint\b|\bcopyright\b/i;
const mostPlaces = 12;

/**
 * The newest commits that say what they change and change code that was there, tests left out: at most `limit`.
 * @param isWanted asked with a commit's whole subject
 */
export function gitCases(
  { git, filesOf }: Repository,
  limit: number,
  isWanted: (subject: string) => boolean = () => true,
): Case[] {
  const found: Case[] = [];
  const log = git('log', '--no-merges', '--first-parent', '-n', '1500', '--format=%H%x1f%P%x1f%s%x1f%b%x1e');
  for (const row of log.split('\x1e')) {
    const [commit = '', parent = '', subject = '', body = ''] = row.trim().split('\x1f');
    if (!parent || parent.includes(' ') || chores.test(subject) || subject.split(' ').length < 3) continue;
    if (!isWanted(subject)) continue;
    const diff = git('diff', '-U0', '--no-color', '--no-ext-diff', '--no-renames', parent, commit);
    const places = placesIn(diff);
    if (places.length === 0 || places.length > mostPlaces) continue;
    const title = titleOf(subject);
    const changed = new Set([...diff.matchAll(/^--- a\/(.*)$/gm)].map(([, path = '']) => path).filter(isSource));
    const files = filesOf(parent);
    found.push({ commit: commit.slice(0, 8), title, goal: goalOf(title, body), files, places, changed });
    if (found.length === limit) break;
  }
  return found;
}

/** A subject without its number; the kind of change goes, what it is about stays. */
function titleOf(subject: string): string {
  const title = subject.replace(/\s*\(#\d+\)\s*$/, '').replace(/^\w+(?:\([\w,/ -]+\))?!?:\s*/, '');
  const about = /^\w+\(([\w,/ -]+)\)!?:/.exec(subject)?.[1];
  return `${about ? `${about}: ` : ''}${title}`;
}

/** What a person would say: the subject, and the first words of what explains it. */
function goalOf(title: string, body: string): string {
  const first = body
    .replace(/^\s*(?:co-authored-by|signed-off-by|closes|fixes|refs?|resolves):?.*$/gim, '')
    .trim()
    .split(/\n\s*\n/)[0]!
    .replace(/^\s*\*\s.*$/gm, '')
    .replace(/\s+/g, ' ')
    .trim();
  return `${title}${first ? `\n${first.slice(0, 300)}` : ''}`;
}

function placesIn(diff: string): Place[] {
  const places: Place[] = [];
  let path = '';
  for (const line of diff.split('\n')) {
    if (line.startsWith('--- ')) path = line.startsWith('--- a/') ? line.slice(6) : '';
    else if (line.startsWith('+++ ') && line === '+++ /dev/null') path = '';
    const hunk = /^@@ -(\d+)(?:,(\d+))? \+/.exec(line);
    if (!hunk || path === '' || !isSource(path)) continue;
    const from = Number(hunk[1]);
    const count = hunk[2] === undefined ? 1 : Number(hunk[2]);
    if (count === 0) places.push({ path, from, to: from + 1, isGap: true });
    else places.push({ path, from, to: from + count - 1, isGap: false });
  }
  return places;
}
