import { chmod, rmdir } from 'node:fs/promises';
import { setTimeout as sleep } from 'node:timers/promises';
import * as vscode from 'vscode';
import { untilAborted } from '../../node/untilAborted';
import type { Target } from './changeTargets';
import { openDocument, readBytes, sameBytes, writeWhole } from './fileBytes';
import { addReplacements } from './filesEdits';
import { entryAt, isListed } from './filesPlaces';
import { normaliseEol } from './lineDiff';

/** How long one save may take while things are put back, in ms: what hung before may hang again. */
const saveWaitMs = 5000;
const saveAgainMs = 200;

/** What is known of a call that did not go through. */
export interface Attempt {
  readonly targets: readonly Target[];
  /** Those that are left unsaved, because the person had unsaved text there. */
  readonly unsaved: ReadonlySet<Target>;
  /** Texts as saving left them: what formats on saving may have changed them once more. */
  readonly saved: ReadonlyMap<Target, string>;
}

/**
 * Puts everything back as it was, the last thing first. What somebody else has changed meanwhile is left alone.
 * @returns the paths that could not be put back
 */
export async function restoreTargets({ targets, unsaved, saved }: Attempt): Promise<string[]> {
  const left = new Set<string>();
  const each = async (restore: (target: Target) => Promise<boolean>): Promise<void> => {
    for (const target of targets) {
      if (!(await restore(target).catch(() => false))) left.add(target.change.path);
    }
  };
  await each(async (target) => target.way !== 'create' || removeCreated(target, saved.get(target)));
  await each(async (target) => target.way !== 'edit' || restoreText(target, unsaved.has(target), saved.get(target)));
  await each(async (target) => target.way !== 'disk' || restoreBytes(target));
  await each(moveBack);
  await each(async (target) => target.way !== 'delete' || undelete(target));
  for (const target of targets) {
    const made = [...(target.move?.newFolders ?? []), ...(target.way === 'create' ? target.newFolders : [])];
    // Fails, as it should, for a folder that somebody has put something into.
    for (const folder of made.toReversed()) await rmdir(folder).catch(() => {});
  }
  return [...left];
}

type Way<W extends Target['way']> = Extract<Target, { way: W }>;

async function removeCreated({ uri, text }: Way<'create'>, saved: string | undefined): Promise<boolean> {
  if (!(await entryAt(uri.fsPath))) return true;
  const now = normaliseEol(openDocument(uri)?.getText() ?? (await vscode.workspace.openTextDocument(uri)).getText());
  if (now !== '' && now !== text && now !== saved) return false;
  const edit = new vscode.WorkspaceEdit();
  edit.deleteFile(uri, { ignoreIfNotExists: true });
  return vscode.workspace.applyEdit(edit);
}

async function restoreText(target: Way<'edit'>, staysUnsaved: boolean, saved: string | undefined): Promise<boolean> {
  const uri = await presentUri(target);
  const document = await vscode.workspace.openTextDocument(uri);
  const now = normaliseEol(document.getText());
  if (now !== target.before) {
    // Not what was written here: the person has typed meanwhile, and perhaps saved.
    if (now !== target.text && now !== saved) return false;
    const edit = new vscode.WorkspaceEdit();
    addReplacements(edit, { uri, eol: document.eol }, now, target.before);
    if (!(await vscode.workspace.applyEdit(edit))) return false;
  }
  if (staysUnsaved || !target.disk) return true;
  if (!(await saveSurely(document))) return false;
  // Saving may have formatted the old text too.
  return sameBytes(await readBytes(uri, target.change.path), target.disk.bytes) || writeWhole(uri, target.disk.bytes);
}

/** A save that meets one that hangs comes back without having saved, but ends the other. */
async function saveSurely(document: vscode.TextDocument): Promise<boolean> {
  for (let attempt = 0; document.isDirty && attempt < 3; attempt++) {
    if (attempt > 0) await sleep(saveAgainMs);
    await untilAborted(document.save(), AbortSignal.timeout(saveWaitMs));
  }
  return !document.isDirty;
}

async function restoreBytes(target: Way<'disk'>): Promise<boolean> {
  const uri = await presentUri(target);
  const now = await readBytes(uri, target.change.path);
  if (sameBytes(now, target.disk.bytes)) return true;
  // What was cut off when writing failed is a beginning of it.
  if (!sameBytes(now, target.bytes.subarray(0, now.length))) return false;
  return writeWhole(uri, target.disk.bytes);
}

async function moveBack({ move, uri }: Target): Promise<boolean> {
  if (!move || (await isListed(move.from.fsPath))) return true;
  const edit = new vscode.WorkspaceEdit();
  edit.renameFile(uri, move.from);
  return vscode.workspace.applyEdit(edit);
}

async function undelete({ uri, disk, mode }: Way<'delete'>): Promise<boolean> {
  if (await entryAt(uri.fsPath)) return true;
  const written = await writeWhole(uri, disk.bytes);
  await chmod(uri.fsPath, mode);
  return written;
}

/** Where the file is by now: a move may have been made or not. */
async function presentUri({ move, uri }: Target): Promise<vscode.Uri> {
  return move && (await isListed(move.from.fsPath)) ? move.from : uri;
}
