import * as vscode from 'vscode';
import * as links from '../commandLink';

/** The command that sends words to `@flux` in the chat view, as if the person had typed them. */
export const sayInChat = 'flux.sayInChat';

/** What a link in chat may run. */
const linked = [
  sayInChat,
  'flux.openPlan',
  'flux.undoRun',
  'flux.connectModel',
  'flux.setApiKey',
  'flux.selectModel',
  'workbench.action.openSettings',
] as const;

/** A link that runs one of Flux's commands. */
export function commandLink(title: string, command: (typeof linked)[number], ...args: readonly unknown[]): string {
  return links.commandLink(title, command, ...args);
}

/** Markdown whose links may run commands. Everything in it that is not Flux's own must be escaped. */
export function linkedMarkdown(text: string): vscode.MarkdownString {
  return links.linkedMarkdown(text, linked);
}

/** Registers the command behind buttons and links that answer in chat: so the answer stands there, and is followed. */
export function registerSayInChat(): vscode.Disposable {
  return vscode.commands.registerCommand(sayInChat, async (words: unknown) => {
    if (typeof words !== 'string' || words.trim() === '') return;
    await vscode.commands.executeCommand('workbench.action.chat.open', { query: `@flux ${words}` });
  });
}
