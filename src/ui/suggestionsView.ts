import * as vscode from 'vscode';
import { isCancelled } from '../base/errors';
import type { LogPort } from '../contracts/ports';
import type { FirstGoal, SuggestionKind } from '../contracts/suggestedGoal';
import type { Proposal, ProposalKind } from '../contracts/watch';
import type { Orchestrator } from '../core/orchestrator';
import type { Offer } from '../core/watch/proposals';
import type { Watching } from '../core/watch/watching';
import { hasEnded } from '../words/sessionState';
import { escapeMarkdown } from './markdown';
import { proposalItem } from './proposalItems';

/** Looks for goals to begin with in the open folders. */
export type FindGoals = (signal: AbortSignal) => Promise<readonly FirstGoal[]>;

/** The view of suggested goals. */
export interface SuggestionsView extends vscode.Disposable {
  /** Looks anew. */
  refresh(): void;
}

interface Deps {
  readonly orchestrator: Pick<Orchestrator, 'onDidChangeSession'>;
  readonly watching: Pick<Watching, 'proposals' | 'offers' | 'onDidChangeProposals'>;
  readonly find: FindGoals;
  readonly log: LogPort;
}

/**
 * The native view of what watchers suggest, and of a few goals from this project; each starts at a click. It looks for
 * goals only while it is visible: when it is opened, after a session has ended, and when asked to.
 */
export function createSuggestionsView({ orchestrator, watching, find, log }: Deps): SuggestionsView {
  const changed = new vscode.EventEmitter<void>();
  const closing = new AbortController();
  let goals: Promise<readonly FirstGoal[]> | undefined;
  const view = vscode.window.createTreeView<Proposal | FirstGoal>('flux.suggestions', {
    treeDataProvider: {
      onDidChangeTreeData: changed.event,
      getTreeItem: (node) => ('id' in node ? proposalItem(node) : itemOf(node)),
      async getChildren(node) {
        if (node) return [];
        try {
          goals ??= find(closing.signal);
          const found = await goals;
          const proposals = watching.proposals();
          const nodes = [...proposals, ...found.filter((goal) => !isCovered(goal, watching.offers()))];
          view.message = nodes.length === 0 ? 'No suggestions for this project now.' : undefined;
          return nodes;
        } catch (error) {
          goals = undefined;
          if (isCancelled(error)) return [];
          log.error('Looking for suggestions failed', error);
          view.message = 'Suggestions could not be loaded. The log of Flux says why.';
          return [...watching.proposals()];
        }
      },
    },
  });
  const refresh = () => {
    goals = undefined;
    changed.fire();
  };
  const ended = orchestrator.onDidChangeSession(({ state }) => {
    if (hasEnded(state)) refresh();
  });
  let known = idsOf(watching);
  const suggested = watching.onDidChangeProposals(() => {
    const now = idsOf(watching);
    // What has come or gone in the workspace may have ended a goal to begin with, too.
    if (now !== known) goals = undefined;
    known = now;
    changed.fire();
  });
  const shown = view.onDidChangeVisibility(({ visible }) => visible && refresh());
  return {
    refresh,
    dispose() {
      closing.abort();
      vscode.Disposable.from(view, changed, ended, suggested, shown).dispose();
    },
  };
}

function idsOf({ offers }: Pick<Watching, 'offers'>): string {
  return offers()
    .map(({ id }) => id)
    .sort()
    .join(' ');
}

/** What a watcher found says more than a goal of that sort; what was dismissed does not come back as such a goal. */
function isCovered({ kind, where }: FirstGoal, offers: readonly Offer[]): boolean {
  const places = offers.flatMap((offer) => (offer.kind === 'comment' ? (offer.places ?? []) : []));
  return (
    offers.some((offer) => covers[offer.kind]?.includes(kind)) ||
    places.some(({ path, line }) => where.includes(`${path}:${line}`))
  );
}

const covers: Partial<Readonly<Record<ProposalKind, readonly SuggestionKind[]>>> = {
  // Tests that fail have run.
  failing_tests: ['failingTest', 'untried'],
  uncommitted_work: ['uncommitted'],
  conflicts: ['conflict'],
};

function itemOf({ kind, goal, why, where }: FirstGoal): vscode.TreeItem {
  const item = new vscode.TreeItem(goal);
  const places = where.slice(0, 10).map((place) => `- ${escapeMarkdown(place)}`);
  const parts = [escapeMarkdown(goal), escapeMarkdown(why), places.join('\n'), 'Select it to start.'];
  item.tooltip = new vscode.MarkdownString(parts.filter(Boolean).join('\n\n'));
  item.iconPath = new vscode.ThemeIcon(icons[kind]);
  item.command = { command: 'flux.runGoal', title: 'Run Goal', arguments: [{ goal }] };
  item.accessibilityInformation = { label: `${goal}. ${why}`, role: 'button' };
  return item;
}

const icons: Readonly<Record<SuggestionKind, string>> = {
  conflict: 'git-merge',
  failingTest: 'error',
  untried: 'beaker',
  error: 'error',
  untested: 'beaker',
  fixme: 'checklist',
  unfinished: 'history',
  warning: 'warning',
  uncommitted: 'git-commit',
  hack: 'checklist',
  todo: 'checklist',
};
