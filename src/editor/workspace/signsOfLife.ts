import * as vscode from 'vscode';

/** Hears that somebody works in this window: types, changes the editor, comes back to it. */
export function hearPerson(hear: () => void): vscode.Disposable {
  return vscode.Disposable.from(
    vscode.window.onDidChangeWindowState(hear),
    vscode.window.onDidChangeActiveTextEditor(hear),
    vscode.window.onDidChangeTextEditorSelection(hear),
    vscode.workspace.onDidChangeTextDocument(({ document }) => {
      // Logs are documents, too.
      if (document.uri.scheme !== 'output') hear();
    }),
    vscode.workspace.onDidChangeConfiguration(hear),
  );
}
