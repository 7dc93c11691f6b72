import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import * as vscode from 'vscode';
import type { FluxApi } from '../../../src/contracts/api';
import type { Proposal, WatcherStatus } from '../../../src/contracts/watch';
import { root, until } from '../flux';

/** Changes a file as a person does: in an editor, and saves it. */
export async function save(path: string, change: (text: string) => string): Promise<void> {
  const document = await vscode.workspace.openTextDocument(vscode.Uri.joinPath(vscode.Uri.file(root()), path));
  const editor = await vscode.window.showTextDocument(document);
  // Where git has just written it, the editor must have seen that, or it refuses to save.
  await until('the editor has read it', () => document.getText() === readFileSync(document.uri.fsPath, 'utf8'));
  const whole = new vscode.Range(0, 0, document.lineCount, 0);
  await editor.edit((edit) => edit.replace(whole, change(document.getText())));
  assert.ok(await document.save());
}

/** Waits until so many are proposed. */
export async function proposed(api: FluxApi, count: number): Promise<Proposal[]> {
  let all: Proposal[] = [];
  await until(`${count} proposed`, async () => (all = await api.proposals()).length === count);
  return all;
}

/** How the tests are watched, once that fits. */
export async function testsAre(
  api: FluxApi,
  what: string,
  fits: (status: WatcherStatus) => boolean,
): Promise<WatcherStatus> {
  let status: WatcherStatus | undefined;
  await until(`the tests are ${what}`, async () => {
    status = (await api.watchers()).find(({ name }) => name === 'tests');
    return status !== undefined && fits(status);
  });
  assert.ok(status);
  return status;
}
