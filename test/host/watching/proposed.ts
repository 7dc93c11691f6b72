import assert from 'node:assert/strict';
import * as vscode from 'vscode';
import type { FluxApi } from '../../../src/contracts/api';
import type { Proposal, ProposalKind, WatcherStatus } from '../../../src/contracts/watch';
import { disk, root, until } from '../flux';

/** Changes a file as a person does: in an editor, and saves it. */
export async function saveAs(path: string, change: (text: string) => string): Promise<vscode.TextDocument> {
  const document = await vscode.workspace.openTextDocument(vscode.Uri.joinPath(vscode.Uri.file(root()), path));
  const editor = await vscode.window.showTextDocument(document);
  // What was put on the disk between two tests is taken up a moment later; until then saving would be refused.
  await until('the editor shows the disk', () => !document.isDirty && document.getText() === disk(path));
  const whole = new vscode.Range(0, 0, document.lineCount, 0);
  await editor.edit((edit) => edit.replace(whole, change(document.getText())));
  assert.ok(await document.save());
  return document;
}

/** Waits until so many of a kind are offered. */
export async function proposed(api: FluxApi, kind: ProposalKind, count: number): Promise<Proposal[]> {
  for (let tries = 0; ; tries++) {
    const all = (await api.proposals()).filter((proposal) => proposal.kind === kind);
    if (all.length === count) return all;
    if (tries > 400) assert.fail(`not ${count}: ${JSON.stringify([await api.watchers(), all])}`);
    await new Promise((resolve) => setTimeout(resolve, 100));
  }
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
