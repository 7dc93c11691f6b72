import { writeFileSync } from 'node:fs';
import * as vscode from 'vscode';

/**
 * Not a test: reads how long each extension took to activate from the editor's own report ("Developer: Startup
 * Performance") and keeps the rows of Flux and of the built-in git extension. Milliseconds.
 */
export async function run(): Promise<void> {
  await vscode.extensions.getExtension('vscode.git')?.activate();
  await vscode.extensions.getExtension('flux-editor.flux')?.activate();
  await new Promise((resolve) => setTimeout(resolve, 3000));
  await vscode.commands.executeCommand('perfview.show');
  await new Promise((resolve) => setTimeout(resolve, 1500));
  const documents = vscode.workspace.textDocuments.filter((document) => document.uri.scheme === 'perf');
  const text =
    documents.map((document) => document.getText()).join('\n') ||
    (
      await vscode.workspace.openTextDocument(vscode.Uri.from({ scheme: 'perf', path: 'Startup Performance' }))
    ).getText();
  writeFileSync(process.env['FLUX_ACTIVATION_RESULT'] ?? 'activation.txt', text);
}
