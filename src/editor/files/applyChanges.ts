import path from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import * as vscode from 'vscode';
import { FluxError, isCancelled, messageOf, throwIfCancelled } from '../../base/errors';
import type { AppliedChange } from '../../contracts/files';
import { hashText } from '../../node/hash';
import { untilAborted } from '../../node/untilAborted';
import { isShown, isUnchanged, stale, vacatedBy, type Target } from './changeTargets';
import { readCurrent } from './currentText';
import { requireEncodable } from './encodable';
import { isCutOff, openDocument, writeWhole } from './fileBytes';
import { workspaceEditOf } from './filesEdits';
import { restoreTargets } from './filesRestore';
import { withoutNewTabs } from './filesTabs';
import { explainFailure, requireRoom } from './filesWritable';
import { normaliseEol } from './lineDiff';

/** How long the editor may take to tell of a document that it moved, in ms. */
const arrivalWaitMs = 2000;
/** How long before a save that the editor took for a conflict is tried once more, in ms. */
const retryMs = 800;

/**
 * Makes checked changes, all or none: one edit of the workspace, then what goes straight to the disk, then saving what
 * the person had no unsaved text in. No editor opens and no cursor moves.
 * @throws FluxError `stale`, `read_only`, `disk_full`, `write_failed`, or CancelledError, after everything was put back
 */
export async function applyTargets(targets: readonly Target[], signal: AbortSignal): Promise<AppliedChange[]> {
  try {
    return await applyOnce(targets, signal);
  } catch (error) {
    if (!FluxError.is(error, 'write_failed') || !error.retryable) throw error;
    // It hears late, and more than once, of what has just been written to the disk; everything is as it was.
    await sleep(retryMs, undefined, { signal }).catch(() => undefined);
    return applyOnce(targets, signal);
  }
}

async function applyOnce(targets: readonly Target[], signal: AbortSignal): Promise<AppliedChange[]> {
  throwIfCancelled(signal);
  await requireUnchanged(targets);
  await requireRoom(
    targets.map((target) => ({ name: target.change.path, existing: existingFolder(target), growth: target.growth })),
  );
  throwIfCancelled(signal);
  // As it is now: the editor may have saved by itself what was unsaved when it was checked.
  const unsaved = new Set(
    targets.filter(
      ({ way, uri, move }) => (way === 'edit' || way === 'none') && openDocument(move?.from ?? uri)?.isDirty,
    ),
  );
  const saved = new Map<Target, string>();
  try {
    const hidden = targets
      .filter((target) => !unsaved.has(target))
      .flatMap(({ uri, move }) => (move && isShown(move.from) ? [] : [uri]));
    await withoutNewTabs(hidden, async () => {
      await editAll(targets);
      await writeAll(targets);
      await saveAll(
        targets.filter((target) => !unsaved.has(target)),
        saved,
        signal,
      );
    });
  } catch (error) {
    const left = await restoreTargets({ targets, unsaved, saved });
    if (left.length === 0) throw error;
    const reason = error instanceof FluxError ? error.reason : 'write_failed';
    const said = isCancelled(error)
      ? 'The change was interrupted.'
      : messageOf(error).replace(' Nothing was changed.', '');
    throw new FluxError(
      reason,
      `${said} These files could not be restored: ${left.join(', ')}. Check them before you continue.`,
      { cause: error },
    );
  }
  return Promise.all(targets.map((target) => outcome(target, unsaved.has(target))));
}

async function requireUnchanged(targets: readonly Target[]): Promise<void> {
  const vacated = vacatedBy(targets);
  const unchanged = await Promise.all(targets.map((target) => isUnchanged(target, vacated)));
  const changed = targets.find((_, at) => !unchanged[at]);
  if (changed) throw stale(changed.change.path, 'has changed');
}

async function editAll(targets: readonly Target[]): Promise<void> {
  // In the very moment: what is typed after this the editor itself notices, and refuses the edit.
  const changed = targets.find(
    (target) => target.way === 'edit' && normaliseEol(target.document.getText()) !== target.before,
  );
  if (changed) throw stale(changed.change.path, 'has changed');
  const edit = workspaceEditOf(targets);
  if (!edit || (await vscode.workspace.applyEdit(edit))) return;
  const concerned = targets.filter(({ way, move }) => move || (way !== 'none' && way !== 'disk'));
  const names = concerned.map(({ change }) => change.path).join(', ');
  const refusal = new FluxError(
    'read_only',
    `The editor refused to change ${names}. Nothing was changed. Read the files again, check that none of them ` +
      `is read-only, and try again.`,
  );
  throw await explainFailure(
    concerned.map((target) => ({ name: target.change.path, existing: existingFolder(target) })),
    refusal,
  );
}

async function writeAll(targets: readonly Target[]): Promise<void> {
  for (const target of targets) {
    if (target.way !== 'disk') continue;
    if (!(await writeWhole(target.uri, target.bytes))) throw await notWritten(target, 'written');
  }
}

async function saveAll(targets: readonly Target[], saved: Map<Target, string>, signal: AbortSignal): Promise<void> {
  // All of them end before anything is put back.
  const ends = await Promise.allSettled(
    targets.map(async (target) => {
      // A long list of moves leaves documents marked as unsaved that nobody has changed.
      if (target.way === 'none' && !(target.move && openDocument(target.uri)?.isDirty)) return;
      if (target.way === 'disk' || target.way === 'delete' || (target.way === 'create' && target.text === '')) return;
      const document =
        (target.way === 'edit' && !target.move ? target.document : openDocument(target.uri)) ??
        (await vscode.workspace.openTextDocument(target.uri));
      try {
        if (!document.isDirty) return;
        // The person has typed meanwhile: saving is theirs.
        const text = normaliseEol(document.getText());
        if (target.way === 'none' ? hashText(text) !== target.change.expect : text !== target.text) return;
        // Only now it is certain which encoding a file that was just made has, or one has at its new place.
        const { way } = target;
        if (way === 'create' || target.move)
          await requireEncodable({
            uri: target.uri,
            name: target.change.path,
            text: document.getText(),
            before: way === 'edit' && !target.move ? target.before : '',
            encoding: document.encoding,
          });
        if (!(await untilAborted(document.save(), signal)) || (await isCutOff(document)))
          throw await notWritten(target, 'saved');
      } finally {
        saved.set(target, normaliseEol(document.getText()));
      }
    }),
  );
  for (const end of ends) if (end.status === 'rejected') throw end.reason;
}

function notWritten(target: Target, what: 'written' | 'saved'): Promise<FluxError> {
  const { path: name } = target.change;
  return explainFailure(
    [{ name, existing: existingFolder(target) }],
    new FluxError(
      'write_failed',
      `${name} could not be ${what}. Nothing was changed. Check the file on disk ` + `and try again.`,
      { retryable: what === 'saved' },
    ),
  );
}

/** The folder that the file will be in, or the innermost one of it that exists. */
function existingFolder(target: Target): string {
  const made = target.move?.newFolders ?? (target.way === 'create' ? target.newFolders : []);
  return path.dirname(made[0] ?? target.uri.fsPath);
}

async function outcome(target: Target, staysUnsaved: boolean): Promise<AppliedChange> {
  const { change, added, removed, way, move } = target;
  const moved = move ? { movedFrom: change.movedFrom } : {};
  if (way === 'delete')
    return { path: change.path, created: false, deleted: true, saved: true, hash: '', added, removed };
  if (move && staysUnsaved) await arrived(target.uri);
  const { hash, dirty } = await readCurrent(target.uri, change.path);
  return { path: change.path, created: way === 'create', ...moved, saved: !dirty, hash, added, removed };
}

/**
 * Waits until the editor has told that a moved file's unsaved text is in its new document: that comes after the move
 * itself.
 */
async function arrived(uri: vscode.Uri): Promise<void> {
  for (const end = Date.now() + arrivalWaitMs; !openDocument(uri)?.isDirty && Date.now() < end;) await sleep(10);
}
