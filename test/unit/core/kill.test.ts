import assert from 'node:assert/strict';
import { availableParallelism } from 'node:os';
import { killEverywhere, seededRandom } from './kill/killEverywhere';

/** So many kills here; `npm run bench -- kill` makes several hundred, and so does FLUX_KILL_RUNS=all. */
const wanted = process.env['FLUX_KILL_RUNS'] ?? '4';

describe('a process that is killed', function () {
  this.timeout(wanted === 'all' ? 3_600_000 : 30_000 + Number(wanted) * 5_000);

  it('loses no acknowledged event, leaves nothing between two events, and does nothing twice', async () => {
    const seed = Number(process.env['FLUX_KILL_SEED'] ?? Date.now() % 100_000);
    const { failures, kills, acknowledged } = await killEverywhere({
      random: seededRandom(seed),
      parallel: Math.min(2, availableParallelism()),
      ...(wanted !== 'all' && { runs: Number(wanted) }),
    });
    assert.deepEqual(failures, [], `seed ${seed}`);
    assert.ok(kills > 0 && acknowledged > 0);
  });
});
