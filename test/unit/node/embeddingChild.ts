// A process that indexes a folder and embeds it: embeddingChild <index> <worker> <root> <url>
import { pathToFileURL } from 'node:url';
import { embedPieces } from '../../../src/core/codeIndex/embedPieces';
import { createCodeIndex } from '../../../src/node/index/codeIndex';
import { createEndpointFeatures } from '../../../src/node/model/endpointFeatures';
import { createOpenAiEmbeddings } from '../../../src/node/model/openaiEmbeddings';

const [file = '', worker = '', root = '', baseUrl = ''] = process.argv.slice(2);
const { signal } = new AbortController();
const index = createCodeIndex({
  file,
  workerUrl: pathToFileURL(worker),
  maxFileKb: () => 200,
  folders: () => [{ root, name: '', hidden: [] }],
});
await index.update({ signal, report: () => {}, quick: true });
const port = createOpenAiEmbeddings(async () => ({ baseUrl, id: 'm', prices: {}, timeoutSeconds: 60 }), 'words-1', {
  features: createEndpointFeatures(),
});
await embedPieces(port, {
  index,
  isInside: async () => true,
  mostTokens: () => 0,
  now: Date.now,
  signal,
  report: () => {},
});
