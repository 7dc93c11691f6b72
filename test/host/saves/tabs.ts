import assert from 'node:assert/strict';
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import * as vscode from 'vscode';
import { disk, root, until } from '../flux';

/** A file in a tab, with text that the person has typed and not saved. */
export interface DirtyTab {
  readonly path: string;
  readonly document: vscode.TextDocument;
  readonly typed: string;
  /** The disk's bytes when it was typed. */
  readonly before: string;
}

export const uriOf = (path: string) => vscode.Uri.file(join(root(), path));

/** Opens a file in a tab of its own and types a line at its beginning. */
export async function typeInto(path: string, typed = `// typed into ${path}\n`): Promise<DirtyTab> {
  const before = disk(path);
  const document = await vscode.workspace.openTextDocument(uriOf(path));
  await until(`the editor shows ${path} as it is on the disk`, () => document.getText() === before);
  const editor = await vscode.window.showTextDocument(document, { preview: false });
  assert.ok(await editor.edit((edit) => edit.insert(new vscode.Position(0, 0), typed)));
  await until(`the tab of ${path} shows that it is not saved`, () => tabOf(path)?.isDirty === true);
  return { path, document, typed, before };
}

export function tabOf(path: string): vscode.Tab | undefined {
  const key = uriOf(path).toString();
  return vscode.window.tabGroups.all
    .flatMap(({ tabs }) => tabs)
    .find(({ input }) => input instanceof vscode.TabInputText && input.uri.toString() === key);
}

/** What is typed stands in the tab, once, and not on the disk. */
export function assertUnsaved({ path, document, typed, before }: DirtyTab, onDisk: string | RegExp = before): void {
  const text = document.getText();
  assert.equal(document.isDirty, true, `${path} is unsaved still`);
  assert.equal(document.isClosed, false, `${path} is open still`);
  assert.equal(tabOf(path)?.isDirty, true, `the tab of ${path} is there and unsaved`);
  assert.equal(text.split(typed).length, 2, `what was typed stands in ${path} once:\n${text.slice(0, 300)}`);
  const now = existsSync(join(root(), path)) ? disk(path) : '';
  assert.ok(!now.includes(typed), `what was typed is not on the disk in ${path}`);
  if (typeof onDisk === 'string') assert.equal(now, onDisk, `${path} on the disk`);
  else assert.match(now, onDisk);
}
