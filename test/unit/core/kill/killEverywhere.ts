import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { startScriptedModel } from '../../../model/scriptedModel';
import { bundle } from '../../node/buildWorker';
import { killRun, makeTemplate, type KillPoint, type KillTools } from './killRun';
import { killWorkflows, type KillWorkflow } from './killWorkflows';

/** What came of killing runs at many points. */
export interface KillFigures {
  readonly runs: number;
  readonly kills: number;
  readonly workflows: number;
  /** Acknowledged events that were looked for after kills. */
  readonly acknowledged: number;
  readonly asked: number;
  /** What went wrong, by workflow and points. */
  readonly failures: readonly string[];
}

interface Case {
  readonly workflow: KillWorkflow;
  readonly points: readonly KillPoint[];
}

export interface KillOptions {
  /** Numbers from 0 to 1. */
  readonly random: () => number;
  readonly parallel: number;
  /**
   * How many runs, of as many workflows at most; left out: one for each line that a run says, and as many again at
   * random times and twice.
   */
  readonly runs?: number;
}

/**
 * Kills runs of all workflows at each thing that they say, at random moments in between, and once more while they
 * recover.
 */
export async function killEverywhere({ random, parallel, runs }: KillOptions): Promise<KillFigures> {
  const child = await bundle('test/unit/core/kill/killChild.ts');
  const worker = await bundle('src/node/store/storeWorker.ts');
  const model = await startScriptedModel((request) =>
    killWorkflows.find(({ name }) => name === request.session)?.model(request),
  );
  const templates = await mkdtemp(join(tmpdir(), 'flux-kill-templates-'));
  const tools: KillTools = { childFile: child.file, workerFile: worker.file, model: model.url, templates };
  try {
    const cases: Case[] = [];
    for (const workflow of runs === undefined ? killWorkflows : pick(killWorkflows, runs, random)) {
      await makeTemplate(templates, workflow);
      const { lines, ms } = await killRun(workflow, [{ line: 1_000_000 }], tools, false);
      const line = () => ({ line: 1 + Math.floor(random() * lines) });
      for (let at = 1; at <= lines; at++) cases.push({ workflow, points: [{ line: at }] });
      for (let at = 0; at < lines / 4; at++)
        cases.push(
          { workflow, points: [{ ms: random() * ms * 0.5 }] },
          { workflow, points: [line(), { line: 2 + Math.floor(random() * 20) }] },
        );
    }
    // The first workflow's fifth line: killed after something was acknowledged, whatever else is picked.
    const chosen = runs === undefined ? cases : [...cases.splice(4, 1), ...pick(cases, runs - 1, random)];
    const figures = { runs: 0, kills: 0, acknowledged: 0, asked: 0 };
    const failures: string[] = [];
    let next = 0;
    const work = async () => {
      for (let at = next++; at < chosen.length; at = next++) {
        const { workflow, points } = chosen[at]!;
        try {
          const outcome = await killRun(workflow, points, tools, at % 2 === 0);
          figures.kills += outcome.kills;
          figures.acknowledged += outcome.acknowledged;
          figures.asked += outcome.asked;
        } catch (error) {
          failures.push(
            `${workflow.name} at ${JSON.stringify(points)}${at % 2 === 0 ? ', its processes ended' : ''}: ` +
              `${error instanceof Error ? error.message : String(error)}`,
          );
        }
        figures.runs++;
      }
    };
    await Promise.all(Array.from({ length: parallel }, work));
    return { ...figures, workflows: killWorkflows.length, failures };
  } finally {
    await model.stop();
    await child.remove();
    await worker.remove();
    await rm(templates, { recursive: true, force: true });
  }
}

/** So many of them, without order, each at most once. */
function pick<T>(all: readonly T[], count: number, random: () => number): T[] {
  return all
    .map((value) => ({ value, at: random() }))
    .sort((a, b) => a.at - b.at)
    .slice(0, count)
    .map(({ value }) => value);
}

/** Repeatable numbers from 0 to 1: https://en.wikipedia.org/wiki/Linear_congruential_generator */
export function seededRandom(seed: number): () => number {
  let state = seed >>> 0;
  return () => {
    state = (Math.imul(state, 1664525) + 1013904223) >>> 0;
    return state / 2 ** 32;
  };
}
