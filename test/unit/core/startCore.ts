import { randomUUID } from 'node:crypto';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { StorePort } from '../../../src/contracts/store';
import { createOrchestrator } from '../../../src/core/orchestrator';
import type { Orchestrator } from '../../../src/core/orchestratorTypes';
import { createOpenAiModel } from '../../../src/node/openaiModel';
import { openStore } from '../../../src/node/store/sqliteStore';
import { startScriptedModel, type ScriptedModel } from '../../model/scriptedModel';
import { memoryPlace, type MemoryPlace } from './memoryPlace';

/** The core with a real store, a scripted model over HTTP, and a workspace in memory. */
export interface Core {
  readonly flux: Orchestrator;
  readonly store: StorePort;
  readonly model: ScriptedModel;
  readonly place: MemoryPlace;
  /** Another window on the same store; with the process id of one that has ended, its claims count as abandoned. */
  another(pid?: number): Orchestrator;
  stop(): Promise<void>;
}

export async function startCore(workerFile: string, files: Record<string, string>): Promise<Core> {
  const folder = await mkdtemp(join(tmpdir(), 'flux-core-'));
  const store = await openStore({ file: join(folder, 'sessions.db'), workerUrl: workerFile });
  const model = await startScriptedModel();
  const place = memoryPlace(files);
  const port = createOpenAiModel(async () => ({ baseUrl: model.url, apiKey: 'k', id: 'scripted', prices: {}, timeoutSeconds: 5 }), { label: 'scripted' });
  const another = (pid = process.pid) => createOrchestrator({ store, owner: { id: randomUUID(), pid }, place, models: async () => port, newId: randomUUID });
  const flux = another();
  return {
    flux,
    store,
    model,
    place,
    another,
    async stop() {
      await flux.shutDown();
      await store.close();
      await model.stop();
      await rm(folder, { recursive: true, force: true });
    },
  };
}
