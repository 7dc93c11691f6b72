import { rmdir } from 'node:fs/promises';
import * as vscode from 'vscode';
import { FluxError, throwIfCancelled } from '../base/errors';
import type { AppliedChange } from '../contracts/files';
import { isUnchanged, stale, type Target } from './changeTargets';
import { readCurrent } from './currentText';
import { kindOf, sameBytes } from './fileBytes';
import { normaliseEol, replacements } from './lineDiff';

/**
 * Makes checked changes, all or none: one edit of the workspace, then what goes straight to the disk, then saving what
 * the person had no unsaved text in. No editor opens and no cursor moves.
 * @throws FluxError `stale`, `read_only`, `write_failed` after everything was put back
 */
export async function applyTargets(targets: readonly Target[], signal: AbortSignal): Promise<AppliedChange[]> {
  throwIfCancelled(signal);
  await requireUnchanged(targets);
  throwIfCancelled(signal);
  try {
    await editAll(targets);
    await writeAll(targets);
    await saveAll(targets);
  } catch (error) {
    const left = await restore(targets);
    if (left.length === 0) throw error;
    const reason = error instanceof FluxError ? error.reason : 'write_failed';
    throw new FluxError(reason, `${error instanceof Error ? error.message : String(error)} These could not be put back: ${left.join(', ')}. Look at them before you go on.`, { cause: error });
  }
  return Promise.all(targets.map(outcome));
}

async function requireUnchanged(targets: readonly Target[]): Promise<void> {
  for (const target of targets) if (!(await isUnchanged(target))) throw stale(target.change.path, 'has changed');
}

async function editAll(targets: readonly Target[]): Promise<void> {
  const edit = new vscode.WorkspaceEdit();
  // New files first: a text that waits unsaved for long gets an editor opened.
  for (const target of targets) if (target.way === 'create') edit.createFile(target.uri, { contents: target.bytes });
  for (const target of targets) {
    if (target.way === 'edit') addReplacements(edit, target.document, target.before, target.change.text);
  }
  // Its own size leaves out files that are made.
  if (!targets.some(({ way }) => way === 'create' || way === 'edit')) return;
  if (await vscode.workspace.applyEdit(edit)) return;
  await requireUnchanged(targets.filter((target) => target.way === 'edit'));
  throw refused(targets.filter((target) => target.way === 'edit' || target.way === 'create'));
}

async function writeAll(targets: readonly Target[]): Promise<void> {
  for (const target of targets) {
    if (target.way !== 'disk') continue;
    if (!(await isUnchanged(target))) throw stale(target.change.path, 'has changed');
    try {
      await vscode.workspace.fs.writeFile(target.uri, target.bytes);
    } catch (error) {
      throw new FluxError('write_failed', `${target.change.path} could not be written. Nothing was changed.`, { cause: error });
    }
  }
}

async function saveAll(targets: readonly Target[]): Promise<void> {
  await Promise.all(
    targets.map(async (target) => {
      if (target.way !== 'edit' || target.wasDirty) return;
      const saved = await target.document.save();
      if (!saved) throw new FluxError('write_failed', `${target.change.path} could not be saved. Nothing was changed.`);
    }),
  );
}

function refused(targets: readonly Target[]): FluxError {
  const names = targets.map(({ change }) => change.path).join(', ');
  return new FluxError('read_only', `The editor refused to change ${names}. Nothing was changed. Check that none of them is read-only there (files.readonlyInclude) and try again.`);
}

/** Puts everything back as it was; returns what could not be. */
async function restore(targets: readonly Target[]): Promise<string[]> {
  const left: string[] = [];
  for (const target of targets) {
    if (!(await restoreOne(target).catch(() => false))) left.push(target.change.path);
  }
  return left;
}

/** Whether the target is now as it was before; what somebody else has changed meanwhile is left alone. */
async function restoreOne(target: Target): Promise<boolean> {
  switch (target.way) {
    case 'none':
      return true;
    case 'create': {
      if ((await kindOf(target.uri)) !== 'file') return true;
      if (!sameBytes(await vscode.workspace.fs.readFile(target.uri), target.bytes)) return false;
      await vscode.workspace.fs.delete(target.uri);
      // Fails, as it should, for a folder that somebody has put something into.
      for (const folder of target.newFolders.toReversed()) await rmdir(folder).catch(() => {});
      return true;
    }
    case 'disk': {
      const now = await vscode.workspace.fs.readFile(target.uri);
      if (sameBytes(now, target.disk.bytes)) return true;
      if (!sameBytes(now, target.bytes)) return false;
      await vscode.workspace.fs.writeFile(target.uri, target.disk.bytes);
      return true;
    }
    case 'edit': {
      const now = normaliseEol(target.document.getText());
      if (now !== target.before) {
        // Not what was written here: the person has typed meanwhile.
        if (now !== target.change.text && target.document.isDirty) return false;
        const edit = new vscode.WorkspaceEdit();
        addReplacements(edit, target.document, now, target.before);
        if (!(await vscode.workspace.applyEdit(edit))) return false;
      }
      return target.wasDirty || !target.document.isDirty || target.document.save();
    }
  }
}

function addReplacements(edit: vscode.WorkspaceEdit, document: vscode.TextDocument, before: string, after: string): void {
  const positionAt = positionsIn(before);
  const isCrlf = document.eol === vscode.EndOfLine.CRLF;
  for (const { start, end, text } of replacements(before, after)) {
    edit.replace(document.uri, new vscode.Range(positionAt(start), positionAt(end)), isCrlf ? text.replaceAll('\n', '\r\n') : text);
  }
}

/** Turns offsets into a text with `\n` endings, asked for in rising order, into positions. */
function positionsIn(text: string): (offset: number) => vscode.Position {
  let line = 0;
  let lineStart = 0;
  return (offset) => {
    for (let next = text.indexOf('\n', lineStart); next !== -1 && next < offset; next = text.indexOf('\n', lineStart)) {
      line++;
      lineStart = next + 1;
    }
    return new vscode.Position(line, offset - lineStart);
  };
}

async function outcome(target: Target): Promise<AppliedChange> {
  const { hash, dirty } = await readCurrent(target.uri, target.change.path);
  const { added, removed, change } = target;
  return { path: change.path, created: target.way === 'create', saved: !dirty, hash, added, removed };
}
