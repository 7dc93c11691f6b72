import * as vscode from 'vscode';
import type { SessionSnapshot } from '../contracts/session';
import type { Orchestrator } from '../core/orchestrator';
import { hasEnded, isRunning, standingWord } from '../words/sessionState';
import { sessionTitle } from './sessionTitle';

/** One entry in the status bar while a session is at work or waits for the person; hidden otherwise. */
export function createStatusBar(orchestrator: Orchestrator): vscode.Disposable {
  const item = vscode.window.createStatusBarItem('flux.status', vscode.StatusBarAlignment.Left, 0);
  item.name = 'Flux';
  const live = new Map<string, SessionSnapshot>();
  const listening = orchestrator.onDidChangeSession((session) => {
    if (hasEnded(session.state)) live.delete(session.id);
    else live.set(session.id, session);
    draw(item, [...live.values()]);
  });
  const removed = orchestrator.onDidRemoveSession((id) => {
    if (live.delete(id)) draw(item, [...live.values()]);
  });
  return vscode.Disposable.from(listening, removed, item);
}

function draw(item: vscode.StatusBarItem, live: readonly SessionSnapshot[]): void {
  const waiting = live.find((session) => session.gates.length > 0);
  const shown = waiting ?? live.at(-1);
  if (!shown) return item.hide();
  const works = isRunning(shown.state) || shown.state === 'planning';
  const icon = works ? 'sync~spin' : 'debug-pause';
  const others = live.length > 1 ? ` +${live.length - 1}` : '';
  item.text = `$(${waiting ? 'bell-dot' : icon}) Flux: ${sessionTitle(shown, 30)}${others}`;
  const title = sessionTitle(shown);
  item.tooltip = `${title} (${shown.name}): ${standingWord(shown)}`;
  item.accessibilityInformation = { label: `Flux, ${title}, ${standingWord(shown)}` };
  item.command = { command: 'flux.openPlan', title: 'Open Plan', arguments: [shown.id] };
  item.show();
}
