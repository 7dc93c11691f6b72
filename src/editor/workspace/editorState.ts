import { compareText } from '../../base/compareText';
import * as vscode from 'vscode';
import { FluxError } from '../../base/errors';
import type { EditorPort, Problem } from '../../contracts/ports';
import { untilAborted } from '../../node/untilAborted';
import { openDocument } from '../files/fileBytes';
import { outerPath, pathOf, folderPathOf, workspaceFolders, type FoldersSource } from './folder';
import { settled } from '../files/filesSettled';

const maxQuickFixes = 10;

/** What the editor shows now, within the workspace's folders. */
export function createEditorState({
  folders = workspaceFolders,
}: { readonly folders?: FoldersSource } = {}): EditorPort {
  const problems = (paths?: readonly string[]): Problem[] =>
    vscode.languages
      .getDiagnostics()
      .flatMap(([uri, diagnostics]) => {
        const path = pathOf(folders, uri);
        return path === undefined || (paths && !paths.includes(path)) ? [] : toProblems(path, diagnostics);
      })
      .sort((a, b) => compareText(a.path, b.path) || a.line - b.line);
  const urisOf = async (paths: readonly string[]): Promise<vscode.Uri[]> =>
    (await Promise.all(paths.map((path) => folderPathOf(folders, path)))).map(({ uri }) => uri);
  return {
    folder: () => {
      const all = folders();
      if (all.length <= 1) return all[0]?.name;
      return all.map((folder) => outerPath(folders, folder, '.')).join(', ');
    },
    trusted: () => vscode.workspace.isTrusted,
    openFiles() {
      const { activeTabGroup, all } = vscode.window.tabGroups;
      const visible = [activeTabGroup, ...all].map((group) => group.activeTab);
      const tabs = [...visible, ...all.flatMap((group) => group.tabs)];
      const paths = tabs.map((tab) => tab && uriOf(tab.input)).map((uri) => uri && pathOf(folders, uri));
      return [...new Set(paths.filter((path) => path !== undefined))];
    },
    problems,
    async settledProblems(paths, signal) {
      await settled(await urisOf(paths), signal);
      return problems(paths);
    },
    async quickFixes(given, line, signal) {
      const { uri, path } = await folderPathOf(folders, given);
      const document = await untilAborted(openText(uri, path), signal);
      if (line < 1 || line > document.lineCount) return [];
      const asked = vscode.commands.executeCommand<(vscode.CodeAction | vscode.Command)[] | undefined>(
        'vscode.executeCodeActionProvider',
        uri,
        document.lineAt(line - 1).range,
        vscode.CodeActionKind.QuickFix.value,
      );
      const actions = (await untilAborted(asked, signal)) ?? [];
      const usable = actions.filter((action) => !('disabled' in action && action.disabled));
      return [...new Set(usable.map(({ title }) => title))].slice(0, maxQuickFixes);
    },
  };
}

async function openText(uri: vscode.Uri, path: string): Promise<vscode.TextDocument> {
  try {
    return openDocument(uri) ?? (await vscode.workspace.openTextDocument(uri));
  } catch (error) {
    throw new FluxError('not_found', `${path} cannot be opened as text. Check that it exists.`, { cause: error });
  }
}

function uriOf(input: unknown): vscode.Uri | undefined {
  if (
    input instanceof vscode.TabInputText ||
    input instanceof vscode.TabInputNotebook ||
    input instanceof vscode.TabInputCustom
  )
    return input.uri;
  if (input instanceof vscode.TabInputTextDiff || input instanceof vscode.TabInputNotebookDiff) return input.modified;
  return undefined;
}

/** What the editor shows as errors and warnings. */
export function toProblems(path: string, diagnostics: readonly vscode.Diagnostic[]): Problem[] {
  return diagnostics.flatMap(({ severity, range, message, source, code }) => {
    if (severity > vscode.DiagnosticSeverity.Warning) return [];
    const id = typeof code === 'object' ? code.value : code;
    const origin = [source, id].filter((part) => part !== undefined && part !== '').join(' ');
    const kind = severity === vscode.DiagnosticSeverity.Error ? ('error' as const) : ('warning' as const);
    return [{ path, line: range.start.line + 1, severity: kind, message: origin ? `${message} (${origin})` : message }];
  });
}
