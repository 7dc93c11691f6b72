import * as vscode from 'vscode';

/** The command behind “Learn more” links: opens a page of the documentation that is packaged with Flux. */
const learnMore = 'flux.learnMore';

/** Registers it. @param folder the extension's own folder */
export function registerLearnMore(folder: vscode.Uri): vscode.Disposable {
  return vscode.commands.registerCommand(learnMore, async (name: unknown) => {
    const page = vscode.Uri.joinPath(folder, 'docs', `${String(name)}.md`);
    const known = typeof name === 'string' && /^[a-z-]+$/.test(name) && (await exists(page));
    if (known) await vscode.commands.executeCommand(opener(), page);
    else void vscode.window.showErrorMessage('Flux has no page with that name. The README lists all pages.');
  });
}

/** The editor's own Markdown extension can be disabled; then the page opens as text. */
function opener(): string {
  const hasPreview = vscode.extensions.getExtension('vscode.markdown-language-features') !== undefined;
  return hasPreview ? 'markdown.showPreview' : 'vscode.open';
}

function exists(uri: vscode.Uri): Promise<boolean> {
  return Promise.resolve(vscode.workspace.fs.stat(uri)).then(
    () => true,
    () => false,
  );
}
