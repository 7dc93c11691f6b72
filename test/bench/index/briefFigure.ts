import { findRipgrep } from '../../../src/node/search/ripgrep';
import { createRipgrepSearch } from '../../../src/node/search/ripgrepSearch';
import type { CodeIndex } from '../../../src/node/index/codeIndex';
import { briefFor } from '../context/briefFor';
import { createIndexKeeper } from '../../../src/core/codeIndex/keepIndex';
import { keptIndex } from '../../../src/core/codeIndex/keptIndex';
import type { Figure } from '../measure';
import type { Checkout } from '../repository/checkout';
import { quantile } from '../retrieval/statistics';

const briefGoal = 150;
const goals = 40;

/** How long a goal's brief takes with the index, kept as the editor keeps it. */
export async function briefFigure(checkout: Checkout, index: CodeIndex, questions: readonly string[]): Promise<Figure> {
  const rgPath = await findRipgrep(process.env['FLUX_BENCH_APP_ROOT']);
  const search = rgPath === undefined ? {} : { search: createRipgrepSearch({ root: checkout.folder, rgPath }) };
  const log = { info: () => {}, warn: () => {}, error: () => {} };
  const keeper = createIndexKeeper({ index, isEnabled: () => true, now: Date.now, log });
  await keeper.start();
  const times: number[] = [];
  const cpu: number[] = [];
  const step = Math.max(1, Math.floor(questions.length / goals));
  const wanted = questions.filter((_, at) => at % step === 0);
  for (const [at, question] of [...wanted.slice(0, 5), ...wanted].entries()) {
    const begun = performance.now();
    const { user, system } = process.cpuUsage();
    await briefFor(question, checkout, { index: keptIndex(index, keeper), ...search });
    if (at < 5) continue;
    times.push(performance.now() - begun);
    const now = process.cpuUsage();
    cpu.push((now.user + now.system - user - system) / 1000);
  }
  keeper.dispose();
  return {
    what: `brief with the index, ${checkout.texts().size} files`,
    value: quantile(times, 0.5),
    unit: 'ms',
    goal: `under ${briefGoal} ms`,
    met: quantile(times, 0.5) < briefGoal,
    note: `95th percentile ${quantile(times, 0.95).toFixed(0)} ms; processor time ${quantile(cpu, 0.5).toFixed(0)} ms${rgPath === undefined ? '; without ripgrep' : ''}`,
  };
}
