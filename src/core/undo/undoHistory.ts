import type { CommitFacts, FileTouch } from '../../contracts/checkpoint';
import type { SessionEventBody } from '../../contracts/events';

/** A touch; `after` is missing where Flux was cut off before it could be kept. */
export type KnownTouch = Omit<FileTouch, 'after'> & { readonly after?: FileTouch['after'] };

/** One thing that a step did, and whether that is undone now. */
export type RecordedChange = { readonly step: string; readonly undone: boolean } & (
  | { readonly touch: KnownTouch }
  /** The path of a file whose former bytes are not known. */
  | { readonly unkept: string }
  | { readonly commit: CommitFacts }
);

/** An undo that can be taken back. */
interface Undone {
  readonly id: string;
  /** What it did to files, the newest first. */
  readonly files: readonly FileTouch[];
  /** The commits that it took back, the oldest first. */
  readonly commits: readonly CommitFacts[];
  readonly changes: ReadonlySet<number>;
}

/** What a session did to files and commits, in order, and what has been undone of it. */
export interface UndoHistory {
  readonly changes: readonly RecordedChange[];
  /** The newest last. */
  readonly redoable: readonly Undone[];
  /** Ids of the steps of which everything is undone. */
  readonly undone: readonly string[];
  /**
   * What undos and redos were about to do that did not come to their end, the newest last; undefined: there are none.
   */
  readonly unfinished?: readonly FileTouch[];
}

type Started = SessionEventBody & { readonly kind: 'undo.started' };
type Touched = SessionEventBody & { readonly kind: 'step.touched' };
type Finished = SessionEventBody & { readonly kind: 'undo.finished' };

/** A history while it is folded. */
interface Folding {
  readonly changes: RecordedChange[];
  redoable: Undone[];
  /** Files that a step had kept and of which nothing was heard since. */
  readonly pending: Map<string, readonly KnownTouch[]>;
  /** Steps that were cut off and have not been started again. */
  readonly interrupted: Set<string>;
  /** Undos and redos that have not come to their end, since the last that has. */
  open: Started[];
}

/** Folds a session's events to what can be undone and redone. */
export function foldUndoHistory(events: readonly SessionEventBody[]): UndoHistory {
  const folding: Folding = { changes: [], redoable: [], pending: new Map(), interrupted: new Set(), open: [] };
  for (const event of events) fold(folding, event);
  cutOffAll(folding);
  const { changes, redoable, open } = folding;
  const steps = [...new Set(changes.map(({ step }) => step))];
  return {
    changes,
    redoable,
    undone: steps.filter((step) => changes.every((change) => change.step !== step || change.undone)),
    ...(open.length > 0 && { unfinished: open.flatMap(({ files }) => files) }),
  };
}

function fold(folding: Folding, event: SessionEventBody): void {
  const { pending, interrupted } = folding;
  switch (event.kind) {
    case 'step.started':
      cutOff(folding, event.step);
      interrupted.delete(event.step);
      return;
    case 'step.checkpointed':
      pending.set(event.step, event.files);
      return;
    case 'step.touched':
      return addTouches(folding, event);
    case 'step.finished':
      pending.delete(event.step);
      return addCommit(folding, event);
    case 'step.recovered':
      return addCommit(folding, event);
    case 'run.interrupted':
      for (const step of pending.keys()) interrupted.add(step);
      return cutOffAll(folding);
    case 'undo.started':
      cutOffAll(folding);
      folding.open.push(event);
      // Half of it may be done, so all of it may have to be undone.
      if (event.action === 'redo') mark(folding, folding.redoable.at(-1)?.changes ?? [], false);
      return;
    case 'undo.finished': {
      const started = folding.open.find(({ id }) => id === event.id);
      if (started?.action === 'undo') finishUndo(folding, started, event);
      else if (started) finishRedo(folding, event);
      folding.open = [];
    }
  }
}

function add(folding: Folding, change: RecordedChange): void {
  folding.changes.push(change);
  // Once work follows an undo, nothing from before it may be redone.
  folding.redoable = [];
}

function mark({ changes }: Folding, indexes: Iterable<number>, undone: boolean): void {
  for (const index of indexes) changes[index] = { ...changes[index]!, undone };
}

/** What a step had kept files for counts as done where nothing says what it did. */
function cutOff(folding: Folding, step: string): void {
  for (const touch of folding.pending.get(step) ?? []) add(folding, { step, undone: false, touch });
  folding.pending.delete(step);
}

function cutOffAll(folding: Folding): void {
  for (const step of [...folding.pending.keys()]) cutOff(folding, step);
}

function addTouches(folding: Folding, { step, files, unkept = [] }: Touched): void {
  const { changes, pending, interrupted } = folding;
  pending.delete(step);
  for (const touch of files) {
    // Found out only when the run was resumed: the same change, now known whole.
    const known = interrupted.has(step) ? changes.findIndex((change) => isCutOff(change, step, touch.path)) : -1;
    if (known >= 0) changes[known] = { step, undone: false, touch };
    else add(folding, { step, undone: false, touch });
  }
  for (const path of unkept) add(folding, { step, undone: false, unkept: path });
}

function isCutOff(change: RecordedChange, step: string, path: string): boolean {
  return (
    'touch' in change && !change.undone && change.step === step && change.touch.path === path && !change.touch.after
  );
}

function addCommit(folding: Folding, { step, commit }: { readonly step: string; readonly commit?: CommitFacts }): void {
  if (commit) add(folding, { step, undone: false, commit });
}

function finishUndo(folding: Folding, started: Started, { report, files }: Finished): void {
  const { changes, open, redoable } = folding;
  const left = new Set(report.conflicts);
  const takenBack = new Set(report.commits?.filter(({ done }) => done).map(({ hash }) => hash));
  const isUndone = (change: RecordedChange): boolean => {
    if (change.undone || (started.steps && !started.steps.includes(change.step))) return false;
    if ('touch' in change) return !left.has(change.touch.path);
    return 'commit' in change && takenBack.has(change.commit.hash);
  };
  const done = new Set(changes.flatMap((change, index) => (isUndone(change) ? [index] : [])));
  mark(folding, done, true);
  const commits = changes.flatMap((change, index) => (done.has(index) && 'commit' in change ? [change.commit] : []));
  const earlier = open
    .filter(({ id, action }) => action === 'undo' && id !== started.id)
    .reverse()
    .flatMap((other) => other.files);
  if (done.size > 0) redoable.push({ id: started.id, files: [...files, ...earlier], commits, changes: done });
}

/** What a redo could not make again stays undone. */
function finishRedo(folding: Folding, { report }: Finished): void {
  const { changes, redoable } = folding;
  const undo = redoable.pop();
  if (!undo) return;
  const left = new Set(report.conflicts);
  const commits = undo.commits.filter(
    ({ hash }) => !report.commits?.some((commit) => commit.hash === hash && commit.done),
  );
  const stays = (change: RecordedChange | undefined): boolean => {
    if (!change) return false;
    if ('touch' in change) return left.has(change.touch.path);
    return 'commit' in change && commits.includes(change.commit);
  };
  const rest = new Set([...undo.changes].filter((index) => stays(changes[index])));
  mark(folding, undo.changes, false);
  mark(folding, rest, true);
  if (rest.size > 0)
    redoable.push({ ...undo, files: undo.files.filter(({ path }) => left.has(path)), commits, changes: rest });
}
