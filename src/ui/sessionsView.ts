import * as vscode from 'vscode';
import type { SessionState, SessionSummary } from '../contracts/session';
import { capitalize, ellipsis } from '../base/text';
import type { Orchestrator } from '../core/orchestrator';
import { hasEnded } from '../words/sessionState';
import { escapeMarkdown } from './markdown';
import { sessionTitle } from './sessionTitle';
import {
  contextOf,
  descriptionOf,
  finishedAtFirst,
  groupSessions,
  standingOf,
  wordOf,
  type SessionGroup,
  type Standing,
} from './sessionTree';

/** Changes that come together are drawn together, in milliseconds. */
const drawAfterMs = 150;
/** While it is seen, ages are drawn again this often, in milliseconds. */
const ageAfterMs = 60_000;
/**
 * So many sessions that have not ended are looked into at the start; others are known once something happens in them.
 */
const lookedInto = 50;
/** And so many of those that are over: whether what they did is undone. */
const endedLookedInto = 20;

type Node = SessionGroup | SessionNode | { readonly more: number };
/** A session in the tree; commands take it as their argument. */
interface SessionNode {
  readonly session: string;
  readonly summary: SessionSummary;
  readonly standing?: Standing;
}

/** The native view of all sessions: what needs the person, what works, what sleeps, what is over. */
export function createSessionsView(orchestrator: Orchestrator): vscode.Disposable {
  const changed = new vscode.EventEmitter<void>();
  const standings = new Map<string, Standing>();
  let shown = finishedAtFirst;
  let timer: NodeJS.Timeout | undefined;
  const view = vscode.window.createTreeView<Node>('flux.sessions', {
    showCollapseAll: false,
    treeDataProvider: {
      onDidChangeTreeData: changed.event,
      getTreeItem: itemOf,
      async getChildren(node) {
        if (node) return 'sessions' in node ? childrenOf(node, standings) : [];
        const all = await orchestrator.sessions();
        await lookInto(all, standings, orchestrator);
        const groups = groupSessions(all, standings, shown);
        view.badge = badgeOf(groups);
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
    standings.set(session.id, standingOf(session));
    draw();
  });
  const removed = orchestrator.onDidRemoveSession((id) => {
    standings.delete(id);
    draw();
  });
  const showMore = vscode.commands.registerCommand('flux.internal.showMoreSessions', () => {
    shown += finishedAtFirst;
    draw();
  });
  let aging: NodeJS.Timeout | undefined;
  const ageWhileShown = (): void => {
    clearInterval(aging);
    aging = view.visible ? setInterval(draw, ageAfterMs) : undefined;
    if (view.visible) draw();
  };
  ageWhileShown();
  const shownOrHidden = view.onDidChangeVisibility(ageWhileShown);
  return vscode.Disposable.from(view, changed, listening, removed, showMore, shownOrHidden, {
    dispose: () => (clearTimeout(timer), clearInterval(aging)),
  });
}

function childrenOf({ sessions, more }: SessionGroup, standings: ReadonlyMap<string, Standing>): Node[] {
  const nodes = sessions.map((summary): SessionNode => ({
    session: summary.id,
    summary,
    standing: standings.get(summary.id),
  }));
  return more > 0 ? [...nodes, { more }] : nodes;
}

function badgeOf(groups: readonly SessionGroup[]): vscode.ViewBadge | undefined {
  const waiting = groups.find(({ id }) => id === 'needsYou')?.sessions.length ?? 0;
  if (waiting === 0) return undefined;
  return { value: waiting, tooltip: `${waiting} ${waiting === 1 ? 'session needs' : 'sessions need'} you` };
}

/** A list says nothing of questions, and sessions already open at start have fired no event yet. */
async function lookInto(
  all: readonly SessionSummary[],
  standings: Map<string, Standing>,
  orchestrator: Orchestrator,
): Promise<void> {
  const open = all.filter(({ state }) => !hasEnded(state)).slice(0, lookedInto);
  const ended = all.filter(({ state }) => hasEnded(state)).slice(0, endedLookedInto);
  const unknown = [...open, ...ended].filter(({ id }) => !standings.has(id));
  // One may be deleted meanwhile.
  const found = await Promise.all(unknown.map(({ id }) => orchestrator.session(id).catch(() => undefined)));
  // Events that came meanwhile are newer.
  for (const session of found)
    if (session && !standings.has(session.id)) standings.set(session.id, standingOf(session));
}

function itemOf(node: Node): vscode.TreeItem {
  if ('sessions' in node) {
    const group = new vscode.TreeItem(
      node.label,
      node.id === 'finished' && node.sessions.length > 20
        ? vscode.TreeItemCollapsibleState.Collapsed
        : vscode.TreeItemCollapsibleState.Expanded,
    );
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
  const { summary, standing } = node;
  const title = sessionTitle(summary);
  // A longer one would hide where it stands.
  const item = new vscode.TreeItem(sessionTitle(summary, 32));
  item.id = summary.id;
  item.description = descriptionOf(summary, standing, Date.now());
  item.tooltip = new vscode.MarkdownString(
    `${escapeMarkdown(ellipsis(summary.goal, 400))}\n\n${capitalize(wordOf(summary, standing))} · session name ` +
      `**${escapeMarkdown(summary.name)}**`,
  );
  const isUndone = standing?.isUndone === true && standing.state === summary.state;
  const asks = standing?.asks === true && !hasEnded(summary.state);
  const icon = asks ? 'bell-dot' : icons[summary.state];
  const color = isUndone ? undefined : colors[summary.state];
  item.iconPath = new vscode.ThemeIcon(
    isUndone ? 'discard' : icon,
    color === undefined ? undefined : new vscode.ThemeColor(color),
  );
  item.contextValue = contextOf(summary);
  item.command = { command: 'flux.openPlan', title: 'Open Plan', arguments: [summary.id] };
  item.accessibilityInformation = { label: `${title}, ${item.description}` };
  return item;
}

const colors: Partial<Record<SessionState, string>> = {
  complete: 'testing.iconPassed',
  failed: 'testing.iconFailed',
};

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
