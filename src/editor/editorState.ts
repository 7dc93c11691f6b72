import * as vscode from 'vscode';
import type { EditorPort, Problem } from '../contracts/ports';
import { pathIn, workspaceRoot, type FolderSource } from './folder';

/** What the editor shows now, within the workspace folder. */
export function createEditorState({ root = workspaceRoot }: { readonly root?: FolderSource } = {}): EditorPort {
  return {
    folder: () => root()?.name,
    trusted: () => vscode.workspace.isTrusted,
    openFiles() {
      const folder = root();
      if (!folder) return [];
      const { activeTabGroup, all } = vscode.window.tabGroups;
      const visible = [activeTabGroup, ...all].map((group) => group.activeTab);
      const tabs = [...visible, ...all.flatMap((group) => group.tabs)];
      const paths = tabs.map((tab) => tab && uriOf(tab.input)).map((uri) => uri && pathIn(folder, uri));
      return [...new Set(paths.filter((path) => path !== undefined))];
    },
    problems(paths) {
      const folder = root();
      if (!folder) return [];
      return vscode.languages
        .getDiagnostics()
        .flatMap(([uri, diagnostics]) => {
          const path = pathIn(folder, uri);
          return path === undefined || (paths && !paths.includes(path)) ? [] : toProblems(path, diagnostics);
        })
        .sort((a, b) => (a.path < b.path ? -1 : a.path > b.path ? 1 : a.line - b.line));
    },
  };
}

function uriOf(input: unknown): vscode.Uri | undefined {
  if (input instanceof vscode.TabInputText || input instanceof vscode.TabInputNotebook || input instanceof vscode.TabInputCustom) return input.uri;
  if (input instanceof vscode.TabInputTextDiff || input instanceof vscode.TabInputNotebookDiff) return input.modified;
  return undefined;
}

function toProblems(path: string, diagnostics: readonly vscode.Diagnostic[]): Problem[] {
  return diagnostics.flatMap(({ severity, range, message, source, code }) => {
    if (severity > vscode.DiagnosticSeverity.Warning) return [];
    const id = typeof code === 'object' ? code.value : code;
    const origin = [source, id].filter((part) => part !== undefined && part !== '').join(' ');
    const kind = severity === vscode.DiagnosticSeverity.Error ? ('error' as const) : ('warning' as const);
    return [{ path, line: range.start.line + 1, severity: kind, message: origin ? `${message} (${origin})` : message }];
  });
}
