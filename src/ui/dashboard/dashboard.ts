import * as vscode from 'vscode';
import { Emitter } from '../../base/emitter';
import type { DashboardState } from '../../contracts/dashboard';
import type { LogPort } from '../../contracts/ports';
import type { Orchestrator } from '../../core/orchestrator';
import type { Watching } from '../../core/watch/watching';
import { plainText } from '../plainText';
import { findSession } from '../steerCommands';
import { createDashboardBuilder } from './buildDashboard';
import { createDashboardPanel, type DashboardPanel } from './dashboardPanel';
import { figuresCsv, figuresJson } from './exportFigures';

/** What the dashboard reaches. */
export interface DashboardDeps {
  readonly extensionUri: vscode.Uri;
  readonly orchestrator: Orchestrator;
  readonly watching: Watching;
  readonly showPlan: (session: string, options: { focus: boolean; pinned?: boolean }) => void;
  readonly log: LogPort;
}

/** “Show Dashboard”: what sessions came to, and what they took. */
export function createDashboard(deps: DashboardDeps): DashboardPanel {
  const { extensionUri, orchestrator, watching, showPlan, log } = deps;
  const changed = new Emitter<void>();
  const tell = () => changed.fire();
  orchestrator.onDidChangeSession(tell);
  orchestrator.onDidRemoveSession(tell);
  watching.onDidChangeProposals(tell);
  return createDashboardPanel({
    extensionUri,
    build: createDashboardBuilder({ orchestrator, watching, now: Date.now }),
    onDidChange: changed.event,
    openSession: (session) => showPlan(session, { focus: true, pinned: true }),
    findSession: () => findSession(orchestrator),
    runGoal: () => void vscode.commands.executeCommand('flux.runGoal'),
    save,
    log,
  });
}

async function save(state: DashboardState, format: 'csv' | 'json'): Promise<void> {
  const folder = vscode.workspace.workspaceFolders?.[0]?.uri;
  const target = await vscode.window.showSaveDialog({
    title: 'Export Dashboard',
    ...(folder && { defaultUri: vscode.Uri.joinPath(folder, `flux-dashboard.${format}`) }),
    filters: format === 'csv' ? { CSV: ['csv'] } : { JSON: ['json'] },
  });
  if (!target) return;
  const text = format === 'csv' ? figuresCsv(state) : figuresJson(state);
  await vscode.workspace.fs.writeFile(target, new TextEncoder().encode(text));
  void vscode.window.showInformationMessage(
    plainText(`The dashboard was exported to ${vscode.workspace.asRelativePath(target)}.`),
  );
}
