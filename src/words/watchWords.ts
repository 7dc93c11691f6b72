import { ellipsis } from '../base/text';
import type { Proposal, ProposalKind, WatcherName, WatcherStatus } from '../contracts/watch';

/** What suggestions of a kind are about. */
export const kindWords: Readonly<Record<ProposalKind, string>> = {
  failing_tests: 'failing tests',
  fixable_problems: 'problems that can be fixed',
  uncommitted_work: 'uncommitted work',
  conflicts: 'conflicts',
  behind: 'a branch that is behind',
  comment: 'comments',
};

/** The watchers in the order in which they are told, by the names that people read. */
export const watcherWords: Readonly<Record<WatcherName, string>> = {
  tests: 'tests',
  autofix: 'fixes',
  git: 'git',
  comments: 'comments',
  index: 'index',
};

/** A suggestion in a few words, as a question where that is shorter: `1 test fails: fix it?`. */
export function briefly({ kind, title }: Pick<Proposal, 'kind' | 'title'>): string {
  if (kind === 'comment') return `${ellipsis(title, 36)}: start it?`;
  if (kind !== 'failing_tests') return ellipsis(title, 48);
  const count = /^(\d[\d,]*) tests? fail/.exec(title)?.[1] ?? '1';
  return count === '1' ? '1 test fails: fix it?' : `${count} tests fail: fix them?`;
}

/** What starts a suggestion where its place is: `Fix with Flux: “adds” fails`. */
export function startHere({ kind, title }: Pick<Proposal, 'kind' | 'title'>): string {
  const verb = kind === 'failing_tests' || kind === 'fixable_problems' || kind === 'conflicts' ? 'Fix' : 'Start';
  return `${verb} with Flux: ${ellipsis(title, 80)}`;
}

/** The names of what is watched now. The index is no news to anybody; what has not looked yet is not known to watch. */
export function watchedNames(watchers: readonly WatcherStatus[]): string[] {
  return watchers
    .filter(({ name, state, detail }) => name !== 'index' && state !== 'off' && detail !== undefined)
    .map(({ name }) => watcherWords[name]);
}

/** What follows where a watcher fails. */
export const afterFailure = 'Flux tries again later, and at the next save.';

/** What a watcher does here, or why it does not, after the word for its state where that says more. */
export function watcherText({ state, detail = '' }: WatcherStatus): string {
  // Why it is off says that it is.
  if (state === 'off') return detail || 'Off';
  const word = { watching: '', waiting: 'waiting', working: 'running', failing: 'failing' }[state];
  return [word, detail].filter(Boolean).join(' · ') || 'watching';
}

/** What a person did with suggestions of a kind, and what Flux makes of it. */
export interface LearntLine {
  readonly kind: ProposalKind;
  /** `3 started, 1 dismissed: shown earlier` */
  readonly text: string;
}

interface Counts {
  readonly taken: number;
  readonly dismissed: number;
  readonly undone: number;
}

/** What was learnt, a line each kind that something is known of. `wanted`: 1 where nothing is known. */
export function learntLines(
  table: Partial<Readonly<Record<ProposalKind, Counts>>>,
  muted: readonly ProposalKind[],
  wanted: (kind: ProposalKind) => number,
): LearntLine[] {
  return (Object.keys(kindWords) as ProposalKind[]).flatMap((kind): LearntLine[] => {
    if (muted.includes(kind)) return [{ kind, text: 'not suggested: you said “Not this kind”' }];
    const counts = table[kind];
    if (!counts) return [];
    const parts = [
      [counts.taken, 'started'],
      [counts.dismissed, 'dismissed'],
      [counts.undone, 'undone'],
    ] as const;
    const said = parts.flatMap(([count, word]) => (Math.round(count) > 0 ? [`${Math.round(count)} ${word}`] : []));
    if (said.length === 0) return [];
    return [{ kind, text: `${said.join(', ')}: ${rankText(wanted(kind))}` }];
  });
}

function rankText(wanted: number): string {
  if (wanted > 1.05) return 'shown earlier';
  return wanted < 0.95 ? 'shown later' : 'shown as usual';
}
