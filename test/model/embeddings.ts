/** What an endpoint is asked by `/embeddings`. */
export interface EmbeddingCall {
  readonly model: string;
  readonly input: readonly string[];
  readonly encoding_format?: string;
}

/** Words that mean the same, a group for each number of a vector; the last number is that of all other texts. */
const meanings = [
  /\b(?:wait|retry|retries|retried|delay|again|backoff|attempts?)\b/gi,
  /\b(?:money|price|cents|currency|total|invoice|cost)\b/gi,
  /\b(?:user|person|login|account|people|who)\b/gi,
  /\b(?:draw|paint|colou?r|pixel|screen)\b/gi,
];

/** A vector that tells what a text is about, by hand-made groups of words. */
export function meaningVector(text: string): number[] {
  const counts = meanings.map((words) => (text.replace(/([a-z])([A-Z])/g, '$1 $2').match(words) ?? []).length);
  return [...counts, counts.some((count) => count > 0) ? 0.1 : 1];
}

/** The answer of an embedding model to a request's body. */
export function embeddingAnswer(raw: string, vectorOf: (text: string) => readonly number[] = meaningVector): string {
  const { model, input, encoding_format: encoding } = JSON.parse(raw) as EmbeddingCall;
  const encoded = (vector: readonly number[]) =>
    encoding === 'base64' ? Buffer.from(Float32Array.from(vector).buffer).toString('base64') : vector;
  const tokens = input.reduce((sum, text) => sum + Math.ceil(text.length / 4), 0);
  return JSON.stringify({
    object: 'list',
    model,
    data: input.map((text, index) => ({ object: 'embedding', index, embedding: encoded(vectorOf(text)) })),
    usage: { prompt_tokens: tokens, total_tokens: tokens },
  });
}
