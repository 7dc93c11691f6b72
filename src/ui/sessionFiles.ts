import * as vscode from 'vscode';
import type { SessionSnapshot } from '../contracts/session';
import { FluxError, messageOf } from '../base/errors';
import type { Orchestrator } from '../core/orchestrator';
import { pickSession } from './pickSession';
import { plainText } from './plainText';

const filters = { 'Flux session': ['flux.json', 'json'] };

/**
 * “Export Session…”: writes the session to a file that the person chooses, or that a script names (`{ session, file
 * }`).
 */
export async function exportToFile(argument: unknown, orchestrator: Orchestrator): Promise<string | undefined> {
  const picked = await pickSession(argument, orchestrator, {
    title: 'Export Session',
    none: 'There are no sessions to export.',
  });
  if (!picked) return undefined;
  const { session } = picked;
  const folder = vscode.workspace.workspaceFolders?.[0]?.uri;
  const wanted = folder && vscode.Uri.joinPath(folder, `${session.name.replace(/[^\p{L}\p{N}._-]+/gu, '-')}.flux.json`);
  const target =
    fileOf(argument) ?? (await vscode.window.showSaveDialog({ title: 'Export Session', defaultUri: wanted, filters }));
  if (!target) return undefined;
  await vscode.workspace.fs.writeFile(target, new TextEncoder().encode(await orchestrator.exportSession(session.id)));
  if (!fileOf(argument))
    void vscode.window.showInformationMessage(
      plainText(`“${session.name}” was exported to ${vscode.workspace.asRelativePath(target)}, without secrets.`),
    );
  return target.fsPath;
}

/** “Import Session…”: takes up a session from a file that the person chooses, or that a script names (`{ file }`). */
export async function importFromFile(
  argument: unknown,
  orchestrator: Orchestrator,
): Promise<SessionSnapshot | undefined> {
  const file =
    fileOf(argument) ??
    (await vscode.window.showOpenDialog({ title: 'Import Session', canSelectMany: false, filters }))?.[0];
  if (!file) return undefined;
  const bytes = await vscode.workspace.fs.readFile(file).then(undefined, (error: unknown) => {
    throw new FluxError(
      'bad_import',
      `${vscode.workspace.asRelativePath(file)} cannot be read (${messageOf(error)}). Choose another file.`,
    );
  });
  return orchestrator.importSession(new TextDecoder().decode(bytes));
}

function fileOf(argument: unknown): vscode.Uri | undefined {
  const file = typeof argument === 'object' && argument !== null ? (argument as { file?: unknown }).file : undefined;
  if (file instanceof vscode.Uri) return file;
  return typeof file === 'string' && file !== '' ? vscode.Uri.file(file) : undefined;
}
