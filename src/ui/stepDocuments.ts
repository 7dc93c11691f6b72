import * as vscode from 'vscode';
import type { SessionSnapshot } from '../contracts/session';
import type { StorePort } from '../contracts/store';
import type { AnyTool } from '../contracts/tool';
import { FluxError } from '../base/errors';
import { previewStep } from './planPreviews';

const scheme = 'flux-step';

/** Read-only documents about steps: what an edit would make of a file, and the whole output of a call. */
export interface StepDocuments extends vscode.Disposable {
  /** Opens the editor's own diff: the file as it is against what the step would make of it. */
  openDiff(session: SessionSnapshot, step: string, path: string): Promise<void>;
  showOutput(session: SessionSnapshot, step: string): Promise<void>;
}

export function createStepDocuments(tools: readonly AnyTool[], store: StorePort): StepDocuments {
  const texts = new Map<string, string>();
  const changes = new vscode.EventEmitter<vscode.Uri>();
  const registration = vscode.workspace.registerTextDocumentContentProvider(scheme, { onDidChange: changes.event, provideTextDocumentContent: (uri) => texts.get(uri.toString()) ?? '' });
  const closing = vscode.workspace.onDidCloseTextDocument((document) => texts.delete(document.uri.toString()));

  const keep = (session: string, step: string, side: string, path: string, text: string): vscode.Uri => {
    const uri = vscode.Uri.from({ scheme, authority: encodeURIComponent(session).toLowerCase(), path: `/${side}/${step}/${path}` });
    texts.set(uri.toString(), text);
    changes.fire(uri);
    return uri;
  };

  return {
    async openDiff(session, id, path) {
      const step = session.plan?.steps.find((candidate) => candidate.id === id);
      const file = step && (await previewStep(step, session, tools))?.find((candidate) => candidate.path === path);
      if (!file) throw new FluxError('no_diff', 'There is no diff to show any more: the step has run, or its edit is not known yet.');
      const before = keep(session.id, id, 'before', path, file.before ?? '');
      const after = keep(session.id, id, 'after', path, file.after);
      await vscode.commands.executeCommand('vscode.diff', before, after, `${path} (${step.title})`, { preview: true });
    },
    async showOutput(session, id) {
      const step = session.plan?.steps.find((candidate) => candidate.id === id);
      const text = (step?.outputKey && (await store.getText(step.outputKey))) ?? step?.result;
      if (!text) throw new FluxError('no_output', 'This step printed nothing that was kept.');
      const document = await vscode.workspace.openTextDocument(keep(session.id, id, 'output', `${id}.log`, text));
      await vscode.window.showTextDocument(document, { preview: true, viewColumn: vscode.ViewColumn.One });
    },
    dispose() {
      registration.dispose();
      closing.dispose();
      changes.dispose();
    },
  };
}
