import assert from 'node:assert/strict';
import type { PastGoal } from '../../../src/contracts/figures';
import { goalKinds, goalsLike } from '../../../src/core/plan/goalKinds';
import { tellResembling } from '../../../src/core/plan/resemblingGoals';
import { answersByPurpose } from '../../model/scriptedModel';
import { bundle } from '../node/buildWorker';
import { calledFor, planned, putPast } from './pastSession';
import { startCore, type Core } from './startCore';

const past = (text: string, more: Partial<PastGoal> = {}): PastGoal => ({
  text,
  outcome: 'complete',
  verified: true,
  undone: false,
  calls: 2,
  tokens: 5000,
  tools: ['edit_file', 'run_tests'],
  ...more,
});

describe('goals that resemble one', () => {
  const all = [
    'fix the failing test of the cart',
    'Add an option --json to the export command',
    'remove the option --json from export',
    'document the settings',
    'Fix the failing tests in basket.js',
    'add the option --quiet for the export command',
  ].map((text) => past(text));
  const like = (text: string) => goalsLike(text, all).map((goal) => goal.text);

  it('do the same kind of thing to something of nearly the same words', () => {
    assert.deepEqual(like('Fix the failing test of the till'), [all[0]!.text, all[4]!.text]);
    assert.deepEqual(like('add an option --xml to the export command'), [all[1]!.text, all[5]!.text]);
    assert.deepEqual(like('rename UserStore to AccountStore'), []);
    assert.deepEqual(like('add a cart'), [], 'one word in common is too few');
    assert.deepEqual(like(''), []);
    assert.deepEqual(like('日本語の目標'), []);
  });

  it('are told of in two lines, by what worked', () => {
    const told = tellResembling('fix the failing test of the till', [
      past('fix the failing test of\nthe “cart” \u202Enow', { verified: false, outcome: 'failed', calls: 9 }),
      past('fix a failing test of the cart', {
        calls: 1,
        tokens: 4000,
        tools: ['edit_file', 'edit_file', 'run_tests'],
      }),
      past('fix the failing test of the cart', { calls: 3, tokens: 6000 }),
      past('fix failing test of the cart', { verified: false, tools: ['run_command'] }),
      past('fix the failing test of the cart', { undone: true }),
    ]);
    assert.equal(
      told,
      'Goals like this one ended here before: 2 verified, 1 done without proof, 2 failed, stopped or undone. Those that ' +
        'worked took 1 call and 4.0k tokens.\n' +
        'Usual steps that worked: edit_file, run_tests.',
    );
  });

  it('are told of where none worked, and not at all where none resembles', () => {
    const told = tellResembling('fix the failing test', [
      past('fix the failing test', { outcome: 'cancelled', tools: [] }),
    ]);
    assert.equal(told, 'Goals like this one ended here before: 0 verified, 1 failed, stopped or undone.');
    assert.equal(tellResembling('fix the failing test', [past('document the settings')]), undefined);
    assert.equal(tellResembling('fix the failing test', []), undefined);
  });

  it('make kinds, the most frequent first', () => {
    assert.deepEqual(
      goalKinds([...all, past('fix the failing test of a page', { outcome: 'failed', verified: false })]).map(
        ({ text, goals, verified, steps }) => [text, goals, verified, steps.join()],
      ),
      [
        [all[0]!.text, 3, 2, 'edit_file,run_tests'],
        [all[1]!.text, 2, 2, 'edit_file,run_tests'],
        [all[2]!.text, 1, 1, 'edit_file,run_tests'],
        [all[3]!.text, 1, 1, 'edit_file,run_tests'],
      ],
    );
    assert.deepEqual(goalKinds([]), []);
  });
});

describe('a planner', () => {
  let worker: { file: string; remove: () => Promise<void> };
  let core: Core;
  before(async () => (worker = await bundle('src/node/store/storeWorker.ts')));
  after(() => worker.remove());
  beforeEach(async () => {
    core = await startCore(worker.file, { 'src/cart.js': 'let x = 1;\n' });
    core.model.script(answersByPurpose({ plan: () => '{"summary":"s","steps":[],"notes":["nothing to do"]}' }));
  });
  afterEach(() => core.stop());

  const ended = [
    planned(['one', 'edit_file'], ['two', 'run_tests'], ['never', 'git_commit']),
    { kind: 'plan.approved', scope: { writes: [], runs: [], commits: false }, by: 'person' },
    ...['one', 'two'].flatMap((step) => [
      { kind: 'step.started', step } as const,
      calledFor(step, 'transform', 990, 10),
      { kind: 'step.finished', step, status: 'done' } as const,
    ]),
    {
      kind: 'session.completed',
      summary: 's',
      report: { headline: 'h', verified: true, files: [], unverified: [], durationMs: 1 },
    },
  ] satisfies Parameters<typeof putPast>[3];

  async function prompt(goal: string): Promise<string> {
    await core.flux.start({ goal }, { origin: 'api' });
    return core.asked.at(-1)!.messages.at(-1)!.content;
  }

  it('is told of finished goals of this workspace, right before its goal, and of deleted or open ones not', async () => {
    await putPast(core.store, 'done', 'Fix the rounding in the cart', ended);
    await putPast(core.store, 'open', 'Fix the rounding in the basket', ended.slice(0, 3));
    const told = await prompt('fix the rounding of the till');
    assert.ok(
      told.endsWith(
        '# Before, in this workspace\n' +
          'Goals like this one ended here before: 1 verified. Those that worked took 2 calls and 2.0k tokens.\n' +
          'Usual steps that worked: edit_file, run_tests.\n\n# Goal\nfix the rounding of the till',
      ),
      told.slice(-600),
    );
    assert.doesNotMatch(await prompt('document the settings'), /Before, in this workspace/);
    for (const { id } of await core.flux.sessions()) await core.flux.remove(id);
    assert.doesNotMatch(await prompt('fix the rounding of the till'), /Before, in this workspace/);
  });

  it('does without them where they cannot be read', async () => {
    const warned: string[] = [];
    core.place.log.warn = (line) => void warned.push(line);
    const broken = core.another(process.pid, { pastGoals: () => Promise.reject(new Error('disk')) });
    const { state } = await broken.start({ goal: 'fix the rounding of the till' }, { origin: 'api' });
    assert.equal(state, 'complete');
    assert.match(warned.join('\n'), /^Former goals could not be read.* disk$/);
  });
});
