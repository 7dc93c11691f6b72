import { FluxError, throwIfCancelled } from '../../base/errors';
import { estimateTokens } from '../../base/text';
import type { EmbeddedCount, EmbeddingPort, UnembeddedPiece, VectorPort } from '../../contracts/embeddings';
import type { Clock } from '../../contracts/ports';

/** So many files are looked at in one go, so that searches need not wait long for the index's thread. */
const filesAtOnce = 25;
/** So many pieces are sent at once. */
const atOnce = 64;
/** After so many requests is counted how far it has got. */
const countedAfter = 10;

export interface EmbedPiecesDeps {
  readonly index: VectorPort;
  /** Whether a path is inside of the workspace, links followed. */
  readonly isInside: (path: string) => Promise<boolean>;
  /** How many tokens may be spent on a day; 0: any number. Asked each time. */
  readonly mostTokens: () => number;
  readonly now: Clock;
  readonly signal: AbortSignal;
  /** Hears how far it has got. */
  readonly report: (count: EmbeddedCount) => void;
}

/** What a pass over all pieces came to. */
export interface EmbeddedPass {
  /** Tokens spent. */
  readonly tokens: number;
  /** Pieces sent. */
  readonly sent: number;
  /** Whether it ended because of the limit. */
  readonly isLimited: boolean;
}

/**
 * Gives a vector to each piece of the index that has none, a few at a time; what is done stays done when it stops.
 * @throws FluxError as the model's or the index's; CancelledError
 */
export async function embedPieces(port: EmbeddingPort, deps: EmbedPiecesDeps): Promise<EmbeddedPass> {
  const { index, mostTokens, now, signal, report } = deps;
  const day = dayOf(now());
  const count = async () => {
    const counted = await index.embedded(port.model, day);
    report(counted);
    return counted;
  };
  for (let after: number | undefined = 0; after !== undefined;) {
    throwIfCancelled(signal);
    after = (await index.notePieces(after, filesAtOnce)).next;
  }
  const { tokensToday: before } = await count();
  let [tokens, sent, requests] = [0, 0, 0];
  let length: number | undefined;
  for (let after: number | undefined = 0; after !== undefined;) {
    throwIfCancelled(signal);
    const { pieces, next } = await index.unembedded(port.model, after, atOnce);
    after = next;
    const wanted = await insideOnes(pieces, deps);
    if (wanted.length === 0) continue;
    const texts = wanted.map(({ text }) => text);
    const cost = texts.reduce((sum, text) => sum + estimateTokens(text), 0);
    if (mostTokens() > 0 && before + tokens + cost > mostTokens()) {
      await count();
      return { tokens, sent, isLimited: true };
    }
    const made = await port.embed(texts, signal);
    const now = made.vectors.find((vector) => vector)?.length;
    length ??= now;
    if (now !== undefined && now !== length) throw otherLength(port.model, length, now);
    const kept = wanted.map(({ hash }, at) => ({ hash, vector: made.vectors[at] }));
    const { replaced } = await index.keepVectors(port.model, kept, { tokens: made.tokens, day });
    if (replaced) after = 0;
    tokens += made.tokens;
    sent += texts.length;
    if (++requests % countedAfter === 0) await count();
  }
  await index.tidyVectors(port.model);
  await count();
  return { tokens, sent, isLimited: false };
}

/** Such as `2026-11-28`, in UTC. */
export function dayOf(time: number): string {
  return new Date(time).toISOString().slice(0, 10);
}

/** Nothing outside of the workspace is sent, even where a link leads out that was not there before. */
async function insideOnes(
  pieces: readonly UnembeddedPiece[],
  { isInside }: Pick<EmbedPiecesDeps, 'isInside'>,
): Promise<UnembeddedPiece[]> {
  const inside = new Map<string, boolean>();
  for (const { path } of pieces) if (!inside.has(path)) inside.set(path, await isInside(path));
  return pieces.filter(({ path }) => inside.get(path) === true);
}

function otherLength(model: string, before: number | undefined, now: number): FluxError {
  return new FluxError(
    'model_failed',
    `The model “${model}” made vectors of ${before} numbers, then of ${now}. Check the setting flux.index.embeddings.`,
  );
}
