import * as vscode from 'vscode';
import type { Proposal, ProposalKind } from '../contracts/watch';
import { ellipsis } from '../base/text';
import { commandLink } from './commandLink';
import { escapeMarkdown } from './markdown';

/** The icons of suggestions, by what they are about. */
export const proposalIcons: Readonly<Record<ProposalKind, string>> = {
  failing_tests: 'error',
  fixable_problems: 'lightbulb-autofix',
  uncommitted_work: 'git-commit',
  conflicts: 'git-merge',
  behind: 'repo-pull',
  comment: 'comment',
};

const colors: Partial<Readonly<Record<ProposalKind, string>>> = {
  failing_tests: 'testing.iconFailed',
  conflicts: 'list.warningForeground',
};

/** What a person can do with a suggestion, as links of a hover. */
const acts = [
  ['Start', 'flux.acceptProposal'],
  ['Dismiss', 'flux.dismissProposal'],
  ['Not this kind', 'flux.muteProposals'],
  ['Later', 'flux.snoozeProposal'],
] as const;

/** The commands that the links of a suggestion run. */
export const actCommands: readonly string[] = acts.map(([, command]) => command);

/** A suggestion in a hover: its title, why, and what can be done with it. */
export function proposalMarkdown({ id, kind, title, detail }: Proposal): string {
  return [
    `$(${proposalIcons[kind]}) **${escapeMarkdown(ellipsis(title, 100))}**`,
    detailLines(detail, 160).map(escapeMarkdown).join('  \n'),
    acts.map(([word, command]) => commandLink(word, command, id)).join(' · '),
  ]
    .filter(Boolean)
    .join('\n\n');
}

/** A suggestion in the view. A click starts it. */
export function proposalItem({ id, kind, title, detail, paths }: Proposal): vscode.TreeItem {
  const item = new vscode.TreeItem(title);
  item.id = `proposal ${id}`;
  item.contextValue = 'proposal';
  item.description = paths[0];
  const color = colors[kind];
  item.iconPath = new vscode.ThemeIcon(
    proposalIcons[kind],
    color === undefined ? undefined : new vscode.ThemeColor(color),
  );
  const lines = detailLines(detail, 400);
  item.tooltip = new vscode.MarkdownString(
    [`**${escapeMarkdown(title)}**`, lines.map(escapeMarkdown).join('  \n'), 'Select it to start.']
      .filter(Boolean)
      .join('\n\n'),
  );
  item.command = { command: 'flux.acceptProposal', title: 'Start Suggestion', arguments: [id] };
  item.accessibilityInformation = { label: [`${title}.`, ...lines].join(' '), role: 'button' };
  return item;
}

/** Why it is suggested, at most so many characters a line. */
export function detailLines(detail: string | undefined, maxChars: number): string[] {
  return (detail ?? '')
    .split('\n')
    .map((line) => ellipsis(line, maxChars))
    .filter(Boolean);
}
