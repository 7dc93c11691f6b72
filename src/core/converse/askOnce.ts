import { FluxError } from '../../base/errors';
import type { AskRequest, SessionAnswer, SessionModel } from '../model/sessionModel';

/** An answer, or what is wrong with it; what broke off is not shown, for nothing of it may be used. */
export type Asked = SessionAnswer | { readonly problem: string };

/**
 * Asks once within one conversation. An empty answer, and the first that breaks off, are problems to be told to the
 * model, which sends the whole again: pieces of two answers are never joined. The second that breaks off is thrown, as
 * everything else.
 */
export function createAsk(model: SessionModel): (request: AskRequest, signal: AbortSignal) => Promise<Asked> {
  let broken = false;
  return async (request, signal) => {
    try {
      const answer = await model.ask(request, signal);
      return answer.text.trim() === '' ? { problem: 'The answer was empty.' } : answer;
    } catch (error) {
      if (FluxError.is(error, 'model_empty')) return { problem: 'The answer was empty.' };
      if (!FluxError.is(error, 'model_cut') || broken) throw error;
      broken = true;
      return {
        problem:
          'The answer broke off before its end, so nothing of it was used. Send all of it again from its ' +
          'beginning, as short as it can be.',
      };
    }
  };
}
