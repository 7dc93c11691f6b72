import { FluxError, isCancelled, messageOf, throwIfCancelled } from '../../base/errors';
import type { CheckpointPort, FileImage, FileTouch } from '../../contracts/checkpoint';
import type { SessionEventBody } from '../../contracts/events';
import type { GitPort } from '../../contracts/ports';
import type { UndoReport, UndoState } from '../../contracts/session';
import { repairHalves } from './repairHalves';
import { chooseWork, planUndo, type UndoPlan } from './planUndo';
import { putInPlace } from './putInPlace';
import { sameContent } from './reverseFile';
import { takeBack } from './takeBack';
import { foldUndoHistory } from './undoHistory';

/** An undo or redo, and what carrying it out reaches. */
export interface UndoRequest {
  /** Everything that was stored of the session. */
  readonly events: readonly SessionEventBody[];
  readonly checkpoints: CheckpointPort;
  readonly git: Pick<GitPort, 'uncommit' | 'recommit' | 'recent'>;
  readonly action: UndoState['action'];
  /** Of an undo: the steps that it is about; left out: everything that is not undone yet. */
  readonly steps?: readonly string[];
  /** Resolves when the event is on the disk. */
  readonly append: (event: SessionEventBody) => Promise<unknown>;
  /** Keeps a text in the store and gives its key. */
  readonly keep: (text: string) => Promise<string>;
  readonly signal: AbortSignal;
  readonly newId: () => string;
}

/**
 * Puts back what steps did, or makes again what the newest undo put back: the intent is on the disk before anything
 * happens, and what came of it after. Doing it again finishes one that was cut off. Files come before commits: asking
 * again for those of a file that is done already costs nothing. Where the signal fires in the middle, the rest is among
 * the conflicts of the report. With nothing to undo, nothing is stored and the report is empty.
 * @throws FluxError `nothing_to_redo`, and as `CheckpointPort`; CancelledError before anything happened
 */
export async function carryOutUndo(request: UndoRequest): Promise<UndoReport> {
  const { events, checkpoints, git, action, steps, append, signal } = request;
  const history = foldUndoHistory(events);
  const work = chooseWork(history, action, steps);
  if (!work) {
    if (action === 'undo') return { restored: [], merged: [], conflicts: [], unchanged: [] };
    throw new FluxError(
      'nothing_to_redo',
      'There is nothing to redo. Nothing was undone since the run last changed something.',
    );
  }
  throwIfCancelled(signal);
  if (history.unfinished) await repairHalves(history.unfinished, checkpoints, signal);
  const present = await captureEach(checkpoints, [...work.touches.keys()]);
  const plan = await planUndo(work, present, {
    textOf: (path, image) => checkpoints.textOf(path, image),
    keep: request.keep,
  });
  const files = await withFolders(plan.files, checkpoints);
  throwIfCancelled(signal);

  const id = request.newId();
  const started: SessionEventBody = { kind: 'undo.started', id, action, ...(steps && { steps }), files };
  await append(started);
  const failures = await putInPlace(plan.restorations, work.needs, checkpoints, signal);
  const commits = await takeBack(work.commits, { git, action, again: history.unfinished !== undefined, signal });
  const report: UndoReport = { ...withFailures(plan, failures), ...(commits.length > 0 && { commits }) };
  const left = await asLeft(
    files.filter(({ path }) => !failures.has(path)),
    checkpoints,
  );
  const finished: SessionEventBody & { kind: 'undo.finished' } = {
    kind: 'undo.finished',
    id,
    report,
    files: left,
    undone: [],
  };
  const { undone } = foldUndoHistory([...events, started, finished]);
  await append({ ...finished, undone });
  return report;
}

/** How each file stands now; one that cannot be read does not keep the others from being undone. */
async function captureEach(
  checkpoints: CheckpointPort,
  paths: readonly string[],
): Promise<Map<string, FileImage | string>> {
  try {
    const images = await checkpoints.capture(paths);
    return new Map(paths.map((path, index) => [path, images[index] ?? 'it cannot be read']));
  } catch (error) {
    if (
      paths.length === 0 ||
      FluxError.is(error, 'store_failed') ||
      FluxError.is(error, 'no_folder') ||
      isCancelled(error)
    )
      throw error;
    if (paths.length === 1) return new Map([[paths[0]!, messageOf(error)]]);
    const half = Math.ceil(paths.length / 2);
    return new Map([
      ...(await captureEach(checkpoints, paths.slice(0, half))),
      ...(await captureEach(checkpoints, paths.slice(half))),
    ]);
  }
}

/** With the folders that must be made for files that come back, so that a redo can remove them again. */
function withFolders(files: readonly FileTouch[], checkpoints: CheckpointPort): Promise<FileTouch[]> {
  return Promise.all(
    files.map(async (touch) => {
      if (touch.before.key !== null || touch.after.key === null) return touch;
      const madeFolders = await checkpoints.missingFolders(touch.path);
      return madeFolders.length > 0 ? { ...touch, madeFolders } : touch;
    }),
  );
}

function withFailures(plan: UndoPlan, failures: ReadonlyMap<string, string>): UndoReport {
  const through = (paths: readonly string[]) => paths.filter((path) => !failures.has(path));
  // Of a file that was to stay as it is, only a folder was to be removed.
  const failed = [...plan.restored, ...plan.merged].filter((path) => failures.has(path));
  return {
    restored: through(plan.restored),
    merged: through(plan.merged),
    unchanged: plan.unchanged,
    conflicts: [...plan.conflicts, ...failed].sort(),
    reasons: { ...plan.reasons, ...Object.fromEntries(failed.map((path) => [path, failures.get(path)!])) },
  };
}

/** The touches as they came out; where the person was faster than the second look, as they were meant. */
async function asLeft(files: readonly FileTouch[], checkpoints: CheckpointPort): Promise<FileTouch[]> {
  const images = await captureEach(
    checkpoints,
    files.map(({ path }) => path),
  );
  return Promise.all(
    files.map(async (touch) => {
      const now = images.get(touch.path);
      if (now === undefined || typeof now === 'string') return touch;
      const isMeant =
        sameContent(now, touch.after) ||
        (now.key !== null &&
          touch.after.unsaved !== undefined &&
          plain(await checkpoints.textOf(touch.path, now)) === (await checkpoints.textOf(touch.path, touch.after)));
      return isMeant ? { ...touch, after: now } : touch;
    }),
  );
}

function plain(text: string | null | undefined): string | null | undefined {
  return text?.replace(/\r\n?/g, '\n') ?? text;
}
