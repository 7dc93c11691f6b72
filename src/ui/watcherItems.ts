import * as vscode from 'vscode';
import { capitalize } from '../base/text';
import type { SettingKey, SettingsPort } from '../contracts/settings';
import type { ProposalKind, WatcherName, WatcherStatus } from '../contracts/watch';
import { afterFailure, kindWords, watcherText, watcherWords, type LearntLine } from '../words/watchWords';
import { escapeMarkdown } from './markdown';

/** The setting that switches a watcher, and its values for on and off. */
export const switches: Readonly<
  Record<WatcherName, { readonly key: SettingKey; readonly on: boolean | string; readonly off: boolean | string }>
> = {
  tests: { key: 'watchers.tests', on: 'affected', off: 'off' },
  autofix: { key: 'watchers.autofix', on: 'offer', off: 'off' },
  git: { key: 'watchers.git', on: true, off: false },
  comments: { key: 'watchers.comments', on: true, off: false },
  index: { key: 'index.enabled', on: true, off: false },
};

/** Whether the person wants it to watch; it may still find nothing to do here. */
export function isOn(name: WatcherName, settings: SettingsPort): boolean {
  const { key, off } = switches[name];
  return settings(key) !== off;
}

/** The command behind the offer to suggest no more of a kind. */
export const askUnwanted = 'flux.internal.askUnwanted';

/** A watcher: how it stands, what it does or why not; its check box switches it, a click opens its setting. */
export function watcherItem(status: WatcherStatus, isOn: boolean): vscode.TreeItem {
  const { name, state, lastRunAt } = status;
  const label = capitalize(watcherWords[name]);
  const text = watcherText(status);
  const item = new vscode.TreeItem(label);
  item.id = `watcher ${name}`;
  item.description = text;
  item.iconPath = new vscode.ThemeIcon(
    stateIcons[state],
    state === 'failing' ? new vscode.ThemeColor('list.warningForeground') : undefined,
  );
  const whatNext = state === 'failing' && name !== 'index' ? afterFailure : '';
  const lastRun = lastRunAt === undefined ? '' : `Last run at ${new Date(lastRunAt).toLocaleTimeString()}.`;
  item.tooltip = new vscode.MarkdownString(
    [`**${label}**`, escapeMarkdown(text), whatNext, lastRun, 'Select it to open its setting.']
      .filter(Boolean)
      .join('\n\n'),
  );
  const turn = isOn ? 'Switch off' : 'Switch on';
  item.checkboxState = {
    state: isOn ? vscode.TreeItemCheckboxState.Checked : vscode.TreeItemCheckboxState.Unchecked,
    tooltip: `${turn} for this workspace`,
    accessibilityInformation: { label: `${label}: ${turn.toLowerCase()} for this workspace`, role: 'checkbox' },
  };
  item.command = {
    command: 'workbench.action.openSettings',
    title: 'Open Setting',
    arguments: [`@id:flux.${switches[name].key}`],
  };
  item.accessibilityInformation = { label: [`${label}: ${text}`, whatNext, lastRun].filter(Boolean).join('. ') };
  return item;
}

/** What is shown in the place of watchers where all are switched off. */
export function switchedOffItem(): vscode.TreeItem {
  const item = new vscode.TreeItem('Watching is switched off');
  item.id = 'off';
  item.description = 'Select to switch it on';
  item.iconPath = new vscode.ThemeIcon('eye-closed');
  item.command = { command: 'flux.toggleWatchers', title: 'Switch On', arguments: [true] };
  item.accessibilityInformation = { label: 'Watching is switched off. Select to switch it on', role: 'button' };
  return item;
}

/** The question whether a kind of suggestion is wanted at all. */
export function unwantedItem(kind: ProposalKind): vscode.TreeItem {
  const question = `You always dismiss suggestions about ${kindWords[kind]}: switch them off?`;
  // A side bar is narrow: what is asked stands first.
  const item = new vscode.TreeItem(`Switch off “${kindWords[kind]}”?`);
  item.id = `unwanted ${kind}`;
  item.description = 'You always dismiss them';
  item.iconPath = new vscode.ThemeIcon('question');
  item.tooltip = `${question} Select to answer. Flux asks this once.`;
  item.command = { command: askUnwanted, title: 'Answer', arguments: [kind] };
  item.accessibilityInformation = { label: question, role: 'button' };
  return item;
}

/** How much was learnt; its lines are below it. */
export function learntItem(lines: readonly LearntLine[], learns: boolean): vscode.TreeItem {
  const label = learns ? 'Learning' : 'Learning is switched off';
  const nothing = learns ? 'nothing learned here yet' : '';
  const item = new vscode.TreeItem(
    label,
    lines.length > 0 ? vscode.TreeItemCollapsibleState.Collapsed : vscode.TreeItemCollapsibleState.None,
  );
  item.id = 'learnt';
  item.description = lines.length > 0 ? 'from what you start and dismiss' : nothing;
  item.contextValue = lines.length > 0 ? 'learnt' : undefined;
  item.iconPath = new vscode.ThemeIcon('mortar-board');
  item.tooltip = 'What you start moves its kind up; what you dismiss or undo moves it down.';
  return item;
}

export function learntLineItem({ kind, text }: LearntLine): vscode.TreeItem {
  const item = new vscode.TreeItem(capitalize(kindWords[kind]));
  item.id = `learnt ${kind}`;
  item.description = text;
  item.tooltip = `${capitalize(kindWords[kind])}: ${text}`;
  return item;
}

const stateIcons: Readonly<Record<WatcherStatus['state'], string>> = {
  off: 'eye-closed',
  watching: 'eye',
  waiting: 'ellipsis',
  working: 'loading~spin',
  failing: 'warning',
};
