import type * as vscode from 'vscode';
import { mayTryAgain, modelHelp } from '../modelHelp';
import { commandLink, linkedMarkdown, sayInChat } from './links';

/**
 * Ends a response that failed for want of a model with what helps: the likeliest as a button, the rest as links above.
 * `again`: the message to send once more.
 */
export function modelButtons(stream: vscode.ChatResponseStream, reason: string | undefined, again?: string): void {
  const repeat = again !== undefined && mayTryAgain(reason) ? again : undefined;
  const help = modelHelp(reason);
  const [first, ...rest] = help;
  if (!first) return;
  const links = (repeat === undefined ? rest : help).map(({ title, command, arguments: given = [] }) =>
    commandLink(title, command, ...given),
  );
  if (links.length > 0) stream.markdown(linkedMarkdown(`\n\n${links.join(' · ')}\n\n`));
  if (repeat === undefined)
    stream.button({ command: first.command, title: first.title, arguments: [...(first.arguments ?? [])] });
  else stream.button({ command: sayInChat, title: 'Try again', arguments: [repeat] });
}
