import { randomUUID } from 'node:crypto';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { z } from 'zod';
import type { AnyTool } from '../../src/contracts/tool';
import type { PlanSnapshot, SessionSnapshot, StepSnapshot } from '../../src/contracts/session';
import { budgetStrategies } from '../../src/contracts/budget';
import { allot } from '../../src/core/budget/allot';
import { complexityOf } from '../../src/core/budget/complexity';
import { builtInRoles } from '../../src/core/agents/builtIn';
import { createShownRanges } from '../../src/core/brief/shownRanges';
import { checkDecision } from '../../src/core/decide/checkDecision';
import { decideMessages } from '../../src/core/decide/decidePrompt';
import { decisionFacts } from '../../src/core/decide/decisionFacts';
import { dueTrigger } from '../../src/core/decide/dueTrigger';
import { noticeLoop } from '../../src/core/decide/loops';
import { parseDecision } from '../../src/core/decide/parseDecision';
import { presentSources } from '../../src/core/decide/presentSources';
import { createOrchestrator } from '../../src/core/orchestrator';
import { validateReply } from '../../src/core/plan/planGoal';
import { parsePlannerAnswer } from '../../src/core/plan/parseReply';
import { routePatterns } from '../../src/core/route/routePatterns';
import { createOpenAiModel } from '../../src/node/model/openaiModel';
import { openStore } from '../../src/node/store/sqliteStore';
import { answersByPurpose, startScriptedModel } from '../model/scriptedModel';
import { memoryWorkspace } from '../unit/core/memoryWorkspace';
import { bundle } from '../unit/node/buildWorker';
import { median, medianMs, type Figure } from './measure';
import { bugFixFigures } from './bugFix';

const figures: Figure[] = [];
const goal = (what: string, value: number, unit: string, below: number, note?: string) =>
  figures.push({ what, value, unit, goal: `under ${below} ${unit}`.trim(), met: value < below, note });

/** A tool that only waits: what remains of a run's time is Flux's own. */
function simulatedTool(name: string, ms: (input: { ms?: number }) => number): AnyTool {
  return {
    name,
    title: name,
    description: name,
    effect: 'read',
    binding: 'json',
    input: z.object({ ms: z.number().optional() }),
    writes: () => [],
    locks: () => [],
    about: () => '',
    run: async (input: { ms?: number }) => {
      const wait = ms(input);
      if (wait > 0) await new Promise((resolve) => setTimeout(resolve, wait));
      return { status: 'done', message: 'ok' };
    },
  };
}

async function routing(): Promise<void> {
  const texts = [
    'add email validation to the login form and make the tests pass',
    'what does this project do?',
    'run the tests',
    'the colours of the chart',
    'stop',
    `fix ${'the parser '.repeat(200)}`,
  ];
  const { tools } = memoryWorkspace({});
  const perRun = 20_000;
  const ms = await medianMs(7, () => {
    for (let index = 0; index < perRun; index++) routePatterns(texts[index % texts.length]!, tools);
  });
  goal('routing by patterns, one message', ms / perRun, 'ms', 0.1);
}

async function allotting(): Promise<void> {
  const claimants = Array.from({ length: 1_000 }, (_, at) => ({
    id: `s${at}`,
    baseline: 300 + (at % 10) * 200,
    complexity: at % 11,
    urgency: at % 4,
    waiting: at % 7,
    history: Array.from({ length: 20 }, (_each, step) => 500 + step * 100),
  }));
  for (const strategy of budgetStrategies) {
    const ms = await medianMs(15, () => allot(claimants, 400_000, strategy));
    goal(`sharing a budget among 1,000 steps, ${strategy}`, ms, 'ms', 1);
  }
  const facts = {
    effect: 'write',
    files: 2,
    chars: 9_000,
    needs: 1,
    waiting: 2,
    language: 'code',
    found: 0,
    failures: 1,
  } as const;
  const ms = await medianMs(15, () => {
    for (let step = 0; step < 1_000; step++) complexityOf({ ...facts, files: step % 5 });
  });
  goal('complexity of 1,000 steps', ms, 'ms', 10);
}

async function validation(): Promise<void> {
  const place = memoryWorkspace({ 'package.json': '{}' });
  const steps = Array.from({ length: 200 }, (_, index) => ({
    id: `s${index}`,
    title: `Step ${index}`,
    tool: index % 10 === 9 ? 'run_tests' : 'edit_file',
    input: index % 10 === 9 ? {} : { path: `src/f${index}.js` },
    instruction: 'do it',
    dependsOn: index === 0 ? [] : [`s${index - 1}`],
  }));
  const text = JSON.stringify({ summary: 's', steps, verify: 's199' });
  const ms = await medianMs(15, async () => {
    const answer = parsePlannerAnswer(text, place.tools);
    if (answer.kind !== 'plan') throw new Error('unusable');
    const result = await validateReply(answer.reply, place, 'model');
    if ('problems' in result) throw new Error(result.problems.join());
  });
  goal('parsing and validating a plan of 200 steps', ms, 'ms', 5);
}

async function running(worker: string): Promise<void> {
  const folder = await mkdtemp(join(tmpdir(), 'flux-bench-'));
  const store = await openStore({ file: join(folder, 'bench.db'), workerUrl: worker });
  const model = await startScriptedModel();
  const place = { ...memoryWorkspace({}), tools: [simulatedTool('wait', (input) => input.ms ?? 0)] };
  Object.assign(place, {
    settings: (key: string) =>
      ({
        'execution.maxParallelSteps': 16,
        'approval.mode': 'plan',
        'orchestration.enabled': true,
        'approval.allowedCommands': [],
        'approval.allowedTools': [],
        'approval.deniedCommands': [],
        'budget.strategy': 'proportional',
        'budget.maxTokensPerRun': 0,
        'budget.maxCostPerRun': 0,
      })[key] ?? 600,
  });
  const port = createOpenAiModel(
    async () => ({ baseUrl: model.url, apiKey: 'k', id: 'm', prices: {}, timeoutSeconds: 5 }),
    { label: 'm' },
  );
  const flux = createOrchestrator({
    store,
    owner: { id: randomUUID(), pid: process.pid },
    workspace: place,
    models: async () => port,
    newId: randomUUID,
  });
  const runPlan = async (steps: object[]) => {
    model.script(answersByPurpose({ plan: JSON.stringify({ summary: 's', steps }) }));
    const { id } = await flux.start({ goal: 'simulate the steps' }, { origin: 'api', planOnly: true });
    const start = performance.now();
    await flux.approve(id);
    const done = await flux.whenSettled(id);
    if (done.state !== 'complete') throw new Error(done.error?.message);
    return performance.now() - start;
  };

  const chain = Array.from({ length: 40 }, (_, index) => ({
    id: `s${index}`,
    title: `s${index}`,
    tool: 'wait',
    input: { ms: 0 },
    dependsOn: index === 0 ? [] : [`s${index - 1}`],
  }));
  const perStep: number[] = [];
  for (let run = 0; run < 6; run++) perStep.push((await runPlan(chain)) / chain.length);
  goal("Flux's own time for one step, durable store included", median(perStep.slice(1)), 'ms', 5);

  const { steps, criticalPathMs } = wideGraph();
  const ratios: number[] = [];
  for (let run = 0; run < 4; run++) ratios.push((await runPlan(steps)) / criticalPathMs);
  goal(
    'makespan over critical path, 60 steps',
    median(ratios.slice(1)),
    '',
    1.05,
    `critical path ${criticalPathMs} ms`,
  );

  const told: number[] = [];
  model.script(
    answersByPurpose({
      plan: JSON.stringify({ summary: 's', steps: [{ id: 'a', title: 'a', tool: 'wait', input: { ms: 1_500 } }] }),
    }),
  );
  const { id } = await flux.start({ goal: 'simulate a step' }, { origin: 'api', planOnly: true });
  await flux.approve(id);
  for (let run = 0; run < 15; run++) {
    const start = performance.now();
    await flux.feedback(id, `word ${run}`);
    told.push(performance.now() - start);
  }
  goal('feedback recorded on the disk', median(told), 'ms', 50, `slowest ${Math.max(...told).toFixed(1)} ms`);
  await flux.stop(id);

  await flux.shutDown();
  await store.close();
  await model.stop();
  await rm(folder, { recursive: true, force: true });
}

/**
 * Everything about a decision but the model's answer: what is due, the facts, the prompt, reading the answer, joining
 * its steps.
 */
async function deciding(): Promise<void> {
  const source = Array.from({ length: 400 }, (_, line) => `export const value${line} = ${line};`).join('\n');
  const place = memoryWorkspace({ 'package.json': '{}', 'src/a.js': source, 'test/a.test.js': 'test' });
  const made = await validateReply(
    {
      summary: 's',
      steps: Array.from({ length: 30 }, (_, index) => ({
        id: `s${index}`,
        title: `Step ${index}`,
        tool: index === 29 ? 'run_tests' : 'edit_file',
        instruction: 'x',
        input: index === 29 ? {} : { path: 'src/a.js' },
      })),
      verify: 's29',
    },
    place,
    'model',
  );
  if ('problems' in made) throw new Error(made.problems.join());
  const steps = made.plan.steps.map((step, index): StepSnapshot =>
    index < 20
      ? {
          ...step,
          status: index === 19 ? 'failed' : 'done',
          endedAt: index + 1,
          ...(index === 19 && { error: { reason: 'no_match', message: 'not found at src/a.js:200' } }),
        }
      : { ...step, status: 'pending' },
  );
  const session: SessionSnapshot & { plan: PlanSnapshot } = {
    id: 's',
    name: 's',
    goal: 'g',
    origin: 'api',
    state: 'implementation',
    revision: 90,
    planRevision: 1,
    progress: 0.5,
    gates: [],
    said: [],
    decisions: [],
    feedback: [],
    tokens: { prompt: 0, completion: 0, cached: 0, saved: 0 },
    modelCalls: 1,
    changedFiles: ['src/a.js'],
    createdAt: 0,
    updatedAt: 0,
    plan: { summary: 's', steps, verify: 's29', source: 'model' },
  };
  const answer =
    `${JSON.stringify({ action: 'create_task', reasoning: 'r', steps: [{ id: 'mend', title: 'Mend', tool: 'edit_file' }] })}\n=== ` +
    `mend ===\nsrc/a.js\n<<<<<<< SEARCH\nexport const value1 = 1;\n=======\nexport const value1 = 2;\n>>>>>>> ` +
    `REPLACE`;
  const roles = builtInRoles();
  const ms = await medianMs(25, async () => {
    const trigger = dueTrigger(session, { mode: 'surprise', hasErrors: () => false, judgingOf: () => undefined })!;
    const loop = noticeLoop(session);
    const sources = await presentSources(session, trigger, place, createShownRanges());
    decideMessages({ ...decisionFacts(session, trigger, { roles, loop, tools: place.tools }), sources }, place.tools);
    const read = parseDecision(answer, place.tools);
    if (read.kind !== 'decision') throw new Error('unusable');
    const checked = await checkDecision(read.reply, { seen: {}, roles, session, workspace: place });
    if ('problems' in checked) throw new Error(checked.problems.join());
  });
  goal('a decision without the model, plan of 30 steps', ms, 'ms', 2);
}

/**
 * 60 steps in twelve layers of five; each waits for two of the layer before. Durations repeat, so the run is the same
 * each time.
 */
function wideGraph(): { steps: object[]; criticalPathMs: number } {
  const ms = (index: number) => 100 + ((index * 37) % 150);
  const end = new Map<string, number>();
  const steps = Array.from({ length: 60 }, (_, index) => {
    const layer = Math.floor(index / 5);
    const dependsOn =
      layer === 0 ? [] : [`s${(layer - 1) * 5 + (index % 5)}`, `s${(layer - 1) * 5 + ((index + 2) % 5)}`];
    const id = `s${index}`;
    end.set(id, ms(index) + Math.max(0, ...dependsOn.map((other) => end.get(other) ?? 0)));
    return { id, title: id, tool: 'wait', input: { ms: ms(index) }, dependsOn };
  });
  return { steps, criticalPathMs: Math.max(...end.values()) };
}

const worker = await bundle('src/node/store/storeWorker.ts');
try {
  await routing();
  await validation();
  await allotting();
  await running(worker.file);
  await deciding();
  figures.push(...(await bugFixFigures(worker.file)));
} finally {
  await worker.remove();
}
await writeFile(process.argv[2] ?? 'out/bench-core.json', JSON.stringify(figures, null, 2));
