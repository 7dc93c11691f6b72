import type * as vscode from 'vscode';
import { messageOf, throwIfCancelled } from '../../base/errors';
import type { LogPort } from '../../contracts/ports';
import type { SettingsPort } from '../../contracts/settings';
import { openDocument } from '../files/fileBytes';
import { folderPathOf, type FolderPath, type FoldersSource } from '../workspace/folder';
import { fixDocument } from './fixDocument';
import { findProjectFixers } from './fixProject';

interface FixSavedDeps {
  readonly folders: FoldersSource;
  readonly settings: SettingsPort;
  readonly log: LogPort;
}

/** Fixing right after saves. */
export interface FixSaved {
  fix(path: string, signal: AbortSignal): Promise<void>;
  /** Whether a document is being edited by it just now, so that its changes are nobody's typing. */
  isEditing(document: vscode.TextDocument): boolean;
}

/** Edits that have begun are finished and saved, whoever types elsewhere; no longer than that, in ms. */
const longestEditMs = 10_000;

/**
 * Fixes a file that the person has just saved, and only that one: what extensions fix by themselves, as edits of its
 * document, then the project's own fixers, whose result the editor takes up as one more. It is saved afterwards, and
 * the editor's undo takes all of it back. Imports and formatting are left as they are.
 *
 * Neither the text before nor the text after is fixed again: whoever undoes a fix and saves wants it so, and two fixers
 * that disagree do not go on for ever.
 */
export function createFixSaved({ folders, settings, log }: FixSavedDeps): FixSaved {
  const settledTexts = new Map<string, ReadonlySet<string>>();
  const editing = new Set<vscode.TextDocument>();

  const fixPlace = async (place: FolderPath, document: vscode.TextDocument, signal: AbortSignal): Promise<void> => {
    const project = await findProjectFixers(folders, settings, [place]);
    throwIfCancelled(signal);
    editing.add(document);
    try {
      const limit = AbortSignal.timeout(longestEditMs);
      await fixDocument(document, place.path, { format: false, imports: false, signal: limit });
    } finally {
      editing.delete(document);
    }
    if (!project.covers(place.path) || document.isDirty) return;
    const { trouble } = await project.run(signal, () => {});
    for (const sentence of trouble) log.warn(sentence);
  };

  return {
    isEditing: (document) => editing.has(document),
    async fix(given, signal) {
      const place = await folderPathOf(folders, given);
      const document = openDocument(place.uri);
      // What is typed on is fixed with the next save.
      if (!document || document.isDirty) return;
      const before = document.getText();
      if (settledTexts.get(place.path)?.has(before)) return;
      try {
        await fixPlace(place, document, signal);
      } catch (error) {
        throwIfCancelled(signal);
        log.warn(`Fixing ${place.path} after it was saved failed: ${messageOf(error)}`);
      } finally {
        const after = document.getText();
        if (after !== before) settledTexts.set(place.path, new Set([before, after]));
      }
    },
  };
}
