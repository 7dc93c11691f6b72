import * as vscode from 'vscode';
import { FluxError, throwIfCancelled } from '../base/errors';
import type { FixPort } from '../contracts/ports';
import { resolveInside } from '../node/containment';
import { untilAborted } from '../node/untilAborted';
import { readDisk } from './fileBytes';
import { requireFolder, uriIn, type FolderSource } from './folder';
import { formattingEdits } from './formatters';

/** In this order: what organising removes need not be formatted. */
const sourceActions = ['source.organizeImports', 'source.fixAll'];

/** What became of one file. */
interface Fixed {
  readonly changed: boolean;
  readonly saved: boolean;
  /** False when no formatter knows the file's language. */
  readonly formatted: boolean;
}

/**
 * Organises imports, applies what linters fix by themselves, and formats, with whatever the person has installed.
 * A file without unsaved text is saved afterwards; no editor opens.
 */
export function createVscodeFix({ root }: { readonly root: FolderSource }): FixPort {
  return {
    async fix(paths, signal) {
      const report = { changed: [] as string[], unsaved: [] as string[], unformatted: [] as string[] };
      for (const given of paths) {
        throwIfCancelled(signal);
        const folder = requireFolder(root);
        const path = await resolveInside(folder.uri.fsPath, given);
        const uri = uriIn(folder, path);
        if (!(await isText(uri, path))) {
          report.unformatted.push(path);
          continue;
        }
        const { changed, saved, formatted } = await fixOne(await untilAborted(vscode.workspace.openTextDocument(uri), signal), signal);
        if (changed) report.changed.push(path);
        if (changed && !saved) report.unsaved.push(path);
        if (!formatted) report.unformatted.push(path);
      }
      return report;
    },
  };
}

/** Asked before the editor makes a document of the file. @throws FluxError `not_found`, `is_directory` */
async function isText(uri: vscode.Uri, path: string): Promise<boolean> {
  try {
    await readDisk(uri, path);
    return true;
  } catch (error) {
    if (FluxError.is(error, 'binary') || FluxError.is(error, 'too_large')) return false;
    throw error;
  }
}

async function fixOne(document: vscode.TextDocument, signal: AbortSignal): Promise<Fixed> {
  const wasDirty = document.isDirty;
  const before = document.getText();
  for (const kind of sourceActions) {
    throwIfCancelled(signal);
    await runSourceAction(document, vscode.CodeActionKind.Empty.append(kind), signal);
  }
  throwIfCancelled(signal);
  const formatted = await format(document, signal);
  if (document.getText() === before && document.isDirty === wasDirty) return { changed: false, saved: true, formatted };
  const saved = !wasDirty && (await untilAborted(document.save(), signal));
  return { changed: document.getText() !== before, saved, formatted };
}

/** What other extensions do cannot be stopped: when the signal fires it is no longer waited for. */
async function runSourceAction(document: vscode.TextDocument, kind: vscode.CodeActionKind, signal: AbortSignal): Promise<void> {
  const everything = new vscode.Range(0, 0, document.lineCount, 0);
  const asked = vscode.commands.executeCommand<(vscode.CodeAction | vscode.Command)[] | undefined>('vscode.executeCodeActionProvider', document.uri, everything, kind.value, 10);
  for (const action of (await untilAborted(asked, signal)) ?? []) {
    if (!('kind' in action) || !action.kind || !kind.contains(action.kind) || action.disabled) continue;
    if (action.edit && !touchesOnly(action.edit, document.uri)) continue;
    if (action.edit) await vscode.workspace.applyEdit(action.edit);
    if (action.command) await untilAborted(vscode.commands.executeCommand(action.command.command, ...(action.command.arguments ?? [])), signal);
  }
}

/** A fix may reach into other files; those were not asked for. */
function touchesOnly(edit: vscode.WorkspaceEdit, uri: vscode.Uri): boolean {
  return edit.entries().every(([touched]) => touched.toString() === uri.toString());
}

/** Whether a formatter was there. */
async function format(document: vscode.TextDocument, signal: AbortSignal): Promise<boolean> {
  const edits = await untilAborted(formattingEdits(document, indentationOf(document)), signal);
  if (!edits) return false;
  if (edits.length === 0) return true;
  const edit = new vscode.WorkspaceEdit();
  edit.set(document.uri, edits);
  await vscode.workspace.applyEdit(edit);
  return true;
}

function indentationOf(document: vscode.TextDocument): vscode.FormattingOptions {
  const shown = vscode.window.visibleTextEditors.find((editor) => editor.document === document);
  const configuration = vscode.workspace.getConfiguration('editor', document);
  return {
    tabSize: typeof shown?.options.tabSize === 'number' ? shown.options.tabSize : configuration.get('tabSize', 4),
    insertSpaces: typeof shown?.options.insertSpaces === 'boolean' ? shown.options.insertSpaces : configuration.get('insertSpaces', true),
  };
}
