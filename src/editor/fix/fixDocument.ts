import detectIndent from 'detect-indent';
import * as vscode from 'vscode';
import { throwIfCancelled } from '../../base/errors';
import { untilAborted } from '../../node/untilAborted';
import { requireEncodable } from '../files/encodable';
import { addReplacements } from '../files/filesEdits';
import { formattingEdits } from './formatters';
import { normaliseEol } from '../files/lineDiff';

/** In this order: what organising removes need not be formatted. */
const sourceActions = [
  { kind: 'source.organizeImports', title: 'organise imports' },
  { kind: 'source.fixAll', title: 'fix all' },
] as const;

/** What became of one document. */
export interface FixedDocument {
  /** What did something. */
  readonly used: readonly string[];
  /** False when no formatter knows the document's language, or none was wanted. */
  readonly formatted: boolean;
}

/**
 * Organises a document's imports, applies what linters fix by themselves, and formats it, with whatever the person has
 * installed. A document without unsaved text is saved afterwards; no editor opens.
 * @param name how a person calls it
 * @param options `imports`: whether they are organised; true when left out
 * @throws FluxError `unencodable`, and the text is as before (or, where the person has typed meanwhile, not saved);
 * CancelledError
 */
export async function fixDocument(
  document: vscode.TextDocument,
  name: string,
  options: { readonly format: boolean; readonly imports?: boolean; readonly signal: AbortSignal },
): Promise<FixedDocument> {
  const { signal, imports = true } = options;
  const wasDirty = document.isDirty;
  const before = document.getText();
  const fixing: Fixing = { document, signal, isTyped: false };
  const used: string[] = [];
  for (const { kind, title } of sourceActions) {
    throwIfCancelled(signal);
    if (kind === 'source.organizeImports' && !imports) continue;
    if (await runSourceActions(fixing, vscode.CodeActionKind.Empty.append(kind))) used.push(title);
  }
  throwIfCancelled(signal);
  const formatted = options.format && (await format(fixing));
  if (formatted) used.push(formatterName(document));
  await requireEncodable({
    uri: document.uri,
    name,
    text: document.getText(),
    before,
    encoding: document.encoding,
  }).catch(async (error: unknown) => {
    if (!fixing.isTyped) {
      const edit = new vscode.WorkspaceEdit();
      addReplacements(edit, document, normaliseEol(document.getText()), normaliseEol(before));
      await vscode.workspace.applyEdit(edit);
      if (!wasDirty) await untilAborted(document.save(), signal);
    }
    throw error;
  });
  if (!wasDirty && !fixing.isTyped && (document.getText() !== before || document.isDirty))
    await untilAborted(document.save(), signal);
  return { used, formatted };
}

/** A document that is being fixed. `isTyped`: the person has typed in it meanwhile. */
interface Fixing {
  readonly document: vscode.TextDocument;
  readonly signal: AbortSignal;
  isTyped: boolean;
}

/** How often extensions are asked again while the person types. */
const mostAsked = 5;

/**
 * Asks for edits of the text as it stands. What was typed while an extension thought would make its edits land
 * elsewhere, so it is asked again. @throws Error when the text keeps changing
 */
async function askSettled<T>(fixing: Fixing, ask: () => Thenable<T>): Promise<T> {
  for (let count = 0; count < mostAsked; count++) {
    const { version } = fixing.document;
    const answer = await untilAborted(ask(), fixing.signal);
    if (fixing.document.version === version) return answer;
    fixing.isTyped = true;
  }
  throw new Error('the text kept changing');
}

/** Whether the person has said which formatter the language has. */
export function hasChosenFormatter(document: vscode.TextDocument): boolean {
  return chosenFormatter(document) !== undefined;
}

function chosenFormatter(document: vscode.TextDocument): vscode.Extension<unknown> | undefined {
  const chosen = vscode.workspace.getConfiguration('editor', document).get<string | null>('defaultFormatter');
  return chosen ? vscode.extensions.getExtension(chosen) : undefined;
}

function formatterName(document: vscode.TextDocument): string {
  const { displayName, name } = (chosenFormatter(document)?.packageJSON ?? {}) as {
    displayName?: string;
    name?: string;
  };
  // Names of built-in extensions are keys into translations.
  return displayName && !displayName.startsWith('%') ? displayName : (name ?? "the editor's formatter");
}

/**
 * Whether the text was changed. After each action the editor is asked again, because they were meant for the
 * text before. What other extensions do cannot be stopped: when the signal fires nothing waits for it any more.
 */
async function runSourceActions(fixing: Fixing, kind: vscode.CodeActionKind): Promise<boolean> {
  const { document, signal } = fixing;
  const done = new Set<string>();
  const isNext = (action: vscode.CodeAction | vscode.Command): action is vscode.CodeAction =>
    'kind' in action &&
    action.kind !== undefined &&
    kind.contains(action.kind) &&
    !action.disabled &&
    !done.has(action.title) &&
    !(action.edit && !touchesOnly(action.edit, document.uri));
  let hasChanged = false;
  for (;;) {
    const everything = () => new vscode.Range(0, 0, document.lineCount, 0);
    const found = await askSettled(fixing, () =>
      vscode.commands.executeCommand<(vscode.CodeAction | vscode.Command)[] | undefined>(
        'vscode.executeCodeActionProvider',
        document.uri,
        everything(),
        kind.value,
        10,
      ),
    );
    const action = found?.find(isNext);
    if (!action) return hasChanged;
    done.add(action.title);
    const { version } = document;
    if (action.edit) await vscode.workspace.applyEdit(action.edit);
    if (action.command)
      await untilAborted(
        vscode.commands.executeCommand(action.command.command, ...(action.command.arguments ?? [])),
        signal,
      );
    hasChanged ||= document.version !== version;
  }
}

/** A fix may reach into other files; those were not asked for. */
function touchesOnly(edit: vscode.WorkspaceEdit, uri: vscode.Uri): boolean {
  return edit.entries().every(([touched]) => touched.toString() === uri.toString());
}

/** Whether a formatter was there. */
async function format(fixing: Fixing): Promise<boolean> {
  const { document } = fixing;
  const edits = await askSettled(fixing, () => formattingEdits(document, indentationOf(document)));
  if (!edits) return false;
  if (edits.length === 0) return true;
  const edit = new vscode.WorkspaceEdit();
  edit.set(document.uri, edits);
  await vscode.workspace.applyEdit(edit);
  return true;
}

/** As the editor would show it: what the person set for this editor, else what the text has, else the settings. */
function indentationOf(document: vscode.TextDocument): vscode.FormattingOptions {
  const shown = vscode.window.visibleTextEditors.find((editor) => editor.document === document);
  const configuration = vscode.workspace.getConfiguration('editor', document);
  const found = shown || !configuration.get('detectIndentation', true) ? undefined : detectIndent(document.getText());
  const tabSize = found?.type === 'space' ? found.amount : configuration.get('tabSize', 4);
  const insertSpaces = found?.type === undefined ? configuration.get('insertSpaces', true) : found.type === 'space';
  return {
    tabSize: typeof shown?.options.tabSize === 'number' ? shown.options.tabSize : tabSize,
    insertSpaces: typeof shown?.options.insertSpaces === 'boolean' ? shown.options.insertSpaces : insertSpaces,
  };
}
