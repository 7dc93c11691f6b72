import { FluxError, isCancelled, messageOf } from '../../base/errors';
import { formatTokens, plural } from '../../base/text';
import type { EmbeddingSource, VectorPort } from '../../contracts/embeddings';
import type { Clock, LogPort } from '../../contracts/ports';
import { embedPieces } from './embedPieces';
import { createQuestionMeaning, type MeaningOf } from './questionMeaning';

/** The index stays as it is for so long before its pieces are embedded, in ms. */
const quietTime = 1_000;
/** What may work later is tried again then, in ms. */
const retryAfter = 5 * 60_000;

export interface EmbeddingKeeperDeps {
  readonly index: VectorPort;
  readonly source: EmbeddingSource;
  /** Whether a path is inside of the workspace, links followed. */
  readonly isInside: (path: string) => Promise<boolean>;
  /** `index.embeddingTokensPerDay`, asked each time. */
  readonly mostTokens: () => number;
  readonly now: Clock;
  readonly log: LogPort;
}

/** Gives the pieces of the code index their vectors, in the background. */
export interface EmbeddingKeeper {
  /** Hears that the index has changed. */
  indexChanged(): void;
  /** Hears that the model, the endpoint or its key may have changed: what goes on stops, and all is tried anew. */
  restart(): void;
  readonly meaningOf: MeaningOf;
  /** How far it has got while it is at work, or why it has stopped; undefined: there is nothing to say. */
  message(): string | undefined;
  dispose(): void;
}

/** The keeper of the vectors. Without a model it does nothing; what fails is told by its message and the log. */
export function createEmbeddingKeeper(deps: EmbeddingKeeperDeps): EmbeddingKeeper {
  const { source, now, log } = deps;
  const meaningOf = createQuestionMeaning(deps);
  let running: { readonly stop: AbortController; again: boolean } | undefined;
  let timer: NodeJS.Timeout | undefined;
  let message: string | undefined;
  let heldUntil = 0;
  let isClosed = false;

  const pass = async (signal: AbortSignal): Promise<void> => {
    try {
      const port = await source();
      if (!port) return void (message = undefined);
      const { tokens, sent, isLimited } = await embedPieces(port, {
        ...deps,
        signal,
        report: ({ pieces, done }) => {
          if (!signal.aborted) message = `Embeddings: ${done.toLocaleString('en')} of ${plural(pieces, 'piece')}.`;
        },
      });
      if (sent > 0) log.info(`${plural(sent, 'piece')} of code embedded; ${formatTokens(tokens)} tokens.`);
      if (isLimited) limited();
      else message = undefined;
    } catch (error) {
      if (isCancelled(error) || signal.aborted) return;
      failed(error);
    }
  };
  const limited = () => {
    message =
      `${message ?? ''} Today’s limit of ${deps.mostTokens().toLocaleString('en')} tokens is reached ` +
      `(flux.index.embeddingTokensPerDay).`;
    log.info(message);
    heldUntil = now() + retryAfter;
  };
  const failed = (error: unknown) => {
    const [first = ''] = messageOf(error).split(/(?<=[.!?])\s/);
    message = `Embeddings have stopped, so searches go by words alone: ${first}`;
    log.warn(`Embeddings have stopped, so searches go by words alone: ${messageOf(error)}`);
    // An index that was damaged is made anew with its next pass.
    const mayPass = FluxError.is(error) && (error.retryable || error.reason === 'index_thrown_away');
    heldUntil = mayPass ? now() + retryAfter : Infinity;
    if (mayPass) later(retryAfter);
  };
  const later = (ms: number) => {
    clearTimeout(timer);
    if (!isClosed) timer = setTimeout(() => void start(), ms);
  };
  const start = async (): Promise<void> => {
    if (isClosed || now() < heldUntil) return;
    if (running) return void (running.again = true);
    const mine = { stop: new AbortController(), again: false };
    running = mine;
    await pass(mine.stop.signal);
    if (running === mine) running = undefined;
    if (mine.again) later(0);
  };
  const stop = () => {
    clearTimeout(timer);
    running?.stop.abort();
    running = undefined;
  };

  return {
    indexChanged: () => later(quietTime),
    restart() {
      stop();
      message = undefined;
      heldUntil = 0;
      later(0);
    },
    meaningOf: async (...asked) => (heldUntil === Infinity ? undefined : meaningOf(...asked)),
    message: () => message,
    dispose() {
      isClosed = true;
      stop();
    },
  };
}
