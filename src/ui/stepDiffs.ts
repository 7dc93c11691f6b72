import * as vscode from 'vscode';
import { planPanelViewType } from '../contracts/commands';
import type { LogPort } from '../contracts/ports';
import type { SessionSnapshot } from '../contracts/session';
import type { SettingsPort } from '../contracts/settings';
import type { Disposable } from '../base/disposables';
import type { Orchestrator } from '../core/orchestrator';
import { stepDocumentFolder, stepDocumentScheme, type StepDocuments } from './stepDocuments';

/** More files of one step than these open no diff of their own; the panel shows them all. */
const mostDiffs = 5;

/**
 * In the approval mode `step`, opens what a step would do to its files as the editor's diffs while the step asks,
 * without taking the focus, and closes them when it is answered. Only in the window that works on the session.
 */
export function createStepDiffs(deps: {
  readonly orchestrator: Orchestrator;
  readonly documents: StepDocuments;
  readonly settings: SettingsPort;
  readonly log: LogPort;
}): Disposable {
  const { orchestrator, documents, settings, log } = deps;
  /** The steps whose diffs are open, by gate. */
  const shown = new Map<string, { readonly session: string; readonly step: string }>();

  async function open(session: SessionSnapshot, step: string): Promise<void> {
    const paths = session.plan?.steps.find(({ id }) => id === step)?.writes ?? [];
    const viewColumn = freeColumn();
    for (const path of paths.slice(0, mostDiffs))
      await documents.openDiff(session, step, path, { preserveFocus: true, preview: false, viewColumn });
  }

  return orchestrator.onDidChangeSession((session) => {
    for (const [gate, { session: owner, step }] of shown) {
      if (owner !== session.id || session.gates.some(({ id }) => id === gate)) continue;
      shown.delete(gate);
      closeDiffs(owner, step).catch((error: unknown) => log.warn(`Closing a diff failed: ${String(error)}`));
    }
    if (settings('approval.mode') !== 'step' || !orchestrator.worksHere(session.id)) return;
    for (const { id, kind, step } of session.gates) {
      if ((kind !== 'step' && kind !== 'delta') || step === undefined || shown.has(id)) continue;
      shown.set(id, { session: session.id, step });
      // A step without a diff (tests, a command) has nothing to open; the gate says what it does.
      open(session, step).catch((error: unknown) => log.info(`No diff for step ${step}: ${String(error)}`));
    }
  });
}

/** A group that shows neither what the person works on nor the plan; a new one where there is none. */
function freeColumn(): vscode.ViewColumn {
  const { all, activeTabGroup } = vscode.window.tabGroups;
  const isFree = (group: vscode.TabGroup) => {
    const shown = group.activeTab?.input;
    if (shown instanceof vscode.TabInputWebview && shown.viewType.endsWith(planPanelViewType)) return false;
    return group !== activeTabGroup || shown === undefined;
  };
  return all.find(isFree)?.viewColumn ?? vscode.ViewColumn.Beside;
}

async function closeDiffs(session: string, step: string): Promise<void> {
  const { authority, path } = stepDocumentFolder(session, step, 'after');
  const ours = vscode.window.tabGroups.all
    .flatMap(({ tabs }) => tabs)
    .filter(
      ({ input }) =>
        input instanceof vscode.TabInputTextDiff &&
        input.modified.scheme === stepDocumentScheme &&
        input.modified.authority === authority &&
        input.modified.path.startsWith(path),
    );
  if (ours.length > 0) await vscode.window.tabGroups.close(ours, true);
}
