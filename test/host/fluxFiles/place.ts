import { mkdir, rm, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import * as vscode from 'vscode';
import type { TestCounts } from '../../../src/contracts/session';
import { assembleAgents } from '../../../src/core/agents/assembleAgents';
import { createEditorState } from '../../../src/editor/workspace/editorState';
import { createVscodeFiles } from '../../../src/editor/files/files';
import { createFluxFiles } from '../../../src/editor/workspace/fluxFiles';
import { workspaceFolders } from '../../../src/editor/workspace/folder';
import { createVscodeGit } from '../../../src/editor/git/git';
import { createTools, type ToolPorts } from '../../../src/tools/allTools';

/** A second adapter beside the extension's own, with what the tests said last in its hand. */
export function openFluxFiles(lastTests: () => TestCounts | undefined = () => undefined) {
  const folders = workspaceFolders;
  const tools = createTools({} as ToolPorts).map(({ name }) => name);
  const log = { info: () => {}, warn: () => {}, error: console.error };
  return createFluxFiles({
    folders,
    files: createVscodeFiles({ folders }),
    git: createVscodeGit({ folders }),
    editor: createEditorState({ folders }),
    log,
    lastTests,
    assemble: (own) => assembleAgents(own, tools),
  });
}

/** A path on the disk; the first folder's unless it begins with another one's name. */
export function absolute(path: string): string {
  const folders = workspaceFolders();
  const other = folders.slice(1).find(({ name }) => path.startsWith(`${name}/`));
  return other ? join(other.uri.fsPath, path.slice(other.name.length + 1)) : join(folders[0]!.uri.fsPath, path);
}

export async function put(path: string, content: string | Uint8Array): Promise<void> {
  await mkdir(dirname(absolute(path)), { recursive: true });
  await writeFile(absolute(path), content);
}

export async function removeAll(...paths: string[]): Promise<void> {
  for (const path of paths) await rm(absolute(path), { recursive: true, force: true });
}

/** What the editor shows of a file, by source: `3 There is no tool …`. Both adapters tell, so each is there once. */
export function shown(path: string): string[] {
  const all = vscode.languages
    .getDiagnostics(vscode.Uri.file(absolute(path)))
    .filter(({ source }) => source === 'Flux');
  return [...new Set(all.map(({ range, message }) => `${range.start.line + 1} ${message}`))];
}

export const roleText = (...head: string[]) => ['---', ...head, '---', '', 'Prune what has grown wild.', ''].join('\n');
