import type { Message } from '../../contracts/model';
import type { ShownRanges } from '../brief/shownRanges';

/** What a model was asked and answered about the workspace, and what it was shown for it. */
export interface Conversation {
  readonly messages: readonly Message[];
  readonly shown: ShownRanges;
  /** How the workspace stood when it was told last. */
  readonly now: string;
}

/**
 * The newest conversations of this window, so that a further question goes on where the last one ended: what the model
 * has is not sent again, and a provider's prompt cache hits. Nothing is lost where one is not known any more: the next
 * question tells of the workspace anew.
 */
export interface Conversations {
  of(id: string | undefined): Conversation | undefined;
  /** Keeps one as it is after an answer. Returns its id. */
  keep(conversation: Conversation): string;
}

const most = 12;

export function createConversations(newId: () => string): Conversations {
  const kept = new Map<string, Conversation>();
  return {
    of: (id) => (id === undefined ? undefined : kept.get(id)),
    keep(conversation) {
      const id = newId();
      kept.set(id, conversation);
      const [oldest] = kept.keys();
      if (kept.size > most && oldest !== undefined) kept.delete(oldest);
      return id;
    },
  };
}
