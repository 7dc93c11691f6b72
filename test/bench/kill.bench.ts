import { availableParallelism } from 'node:os';
import { mkdir, writeFile } from 'node:fs/promises';
import { killEverywhere, seededRandom } from '../unit/core/kill/killEverywhere';
import type { Figure } from './measure';

const seed = Number(process.env['FLUX_KILL_SEED'] ?? Date.now() % 100_000);
const { runs, kills, workflows, acknowledged, asked, failures } = await killEverywhere({
  random: seededRandom(seed),
  parallel: Math.min(2, availableParallelism()),
  ...(process.env['FLUX_KILL_RUNS'] && { runs: Number(process.env['FLUX_KILL_RUNS']) }),
});
await mkdir('out/logs', { recursive: true });
await writeFile('out/logs/kill.txt', failures.map((failure) => `✗ ${failure}\n\n`).join(''));
const figures: Figure[] = [
  {
    what: 'kills (SIGKILL) of runs that were brought to their end afterwards',
    value: kills,
    unit: '',
    goal: 'at least 300',
    met: kills >= 300,
    note:
      `${runs} runs of ${workflows} workflows, seed ${seed}; ${acknowledged} acknowledged events looked for; a ` +
      `person was asked ${asked} times`,
  },
  {
    what: 'runs that lost an event, did something twice, or lay between two events',
    value: failures.length,
    unit: '',
    goal: '0',
    met: failures.length === 0,
    note: failures.length > 0 ? 'told in out/logs/kill.txt' : '',
  },
];
await writeFile(process.argv[2] ?? 'out/bench-kill.json', JSON.stringify(figures, null, 2));
