import assert from 'node:assert/strict';
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { ModelRequest } from '../../../src/contracts/model';
import { answersByPurpose } from '../../model/scriptedModel';
import { bundle } from '../node/buildWorker';
import { createConversations } from '../../../src/core/talk/conversations';
import { talk } from '../../../src/core/talk/talk';
import type { Turn } from '../../../src/core/talk/talkPrompt';
import { sharedPrefix } from './sharedPrefix';
import { startCore, type Core } from './startCore';
import { withIndex } from './withIndex';

const root = process.env['FLUX_REPO_ROOT'] ?? process.cwd();
/** A part of this project: files of a size that real ones have. */
const files = Object.fromEntries(
  ['base', 'core/plan', 'core/brief', 'core/converse', 'core/run', 'core/session'].flatMap((folder) =>
    readdirSync(join(root, 'src', folder))
      .filter((name) => name.endsWith('.ts'))
      .map((name) => [`src/${folder}/${name}`, readFileSync(join(root, 'src', folder, name), 'utf8')]),
  ),
);
const goal = 'Let validatePlan tell all its problems at once, and cut the list after ten';
const step = (id: string, path: string, more: object = {}) => ({
  id,
  title: `Change ${id}`,
  tool: 'edit_file',
  input: { path },
  instruction: `Do what the goal says in ${path}`,
  ...more,
});
const plan = (...steps: object[]) => JSON.stringify({ summary: 'All problems at once', steps });
const tests = { id: 'tests', title: 'Run the tests', tool: 'run_tests', expect: [{ kind: 'tests_pass' }] };
const edit = (path: string) => {
  const [first = ''] = (files[path] ?? '').split('\n');
  return `${path}\n<<<<<<< SEARCH\n${first}\n=======\n// now\n${first}\n>>>>>>> REPLACE`;
};
const validate = 'src/core/plan/validatePlan.ts';
const graph = 'src/core/plan/graph.ts';

/** How much of a request is, byte for byte, the beginning of the one before: what a provider's cache saves. */
describe('prompt caches', function () {
  this.timeout(60_000);
  let worker: { file: string; remove: () => Promise<void> };
  let core: Core;
  let indexed: ReturnType<typeof withIndex>;

  before(async () => (worker = await bundle('src/node/store/storeWorker.ts')));
  after(() => worker.remove());
  beforeEach(async () => {
    core = await startCore(
      worker.file,
      { 'package.json': '{"type":"module"}', 'README.md': '# Sample\n', ...files },
      (place) => {
        indexed = withIndex(place);
      },
    );
  });
  afterEach(async () => {
    await core.stop();
    indexed.remove();
  });

  const script = (answers: Parameters<typeof answersByPurpose>[0]) => core.model.script(answersByPurpose(answers));
  const start = () => core.flux.start({ goal, approve: 'now' }, { origin: 'api' });
  const asked = (purpose: string) => core.asked.filter((request) => request.purpose === purpose);
  function share(first: ModelRequest | undefined, second: ModelRequest | undefined): number {
    assert.ok(first && second, core.asked.map(({ purpose }) => purpose).join(', '));
    const part = sharedPrefix(first.messages, second.messages);
    const size = (request: ModelRequest) => request.messages.reduce((sum, { content }) => sum + content.length, 0);
    if (process.env['FLUX_SHOW_PREFIX'])
      console.log(`${first.purpose} ${size(first)} → ${second.purpose} ${size(second)}: ${(100 * part).toFixed(0)} %`);
    return part;
  }

  it('hit when the planner has looked', async () => {
    const look = JSON.stringify({ look: [{ read: graph }, { search: 'problems', in: 'src/core/plan/*.ts' }] });
    script({ plan: [look, plan(tests)] });
    await core.flux.start({ goal }, { origin: 'api' });
    const [first, second] = asked('plan');
    assert.ok(share(first, second) >= 0.6);
  });

  it('hit when a plan is made anew with a comment', async () => {
    script({ plan: [plan(step('a', validate), tests), plan(step('a', validate), tests)] });
    const proposed = await core.flux.start({ goal }, { origin: 'api' });
    await core.flux.revise(proposed.id, 'Cut it after five instead');
    await core.flux.whenSettled(proposed.id);
    const [first, second] = asked('plan');
    assert.ok(share(first, second) >= 0.6);
  });

  it('hit when a question of the planner is answered', async () => {
    const look = JSON.stringify({ look: [{ read: graph }] });
    const question = JSON.stringify({ summary: 'x', steps: [], questions: ['After ten or five?'] });
    script({ plan: [look, question, plan(step('a', validate), tests)] });
    const asks = await core.flux.start({ goal }, { origin: 'api' });
    await core.flux.answer(asks.id, asks.gates[0]!.id, 'After five.');
    await core.flux.whenSettled(asks.id);
    const [, second, third] = asked('plan');
    assert.ok(share(second, third) >= 0.6);
  });

  it('hit from one binding to the next', async () => {
    script({
      plan: plan(step('a', validate), step('b', graph, { dependsOn: ['a'] }), tests),
      bind: [JSON.stringify({ look: [{ outline: graph }] }), edit(validate), edit(graph)],
      decide: JSON.stringify({ action: 'escalate_to_human', reasoning: 'x', task_description: 'What now?' }),
    });
    const run = await start();
    await core.flux.whenSettled(run.id);
    const [first, looked, second] = asked('bind');
    assert.ok(share(first, looked) >= 0.6);
    // Each sees the code that it changes, and no other: what is common is how to answer, and the goal.
    assert.ok(share(first, second) >= 0.25);
  });

  it('hit from a plan to a decision, and from one decision to the next', async () => {
    core.place.testsSay = () => ({
      passed: 1,
      failed: 1,
      failures: [{ name: 'tells all', file: validate, line: 60, message: `no at ${validate}:60` }],
    });
    const more = (id: string) =>
      `${JSON.stringify({ action: 'create_task', reasoning: 'It fails.', steps: [{ id, title: `Fix ${id}`, tool: 'edit_file' }] })}\n=== ${id} ===\n${edit(validate)}`;
    script({
      plan: `${plan({ id: 'a', title: 'Change', tool: 'edit_file' }, tests)}\n=== a ===\n${edit(validate)}`,
      decide: [
        more('b'),
        JSON.stringify({ action: 'escalate_to_human', reasoning: 'x', task_description: 'What now?' }),
      ],
    });
    const run = await start();
    await core.flux.whenSettled(run.id);
    // A decision sees what has failed, not all that planning saw; common are the tools and how steps are written.
    assert.ok(share(asked('plan')[0], asked('decide')[0]) >= 0.3);
    assert.ok(share(asked('decide')[0], asked('decide')[1]) >= 0.6);
  });

  it('hit for another goal in the same project', async () => {
    script({ plan: [plan(tests), plan(tests)] });
    await core.flux.start({ goal }, { origin: 'api' });
    await core.flux.start({ goal: 'Let the brief name the newest commits' }, { origin: 'api' });
    const [first, second] = asked('plan');
    // What the goal is about is most of a request.
    assert.ok(share(first, second) >= 0.4);
  });

  it('hit from one question to the next', async () => {
    script({ converse: ['It checks ids, tools and paths.', 'In graph.ts.'] });
    const conversations = createConversations(() => 'one');
    const history: Turn[] = [];
    for (const question of ['how is a plan validated?', 'and where are circles found?']) {
      const listener = {
        onText: (text: string) => void history.push({ role: 'assistant', content: text, talk: 'one' }),
      };
      const model = await core.models();
      history.push({ role: 'user', content: question });
      await talk(
        { question, history: history.slice(0, -1) },
        { workspace: core.place, model, conversations },
        AbortSignal.timeout(20_000),
        listener,
      );
    }
    const [first, second] = asked('converse');
    assert.ok(share(first, second) >= 0.6);
  });
});
