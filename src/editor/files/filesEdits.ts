import * as vscode from 'vscode';
import type { Target } from './changeTargets';
import { replacements } from './lineDiff';

/**
 * All that goes through the editor, as one edit that one “undo” takes back: first what frees a place, then new files,
 * then texts, because a text that waits unsaved for long gets an editor opened. Undefined where there is nothing.
 */
export function workspaceEditOf(targets: readonly Target[]): vscode.WorkspaceEdit | undefined {
  const edit = new vscode.WorkspaceEdit();
  const concerned = targets.filter(({ way, move }) => move || way === 'create' || way === 'edit' || way === 'delete');
  for (const { move, uri } of concerned) if (move) edit.renameFile(move.from, uri);
  for (const { way, uri } of concerned) if (way === 'delete') edit.deleteFile(uri);
  for (const { way, uri } of concerned) if (way === 'create') edit.createFile(uri);
  for (const target of concerned) {
    if (target.way === 'create' && target.text !== '') edit.insert(target.uri, new vscode.Position(0, 0), target.text);
    // Of a moved file the editor makes another document, with the same lines.
    if (target.way === 'edit')
      addReplacements(edit, { uri: target.uri, eol: target.document.eol }, target.before, target.text);
  }
  // Its own size leaves out files that are made.
  return concerned.length > 0 ? edit : undefined;
}

/** Adds what turns one text into the other. */
export function addReplacements(
  edit: vscode.WorkspaceEdit,
  { uri, eol }: Pick<vscode.TextDocument, 'uri' | 'eol'>,
  before: string,
  after: string,
): void {
  const positionAt = positionsIn(before);
  const isCrlf = eol === vscode.EndOfLine.CRLF;
  for (const { start, end, text } of replacements(before, after)) {
    edit.replace(
      uri,
      new vscode.Range(positionAt(start), positionAt(end)),
      isCrlf ? text.replaceAll('\n', '\r\n') : text,
    );
  }
}

/** Turns offsets into a text with `\n` endings, asked for in rising order, into positions. */
function positionsIn(text: string): (offset: number) => vscode.Position {
  let line = 0;
  let lineStart = 0;
  return (offset) => {
    for (let next = text.indexOf('\n', lineStart); next !== -1 && next < offset; next = text.indexOf('\n', lineStart)) {
      line++;
      lineStart = next + 1;
    }
    return new vscode.Position(line, offset - lineStart);
  };
}
