import type { CommitFacts, FileImage, FileTouch, Restoration } from '../../contracts/checkpoint';
import type { UndoState } from '../../contracts/session';
import { reverseFile, type Reversal, type TextOf } from './reverseFile';
import type { RecordedChange, KnownTouch, UndoHistory } from './undoHistory';

/** What is to be taken back, before anybody has looked at the files. */
export interface UndoWork {
  /** By path, the newest first. */
  readonly touches: ReadonlyMap<string, readonly KnownTouch[]>;
  readonly unkept: readonly string[];
  /** In the order in which they are to be taken back, or made again. */
  readonly commits: readonly CommitFacts[];
  /** All folders that the run has made. */
  readonly madeFolders: ReadonlySet<string>;
  /** For a file that may hold what was moved from others: those, without which it must stay as it is. */
  readonly needs: ReadonlyMap<string, ReadonlySet<string>>;
}

/** What is to become of each file. The lists of paths are sorted and have none in common. */
export interface UndoPlan {
  readonly restorations: readonly Restoration[];
  /** What each file that will be changed is now and will be. */
  readonly files: readonly FileTouch[];
  readonly restored: readonly string[];
  readonly merged: readonly string[];
  readonly unchanged: readonly string[];
  readonly conflicts: readonly string[];
  readonly reasons: Readonly<Record<string, string>>;
}

/** What planning reads and keeps. */
export interface PlanDeps {
  textOf(path: string, image: FileImage): ReturnType<TextOf>;
  /** Keeps a text and gives its key. */
  keep(text: string): Promise<string>;
}

/**
 * What an undo (of some steps, or of everything not undone yet) or the next redo is about; undefined when there is
 * nothing.
 */
export function chooseWork(
  history: UndoHistory,
  action: UndoState['action'],
  steps?: readonly string[],
): UndoWork | undefined {
  if (action === 'redo') {
    const undo = history.redoable.at(-1);
    const changes = history.changes.filter((_, index) => undo?.changes.has(index));
    return (
      undo && {
        touches: byPath(undo.files),
        unkept: [],
        commits: undo.commits,
        madeFolders: foldersMade(undo.files),
        needs: needsOf(changes, action),
      }
    );
  }
  const changes = history.changes
    .filter((change) => !change.undone && (!steps || steps.includes(change.step)))
    .reverse();
  if (changes.length === 0) return undefined;
  return {
    touches: byPath(touchesOf(changes)),
    unkept: [...new Set(changes.flatMap((change) => ('unkept' in change ? [change.unkept] : [])))],
    commits: changes.flatMap((change) => ('commit' in change ? [change.commit] : [])),
    madeFolders: foldersMade(touchesOf(history.changes)),
    needs: needsOf(changes, action),
  };
}

function touchesOf(changes: readonly RecordedChange[]): KnownTouch[] {
  return changes.flatMap((change) => ('touch' in change ? [change.touch] : []));
}

function foldersMade(touches: readonly KnownTouch[]): Set<string> {
  return new Set(touches.flatMap(({ madeFolders = [] }) => madeFolders));
}

/** What a step has made it may have moved from what it deleted; for a redo it is the other way round. */
function needsOf(changes: readonly RecordedChange[], action: UndoState['action']): Map<string, Set<string>> {
  const needs = new Map<string, Set<string>>();
  for (const own of Map.groupBy(changes, ({ step }) => step).values()) {
    const made = touchesOf(own).filter(({ before, after }) => before.key === null && after?.key !== null);
    const gone = touchesOf(own).filter(({ before, after }) => before.key !== null && after?.key === null);
    const [holders, sources] = action === 'undo' ? [made, gone] : [gone, made];
    if (sources.length === 0) continue;
    for (const { path } of holders)
      needs.set(path, new Set([...(needs.get(path) ?? []), ...sources.map((source) => source.path)]));
  }
  return needs;
}

function byPath(touches: readonly KnownTouch[]): Map<string, KnownTouch[]> {
  const map = new Map<string, KnownTouch[]>();
  for (const touch of touches) map.set(touch.path, [...(map.get(touch.path) ?? []), touch]);
  return map;
}

/** Decides for each file. `present` gives how it stands now, or in words why that cannot be told. Changes nothing. */
export async function planUndo(
  work: UndoWork,
  present: ReadonlyMap<string, FileImage | string>,
  deps: PlanDeps,
): Promise<UndoPlan> {
  const decided = new Map<string, Decision>();
  for (const path of work.unkept)
    decided.set(path, { kind: 'conflict', why: 'its earlier content was too large or could not be kept' });
  for (const [path, touches] of work.touches) {
    if (decided.has(path)) continue;
    const expect = present.get(path);
    if (expect === undefined || typeof expect === 'string')
      decided.set(path, { kind: 'conflict', why: expect ?? 'it cannot be read' });
    else decided.set(path, { ...(await reverseFile(expect, touches, (image) => deps.textOf(path, image))), expect });
  }
  keepSources(decided, work.needs);
  return assemble(decided, work.madeFolders, deps);
}

type Decision = Extract<Reversal, { kind: 'conflict' }> | (Reversal & { readonly expect: FileImage });

/** Makes a conflict of each file that may hold what came from another which is not put back, also by way of a third. */
function keepSources(decided: Map<string, Decision>, needs: UndoWork['needs']): void {
  const isMissing = (path: string) => {
    const decision = decided.get(path);
    return decision?.kind === 'conflict' || (decision?.kind === 'unchanged' && decision.unsure);
  };
  for (let isStable = false; !isStable;) {
    isStable = true;
    for (const [path, decision] of decided) {
      const source = isMissing(path) ? undefined : [...(needs.get(path) ?? [])].find(isMissing);
      if (source === undefined) continue;
      isStable = false;
      if (decision.kind === 'unchanged') decided.set(path, { ...decision, unsure: true });
      else {
        decided.set(path, {
          kind: 'conflict',
          why: `it may hold what was moved from ${source}, which was not restored`,
        });
        // Else a second undo would count it as done and drop the other.
        if (decided.get(source)?.kind === 'unchanged')
          decided.set(source, { kind: 'conflict', why: `what was moved from it may still be in ${path}` });
      }
    }
  }
}

function goes(decision: Decision): boolean {
  return decision.kind === 'restore' && decision.image.key === null;
}

async function assemble(
  decided: ReadonlyMap<string, Decision>,
  madeFolders: ReadonlySet<string>,
  { keep }: PlanDeps,
): Promise<UndoPlan> {
  const restorations: Restoration[] = [];
  const files: FileTouch[] = [];
  const of = (kind: Reversal['kind']) =>
    [...decided].flatMap(([path, decision]) => (decision.kind === kind ? [path] : [])).sort();
  for (const [path, decision] of decided) {
    if (!('expect' in decision)) continue;
    const { expect } = decision;
    const folders = foldersAbove(path, madeFolders);
    if (decision.kind === 'merge') {
      restorations.push({ path, expect, text: decision.text });
      files.push({ path, before: expect, after: { ...expect, unsaved: await keep(decision.text) } });
    } else if (decision.kind === 'restore') {
      restorations.push({
        path,
        expect,
        image: decision.image,
        ...(goes(decision) && folders.length > 0 && { madeFolders: folders }),
      });
      files.push({ path, before: expect, after: decision.image });
    } else if (decision.kind === 'unchanged' && expect.key === null && folders.length > 0)
      restorations.push({ path, expect, image: expect, madeFolders: folders });
  }
  const reasons = Object.fromEntries(
    [...decided].flatMap(([path, decision]) => (decision.kind === 'conflict' ? [[path, decision.why]] : [])),
  );
  return {
    restorations,
    files,
    restored: of('restore'),
    merged: of('merge'),
    unchanged: of('unchanged'),
    conflicts: of('conflict'),
    reasons,
  };
}

/** Those of the folders that hold the path, outermost first. */
function foldersAbove(path: string, folders: ReadonlySet<string>): string[] {
  const parts = path.split('/').slice(0, -1);
  return parts.map((_, index) => parts.slice(0, index + 1).join('/')).filter((folder) => folders.has(folder));
}
