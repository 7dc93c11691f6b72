import * as vscode from 'vscode';
import type { EditorPort, Problem } from '../../contracts/ports';
import type { SettingsPort } from '../../contracts/settings';
import { untilAborted } from '../../node/untilAborted';
import { openDocument } from '../files/fileBytes';
import { toProblems } from '../workspace/editorState';
import { folderPathOf, type FoldersSource } from '../workspace/folder';
import { findProjectFixers } from './fixProject';

interface FixableDeps {
  readonly folders: FoldersSource;
  readonly settings: SettingsPort;
  readonly editor: Pick<EditorPort, 'settledProblems'>;
}

/** More problems of a file are not asked about one by one. */
const mostAsked = 30;

/**
 * Tells which problems of an open file fixing would settle, by what the editor's extensions say of it: those where
 * their “fix all” would edit, and those of a fixer that the project has too, with a quick fix that is marked as the one
 * to take. Nothing is changed. None for a file that is not open.
 */
export function createFixable({ folders, settings, editor }: FixableDeps) {
  return async (given: string, signal: AbortSignal): Promise<readonly Problem[]> => {
    const place = await folderPathOf(folders, given);
    const document = openDocument(place.uri);
    if (!document) return [];
    await editor.settledProblems([place.path], signal);
    const shown = vscode.languages
      .getDiagnostics(place.uri)
      .filter(({ severity }) => severity <= vscode.DiagnosticSeverity.Warning);
    if (shown.length === 0) return [];
    const edits = await editsOfFixAll(document, signal);
    const project = await findProjectFixers(folders, settings, [place]);
    const names = project.names(place.path);
    const fixable: vscode.Diagnostic[] = [];
    let asked = 0;
    for (const diagnostic of shown) {
      const isEdited = edits.some((range) => range.intersection(diagnostic.range) !== undefined);
      const isOfFixer = names.includes((diagnostic.source ?? '').toLowerCase());
      if (isEdited || (isOfFixer && asked++ < mostAsked && (await hasPreferredFix(document, diagnostic, signal))))
        fixable.push(diagnostic);
    }
    return toProblems(place.path, fixable);
  };
}

type Action = vscode.CodeAction | vscode.Command;

/** Where the “fix all” of extensions would edit the document; without what rewrites it whole, which tells nothing. */
async function editsOfFixAll(document: vscode.TextDocument, signal: AbortSignal): Promise<vscode.Range[]> {
  const everything = new vscode.Range(0, 0, document.lineCount, 0);
  const kind = vscode.CodeActionKind.SourceFixAll.value;
  const actions = await askActions(document, everything, kind, signal);
  const last = document.lineAt(document.lineCount - 1).range.end;
  return actions
    .flatMap((action) => ('edit' in action && !action.disabled ? (action.edit?.get(document.uri) ?? []) : []))
    .map(({ range }) => range)
    .filter((range) => range.start.isAfter(new vscode.Position(0, 0)) || range.end.isBefore(last));
}

async function hasPreferredFix(
  document: vscode.TextDocument,
  { range }: vscode.Diagnostic,
  signal: AbortSignal,
): Promise<boolean> {
  const actions = await askActions(document, range, vscode.CodeActionKind.QuickFix.value, signal);
  return actions.some((action) => 'isPreferred' in action && action.isPreferred === true && !action.disabled);
}

async function askActions(
  document: vscode.TextDocument,
  range: vscode.Range,
  kind: string,
  signal: AbortSignal,
): Promise<readonly Action[]> {
  const asked = vscode.commands.executeCommand<readonly Action[] | undefined>(
    'vscode.executeCodeActionProvider',
    document.uri,
    range,
    kind,
    10,
  );
  return (await untilAborted(asked, signal)) ?? [];
}
