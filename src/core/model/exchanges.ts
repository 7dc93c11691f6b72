import type { SessionEvent, StoredExchange } from '../../contracts/events';
import type { Message, ModelExchange } from '../../contracts/model';
import type { StorePort } from '../../contracts/store';
import { hideSecrets } from '../../base/secretShapes';
import { cutMiddle } from '../../base/text';
import { secretFilter } from '../session/withoutSecrets';

/** A longer message is kept with its middle cut out. */
const longestText = 200_000;
/** So many calls are read at once, the newest. */
const mostCalls = 40;
/** All that is read at once is no longer than this, in characters; the oldest calls lose their texts. */
const mostText = 2_000_000;

/** Keeps what was asked and answered; what does not get stored is not missed by the run. */
export type KeepExchange = (asked: readonly Message[], answer?: string) => Promise<StoredExchange | undefined>;

/**
 * Keeps exchanges in the store, each message under its hash, so that what a conversation repeats is kept once. Whatever
 * looks like a secret is left out before it reaches the disk.
 */
export function keepExchanges(store: Pick<StorePort, 'putBytes'>, onError: (error: unknown) => void): KeepExchange {
  const encoder = new TextEncoder();
  // What a conversation repeats is looked through once.
  const ready = new WeakMap<Message, Uint8Array>();
  const encode = (text: string) =>
    encoder.encode(hideSecrets(cutMiddle(text, longestText), '[hidden: looks like a secret]'));
  const encodeMessage = (message: Message): Uint8Array => {
    const bytes = ready.get(message) ?? encode(message.content);
    ready.set(message, bytes);
    return bytes;
  };
  return async (asked, answer) => {
    try {
      const texts = [...asked.map(encodeMessage), ...(answer === undefined ? [] : [encode(answer)])];
      const keys = await store.putBytes(texts);
      return {
        asked: asked.map(({ role }, index) => ({ role, key: keys[index]! })),
        ...(answer !== undefined && { answered: keys.at(-1) }),
      };
    } catch (error) {
      onError(error);
      return undefined;
    }
  };
}

/**
 * The calls for the present goal about a step, or, without one, those about no step: planning and decisions on the run
 * as a whole. Oldest first; without what stands in files that hold secrets.
 */
export async function readExchanges(
  store: Pick<StorePort, 'getText'>,
  events: readonly SessionEvent[],
  step?: string,
): Promise<readonly ModelExchange[]> {
  const begin = events.findLastIndex(({ kind }) => kind === 'session.continued');
  const calls = events
    .slice(begin + 1)
    .flatMap((event) =>
      event.kind === 'model.called' && event.exchange && event.step === step
        ? [{ ...event, exchange: event.exchange }]
        : [],
    );
  const filter = secretFilter(events, {});
  const texts = new Map<string, string>();
  let room = mostText;
  const textOf = async (key: string): Promise<string> => {
    const known = texts.get(key);
    if (known !== undefined) return known;
    if (room <= 0) return '… left out: there is too much to show at once …';
    const text = filter.text('', (await store.getText(key)) ?? '… not in the store any more …');
    texts.set(key, text);
    room -= text.length;
    return text;
  };
  const read: ModelExchange[] = [];
  for (const { exchange, purpose, model, at, durationMs, usage, failed } of calls.slice(-mostCalls).reverse()) {
    const { asked, answered } = exchange;
    const answer = answered === undefined ? undefined : await textOf(answered);
    const messages: Message[] = [];
    for (const { role, key } of asked) messages.push({ role, content: await textOf(key) });
    read.unshift({ purpose, step, model, at, durationMs, usage, failed, messages, answer });
  }
  return read;
}
