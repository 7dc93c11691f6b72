import { intents, type Intent } from '../../contracts/intent';

/** Each intent with all others behind it. */
const lists: ReadonlyMap<Intent | undefined, readonly Intent[]> = new Map(
  intents.map((intent) => [intent, [intent, ...intents.filter((other) => other !== intent)]]),
);

/** What a step may be for where its input told one intent: that one first, but the words beside it may know better. */
export function told(intent: Intent | undefined): readonly Intent[] | undefined {
  return lists.get(intent);
}
