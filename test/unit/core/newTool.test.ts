import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import * as z from 'zod';
import type { SessionSnapshot } from '../../../src/contracts/session';
import type { TestReport } from '../../../src/contracts/tests';
import type { AnyTool, RecoveredCall } from '../../../src/contracts/tool';
import type { Orchestrator } from '../../../src/core/orchestrator';
import { routePatterns } from '../../../src/core/route/routePatterns';
import { defineTool } from '../../../src/tools/defineTool';
import { wholeGoal } from '../../../src/tools/recipeGoals';
import { answersByPurpose } from '../../model/scriptedModel';
import { bundle } from '../node/buildWorker';
import { startCore, type Core } from './startCore';

const dead = '[guide](nowhere.md)\n';
const alive = '[guide](guide.md)\n';
const edit = `=== fix ===\nsrc/links.js\n<<<<<<< SEARCH\n${dead}=======\n${alive}>>>>>>> REPLACE`;
const planOf = (steps: object[], more: object = {}) => `${JSON.stringify({ summary: 'links work', steps, ...more })}\n`;
const fix = { id: 'fix', title: 'Correct the link', tool: 'edit_file' };
const save = { id: 'save', title: 'Keep a version', tool: 'save_version', input: { label: 'v2', everything: true } };

describe('a tool that core has never heard of', () => {
  let worker: { file: string; remove: () => Promise<void> };
  let core: Core;
  let flux: Orchestrator;
  /** Labels of the versions that were saved. */
  let versions: string[];
  let checked: number;
  /** What saving does before it is through. */
  let saving: () => Promise<void>;
  /** What the tool finds of a call that was cut off. */
  let found: ((mark: string | undefined) => RecoveredCall | undefined) | undefined;

  before(async () => (worker = await bundle('src/node/store/storeWorker.ts')));
  after(() => worker.remove());
  beforeEach(async () => {
    core = await startCore(worker.file, { 'src/links.js': dead, 'guide.md': '# Guide\n' });
    [versions, checked, saving, found] = [[], 0, async () => {}, undefined];
    const known = core.place.tools.filter(({ verifies, commits }) => !verifies && !commits);
    Object.assign(core.place, { tools: [...known, checkLinks(), saveVersion()] });
    flux = core.another();
  });
  afterEach(() => core.stop());

  /** It verifies and takes a baseline, but only reads. */
  function checkLinks(): AnyTool {
    const count = async (): Promise<TestReport> => {
      checked++;
      const failed = core.place.texts.get('src/links.js') === dead ? 1 : 0;
      const failures = failed > 0 ? [{ name: 'nowhere.md', message: 'is not there' }] : [];
      const counts = { passed: 1 - failed, failed, skipped: 0, failures };
      return { command: 'links', framework: 'unknown', exitCode: failed, durationMs: 1, output: '', ...counts };
    };
    return defineTool({
      name: 'check_links',
      title: 'Check links',
      description: 'Finds links that lead nowhere.',
      input: z.object({ under: z.string().optional() }),
      effect: 'read',
      binding: 'json',
      verifies: {
        describe: async () => 'links',
        step: { title: 'Check all links', expect: [{ kind: 'tests_pass' }] },
        baseline: count,
      },
      outcomes: ['dead_links'],
      recipe: {
        intent: 'check_links',
        plan: (goal) =>
          wholeGoal('check (?:the )?links').test(goal)
            ? { summary: 'Check the links.', step: { id: 'links', title: 'Check the links', input: {} } }
            : undefined,
        complete: async (given) => ({ ...given, under: 'src' }),
      },
      advice: { proof: 'for documents, check_links' },
      writes: () => [],
      locks: () => [],
      about: ({ under }) => under ?? 'all links',
      run: async () => {
        const tests = await count();
        return tests.failed > 0
          ? { status: 'failed', reason: 'dead_links', message: 'nowhere.md', retryable: false, facts: { tests } }
          : { status: 'done', message: 'All links lead somewhere.', facts: { tests } };
      },
    });
  }

  /** It commits and finds its own effect, but knows nothing of git. */
  function saveVersion(): AnyTool {
    return defineTool({
      name: 'save_version',
      title: 'Save a version',
      description: 'Keeps the files as they are under a label.',
      input: z.object({ label: z.string(), everything: z.boolean().optional() }),
      effect: 'execute',
      binding: 'json',
      commits: true,
      personalFields: ['everything'],
      recovery: { mark: async () => `${versions.length} saved`, find: async ({ mark }) => found?.(mark) },
      advice: { use: 'save_version only when asked' },
      writes: () => [],
      touches: () => 'nothing',
      locks: () => [],
      about: ({ label }) => label ?? '',
      run: async ({ label }) => {
        await saving();
        versions.push(label);
        return { status: 'done', message: label, facts: { commit: { hash: label, paths: [], subject: label } } };
      },
    });
  }

  const start = (goal = 'make the links work', more: object = {}) => flux.start({ goal, ...more }, { origin: 'api' });
  const steps = (session: SessionSnapshot) => session.plan?.steps.map(({ id, tool }) => `${id} ${tool}`);

  it('is told to the planner in its own words, and joins what core says of its kind', async () => {
    core.model.script(answersByPurpose({ plan: [planOf([fix]) + edit] }));
    await start();
    const prompt = core.model.requestsFor('plan')[0]?.text ?? '';
    assert.match(prompt, /no_new_errors \(on check_links: nothing fails/);
    assert.match(prompt, /or, for documents, check_links; save_version only when asked; nothing else/);
    assert.match(prompt, /Tests: check_links runs `links`/);
    assert.doesNotMatch(prompt, /run_tests, with|git_commit only/);
  });

  it('verifies what a plan changes, and commits behind that, within what was approved', async () => {
    core.model.script(answersByPurpose({ plan: [planOf([fix, save]) + edit] }));
    const proposed = await start();
    assert.deepEqual(steps(proposed), ['fix edit_file', 'verify check_links', 'save save_version']);
    const [, check, last] = proposed.plan?.steps ?? [];
    assert.equal(check?.title, 'Check all links');
    assert.deepEqual(check?.dependsOn, ['fix'], 'a verification waits for the writes');
    assert.deepEqual(last?.dependsOn, ['verify'], 'a commit waits for the verification');
    assert.deepEqual(last?.input, { label: 'v2' }, 'what only a person may set is dropped');
    await flux.approve(proposed.id);
    const done = await flux.whenSettled(proposed.id);
    assert.equal(done.state, 'complete', done.error?.message);
    assert.deepEqual(done.scope, { writes: ['src/links.js'], runs: [], commits: true });
    assert.equal(done.report?.verified, true);
    assert.equal(done.report?.testsBefore?.failed, 1, 'a baseline was taken');
    assert.equal(done.report?.testsAfter?.failed, 0);
    assert.equal(done.report?.commit?.hash, 'v2');
    assert.deepEqual([versions, checked], [['v2'], 2]);
    const phases = (await core.store.events(done.id)).flatMap((event) =>
      event.kind === 'phase.entered' ? [[event.phase, event.handover?.toRole]] : [],
    );
    assert.deepEqual(phases.slice(-2), [
      ['verification', 'reviewer'],
      ['deployment', 'release-manager'],
    ]);
  });

  it('may be expected to fail, by the reasons that it names as outcomes', async () => {
    const shows = { id: 'shows', title: 'See it', tool: 'check_links', expect: [{ kind: 'tests_fail' }] };
    core.model.script(answersByPurpose({ plan: [planOf([shows, fix]) + edit] }));
    const done = await flux.whenSettled((await start('make the links work', { approve: 'now' })).id);
    assert.equal(done.state, 'complete', done.error?.message);
    assert.deepEqual(steps(done), ['shows check_links', 'fix edit_file', 'verify check_links']);
    assert.deepEqual(done.plan?.steps[1]?.dependsOn, ['shows']);
    assert.equal(done.report?.verified, true);
  });

  it('is asked about as a commit where each step asks', async () => {
    core.place.overrides['approval.mode'] = 'step';
    core.model.script(answersByPurpose({ plan: [planOf([save])] }));
    const { id } = await start();
    await flux.approve(id);
    const asking = await flux.whenSettled(id);
    assert.match(asking.gates[0]?.text ?? '', /^“Keep a version” commits `v2`\. Continue\?$/);
    await flux.stop(id);
  });

  it('answers a goal in words by its recipe', async () => {
    assert.equal(routePatterns('Check the links, please', core.place.tools).intent, undefined, 'not the whole goal');
    assert.equal(routePatterns('please check the links', core.place.tools).intent, 'check_links');
    const proposed = await start('check links');
    assert.deepEqual(proposed.plan?.steps[0]?.input, { under: 'src' });
    assert.deepEqual([proposed.plan?.source, proposed.plan?.verify, proposed.modelCalls], ['recipe', 'links', 0]);
  });

  for (const [what, answer, saved, state] of [
    ['was done', { as: 'done', why: 'It is there.', commit: { hash: 'h', paths: [], subject: 's' } }, 0, 'complete'],
    ['was not done', { as: 'pending', why: 'It is not there.' }, 1, 'complete'],
    ['cannot be told', undefined, 0, 'implementation'],
  ] as const) {
    it(`finds out after a crash what it ${what}`, async () => {
      core.place.overrides['decisions.mode'] = 'never';
      core.model.script(answersByPurpose({ plan: [planOf([save])] }));
      const reached = new Promise<void>((resolve) => {
        saving = async () => {
          resolve();
          await new Promise<never>(() => {});
        };
      });
      const gone = core.another(spawnSync(process.execPath, ['-e', '']).pid);
      const { id } = await gone.start({ goal: 'save', approve: 'now' }, { origin: 'api' });
      await reached;
      assert.equal((await flux.recover())[0]?.id, id);
      saving = async () => {};
      let mark: string | undefined;
      found = (kept) => ((mark = kept), answer);
      const resumed = await flux.resume(id);
      const end = answer ? await flux.whenSettled(id) : resumed;
      assert.equal(mark, '0 saved', 'what it kept before the call');
      assert.equal(versions.length, saved);
      if (answer) assert.equal(end.state, state, end.error?.message);
      else assert.match(end.gates[0]?.text ?? '', /“Keep a version”.*cannot tell/);
      if (what === 'was done') assert.equal(end.report?.commit?.hash, 'h');
    });
  }

  it('and core knows no name of those that it has', () => {
    const root = join(process.env['FLUX_REPO_ROOT'] ?? process.cwd(), 'src/core');
    const names = core.place.tools.map(({ name }) => name);
    const pattern = new RegExp(`\\b(?:${[...names, 'run_tests', 'git_commit'].join('|')})\\b`);
    for (const file of readdirSync(root, { recursive: true, encoding: 'utf8' }))
      if (file.endsWith('.ts')) assert.doesNotMatch(readFileSync(join(root, file), 'utf8'), pattern, file);
  });
});
