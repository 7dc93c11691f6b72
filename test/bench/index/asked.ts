import { readFileSync, rmSync, writeFileSync } from 'node:fs';
import { setTimeout as sleep } from 'node:timers/promises';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { questionTerms } from '../../../src/base/codeTerms';
import type { CodeIndex } from '../../../src/node/index/codeIndex';
import type { Figure } from '../measure';
import { quantile } from '../retrieval/statistics';

const queryGoal = 5;
const saveGoal = 20;
const mostFound = 200;
const saves = 40;

async function timed(job: () => Promise<unknown>): Promise<number> {
  const begun = performance.now();
  await job();
  return performance.now() - begun;
}

/** Waits until the index has done what can wait. */
export async function tidied(file: string): Promise<void> {
  const db = new DatabaseSync(file, { readOnly: true });
  const waiting = db.prepare(
    'SELECT joined_to IS NOT NULL OR last_name < (SELECT max(id) FROM names) AS w FROM progress',
  );
  for (let quiet = 0; quiet < 3; quiet = Number(waiting.get()?.['w']) === 0 ? quiet + 1 : 0) await sleep(200);
  db.close();
}

/** How long questions and looking for names take. */
export async function askFigures(
  what: string,
  index: CodeIndex,
  questions: readonly string[],
  names: readonly string[],
): Promise<Figure[]> {
  const asked: number[] = [];
  const named: number[] = [];
  for (const question of questions) await index.find(questionTerms(question), mostFound);
  for (const question of questions) asked.push(await timed(() => index.find(questionTerms(question), mostFound)));
  for (const name of names) named.push(await timed(() => index.symbols(name, 20)));
  const figure = (of: string, times: readonly number[]): Figure => ({
    what: `code index, ${what}: ${of}, 95th percentile of ${times.length}`,
    value: quantile(times, 0.95),
    unit: 'ms',
    goal: `under ${queryGoal} ms`,
    met: quantile(times, 0.95) < queryGoal,
    note: `median ${quantile(times, 0.5).toFixed(1)} ms, slowest ${Math.max(...times).toFixed(1)} ms`,
  });
  return [figure('a question', asked), figure('symbols by name', named)];
}

/** How long it takes until what was saved is in the index. */
export async function saveFigure(
  what: string,
  index: CodeIndex,
  root: string,
  paths: readonly string[],
): Promise<Figure> {
  const times: number[] = [];
  for (let at = -5; at < saves; at++) {
    const path = paths[(at + 5) % paths.length] ?? '';
    const file = join(root, path);
    const text = readFileSync(file, 'utf8');
    // Copies may share their bytes with others.
    rmSync(file);
    writeFileSync(file, `${text}\n// saved ${at}\n`);
    const time = await timed(() => index.refresh([{ path, file }]));
    if (at >= 0) times.push(time);
    // As people save: what can wait is done in between.
    await sleep(50);
  }
  return {
    what: `code index, ${what}: a saved file is in the index`,
    value: quantile(times, 0.5),
    unit: 'ms',
    goal: `under ${saveGoal} ms`,
    met: quantile(times, 0.5) < saveGoal,
    note: `95th percentile ${quantile(times, 0.95).toFixed(1)} ms`,
  };
}
