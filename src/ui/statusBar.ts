import * as vscode from 'vscode';
import type { SessionSnapshot } from '../contracts/session';
import type { Orchestrator } from '../core/orchestrator';
import { spentWords } from '../words/budgetWords';
import { hasEnded, isRunning, standingWord } from '../words/sessionState';
import type { Beginning } from './beginning';
import { sessionTitle } from './sessionTitle';

/**
 * One entry in the status bar while a session is at work or waits for the person. Otherwise it leads somebody new to
 * the walkthrough, and is hidden once a goal has run.
 */
export function createStatusBar(
  orchestrator: Orchestrator,
  beginning: Pick<Beginning, 'isNew' | 'onDidBegin'>,
): vscode.Disposable {
  const item = vscode.window.createStatusBarItem('flux.status', vscode.StatusBarAlignment.Left, 0);
  item.name = 'Flux';
  const live = new Map<string, SessionSnapshot>();
  const draw = () => {
    const waiting = [...live.values()].find((session) => session.gates.length > 0);
    const shown = waiting ?? [...live.values()].at(-1);
    if (shown) drawSession(item, shown, live.size - 1);
    else if (beginning.isNew()) drawBeginning(item);
    else item.hide();
  };
  draw();
  // What waited already when the window opened has not changed since.
  void waitingSessions(orchestrator).then((waiting) => {
    for (const session of waiting) if (!live.has(session.id)) live.set(session.id, session);
    draw();
  });
  const listening = orchestrator.onDidChangeSession((session) => {
    if (hasEnded(session.state)) live.delete(session.id);
    else live.set(session.id, session);
    draw();
  });
  const removed = orchestrator.onDidRemoveSession((id) => {
    if (live.delete(id)) draw();
  });
  return vscode.Disposable.from(listening, removed, beginning.onDidBegin(draw), item);
}

/** The sessions that wait for the person now, the oldest first. */
async function waitingSessions(orchestrator: Orchestrator): Promise<SessionSnapshot[]> {
  const open = (await orchestrator.sessions().catch(() => [])).filter(({ state }) => !hasEnded(state));
  const found = await Promise.all(open.slice(0, 20).map(({ id }) => orchestrator.session(id).catch(() => undefined)));
  return found.flatMap((session) => (session && session.gates.length > 0 ? [session] : [])).reverse();
}

function drawBeginning(item: vscode.StatusBarItem): void {
  item.text = 'Flux: Get Started';
  item.tooltip = 'Open the walkthrough of Flux';
  item.accessibilityInformation = undefined;
  item.command = 'flux.getStarted';
  item.show();
}

function drawSession(item: vscode.StatusBarItem, shown: SessionSnapshot, more: number): void {
  const works = isRunning(shown.state) || shown.state === 'planning';
  const icon = works ? 'sync~spin' : 'debug-pause';
  const others = more > 0 ? ` +${more}` : '';
  item.text = `$(${shown.gates.length > 0 ? 'bell-dot' : icon}) Flux: ${sessionTitle(shown, 30)}${others}`;
  const title = sessionTitle(shown);
  const spent = shown.modelCalls > 0 ? ` · ${spentWords(shown)}` : '';
  item.tooltip = `${title} (${shown.name}): ${standingWord(shown)}${spent}`;
  item.accessibilityInformation = { label: `Flux, ${title}, ${standingWord(shown)}` };
  item.command = { command: 'flux.openPlan', title: 'Open Plan', arguments: [shown.id] };
  item.show();
}
