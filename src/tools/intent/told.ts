import { intents, type Intent } from '../../contracts/intent';

/** What a step may be for where its input told one intent: that one first, but the words beside it may know better. */
export function told(intent: Intent | undefined): readonly Intent[] | undefined {
  return intent && [intent, ...intents.filter((other) => other !== intent)];
}
