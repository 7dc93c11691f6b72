import * as vscode from 'vscode';
import type { SessionState, SessionSummary } from '../contracts/session';
import { ellipsis } from '../base/text';
import type { Orchestrator } from '../core/orchestratorTypes';
import { hasEnded } from '../core/session/states';
import { escapeMarkdown } from './markdown';
import { ageText, contextOf, finishedAtFirst, groupSessions, type SessionGroup } from './sessionTree';
import { stateWord } from './statusText';

/** Changes that come together are drawn together, in milliseconds. */
const drawAfterMs = 150;

type Node = SessionGroup | SessionNode | { readonly more: number };
/** A session in the tree; commands take it as their argument. */
interface SessionNode {
  readonly session: string;
  readonly summary: SessionSummary;
  readonly asks: boolean;
}

/** The native view of all sessions: what needs the person, what works, what is over. */
export function createSessionsView(orchestrator: Orchestrator): vscode.Disposable {
  const changed = new vscode.EventEmitter<void>();
  const needsYou = new Set<string>();
  let shown = finishedAtFirst;
  let timer: NodeJS.Timeout | undefined;
  const view = vscode.window.createTreeView<Node>('flux.sessions', {
    showCollapseAll: false,
    treeDataProvider: {
      onDidChangeTreeData: changed.event,
      getTreeItem: itemOf,
      async getChildren(node) {
        if (node && 'sessions' in node) return [...node.sessions.map((summary): SessionNode => ({ session: summary.id, summary, asks: needsYou.has(summary.id) })), ...(node.more > 0 ? [{ more: node.more }] : [])];
        if (node) return [];
        const groups = groupSessions(await orchestrator.sessions(), needsYou, shown);
        const waiting = groups.find(({ id }) => id === 'needsYou')?.sessions.length ?? 0;
        view.badge = waiting > 0 ? { value: waiting, tooltip: `${waiting} ${waiting === 1 ? 'session needs' : 'sessions need'} you` } : undefined;
        return groups;
      },
    },
  });
  const draw = () => {
    timer ??= setTimeout(() => {
      timer = undefined;
      changed.fire();
    }, drawAfterMs);
  };
  const listening = orchestrator.onDidChangeSession((session) => {
    const asks = session.gates.length > 0 && !hasEnded(session.state);
    if (asks) needsYou.add(session.id);
    else needsYou.delete(session.id);
    draw();
  });
  const showMore = vscode.commands.registerCommand('flux.internal.showMoreSessions', () => {
    shown += finishedAtFirst;
    draw();
  });
  return vscode.Disposable.from(view, changed, listening, showMore, { dispose: () => clearTimeout(timer) });
}

function itemOf(node: Node): vscode.TreeItem {
  if ('sessions' in node) {
    const group = new vscode.TreeItem(node.label, node.id === 'finished' && node.sessions.length > 20 ? vscode.TreeItemCollapsibleState.Collapsed : vscode.TreeItemCollapsibleState.Expanded);
    group.id = node.id;
    group.description = String(node.sessions.length + node.more);
    return group;
  }
  if ('more' in node) {
    const more = new vscode.TreeItem('Show more…');
    more.description = `${node.more} not listed`;
    more.command = { command: 'flux.internal.showMoreSessions', title: 'Show More' };
    return more;
  }
  const { summary, asks } = node;
  const item = new vscode.TreeItem(summary.name);
  const word = asks && summary.state !== 'awaiting_approval' && summary.state !== 'paused' ? 'waiting for your answer' : stateWord(summary);
  const percent = !hasEnded(summary.state) && summary.progress > 0 ? `${Math.round(summary.progress * 100)} %` : '';
  item.id = summary.id;
  item.description = [word, percent, ageText(summary.updatedAt, Date.now())].filter(Boolean).join(' · ');
  item.tooltip = new vscode.MarkdownString(`**${escapeMarkdown(summary.name)}** · ${word}\n\n${escapeMarkdown(ellipsis(summary.goal, 400))}`);
  item.iconPath = new vscode.ThemeIcon(asks && !hasEnded(summary.state) ? 'bell-dot' : icons[summary.state]);
  item.contextValue = contextOf(summary);
  item.command = { command: 'flux.openPlan', title: 'Open Plan', arguments: [summary.id] };
  item.accessibilityInformation = { label: `${summary.name}, ${item.description}` };
  return item;
}

const icons: Record<SessionState, string> = {
  discovery: 'search',
  planning: 'loading~spin',
  awaiting_approval: 'bell-dot',
  implementation: 'loading~spin',
  testing: 'loading~spin',
  verification: 'loading~spin',
  deployment: 'loading~spin',
  paused: 'debug-pause',
  complete: 'pass',
  failed: 'error',
  cancelled: 'circle-slash',
};
