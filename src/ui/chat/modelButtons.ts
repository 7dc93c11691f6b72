import type * as vscode from 'vscode';
import { mayTryAgain, modelHelp } from '../modelHelp';

/** Ends a response that failed for want of a model with what helps. `again`: the message to send once more. */
export function modelButtons(stream: vscode.ChatResponseStream, reason: string | undefined, again?: string): void {
  if (again !== undefined && mayTryAgain(reason))
    stream.button({
      command: 'workbench.action.chat.open',
      title: 'Try again',
      arguments: [{ query: `@flux ${again}` }],
    });
  for (const { title, command, arguments: given } of modelHelp(reason))
    stream.button({ command, title, arguments: given && [...given] });
}
