import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { SessionEvent } from '../../../src/contracts/events';
import type { Answer, Gate, SessionSnapshot } from '../../../src/contracts/session';
import type { AnyTool } from '../../../src/contracts/tool';
import { FluxError } from '../../../src/base/errors';
import { foldSession } from '../../../src/core/session/reduceSession';
import { answersIn } from '../../../src/core/session/said';
import { answersByPurpose } from '../../model/scriptedModel';
import { bundle } from '../node/buildWorker';
import { until } from '../../harness/until.mjs';
import { startCore, type Core } from './startCore';

const command = (line: string) => ({
  id: line.replace(/\W+/g, '-'),
  title: `Run ${line}`,
  tool: 'run_command',
  input: { command: line },
});
const planOf = (...steps: object[]) => JSON.stringify({ summary: 'what is to be done', steps });
const decision = (action: string, more: object = {}) => JSON.stringify({ action, reasoning: 'r', ...more });

/** A fold as an older version stored it. */
interface FormerFold extends Omit<SessionSnapshot, 'said'> {
  readonly answers: readonly {
    readonly question: string;
    readonly reply: string;
    readonly choices?: readonly string[];
  }[];
  readonly heard?: number;
  readonly heardWords?: number;
}

/** Events and folds of an older version, made by its own fold: choices are labels, answers name none. */
const former = JSON.parse(
  readFileSync(join(process.env['FLUX_REPO_ROOT'] ?? '.', 'test/unit/core/fixtures/labelledGates.json'), 'utf8'),
) as Record<string, { events: SessionEvent[]; fold: FormerFold }>;

describe('answers to questions', () => {
  let worker: { file: string; remove: () => Promise<void> };
  let core: Core;

  before(async () => (worker = await bundle('src/node/store/storeWorker.ts')));
  after(() => worker.remove());
  beforeEach(async () => {
    core = await startCore(worker.file, { 'src/a.js': 'let a = 1;\n', 'src/b.js': 'let b = 1;\n' });
    core.place.overrides['decisions.mode'] = 'never';
  });
  afterEach(() => core.stop());

  const tool = (name: string): AnyTool => core.place.tools.find((each) => each.name === name)!;
  /** Runs a plan until a question waits. */
  async function asking(plan: string, more: object = {}): Promise<{ id: string; gate: Gate }> {
    core.model.script(answersByPurpose({ plan: [plan], ...more }));
    const { id } = await core.flux.start({ goal: 'make it so', approve: 'now' }, { origin: 'api' });
    const gate = (await core.flux.whenSettled(id)).gates.find(({ kind }) => kind !== 'plan');
    assert.ok(gate, 'it asks');
    return { id, gate };
  }
  async function asksAgain(id: string, gate: Gate, words: readonly string[]): Promise<void> {
    const before = await core.flux.session(id);
    for (const each of words) {
      await assert.rejects(
        core.flux.answer(id, gate.id, each),
        (error: Error & { reason?: string }) =>
          error.reason === 'unclear_answer' &&
          (gate.choices ?? []).every(({ label }) => error.message.includes(`“${label}”`)),
        each,
      );
    }
    assert.deepEqual(await core.flux.session(id), before, 'nothing has happened');
  }

  it('about a step that asks: only plain words allow it', async () => {
    core.place.overrides['approval.mode'] = 'step';
    const { id, gate } = await asking(planOf(command('make it')));
    assert.deepEqual(
      gate.choices?.map((choice) => [choice.id, choice.label]).filter(([each]) => each === 'allow' || each === 'skip'),
      [
        ['allow', 'Allow'],
        ['skip', 'Skip this step'],
      ],
    );
    await asksAgain(id, gate, [
      'No, don’t allow it for this run',
      'yes, but only once it is tested',
      'allow?',
      '“Allow”',
      'I would allow it',
      'don’t skip this step',
      '',
    ]);
    assert.deepEqual(core.place.ran, []);
    await core.flux.answer(id, gate.id, 'Ja, bitte');
    assert.equal((await core.flux.whenSettled(id)).state, 'complete');
    assert.deepEqual(core.place.ran, ['make it']);
    const answered = (await core.store.events(id)).find(({ kind }) => kind === 'gate.answered');
    assert.deepEqual(answered, { ...answered, gate: gate.id, reply: 'Allow', choice: 'allow' });
  });

  it('about a step that asks: a plain no skips it', async () => {
    core.place.overrides['approval.mode'] = 'step';
    const { id, gate } = await asking(planOf(command('make it')));
    await core.flux.answer(id, gate.id, 'No, don’t run it.');
    assert.equal((await core.flux.whenSettled(id)).plan?.steps[0]?.status, 'denied');
    assert.deepEqual(core.place.ran, []);
  });

  it('about a file with two people’s lines: “not the whole file” takes nothing', async () => {
    const commit = core.place.git.commit;
    core.place.git.commit = (request) =>
      request.own?.length
        ? Promise.reject(Object.assign(new FluxError('mixed', 'mixed'), { paths: ['src/a.js'] }))
        : commit(request);
    const edits = '=== edit ===\nsrc/a.js\n<<<<<<< SEARCH\nlet a = 1;\n=======\nlet a = 2;\n>>>>>>> REPLACE';
    const { id, gate } = await asking(
      `${planOf({ id: 'edit', title: 'Edit', tool: 'edit_file' }, { id: 'save', title: 'Commit', tool: 'git_commit', input: { message: 'Two' } })}\n${edits}`,
    );
    await asksAgain(id, gate, [
      'not the whole file',
      'No, don’t commit the whole file',
      'the whole file?',
      'yes',
      'as a whole',
      'a whole lot of it is mine',
    ]);
    assert.deepEqual(core.place.commits, []);
    await core.flux.answer(id, gate.id, 'leave');
    await core.flux.whenSettled(id);
    assert.deepEqual(core.place.commits, []);
  });

  it('about a secret: it is shown only where that is plainly said', async () => {
    core.place.texts.set('.env', 'TOKEN=hush\n');
    const { id, gate } = await asking(
      planOf({ id: 'read', title: 'Read', tool: 'read_files', input: { paths: ['.env'] } }),
    );
    await asksAgain(id, gate, ['Don’t show it', 'show it to nobody', 'yes?', 'only the names']);
    await core.flux.answer(id, gate.id, 'hide');
    assert.doesNotMatch(JSON.stringify(await core.flux.whenSettled(id)), /hush/);
  });

  it('about what to type are typed as they are', async () => {
    const answers: Answer[] = [];
    const run: AnyTool['run'] = async (_, { ask }) => {
      for (let i = 0; i < 4; i++)
        answers.push(
          await ask(
            'What should be typed?',
            [
              { id: 'n', label: 'n' },
              { id: 'stop-this-command', label: 'Stop it' },
            ],
            'typed',
          ),
        );
      return { status: 'done', message: 'typed' };
    };
    Object.assign(tool('run_command'), { run });
    const { id } = await asking(planOf(command('npm init')));
    for (const words of ['stop', ' No, don’t ', '', 'n']) {
      const [gate] = (await core.flux.whenSettled(id)).gates;
      await core.flux.answer(id, gate!.id, words);
      for (let tries = 0; tries < 2_000 && (await core.flux.session(id)).gates[0]?.id === gate!.id; tries++)
        await new Promise(setImmediate);
    }
    await core.flux.whenSettled(id);
    assert.deepEqual(answers, [{ text: 'stop' }, { text: ' No, don’t ' }, { text: '' }, { text: 'n', choice: 'n' }]);
  });

  it('are not waited for any more once the command has gone on', async () => {
    const run = tool('run_command');
    const goneOn = new AbortController();
    const asked: string[] = [];
    Object.assign(run, {
      run: async (_input: unknown, context: Parameters<AnyTool['run']>[1]) => {
        await context.ask('First?', undefined, 'typed', goneOn.signal).catch((error: Error) => asked.push(error.name));
        return { status: 'done', message: `typed ${(await context.ask('Second?', undefined, 'typed')).text}` };
      },
    });
    const { id, gate } = await asking(planOf(command('ask')));
    assert.equal(gate.text, 'First?');
    goneOn.abort();
    await until('the next question is there', async () =>
      (await core.flux.session(id)).gates.some(({ text }) => text === 'Second?'),
    );
    const { gates } = await core.flux.session(id);
    assert.deepEqual(
      gates.map(({ text }) => text),
      ['Second?'],
    );
    await assert.rejects(core.flux.answer(id, gate.id, 'late'), { reason: 'unknown_gate' });
    await core.flux.answer(id, gates[0]!.id, 'Ada');
    const done = await core.flux.whenSettled(id);
    assert.equal(done.plan?.steps[0]?.result, 'typed Ada');
    assert.deepEqual([answersIn(done.said).map(({ text }) => text), asked], [['Ada'], ['CancelledError']]);
  });

  it('about a plan: plain words approve or reject it, any others ask for another', async () => {
    const steps = (session: SessionSnapshot) => session.plan?.steps.map(({ id }) => id);
    const propose = async (...plans: string[]) => {
      core.model.script(answersByPurpose({ plan: plans }));
      const session = await core.flux.start({ goal: 'make it so' }, { origin: 'api' });
      return { id: session.id, gate: session.gates[0]! };
    };
    const first = await propose(planOf(command('one'), command('two')), planOf(command('two')));
    assert.deepEqual(
      first.gate.choices?.map(({ id, label }) => [id, label]),
      [
        ['approve', 'Approve and run'],
        ['reject', 'Reject'],
      ],
    );
    await core.flux.answer(first.id, first.gate.id, 'yes, but not “one”');
    for (let tries = 0; tries < 4_000 && (await core.flux.session(first.id)).state !== 'awaiting_approval'; tries++)
      await new Promise((resolve) => setTimeout(resolve, 5));
    const revised = await core.flux.session(first.id);
    assert.deepEqual([steps(revised), revised.planRequest], [['two'], 'yes, but not “one”']);
    assert.deepEqual(core.place.ran, []);
    await assert.rejects(
      core.flux.answer(first.id, first.gate.id, 'approve'),
      { reason: 'unknown_gate' },
      'the plan before',
    );
    await core.flux.answer(first.id, revised.gates[0]!.id, 'go ahead');
    await core.flux.whenSettled(first.id);
    assert.deepEqual(core.place.ran, ['two']);

    const second = await propose(planOf(command('three')));
    assert.equal((await core.flux.answer(second.id, second.gate.id, 'No, thanks.')).state, 'cancelled');
    const third = await propose(planOf(command('four')));
    await core.flux.answer(third.id, third.gate.id, 'approve');
    await core.flux.whenSettled(third.id);
    assert.deepEqual(core.place.ran, ['two', 'four']);
  });

  it('to a model are carried in the person’s own words, unless they choose', async () => {
    core.place.overrides['decisions.mode'] = 'surprise';
    core.place.commandDoes = () => 1;
    const escalate = decision('escalate_to_human', { task_description: 'Which one?', choices: ['Yes, all', 'None'] });
    const { id, gate } = await asking(planOf(command('make it')), {
      decide: [escalate, escalate, decision('wait_for_more_tasks')],
    });
    await core.flux.answer(id, gate.id, 'not all of them');
    const again = (await core.flux.whenSettled(id)).gates[0]!;
    await core.flux.answer(id, again.id, 'choice-2');
    await core.flux.whenSettled(id);
    const said = core.model
      .requestsFor('decide')
      .map(({ messages }) => /The person answers: (.*)/.exec(messages.at(-1)?.content ?? '')?.[1]);
    assert.deepEqual(said, [undefined, 'not all of them', 'None']);
    assert.deepEqual(
      answersIn((await core.flux.session(id)).said).map(({ text, choice }) => [text, choice]),
      [
        ['not all of them', undefined],
        ['None', 'choice-2'],
      ],
    );
  });

  it('about a workflow’s input: one of its own list, or whatever is typed', async () => {
    const input = (name: string, more: object) => ({ name, description: `The ${name}`, optional: false, ...more });
    core.place.extraWorkflows.push({
      name: 'greet',
      description: 'Greets',
      phases: ['planning'],
      inputs: [input('tone', { choices: ['warm', 'cold'] }), input('file', { choices: 'files' })],
      template: 'greet {{file}}, {{tone}}',
      builtIn: false,
    } as never);
    core.model.script(answersByPurpose({ plan: [planOf(command('one'))] }));
    const { id, gates } = await core.flux.start({ goal: '', workflow: 'greet' }, { origin: 'api' });
    const [tone, file] = gates as [Gate, Gate];
    await asksAgain(id, tone, ['lukewarm', 'not warm', 'warm or cold']);
    await core.flux.answer(id, tone.id, 'Warm, please');
    await core.flux.answer(id, file.id, 'src/new.js');
    assert.deepEqual((await core.flux.session(id)).inputs, { tone: 'warm', file: 'src/new.js' });
    const declined = await core.flux.start({ goal: '', workflow: 'greet' }, { origin: 'api' });
    assert.equal(
      (await core.flux.answer(declined.id, declined.gates[1]!.id, declined.gates[1]!.choices!.at(-1)!.id)).state,
      'cancelled',
    );
  });

  describe('stored by an older version', () => {
    const ids = (gates: readonly Gate[] = []) =>
      gates.map(({ kind, words, choices }) => [
        kind,
        words,
        ...(choices ?? []).map(({ id, label }) => `${id}: ${label}`),
      ]);
    const expected: Record<string, unknown[]> = {
      cut: [['question', undefined, 'again: Run it again', 'done: It is done, continue', 'stop: Stop here']],
      asked: [['question', 'carried', 'other: Try something else', 'stop: Stop here']],
      inputs: [['question', 'carried', 'choice-1: src/a.js', 'choice-2: src/b.js', 'skip: Skip']],
      proposed: [['plan', undefined, 'approve: Approve and run', 'reject: Reject']],
    };
    /** What an older version knows of a session: answers without choices, and how many of them planning had heard. */
    const formerly = ({
      gates,
      said,
      suspended: _suspended,
      goalAt: _goalAt,
      workedMs: _workedMs,
      ...rest
    }: SessionSnapshot): Partial<FormerFold> => ({
      ...rest,
      gates: gates.map(({ choices: _, words: _words, ...gate }) => gate),
      answers: answersIn(said).map(({ question = '', text }) => ({ question, reply: text })),
    });
    const withoutChoices = ({ gates, answers, heard: _heard, heardWords: _words, ...rest }: FormerFold) => ({
      ...rest,
      gates: gates.map(({ choices: _, ...gate }) => gate),
      answers: answers.map(({ question, reply }) => ({ question, reply })),
    });

    for (const [name, { events, fold }] of Object.entries(former)) {
      it(`fold as before: ${name}`, () => {
        const folded = foldSession(events)!;
        assert.deepEqual(JSON.parse(JSON.stringify(formerly(folded))), withoutChoices(fold));
        assert.deepEqual(ids(folded.gates), expected[name]);
        assert.equal(folded.suspended?.by, name === 'proposed' ? undefined : 'question');
      });

      it(`are read where their fold is stored as it was then: ${name}`, async () => {
        await core.store.append(
          events[0]!.kind === 'session.created' ? name : '',
          events,
          fold as unknown as SessionSnapshot,
        );
        const read = await core.flux.session(name);
        assert.deepEqual(ids(read.gates), expected[name]);
        assert.deepEqual(
          answersIn(read.said).map(({ text, choices }) => [text, choices?.map(({ label }) => label)]),
          fold.answers.map(({ reply, choices }) => [reply, choices]),
        );
      });
    }

    it('say which answers chose', () => {
      assert.deepEqual(
        answersIn(foldSession(former['asked']!.events)!.said).map(({ text, choice }) => [text, choice]),
        [
          ['8080', 'choice-2'],
          ['neither, use c', undefined],
        ],
      );
    });

    for (const [words, ran] of [
      ['again', ['deploy', 'tell']],
      ['It is done, continue', ['tell']],
    ] as const) {
      it(`are answered: ${words}`, async () => {
        const { events, fold } = former['cut']!;
        await core.store.append('cut', events, fold as unknown as SessionSnapshot);
        const gate = (await core.flux.session('cut')).gates[0]!;
        await asksAgain('cut', gate, [
          'No, don’t run it again',
          'no',
          'yes',
          'never again',
          'do not repeat it',
          '“Run it again”',
        ]);
        assert.deepEqual(core.place.ran, []);
        await core.flux.answer('cut', gate.id, words);
        await core.flux.whenSettled('cut');
        assert.deepEqual(core.place.ran, ran);
      });
    }
  });
});
