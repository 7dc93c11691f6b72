import * as vscode from 'vscode';
import { plural } from '../base/text';
import type { LogPort } from '../contracts/ports';
import type { Orchestrator } from '../core/orchestrator';
import { plainText } from './plainText';

/** Sessions of another store: to import, or the folder to open where they are at home. */
export interface SessionOffer {
  readonly action: 'import' | 'open';
  readonly file: string;
  readonly folder?: string;
}

/**
 * Says once that there are sessions of a folder that was moved, copied or lies around this one, and brings them in one
 * click.
 */
export async function offerSessions(
  offers: readonly SessionOffer[],
  nameOf: (folder: string) => string | undefined,
  { orchestrator, log }: { readonly orchestrator: Orchestrator; readonly log: LogPort },
): Promise<void> {
  for (const { action, file, folder } of offers) {
    const shown = folder ?? 'this workspace';
    const text =
      action === 'import'
        ? `Flux found sessions from ${shown}. Import them here, with their undo history?`
        : `Flux found sessions from ${shown}. Open that folder to see them.`;
    const button = action === 'import' ? 'Import sessions' : 'Open folder';
    if ((await vscode.window.showInformationMessage(plainText(text), button)) !== button) continue;
    if (action === 'open' && folder !== undefined) {
      await vscode.commands.executeCommand('vscode.openFolder', vscode.Uri.file(folder), { forceNewWindow: true });
      continue;
    }
    try {
      const name = folder === undefined ? undefined : nameOf(folder);
      const found = await orchestrator.importStore(file, name === undefined ? undefined : [name]);
      await orchestrator.refresh();
      void vscode.window.showInformationMessage(
        found.length > 0 ? `${plural(found.length, 'session')} imported.` : 'All of these sessions are already here.',
      );
    } catch (error) {
      log.warn(`Importing sessions failed: ${String(error)}`);
      void vscode.window.showErrorMessage(plainText(error instanceof Error ? error.message : String(error)));
    }
  }
}
