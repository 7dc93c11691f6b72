/** US dollars per million tokens. */
export interface ModelPrice {
  readonly input?: number;
  readonly output?: number;
  readonly cachedInput?: number;
}

/** US dollars for a call's tokens; undefined when no price is known. What is cached is a part of the prompt. */
export function costOf(
  { prompt, completion, cached }: { readonly prompt: number; readonly completion: number; readonly cached: number },
  price: ModelPrice | undefined,
): number | undefined {
  if (price?.input === undefined && price?.output === undefined) return undefined;
  const input = price.input ?? 0;
  return (
    ((prompt - cached) * input + cached * (price.cachedInput ?? input) + completion * (price.output ?? 0)) / 1_000_000
  );
}
