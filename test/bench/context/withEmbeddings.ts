import type { DatabaseSync } from 'node:sqlite';
import { embedPieces } from '../../../src/core/codeIndex/embedPieces';
import { createQuestionMeaning, type MeaningOf } from '../../../src/core/codeIndex/questionMeaning';
import type { VectorPort } from '../../../src/contracts/embeddings';
import { createFusedSearch } from '../../../src/node/index/fusedSearch';
import type { createChunkSearch, TextOf } from '../../../src/node/index/chunkSearch';
import { createChunksOfFile } from '../../../src/node/index/chunksOfFile';
import { createVectorSearch } from '../../../src/node/index/vectorSearch';
import { createVectorTable } from '../../../src/node/index/vectorTable';
import { createEndpointFeatures } from '../../../src/node/model/endpointFeatures';
import { createOpenAiEmbeddings } from '../../../src/node/model/openaiEmbeddings';

const model = process.env['FLUX_BENCH_EMBEDDINGS'] ?? '';
const log = { info: () => {}, warn: console.error, error: console.error };
const port = createOpenAiEmbeddings(
  async () => ({
    baseUrl: process.env['OPENAI_BASE_URL'] ?? '',
    apiKey: process.env['OPENAI_API_KEY'],
    id: model,
    prices: {},
    timeoutSeconds: 60,
  }),
  model,
  { features: createEndpointFeatures() },
);

interface EmbeddedSearch {
  readonly find: ReturnType<typeof createFusedSearch>;
  readonly meaningOf: MeaningOf;
}

/**
 * An index with the vectors of the model that `FLUX_BENCH_EMBEDDINGS` names, at `OPENAI_BASE_URL`; undefined without
 * one.
 */
export async function withEmbeddings(
  db: DatabaseSync,
  find: ReturnType<typeof createChunkSearch>,
  textOf: TextOf,
): Promise<EmbeddedSearch | undefined> {
  if (model === '') return undefined;
  const vectors = createVectorSearch(db);
  const table = createVectorTable(db, { textOf, chunksOf: createChunksOfFile(db), forgotten: vectors.forget });
  const index: VectorPort = {
    notePieces: async (...asked) => table.notePieces(...asked),
    unembedded: async (...asked) => table.unembedded(...asked),
    keepVectors: async (...made) => table.keepVectors(...made),
    embedded: async (...asked) => table.embedded(...asked),
    // Those of the next case stay.
    tidyVectors: async () => {},
  };
  await embedPieces(port, {
    index,
    isInside: async () => true,
    mostTokens: () => 0,
    now: Date.now,
    signal: new AbortController().signal,
    report: () => {},
  });
  return {
    find: createFusedSearch(db, find, vectors),
    meaningOf: createQuestionMeaning({ index, source: async () => port, now: Date.now, log }),
  };
}
