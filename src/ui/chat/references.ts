import * as vscode from 'vscode';
import type { Reference } from '../../core/talk/references';

/** What a message refers to in the workspace: files and selections that were attached, or named by `#`. */
export function referencesOf(
  references: readonly vscode.ChatPromptReference[],
  pathOf: (uri: vscode.Uri) => string | undefined,
): Reference[] {
  return references.flatMap(({ id, value, range }): Reference[] => {
    const place = value instanceof vscode.Location ? value : undefined;
    const uri = value instanceof vscode.Uri ? value : place?.uri;
    const path = uri && pathOf(uri);
    if (path === undefined) return [];
    // What happens to be on the screen is not what somebody selected.
    const lines = place && !id.includes('viewport') ? linesOf(place.range) : {};
    return [{ path, ...lines, ...(range && { range }) }];
  });
}

/** One-based; a selection that ends before a line's first column does not hold that line. */
function linesOf({ start, end }: vscode.Range): { line: number; endLine: number } {
  const last = end.character === 0 && end.line > start.line ? end.line : end.line + 1;
  return { line: start.line + 1, endLine: last };
}
