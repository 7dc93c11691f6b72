import * as vscode from 'vscode';
import { isCancelled } from '../base/errors';
import type { LogPort } from '../contracts/ports';
import type { FirstGoal, SuggestionKind } from '../contracts/suggestedGoal';
import type { Orchestrator } from '../core/orchestrator';
import { hasEnded } from '../words/sessionState';
import { escapeMarkdown } from './markdown';

/** Looks for goals to begin with in the open folders. */
export type FindGoals = (signal: AbortSignal) => Promise<readonly FirstGoal[]>;

/** The view of suggested goals. */
export interface SuggestionsView extends vscode.Disposable {
  /** Looks anew. */
  refresh(): void;
}

interface Deps {
  readonly orchestrator: Pick<Orchestrator, 'onDidChangeSession'>;
  readonly find: FindGoals;
  readonly log: LogPort;
}

/**
 * The native view of a few goals from this project, each of which starts at a click. It looks for them only while it is
 * visible: when it is opened, after a session has ended, and when asked to.
 */
export function createSuggestionsView({ orchestrator, find, log }: Deps): SuggestionsView {
  const changed = new vscode.EventEmitter<void>();
  const closing = new AbortController();
  const view = vscode.window.createTreeView<FirstGoal>('flux.suggestions', {
    treeDataProvider: {
      onDidChangeTreeData: changed.event,
      getTreeItem: itemOf,
      async getChildren(node) {
        if (node) return [];
        try {
          const goals = await find(closing.signal);
          view.message = goals.length === 0 ? 'No suggestions for this project now.' : undefined;
          return [...goals];
        } catch (error) {
          if (isCancelled(error)) return [];
          log.error('Looking for suggestions failed', error);
          view.message = 'Suggestions could not be loaded. The log of Flux says why.';
          return [];
        }
      },
    },
  });
  const ended = orchestrator.onDidChangeSession(({ state }) => {
    if (hasEnded(state)) changed.fire();
  });
  const shown = view.onDidChangeVisibility(({ visible }) => visible && changed.fire());
  return {
    refresh: () => changed.fire(),
    dispose() {
      closing.abort();
      vscode.Disposable.from(view, changed, ended, shown).dispose();
    },
  };
}

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
