import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { pathToFileURL } from 'node:url';
import type { EmbeddingSource } from '../../../src/contracts/embeddings';
import { findCode } from '../../../src/core/codeIndex/findCode';
import { createEmbeddingKeeper } from '../../../src/core/codeIndex/keepEmbeddings';
import { createIndexKeeper } from '../../../src/core/codeIndex/keepIndex';
import { createCodeIndex } from '../../../src/node/index/codeIndex';
import { createEndpointFeatures } from '../../../src/node/model/endpointFeatures';
import { createOpenAiEmbeddings } from '../../../src/node/model/openaiEmbeddings';
import { resolveInside } from '../../../src/node/containment';
import { until } from '../../harness/until.mjs';
import { embeddingAnswer, type EmbeddingCall } from '../../model/embeddings';
import { serveEndpoint, type SeenCall, type Sent } from './endpointServer';

/** Answers a call; undefined: as the model does. */
type Answer = (call: EmbeddingCall & SeenCall) => Sent | 'hang' | undefined;

/** A project in a folder of its own, its index, and an endpoint that embeds by groups of words. */
export async function embeddingWorld(worker: string) {
  const folder = await mkdtemp(join(tmpdir(), 'flux-embeddings-'));
  const root = join(folder, 'project');
  await mkdir(root);
  let passes = 0;
  const set = { model: 'words-1', mostTokens: 0, answer: (() => undefined) as Answer };
  const server = await serveEndpoint((call) => {
    const answer = set.answer({ ...(JSON.parse(call.raw) as EmbeddingCall), ...call });
    return answer === 'hang' ? () => {} : (answer ?? embeddingAnswer(call.raw));
  });
  const lines: string[] = [];
  const log = { info: (line: string) => lines.push(line), warn: (line: string) => lines.push(line), error: () => {} };
  const ports = new Map<string, ReturnType<typeof createOpenAiEmbeddings>>();
  const source: EmbeddingSource = async () => {
    if (set.model === '') return undefined;
    const port =
      ports.get(set.model) ??
      createOpenAiEmbeddings(
        async () => ({ baseUrl: server.url, id: 'm', prices: {}, timeoutSeconds: 30 }),
        set.model,
        { features: createEndpointFeatures() },
      );
    ports.set(set.model, port);
    return port;
  };
  const open = () => {
    const index = createCodeIndex({
      file: join(folder, 'index.db'),
      workerUrl: pathToFileURL(worker),
      maxFileKb: () => 200,
      folders: () => [{ root, name: '', hidden: [] }],
    });
    const embeddings = createEmbeddingKeeper({
      index: {
        ...index,
        // A pass that was through ends with it.
        tidyVectors: (model) => index.tidyVectors(model).then(() => void passes++),
      },
      source,
      isInside: (path) =>
        resolveInside(root, path).then(
          () => true,
          () => false,
        ),
      mostTokens: () => set.mostTokens,
      now: Date.now,
      log,
    });
    const keeper = createIndexKeeper({
      index,
      isEnabled: () => true,
      onUpdated: embeddings.indexChanged,
      now: Date.now,
      log,
    });
    return { index, embeddings, keeper };
  };
  let opened = open();
  const close = async () => {
    opened.embeddings.dispose();
    opened.keeper.dispose();
    await opened.index.close();
  };
  /** Texts that were sent as pieces: they begin with a path. */
  const sent = () =>
    server.calls
      .flatMap(({ raw }) => (JSON.parse(raw) as EmbeddingCall).input)
      .filter((text) => /^\S+\n|^\S+: /.test(text));

  return {
    folder,
    root,
    set,
    server,
    lines,
    get now() {
      return opened;
    },
    /** Of which paths pieces were sent since, with how many. */
    sent,
    async put(path: string, text: string) {
      await mkdir(dirname(join(root, path)), { recursive: true });
      await writeFile(join(root, path), text);
    },
    /** Lets the index be as the files are, and waits until all its pieces are embedded. */
    async settle() {
      await opened.keeper.start();
      await this.embedded();
    },
    async embedded() {
      const before = passes;
      opened.embeddings.restart();
      await until('all pieces are embedded', async () => {
        if (passes === before) return false;
        const { pieces, done } = await opened.index.embedded(set.model, 'any');
        return pieces === done && opened.embeddings.message() === undefined;
      });
    },
    async find(query: string) {
      const found = await findCode(query, 5, { ...opened, meaningOf: opened.embeddings.meaningOf });
      return found.map(({ path, symbol }) => `${path} ${symbol ?? ''}`.trim());
    },
    async reopen() {
      await close();
      opened = open();
    },
    async end() {
      await close();
      server.stop();
      await rm(folder, { recursive: true, force: true });
    },
  };
}

/** A file of functions that speak of nothing that a vector tells, numbered. */
export const filler = (name: string, count: number) =>
  Array.from(
    { length: count },
    (_, at) => `export function ${name}${at}(value) {\n  return value.map((each) => each.${name}${at});\n}\n`,
  ).join('\n');
