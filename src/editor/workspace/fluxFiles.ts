import * as vscode from 'vscode';
import { DisposableStore, type Disposable } from '../../base/disposables';
import type { AgentFile, Agents, AgentsPort } from '../../contracts/agents';
import type { LogPort } from '../../contracts/ports';
import { createAgentChoices, type AgentChoicesDeps } from './agentChoices';
import { watchNested } from '../../node/watchNested';
import { uriOf, type FoldersSource } from './folder';
import { createReadFluxFiles } from './readFluxFiles';

/** Several changes at once, such as of a switched branch, are looked at together; in milliseconds. */
const settleMs = 100;

export interface FluxFilesDeps extends AgentChoicesDeps {
  /** Puts what is built in together with the workspace's files. */
  readonly assemble: (files: readonly AgentFile[]) => Agents;
  readonly log: LogPort;
}

/**
 * Roles and workflows, those in the `.flux` folders of the workspace among them. Whoever asks gets what is on the disk
 * at that moment; changes are followed besides, so that what is wrong with a file shows at its line without anybody
 * asking. In a workspace that is not trusted its own files are left alone: they would tell the model what to do.
 */
export function createFluxFiles(deps: FluxFilesDeps): AgentsPort & Disposable {
  const { folders, assemble, log } = deps;
  const owned = new DisposableStore();
  const diagnostics = owned.add(vscode.languages.createDiagnosticCollection('flux'));
  const readFiles = createReadFluxFiles(folders);
  let newest = 0;
  let last: { readonly files: readonly AgentFile[]; readonly agents: Agents } | undefined;
  let isDisposed = false;

  const readOwn = async () => (vscode.workspace.isTrusted ? readFiles() : []);
  const agents = async (): Promise<Agents> => {
    const turn = ++newest;
    const files = await readOwn();
    if (last && isSame(last.files, files)) return last.agents;
    const found = assemble(files);
    if (turn === newest && !isDisposed) {
      last = { files, agents: found };
      publish(diagnostics, found, folders);
    }
    return found;
  };
  /** Nothing is parsed where there is nothing to tell. */
  const follow = async (): Promise<void> => {
    if (last || (await readOwn()).length > 0) await agents();
  };

  let timer: NodeJS.Timeout | undefined;
  const changed = () => {
    clearTimeout(timer);
    timer = setTimeout(
      () => void follow().catch((error: unknown) => log.error('The files in .flux could not be read.', error)),
      settleMs,
    );
  };
  watchFolders(owned, folders, changed);
  owned.add(vscode.workspace.onDidGrantWorkspaceTrust(changed));
  changed();

  return {
    roles: async () => (await agents()).roles,
    workflows: async () => (await agents()).workflows,
    choices: createAgentChoices(deps),
    dispose() {
      isDisposed = true;
      clearTimeout(timer);
      owned.dispose();
    },
  };
}

function publish(diagnostics: vscode.DiagnosticCollection, { problems }: Agents, folders: FoldersSource): void {
  const byPath = Map.groupBy(problems, ({ path }) => path);
  diagnostics.clear();
  for (const [path, own] of byPath) {
    const uri = uriOf(folders, path);
    if (uri) diagnostics.set(uri, own.map(toDiagnostic));
  }
}

function watchFolders(owned: DisposableStore, folders: FoldersSource, changed: () => void): void {
  // With the folders themselves: when one is deleted, the watcher reports nothing of what was in it.
  let nested: Disposable[] = [];
  const watchAll = () => {
    for (const each of nested) each.dispose();
    nested = folders().map(({ uri }) => watchNested(uri.fsPath, ['.flux', '.flux/agents', '.flux/workflows'], changed));
  };
  watchAll();
  owned.add({ dispose: () => nested.forEach((each) => each.dispose()) });
  // Where nothing can be watched, what is saved here is seen all the same.
  owned.add(vscode.workspace.onDidSaveTextDocument(({ uri }) => void (uri.path.includes('/.flux/') && changed())));
  const watcher = owned.add(vscode.workspace.createFileSystemWatcher('**/{.flux,.flux/**}'));
  owned.add(watcher.onDidCreate(changed));
  owned.add(watcher.onDidChange(changed));
  owned.add(watcher.onDidDelete(changed));
  owned.add(vscode.workspace.onDidChangeWorkspaceFolders(() => (watchAll(), changed())));
}

function isSame(a: readonly AgentFile[], b: readonly AgentFile[]): boolean {
  return a.length === b.length && a.every((file, index) => file === b[index]);
}

function toDiagnostic({ line, message }: { readonly line: number; readonly message: string }): vscode.Diagnostic {
  const diagnostic = new vscode.Diagnostic(
    new vscode.Range(line - 1, 0, line - 1, 1000),
    message,
    vscode.DiagnosticSeverity.Error,
  );
  diagnostic.source = 'Flux';
  return diagnostic;
}
