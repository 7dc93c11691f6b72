import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { bundle } from '../node/buildWorker';
import { playScenario, readScenario } from './scenario';
import { startCore } from './startCore';

const folder = join(process.env['FLUX_REPO_ROOT'] ?? process.cwd(), 'test/unit/core/scenarios');

describe('scenarios', () => {
  let worker: { file: string; remove: () => Promise<void> };
  before(async () => (worker = await bundle('src/node/store/storeWorker.ts')));
  after(() => worker.remove());

  for (const name of readdirSync(folder).sort()) {
    const scenario = readScenario(readFileSync(join(folder, name), 'utf8'));
    it(`${name}: ${scenario.title}`, async () => {
      const core = await startCore(worker.file, scenario.files);
      try {
        await playScenario(core, scenario);
      } finally {
        await core.stop();
      }
    });
  }
});
