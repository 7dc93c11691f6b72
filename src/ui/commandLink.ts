import * as vscode from 'vscode';
import { escapeMarkdown } from './markdown';

/** A Markdown link that runs a command, where the text it stands in may run it. */
export function commandLink(title: string, command: string, ...args: readonly unknown[]): string {
  const given = encodeURIComponent(JSON.stringify(args)).replace(/[()]/g, (sign) => (sign === '(' ? '%28' : '%29'));
  return `[${escapeMarkdown(title)}](command:${command}?${given})`;
}

/** Markdown whose links may run these commands. Everything in it that is not Flux's own must be escaped. */
export function linkedMarkdown(text: string, commands: readonly string[]): vscode.MarkdownString {
  const markdown = new vscode.MarkdownString(text, true);
  markdown.isTrusted = { enabledCommands: commands };
  return markdown;
}
