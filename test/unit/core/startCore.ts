import { randomUUID } from 'node:crypto';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { ModelPort, ModelRequest } from '../../../src/contracts/model';
import type { StorePort } from '../../../src/contracts/store';
import { createOrchestrator, type Orchestrator } from '../../../src/core/orchestrator';
import type { OpenAiConfig } from '../../../src/node/model/openaiEndpoint';
import { createOpenAiModel } from '../../../src/node/model/openaiModel';
import { openStore } from '../../../src/node/store/sqliteStore';
import { startScriptedModel, type ScriptedModel } from '../../model/scriptedModel';
import { memoryWorkspace, type MemoryWorkspace } from './memoryWorkspace';

/** The core with a real store, a scripted model over HTTP, and a workspace in memory. */
export interface Core {
  readonly flux: Orchestrator;
  readonly store: StorePort;
  readonly model: ScriptedModel;
  readonly place: MemoryWorkspace;
  /** What the core has asked of the model, in order: known at once, where `model.requests` holds what has arrived. */
  readonly asked: readonly ModelRequest[];
  /** Characters of answers that have come so far. */
  heard(): number;
  /** How the endpoint is reached; read with each call. */
  readonly config: { -readonly [Key in keyof OpenAiConfig]: OpenAiConfig[Key] };
  /** The model that sessions work with. */
  models(): Promise<ModelPort>;
  /**
   * Another window on the same store, or with some of the store's calls replaced; with the process id of one that has
   * ended, its claims count as abandoned.
   */
  another(pid?: number, calls?: Partial<StorePort>): Orchestrator;
  stop(): Promise<void>;
}

export async function startCore(
  workerFile: string,
  files: Record<string, string>,
  prepare: (place: MemoryWorkspace) => void = () => {},
): Promise<Core> {
  const folder = await mkdtemp(join(tmpdir(), 'flux-core-'));
  const store = await openStore({ file: join(folder, 'sessions.db'), workerUrl: workerFile });
  const model = await startScriptedModel();
  const place = memoryWorkspace(files);
  prepare(place);
  const config: Core['config'] = { baseUrl: model.url, apiKey: 'k', id: 'scripted', prices: {}, timeoutSeconds: 5 };
  const endpoint = createOpenAiModel(async () => config, { label: 'scripted' });
  const asked: ModelRequest[] = [];
  let heard = 0;
  const port: ModelPort = {
    ...endpoint,
    complete(request, signal, onText, onLost) {
      asked.push(request);
      const hear = (text: string) => {
        heard += text.length;
        onText?.(text);
      };
      return endpoint.complete(request, signal, hear, onLost);
    },
  };
  const models = async () => port;
  const another = (pid = process.pid, calls: Partial<StorePort> = {}) =>
    createOrchestrator({
      store: { ...store, ...calls },
      owner: { id: randomUUID(), pid },
      workspace: place,
      models,
      newId: randomUUID,
    });
  const flux = another();
  return {
    flux,
    store,
    model,
    place,
    asked,
    heard: () => heard,
    config,
    models,
    another,
    async stop() {
      await flux.shutDown();
      await store.close();
      await model.stop();
      await rm(folder, { recursive: true, force: true });
    },
  };
}
