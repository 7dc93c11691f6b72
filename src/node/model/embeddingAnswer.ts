import { APIError } from 'openai';
import { FluxError } from '../../base/errors';
import { tryJson } from '../../base/tryJson';
import { isErrorBody, readErrorBody } from './endpointErrors';

/** What an endpoint answered to a list of texts. */
export interface EmbeddingAnswer {
  readonly vectors: readonly Float32Array[];
  /** Undefined where it does not say. */
  readonly tokens: number | undefined;
}

/**
 * Reads an answer of `/embeddings`: vectors as lists of numbers or as base64, in the order that their `index` says.
 * @throws APIError when it is an error with status 200; FluxError `model_failed` when it is something else, or not one
 * good vector for each of `count` texts
 */
export function readEmbeddings(text: string, headers: Headers, count: number, host: string): EmbeddingAnswer {
  const body = tryJson(text) as { data?: unknown; usage?: Record<string, unknown> } | undefined;
  const list = body?.data;
  if (!Array.isArray(list)) {
    if (isErrorBody(body)) {
      const facts = readErrorBody(body);
      throw new APIError(facts.status ?? 200, facts, undefined, headers);
    }
    throw odd(host, /^\s*</.test(text) ? 'a web page' : 'something else');
  }
  if (list.length !== count) throw odd(host, `${list.length} vectors for ${count} texts`);
  const vectors = inOrder(list).map((entry) => vectorOf((entry as { embedding?: unknown } | null)?.embedding));
  const [first] = vectors;
  if (!vectors.every((vector) => vector !== undefined)) throw odd(host, 'vectors that are not made of numbers');
  if (vectors.some(({ length }) => length !== first?.length)) throw odd(host, 'vectors of different lengths');
  const { prompt_tokens: prompt, total_tokens: total } = body?.usage ?? {};
  const tokens = [prompt, total].find((each) => typeof each === 'number' && each > 0) as number | undefined;
  return { vectors, tokens };
}

function odd(host: string, what: string): FluxError {
  return new FluxError(
    'model_failed',
    `${host} sent ${what} instead of embeddings. Check that flux.index.embeddings names an embedding model of ` +
      `flux.model.baseUrl.`,
  );
}

/** The entries by their `index`, where each has one of its own; else as they came. */
function inOrder(list: readonly unknown[]): readonly unknown[] {
  const sorted: unknown[] = [];
  for (const entry of list) {
    const at = (entry as { index?: unknown } | null)?.index;
    if (typeof at !== 'number' || !Number.isInteger(at) || at < 0 || at >= list.length || at in sorted) return list;
    sorted[at] = entry;
  }
  return sorted;
}

/** Undefined for what is no vector: no numbers, none but zeros, not finite. */
function vectorOf(embedding: unknown): Float32Array | undefined {
  const vector = typeof embedding === 'string' ? ofBase64(embedding) : ofList(embedding);
  if (!vector || vector.length === 0) return undefined;
  let norm = 0;
  for (const value of vector) norm += value * value;
  return Number.isFinite(norm) && norm > 0 ? vector : undefined;
}

function ofList(embedding: unknown): Float32Array | undefined {
  if (!Array.isArray(embedding)) return undefined;
  return embedding.every((value) => typeof value === 'number') ? Float32Array.from(embedding) : undefined;
}

/** 32-bit floats, little-endian as every machine that the editor runs on. */
function ofBase64(text: string): Float32Array | undefined {
  const bytes = new Uint8Array(Buffer.from(text, 'base64')); // of its own memory, aligned
  return bytes.length % 4 === 0 ? new Float32Array(bytes.buffer) : undefined;
}
