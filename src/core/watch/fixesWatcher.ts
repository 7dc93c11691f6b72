import { plural } from '../../base/text';
import { showUnseen } from '../../base/visibleText';
import type { Problem } from '../../contracts/ports';
import type { SettingsPort } from '../../contracts/settings';
import type { Change, Finding, Watcher } from '../../contracts/watch';

/** With more saved files at once somebody else has written them: another branch, a generator. */
const mostSaved = 20;
const mostShown = 5;

export interface FixesWatcherDeps {
  /**
   * The problems of a file that fixing would settle, as far as the editor tells once it has looked at the file; nothing
   * is changed in order to find out.
   */
  readonly fixable: (path: string, signal: AbortSignal) => Promise<readonly Problem[]>;
  /** Fixes a saved file as an edit in the editor, and saves it. Leaves alone what it would change back and forth. */
  readonly fixSaved: (path: string, signal: AbortSignal) => Promise<void>;
  /** The fixers that the project is set up for, by name; for people to read. */
  readonly fixers: () => Promise<{ readonly installed: readonly string[]; readonly missing: readonly string[] }>;
  readonly settings: SettingsPort;
  readonly trusted: () => boolean;
}

/** Offers to fix what fixes itself in files that were just saved, or does it where the person has asked for that. */
export function createFixesWatcher({ fixable, fixSaved, fixers, settings, trusted }: FixesWatcherDeps): Watcher {
  const known = new Map<string, Finding>();
  const fixes = () => settings('watchers.autofix') === 'onSave' && trusted();
  return {
    name: 'autofix',
    // It may change files.
    isHeavy: true,
    off: async () => (settings('watchers.autofix') === 'off' ? 'Off (flux.watchers.autofix).' : undefined),
    async describe() {
      const { installed, missing } = await fixers();
      const by = installed.length > 0 ? ` (${installed.join(', ')})` : '';
      const lacks = missing.length > 0 ? ` Not installed here: ${missing.join(', ')}.` : '';
      if (fixes()) return `Fixes what fixes itself in a file after each save${by}. The editor can undo it.${lacks}`;
      const isHeld = settings('watchers.autofix') === 'onSave';
      return (
        `Suggests fixing what fixes itself in saved files${by}.${lacks}` +
        (isHeld ? ' Changes nothing, because this workspace is not trusted.' : '')
      );
    },
    wants: ({ kind }) => kind === 'saved' || kind === 'ended' || kind === 'asked',
    async look(changes, signal) {
      if (changes.some(({ kind }) => kind === 'opened')) known.clear();
      const saved = savedIn(changes);
      if (fixes()) for (const path of ownSaves(changes, saved)) await fixSaved(path, signal);
      for (const path of new Set([...known.keys(), ...saved])) {
        const finding = findingOf(path, await fixable(path, signal));
        if (finding) known.set(path, finding);
        else known.delete(path);
      }
      return [...known.values()];
    },
  };
}

function savedIn(changes: readonly Change[]): readonly string[] {
  const saved = [...new Set(changes.flatMap((change) => (change.kind === 'saved' ? change.paths : [])))];
  return saved.length > mostSaved ? [] : saved;
}

/** Without what a session has written, which is as it was verified; what was saved after its end is the person's. */
function ownSaves(changes: readonly Change[], saved: readonly string[]): readonly string[] {
  const own = new Set<string>();
  for (const change of changes) {
    if (change.kind === 'saved') for (const path of change.paths) own.add(path);
    if (change.kind === 'ended') for (const path of change.session.changedFiles) own.delete(path);
  }
  return saved.filter((path) => own.has(path));
}

function findingOf(path: string, problems: readonly Problem[]): Finding | undefined {
  if (problems.length === 0) return undefined;
  const name = showUnseen(path);
  const base = name.split('/').at(-1) ?? name;
  const shown = problems.slice(0, mostShown).map(({ line, message }) => `Line ${line}: ${showUnseen(message)}`);
  const more = problems.length - shown.length;
  return {
    kind: 'fixable_problems',
    key: path,
    cause: problems
      .map(({ message }) => message)
      .sort()
      .join('\n'),
    title: `${plural(problems.length, 'problem')} in ${base} can be fixed`,
    detail: [...shown, ...(more > 0 ? [`and ${more} more`] : [])].join('\n'),
    goal: `Fix the problems that fix themselves in ${name}`,
    paths: [path],
    places: problems.map(({ line }) => ({ path, line })),
    sure: 0.8,
    useful: 0.4,
  };
}
