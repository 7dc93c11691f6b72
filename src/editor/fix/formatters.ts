import * as vscode from 'vscode';

/** The editor's own formatters, by language: https://github.com/microsoft/vscode/tree/main/extensions */
const builtIn: Readonly<Record<string, readonly string[]>> = {
  'vscode.typescript-language-features': ['typescript', 'typescriptreact', 'javascript', 'javascriptreact'],
  'vscode.json-language-features': ['json', 'jsonc', 'snippets'],
  'vscode.css-language-features': ['css', 'less', 'scss'],
  'vscode.html-language-features': ['html'],
};

/** Whether an extension is one of the editor's own that format, each of them by a server. */
export function isBuiltInFormatter(extensionId: string): boolean {
  return extensionId.toLowerCase() in builtIn;
}

/** Languages for which a formatter has been seen at work. */
const seen = new Set<string>();

/**
 * The edits that format a document; undefined when no formatter knows its language. The editor itself does not tell
 * that apart from “nothing to do”, so without edits it is found out by other signs, which may miss an unusual
 * formatter.
 */
export async function formattingEdits(
  document: vscode.TextDocument,
  options: vscode.FormattingOptions,
): Promise<vscode.TextEdit[] | undefined> {
  const edits = await ask(document, options);
  if (edits.length > 0) seen.add(document.languageId);
  else if (!seen.has(document.languageId) && !(await hasFormatter(document, options))) return undefined;
  return edits;
}

async function hasFormatter(document: vscode.TextDocument, options: vscode.FormattingOptions): Promise<boolean> {
  if (isContributed(document)) return true;
  // With another indentation most formatters would have something to do.
  const found = (await ask(document, { tabSize: options.tabSize === 3 ? 5 : 3, insertSpaces: true })).length > 0;
  if (found) seen.add(document.languageId);
  return found;
}

async function ask(document: vscode.TextDocument, options: vscode.FormattingOptions): Promise<vscode.TextEdit[]> {
  return (
    (await vscode.commands.executeCommand<vscode.TextEdit[] | undefined>(
      'vscode.executeFormatDocumentProvider',
      document.uri,
      options,
    )) ?? []
  );
}

/** Whether the person has chosen a formatter for the language, or an extension says that it brings one. */
function isContributed(document: vscode.TextDocument): boolean {
  const { languageId } = document;
  const chosen = vscode.workspace.getConfiguration('editor', document).get<string | null>('defaultFormatter');
  if (chosen && vscode.extensions.getExtension(chosen)) return true;
  return vscode.extensions.all.some(({ id, packageJSON }) => {
    if (builtIn[id.toLowerCase()]?.includes(languageId)) return true;
    const { categories, activationEvents } = packageJSON as {
      categories?: readonly string[];
      activationEvents?: readonly string[];
    };
    return Boolean(categories?.includes('Formatters') && activationEvents?.includes(`onLanguage:${languageId}`));
  });
}
