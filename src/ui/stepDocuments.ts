import * as vscode from 'vscode';
import type { SessionSnapshot } from '../contracts/session';
import type { StorePort } from '../contracts/store';
import type { AnyTool, FilePreviewText } from '../contracts/tool';
import { FluxError } from '../base/errors';
import { previewStep } from './planPreviews';

/** The scheme of documents about steps. */
export const stepDocumentScheme = 'flux-step';

/** Where the texts of one step's files lie, before or after: ids are a model's words and may look like paths. */
export function stepDocumentFolder(
  session: string,
  step: string,
  side: string,
): { readonly authority: string; readonly path: string } {
  return { authority: encodeURIComponent(session).toLowerCase(), path: `/${side}/${encodeURIComponent(step)}/` };
}

/** Read-only documents about steps: what an edit would make of a file, and the whole output of a call. */
export interface StepDocuments extends vscode.Disposable {
  /** Opens the editor's own diff: the file before the step against what it made, or would make, of it. */
  openDiff(
    session: SessionSnapshot,
    step: string,
    path: string,
    options?: vscode.TextDocumentShowOptions,
  ): Promise<void>;
  showOutput(session: SessionSnapshot, step: string): Promise<void>;
  /** Opens the editor's own diff: the file as it was before the run against the file as it is now. */
  compareRun(session: SessionSnapshot, path: string): Promise<void>;
}

/** What the documents are made from. */
export interface StepDocumentsDeps {
  readonly tools: readonly AnyTool[];
  readonly store: StorePort;
  /** A file's text before the run; null: there was none; undefined: it is not known as text. */
  readonly textBefore: (session: string, path: string) => Promise<string | null | undefined>;
  /** What a step did to files; empty where nothing of that is known. */
  readonly changesOf: (session: string, step: string) => Promise<FilePreviewText[]>;
  readonly uriOf: (path: string) => vscode.Uri | undefined;
}

export function createStepDocuments(deps: StepDocumentsDeps): StepDocuments {
  const texts = new Map<string, string>();
  const changes = new vscode.EventEmitter<vscode.Uri>();
  const registration = vscode.workspace.registerTextDocumentContentProvider(stepDocumentScheme, {
    onDidChange: changes.event,
    provideTextDocumentContent: (uri) => texts.get(uri.toString()) ?? '',
  });
  const closing = vscode.workspace.onDidCloseTextDocument((document) => texts.delete(document.uri.toString()));

  const keep: KeepText = ({ authority, path: folder }, path, text) => {
    const uri = vscode.Uri.from({ scheme: stepDocumentScheme, authority, path: `${folder}${path}` });
    texts.set(uri.toString(), text);
    changes.fire(uri);
    return uri;
  };

  return {
    async openDiff(session, id, path, options) {
      const step = session.plan?.steps.find((candidate) => candidate.id === id);
      const made = step?.files?.length ? await deps.changesOf(session.id, id) : [];
      const texts = made.length > 0 ? made : step && (await previewStep(step, session, deps.tools));
      const file = texts?.find((candidate) => candidate.path === path);
      if (!step || !file)
        throw new FluxError(
          'no_diff',
          'There is no diff to show: the step has already run, or its edit is not known yet.',
        );
      const before = keep(stepDocumentFolder(session.id, id, 'before'), path, file.before ?? '');
      const after = keep(stepDocumentFolder(session.id, id, 'after'), path, file.after);
      await vscode.commands.executeCommand('vscode.diff', before, after, `${path} (${step.title})`, {
        preview: true,
        ...options,
      });
    },
    showOutput: (session, id) => showOutput(session, id, deps.store, keep),
    compareRun: (session, path) => compareRun(session, path, deps, keep),
    dispose() {
      registration.dispose();
      closing.dispose();
      changes.dispose();
    },
  };
}

/** Keeps a text until its document is closed. @returns the document's address */
type KeepText = (folder: ReturnType<typeof stepDocumentFolder>, path: string, text: string) => vscode.Uri;

async function showOutput(session: SessionSnapshot, id: string, store: StorePort, keep: KeepText): Promise<void> {
  const step = session.plan?.steps.find((candidate) => candidate.id === id);
  const text = (step?.outputKey && (await store.getText(step.outputKey))) ?? step?.result;
  if (!text) throw new FluxError('no_output', 'No output of this step was kept.');
  const document = await vscode.workspace.openTextDocument(
    keep(stepDocumentFolder(session.id, id, 'output'), `${id}.log`, text),
  );
  await vscode.window.showTextDocument(document, { preview: true, viewColumn: vscode.ViewColumn.One });
}

async function compareRun(
  session: SessionSnapshot,
  path: string,
  { textBefore, uriOf }: StepDocumentsDeps,
  keep: KeepText,
): Promise<void> {
  const text = await textBefore(session.id, path);
  if (text === undefined)
    throw new FluxError('no_diff', `The text of ${path} before the run is not known, so there is nothing to compare.`);
  const now = uriOf(path);
  const present = now && (await exists(now)) ? now : undefined;
  const before = keep(stepDocumentFolder(session.id, 'run', 'before'), path, text ?? '');
  await vscode.commands.executeCommand(
    'vscode.diff',
    before,
    present ?? keep(stepDocumentFolder(session.id, 'run', 'after'), path, ''),
    `${path} (before the run ↔ now)`,
    { preview: true },
  );
}

function exists(uri: vscode.Uri): Promise<boolean> {
  return Promise.resolve(vscode.workspace.fs.stat(uri)).then(
    () => true,
    () => false,
  );
}
