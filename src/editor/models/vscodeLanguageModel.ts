import * as vscode from 'vscode';
import { CancelledError, FluxError, isCancelled, messageOf } from '../../base/errors';
import { ellipsis, estimateTokens } from '../../base/text';
import type { Message, ModelPort } from '../../contracts/model';
import { tokenOf } from '../cancellation';

/**
 * A language model of the editor as a model port. Usage is what the model's own tokenizer counts; the editor never
 * names an ending.
 */
export function createVscodeLanguageModel(model: vscode.LanguageModelChat): ModelPort {
  const label = `${model.name || model.id} (${model.vendor})`;
  return {
    label,
    async complete(request, signal, onText, onLost) {
      if (signal.aborted) throw new CancelledError();
      const cancellation = tokenOf(signal);
      let text = '';
      try {
        const messages = toEditorMessages(request.messages);
        const response = await model.sendRequest(
          messages,
          { justification: 'Flux plans and carries out what you ask for.' },
          cancellation.token,
        );
        for await (const piece of response.text) {
          text += piece;
          onText?.(piece);
        }
        // The editor ends a cancelled answer as if it were complete.
        if (signal.aborted) throw new CancelledError();
        if (text.trim() === '')
          throw new FluxError('model_empty', `${label} sent an empty answer. Try again, or choose another model.`, {
            retryable: true,
          });
        const prompt = request.messages.map(({ content }) => content).join('\n');
        const [promptTokens, completion] = await Promise.all([countTokens(model, prompt), countTokens(model, text)]);
        return { text, usage: { prompt: promptTokens, completion, cached: 0 }, model: model.id, ending: 'unnamed' };
      } catch (error) {
        if (text !== '') onLost?.(text);
        if (signal.aborted || isCancelled(error) || error instanceof vscode.CancellationError)
          throw new CancelledError();
        throw toModelError(error, label);
      } finally {
        cancellation.dispose();
      }
    },
  };
}

/**
 * The editor's models know no system role, so instructions go first, as words of the person. Half characters are
 * replaced, because the services behind refuse them.
 */
function toEditorMessages(messages: readonly Message[]): vscode.LanguageModelChatMessage[] {
  return messages.map(({ role, content }) =>
    role === 'assistant'
      ? vscode.LanguageModelChatMessage.Assistant(content.toWellFormed())
      : vscode.LanguageModelChatMessage.User(content.toWellFormed()),
  );
}

async function countTokens(model: vscode.LanguageModelChat, text: string): Promise<number> {
  try {
    return await model.countTokens(text.toWellFormed());
  } catch {
    return estimateTokens(text);
  }
}

function toModelError(error: unknown, label: string): FluxError {
  if (error instanceof FluxError) return error;
  const fail = (reason: string, message: string, retryable = false) =>
    new FluxError(reason, message, { cause: error, retryable });
  const said = ellipsis(messageOf(error), 300);
  const code = error instanceof vscode.LanguageModelError ? error.code : '';
  const words = `${code} ${said}`;
  if (code === vscode.LanguageModelError.NoPermissions.name)
    return fail(
      'model_key',
      `You have not allowed Flux to use ${label}. Allow it when the editor asks, or run “Flux: Select Model”.`,
    );
  if (code === vscode.LanguageModelError.NotFound.name)
    return fail(
      'model_failed',
      `${label} is no longer offered by the editor. Choose another model in the chat's model list.`,
    );
  if (/rate.?limit|too many requests|\b429\b/i.test(words))
    return fail('model_rate_limited', `${label} is limiting requests. Wait a moment and try again: ${said}`, true);
  if (/quota|exceeded your/i.test(words))
    return fail(
      'model_rate_limited',
      `The quota for ${label} is used up. Choose another model, or wait until it is renewed: ${said}`,
    );
  if (code === vscode.LanguageModelError.Blocked.name)
    return fail('model_refused', `${label} refused to answer. Rephrase the goal, or choose another model: ${said}`);
  if (/ENOTFOUND|ECONNREFUSED|ECONNRESET|ETIMEDOUT|fetch failed|network/i.test(words))
    return fail('model_unreachable', `${label} could not be reached. Check the network and try again: ${said}`, true);
  return fail('model_failed', `${label} failed: ${said}. Try again, or choose another model.`, true);
}
