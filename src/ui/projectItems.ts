import * as vscode from 'vscode';
import type { ProjectPlace } from '../contracts/project';
import type { ProjectRow, RowIcon } from '../words/projectWords';
import { escapeMarkdown } from './markdown';
import { openSettings } from './openSettings';

/** The heading of what was found out about the project. */
export function projectItem(): vscode.TreeItem {
  const item = new vscode.TreeItem('This project', vscode.TreeItemCollapsibleState.Collapsed);
  item.id = 'project';
  item.description = 'what Flux found';
  item.tooltip = 'Languages, packages, test command, fixers, scripts and Git, and where to change them.';
  item.iconPath = new vscode.ThemeIcon('root-folder');
  return item;
}

/** One of several open folders. */
export function projectFolderItem({ name, uri }: vscode.WorkspaceFolder): vscode.TreeItem {
  const item = new vscode.TreeItem(name, vscode.TreeItemCollapsibleState.Collapsed);
  item.id = `project ${uri.toString()}`;
  item.iconPath = new vscode.ThemeIcon('folder');
  return item;
}

/** What is shown where nothing could be found out. */
export function projectFailedItem(): vscode.TreeItem {
  const item = new vscode.TreeItem('The project could not be read');
  item.description = 'The log of Flux says why';
  item.iconPath = new vscode.ThemeIcon('warning', new vscode.ThemeColor('list.warningForeground'));
  item.command = { command: 'flux.showLog', title: 'Show Log' };
  return item;
}

/** A line about the project: a click opens where it is written, else the setting that changes it. */
export function projectRowItem(row: ProjectRow, { uri }: vscode.WorkspaceFolder): vscode.TreeItem {
  const { Collapsed, None } = vscode.TreeItemCollapsibleState;
  const item = new vscode.TreeItem(row.label, row.rows?.length ? Collapsed : None);
  item.id = `project ${uri.toString()} ${row.id}`;
  item.description = row.text;
  item.iconPath =
    row.icon === 'trouble'
      ? new vscode.ThemeIcon(icons.trouble, new vscode.ThemeColor('list.warningForeground'))
      : new vscode.ThemeIcon(icons[row.icon]);
  const opens = row.place ? `Select it to open ${row.place.path}.` : '';
  const changes = row.setting ? `Change it by the setting flux.${row.setting}.` : '';
  item.tooltip = new vscode.MarkdownString(
    [`**${escapeMarkdown(row.label)}**`, ...[row.text, row.reason, opens, changes].map(escapeMarkdown)]
      .filter(Boolean)
      .join('\n\n'),
  );
  if (row.setting) item.contextValue = 'projectSetting';
  // What can be unfolded is unfolded by a click.
  if (row.place && !row.rows?.length) item.command = openPlace(row.place, uri);
  else if (row.setting && !row.rows?.length)
    item.command = { command: openSettings, title: 'Open Setting', arguments: [row.setting] };
  item.accessibilityInformation = {
    label: [`${row.label}: ${row.text}`, row.reason, changes].filter(Boolean).join('. '),
  };
  return item;
}

function openPlace({ path, line }: ProjectPlace, folder: vscode.Uri): vscode.Command {
  const uri = vscode.Uri.joinPath(folder, path);
  const at = new vscode.Position((line ?? 1) - 1, 0);
  const options: vscode.TextDocumentShowOptions = { preview: true, selection: new vscode.Range(at, at) };
  return { command: 'vscode.open', title: 'Open', arguments: [uri, options] };
}

const icons: Readonly<Record<RowIcon, string>> = {
  language: 'code',
  package: 'package',
  tests: 'beaker',
  fixer: 'sparkle',
  script: 'terminal',
  git: 'git-branch',
  trouble: 'warning',
};
