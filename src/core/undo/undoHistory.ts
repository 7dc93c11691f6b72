import type { CommitFacts, FileTouch } from '../../contracts/checkpoint';
import type { SessionEventBody } from '../../contracts/events';

/** A touch; `after` is missing where Flux was cut off before it could be kept. */
export type KnownTouch = Omit<FileTouch, 'after'> & { readonly after?: FileTouch['after'] };

/** One thing that a step did, and whether that is undone now. */
export type Deed = { readonly step: string; readonly undone: boolean } & (
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
  readonly deeds: ReadonlySet<number>;
}

/** What a session did to files and commits, in order, and what has been undone of it. */
export interface UndoHistory {
  readonly deeds: readonly Deed[];
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
type Finished = SessionEventBody & { readonly kind: 'undo.finished' };

/** Folds a session's events to what can be undone and redone. */
export function foldTouches(events: readonly SessionEventBody[]): UndoHistory {
  const deeds: Deed[] = [];
  let redoable: Undone[] = [];
  /** Files that a step had kept and of which nothing was heard since. */
  const pending = new Map<string, readonly KnownTouch[]>();
  /** Steps that were cut off and have not been started again. */
  const interrupted = new Set<string>();
  /** Undos and redos that have not come to their end, since the last that has. */
  let open: Started[] = [];

  const add = (deed: Deed) => {
    deeds.push(deed);
    // Work that came after an undo is not to be overtaken by a redo of what was before it.
    redoable = [];
  };
  const mark = (indexes: Iterable<number>, undone: boolean) => {
    for (const index of indexes) deeds[index] = { ...deeds[index]!, undone };
  };
  const cutOff = (step: string) => {
    for (const touch of pending.get(step) ?? []) add({ step, undone: false, touch });
    pending.delete(step);
  };
  const undone = (started: Started, { report, files }: Finished) => {
    const left = new Set(report.conflicts);
    const takenBack = new Set(report.commits?.filter(({ done }) => done).map(({ hash }) => hash));
    const through = (deed: Deed) =>
      'touch' in deed ? !left.has(deed.touch.path) : 'commit' in deed && takenBack.has(deed.commit.hash);
    const done = new Set(
      deeds.flatMap((deed, index) =>
        !deed.undone && (!started.steps || started.steps.includes(deed.step)) && through(deed) ? [index] : [],
      ),
    );
    mark(done, true);
    const commits = deeds.flatMap((deed, index) => (done.has(index) && 'commit' in deed ? [deed.commit] : []));
    const earlier = open
      .filter(({ id, action }) => action === 'undo' && id !== started.id)
      .reverse()
      .flatMap((other) => other.files);
    if (done.size > 0) redoable.push({ id: started.id, files: [...files, ...earlier], commits, deeds: done });
  };
  const redone = ({ report }: Finished) => {
    const undo = redoable.pop();
    if (!undo) return;
    const left = new Set(report.conflicts);
    const commits = undo.commits.filter(
      ({ hash }) => !report.commits?.some((commit) => commit.hash === hash && commit.done),
    );
    const stays = (deed: Deed | undefined) =>
      deed && ('touch' in deed ? left.has(deed.touch.path) : 'commit' in deed && commits.includes(deed.commit));
    const rest = new Set([...undo.deeds].filter((index) => stays(deeds[index])));
    mark(undo.deeds, false);
    mark(rest, true);
    if (rest.size > 0)
      redoable.push({ ...undo, files: undo.files.filter(({ path }) => left.has(path)), commits, deeds: rest });
  };

  for (const event of events) {
    switch (event.kind) {
      case 'step.started':
        cutOff(event.step);
        interrupted.delete(event.step);
        break;
      case 'step.checkpointed':
        pending.set(event.step, event.files);
        break;
      case 'step.touched':
        pending.delete(event.step);
        for (const touch of event.files) {
          // Found out only when the run was resumed: the same deed, now known whole.
          const cut = interrupted.has(event.step)
            ? deeds.findIndex(
                (deed) =>
                  'touch' in deed &&
                  !deed.undone &&
                  deed.step === event.step &&
                  deed.touch.path === touch.path &&
                  !deed.touch.after,
              )
            : -1;
          if (cut >= 0) deeds[cut] = { step: event.step, undone: false, touch };
          else add({ step: event.step, undone: false, touch });
        }
        for (const unkept of event.unkept ?? []) add({ step: event.step, undone: false, unkept });
        break;
      case 'step.finished':
        pending.delete(event.step);
        if (event.commit) add({ step: event.step, undone: false, commit: event.commit });
        break;
      case 'step.recovered':
        if (event.commit) add({ step: event.step, undone: false, commit: event.commit });
        break;
      case 'run.interrupted':
        for (const step of [...pending.keys()]) {
          interrupted.add(step);
          cutOff(step);
        }
        break;
      case 'undo.started':
        for (const step of [...pending.keys()]) cutOff(step);
        open.push(event);
        // Half of it may be done, so all of it may have to be undone.
        if (event.action === 'redo') mark(redoable.at(-1)?.deeds ?? [], false);
        break;
      case 'undo.finished': {
        const started = open.find(({ id }) => id === event.id);
        if (started?.action === 'undo') undone(started, event);
        else if (started) redone(event);
        open = [];
        break;
      }
    }
  }
  for (const step of [...pending.keys()]) cutOff(step);
  const steps = [...new Set(deeds.map(({ step }) => step))];
  return {
    deeds,
    redoable,
    undone: steps.filter((step) => deeds.every((deed) => deed.step !== step || deed.undone)),
    ...(open.length > 0 && { unfinished: open.flatMap(({ files }) => files) }),
  };
}
