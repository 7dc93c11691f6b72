import { isCancelled, messageOf } from '../../base/errors';
import { hideSecrets } from '../../base/secretShapes';
import { firstChars } from '../../base/text';
import { setTimer } from '../../base/timer';
import type { EmbeddingSource, Meaning, VectorPort } from '../../contracts/embeddings';
import type { Clock, LogPort } from '../../contracts/ports';
import { dayOf } from './embedPieces';

/** A search waits no longer for what its question means, in ms: it goes by words alone then. */
const longestWait = 1_500;
/** After a failure questions are not sent for so long, in ms. */
const pause = 30_000;
/** So many questions are remembered, and so much of each is sent, in characters. */
const remembered = 100;
const longest = 2_000;

export interface QuestionMeaningDeps {
  readonly index: Pick<VectorPort, 'keepVectors'>;
  readonly source: EmbeddingSource;
  readonly now: Clock;
  readonly log: LogPort;
}

/** What a question means; undefined where nobody tells in time. */
export type MeaningOf = (question: string, signal: AbortSignal) => Promise<Meaning | undefined>;

/**
 * Asks the embedding model what questions mean, the same one once. An answer that comes too late is there for the next
 * time; meanwhile, and for a while after a failure, nothing waits.
 */
export function createQuestionMeaning({ index, source, now, log }: QuestionMeaningDeps): MeaningOf {
  const known = new Map<string, Meaning>();
  let pausedUntil = 0;

  const ask = async (question: string, signal: AbortSignal): Promise<Meaning | undefined> => {
    const port = await source();
    if (!port) return undefined;
    const key = `${port.model}\n${question}`;
    const before = known.get(key);
    if (before) return before;
    const { vectors, tokens } = await port.embed([question], signal, { once: true });
    await index.keepVectors(port.model, [], { tokens, day: dayOf(now()) });
    const [vector] = vectors;
    if (!vector) return undefined;
    const meaning = { model: port.model, vector };
    known.set(key, meaning);
    const [oldest] = known.keys();
    if (known.size > remembered && oldest !== undefined) known.delete(oldest);
    pausedUntil = 0;
    return meaning;
  };
  return async (given, signal) => {
    const question = hideSecrets(firstChars(given.trim(), longest), '[hidden]');
    if (question === '' || now() < pausedUntil) return undefined;
    const ended = new AbortController();
    const asked = ask(question, signal).catch((error: unknown) => {
      if (isCancelled(error)) return undefined;
      pausedUntil = now() + pause;
      log.warn(`The search goes by words alone: ${messageOf(error)}`);
      return undefined;
    });
    const late = setTimer(longestWait, AbortSignal.any([signal, ended.signal])).then(() => {
      if (!ended.signal.aborted && !signal.aborted) pausedUntil = now() + pause;
      return undefined;
    });
    return Promise.race([asked, late]).finally(() => ended.abort());
  };
}
