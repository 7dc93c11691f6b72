import * as vscode from 'vscode';
import { FluxError } from '../../base/errors';
import { createPlaceFinder } from '../../core/brief/findPlace';
import { talk } from '../../core/talk/talk';
import type { Turn } from '../../core/talk/talkPrompt';
import { escapeMarkdown } from '../markdown';
import { createLinkedAnswer } from './linkedAnswer';
import type { FluxChatResult, Reply } from './reply';

/** Answers a question about the workspace as it comes, with links to the places that the answer names. */
export async function answerQuestion(
  prompt: string,
  context: vscode.ChatContext,
  { deps, model, stream, listening }: Reply,
): Promise<FluxChatResult> {
  if (!model)
    throw new FluxError(
      'no_model',
      'Questions need a language model. None is connected. Without one, “run the tests”, “fix the ' +
        'formatting”, “save my work”, “what changed”, “what should I do next” and “find …” work.',
    );
  stream.progress(escapeMarkdown(`Reading with ${model.label}…`));
  const { workspace, conversations, uriOf } = deps;
  let shown: readonly string[] = [];
  const find = createPlaceFinder(workspace, () => shown, listening.stopped);
  const answer = createLinkedAnswer({ stream, find, uriOf });
  try {
    const id = await talk(
      { question: prompt, history: turnsOf(context) },
      { workspace, model, conversations },
      listening.stopped,
      {
        onShown: (paths) => (shown = paths),
        onActivity: (text) => stream.progress(escapeMarkdown(text)),
        onText: answer.hear,
      },
    );
    return { metadata: { talk: id } };
  } finally {
    await answer.end();
  }
}

function turnsOf(context: vscode.ChatContext): Turn[] {
  return context.history.map((turn): Turn => {
    if (turn instanceof vscode.ChatRequestTurn) return { role: 'user', content: turn.prompt };
    const { talk: id } = (turn.result as FluxChatResult).metadata ?? {};
    return { role: 'assistant', content: turn.response.map(textOf).join(''), ...(id !== undefined && { talk: id }) };
  });
}

/** What a part of a response says; links by what they are called. */
function textOf(part: vscode.ChatResponseTurn['response'][number]): string {
  if (part instanceof vscode.ChatResponseMarkdownPart) return part.value.value;
  return part instanceof vscode.ChatResponseAnchorPart ? (part.title ?? '') : '';
}
