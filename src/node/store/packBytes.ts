import { deflateSync, inflateSync } from 'node:zlib';

/** Longer bytes are compressed, where that is worth it. */
const packAbove = 4096;
/** So much of large bytes is tried first: what is compressed already would only cost time. */
const sampleBytes = 64 * 1024;
/** From this size on speed counts more than the last percent. */
const quicklyAbove = 256 * 1024;
const worthwhile = 0.9;

/** Bytes as they lie in the store. */
export interface Packed {
  readonly packed: boolean;
  readonly body: Uint8Array;
}

/** Compresses bytes unless they are short or would hardly shrink. */
export function packBytes(bytes: Uint8Array): Packed {
  const plain = { packed: false, body: bytes };
  if (bytes.length <= packAbove) return plain;
  if (bytes.length > 2 * sampleBytes) {
    const sample = bytes.subarray(0, sampleBytes);
    if (deflateSync(sample, { level: 1 }).length > sample.length * worthwhile) return plain;
  }
  const body = deflateSync(bytes, { level: bytes.length > quicklyAbove ? 1 : 4 });
  return body.length > bytes.length * worthwhile ? plain : { packed: true, body };
}

/** The reverse of `packBytes`. */
export function unpackBytes(packed: boolean, body: Uint8Array): Uint8Array {
  return packed ? inflateSync(body) : body;
}
