import { FluxError } from '../../base/errors';
import type { AskRequest, SessionModel } from '../model/sessionModel';

/** An answer, or what is wrong with it; what broke off is not shown, for nothing of it may be used. */
export interface Asked {
  readonly text: string;
  readonly problem?: string;
}

/**
 * Asks once within one conversation. An empty answer, and the first that breaks off, are problems to be told to the
 * model, which sends the whole again: pieces of two answers are never joined. The second that breaks off is thrown, as
 * everything else.
 */
export function createAsk(model: SessionModel): (request: AskRequest, signal: AbortSignal) => Promise<Asked> {
  let broken = false;
  return async (request, signal) => {
    try {
      const text = await model.ask(request, signal);
      return text.trim() === '' ? { text: '', problem: 'The answer was empty.' } : { text };
    } catch (error) {
      if (FluxError.is(error, 'model_empty')) return { text: '', problem: 'The answer was empty.' };
      if (!FluxError.is(error, 'model_cut') || broken) throw error;
      broken = true;
      return {
        text: '',
        problem:
          'The answer broke off before its end, so nothing of it was used. Send all of it again from its ' +
          'beginning, as short as it can be.',
      };
    }
  };
}
