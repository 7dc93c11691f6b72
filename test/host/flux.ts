import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import * as vscode from 'vscode';
import type { FluxApi } from '../../src/contracts/api';
import type { SessionSnapshot } from '../../src/contracts/session';
import { startScriptedModel, type Script, type ScriptedModel } from '../model/scriptedModel';

/** Flux as another extension gets it. */
export async function flux(): Promise<FluxApi> {
  const extension = vscode.extensions.getExtension<FluxApi>('flux-editor.flux');
  assert.ok(extension, 'Flux is installed');
  return extension.activate();
}

/** Sets settings of Flux for the user; undefined takes one back. */
export async function setFlux(settings: Record<string, unknown>): Promise<void> {
  for (const [key, value] of Object.entries(settings))
    await vscode.workspace.getConfiguration('flux').update(key, value, vscode.ConfigurationTarget.Global);
}

/** A scripted model that Flux is connected to. */
export async function connectModel(script: Script): Promise<ScriptedModel> {
  const model = await startScriptedModel(script);
  await setFlux({ 'model.baseUrl': model.url, 'model.id': 'scripted' });
  return model;
}

/** The open folder on the disk. */
export function root(): string {
  const folder = vscode.workspace.workspaceFolders?.[0];
  assert.ok(folder);
  return folder.uri.fsPath;
}

/** A file's bytes as text, exactly. */
export function disk(path: string): string {
  return readFileSync(join(root(), path), 'utf8');
}

export function put(path: string, content: string | Buffer): void {
  writeFileSync(join(root(), path), content);
}

export function git(...args: string[]): string {
  return execFileSync('git', args, { cwd: root(), encoding: 'utf8' }).trim();
}

/** Puts the folder back to its first commit and saves nothing. */
export async function reset(): Promise<void> {
  for (const document of vscode.workspace.textDocuments.filter(
    ({ isDirty, uri }) => isDirty && uri.scheme === 'file',
  )) {
    await vscode.window.showTextDocument(document).then(undefined, () => {}); // its file may be gone
    await vscode.commands.executeCommand('workbench.action.revertAndCloseActiveEditor').then(undefined, () => {});
  }
  await vscode.commands.executeCommand('workbench.action.closeAllEditors');
  const first = git('rev-list', '--max-parents=0', 'HEAD');
  git('reset', '--hard', '-q', first);
  git('clean', '-fdxq');
}

export const planText = (steps: object[], more: object = {}) =>
  JSON.stringify({ summary: 'Email addresses are checked', steps, ...more });

/** An edit that makes the sample's failing test pass. */
export const fixBlock = [
  'src/login/validate.js',
  '<<<<<<< SEARCH',
  "  if (!email?.trim()) problems.email = 'Enter your e-mail address.';",
  '=======',
  "  if (!email?.trim()) problems.email = 'Enter your e-mail address.';",
  "  else if (!/^[^\\s@]+@[^\\s@]+\\.[^\\s@]+$/.test(email.trim())) problems.email = 'Enter a valid e-mail address.';",
  '>>>>>>> REPLACE',
].join('\n');

export const fixStep = {
  id: 'fix',
  title: 'Check the e-mail address',
  tool: 'edit_file',
  input: { path: 'src/login/validate.js' },
};
export const testStep = { id: 'tests', title: 'Run the tests', tool: 'run_tests', expect: [{ kind: 'tests_pass' }] };
export const fixPlan = `${planText([fixStep, testStep], { verify: 'tests' })}\n=== fix ===\n${fixBlock}`;

export const statuses = (session: SessionSnapshot) => session.plan?.steps.map((step) => `${step.id} ${step.status}`);

export { until } from '../harness/until.mjs';
