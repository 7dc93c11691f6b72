import picomatch from 'picomatch';
import * as vscode from 'vscode';

/**
 * Whether a path in a folder is one that the person hides with `files.exclude`; undefined where that says no more than
 * by default.
 */
export function hiddenByPerson(folder: vscode.Uri): ((inner: string) => boolean) | undefined {
  const setting = vscode.workspace.getConfiguration('files', folder).inspect<Record<string, unknown>>('exclude');
  const all = vscode.workspace.getConfiguration('files', folder).get<Record<string, unknown>>('exclude') ?? {};
  const globs = Object.keys(all).filter((glob) => all[glob] === true && setting?.defaultValue?.[glob] !== true);
  if (globs.length === 0) return undefined;
  const matches = picomatch(globs, { dot: true, flags: 's' });
  // A glob may name a folder, which hides all below it.
  return (path) => path.split('/').some((_, index, parts) => matches(parts.slice(0, index + 1).join('/')));
}
