import * as vscode from 'vscode';
import { hiddenBy } from '../../node/search/hiddenBy';

/**
 * Whether a path in a folder is one that the person hides with `files.exclude`; undefined where that says no more than
 * by default.
 */
export function hiddenByPerson(folder: vscode.Uri): ((inner: string) => boolean) | undefined {
  return hiddenBy(globsHiddenByPerson(folder));
}

/** What the person hides with `files.exclude`, without what is there by default. */
export function globsHiddenByPerson(folder: vscode.Uri): string[] {
  const setting = vscode.workspace.getConfiguration('files', folder).inspect<Record<string, unknown>>('exclude');
  const all = vscode.workspace.getConfiguration('files', folder).get<Record<string, unknown>>('exclude') ?? {};
  return Object.keys(all).filter((glob) => all[glob] === true && setting?.defaultValue?.[glob] !== true);
}
