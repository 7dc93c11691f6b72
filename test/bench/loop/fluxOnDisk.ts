import { randomUUID } from 'node:crypto';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import type { Settings } from '../../../src/contracts/settings';
import { createOrchestrator, type Orchestrator } from '../../../src/core/orchestrator';
import { createCodeIndex } from '../../../src/node/index/codeIndex';
import { createOpenAiModel } from '../../../src/node/model/openaiModel';
import { openStore } from '../../../src/node/store/sqliteStore';
import { realWorkspace } from '../../unit/core/realWorkspace';
import { editorPlace } from '../repository/grammars';
import { diskTests } from './diskTests';

const never = new AbortController().signal;

/** Bundled workers: of the store, and of the code index. */
export interface Workers {
  readonly store: string;
  readonly index: string;
}

/** Flux's core on a folder: real store, index, files, git and tests, and a model at an address. */
export async function fluxOnDisk(
  root: string,
  { url, workers, overrides = {} }: { url: string; workers: Workers; overrides?: Partial<Settings> },
): Promise<{ flux: Orchestrator; stop(): Promise<void> }> {
  const folder = await mkdtemp(join(tmpdir(), 'flux-loop-'));
  const store = await openStore({ file: join(folder, 'sessions.db'), workerUrl: workers.store });
  const index = createCodeIndex({
    file: join(folder, 'index.db'),
    workerUrl: pathToFileURL(workers.index),
    maxFileKb: () => 1_024,
    folders: () => [{ root, name: '', hidden: [] }],
    grammars: editorPlace('trees'),
  });
  const upToDate = async () => void (await index.update({ signal: never, report: () => {}, quick: true }));
  // Planning goes on without an index that does not work; a bench must not.
  const { files } = await index.update({ signal: AbortSignal.timeout(60_000), report: () => {} });
  if (files === 0) throw new Error('The code index holds no files.');
  const model = createOpenAiModel(
    async () => ({ baseUrl: url, apiKey: 'k', id: 'm', prices: {}, timeoutSeconds: 60 }),
    { label: 'm' },
  );
  const flux = createOrchestrator({
    store,
    owner: { id: randomUUID(), pid: process.pid },
    workspace: realWorkspace({
      root,
      store,
      overrides,
      env: {},
      tests: diskTests(root),
      ...(overrides['index.enabled'] !== false && { index: { ...index, upToDate } }),
      effect: () => {},
    }),
    models: async () => model,
    newId: randomUUID,
  });
  return {
    flux,
    async stop() {
      await flux.shutDown();
      await store.close();
      await index.close();
      await rm(folder, { recursive: true, force: true });
    },
  };
}
