import assert from 'node:assert/strict';
import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { answersByPurpose } from '../../model/scriptedModel';
import { disk, fixPlan, fixStep, planText, put, root, setFlux, statuses, testStep, until } from '../flux';
import { useFlux } from '../useFlux';

const goal = 'add email validation to the login form and make the tests pass';
const original = "  if (!email?.trim()) problems.email = 'Enter your e-mail address.';";
const wrongLine = "  else if (!email.includes('.')) problems.email = 'Enter a valid e-mail address.';";
const otherLine = "  else if (!email.includes('@@')) problems.email = 'Enter a valid e-mail address.';";
const rightLine = String.raw`  else if (!/^[^\s@]+@[^\s@]+\.[^\s@]+$/.test(email.trim())) problems.email = 'Enter a valid e-mail address.';`;
const block = (from: string, to: string) =>
  `src/login/validate.js\n<<<<<<< SEARCH\n${from}\n=======\n${to}\n>>>>>>> REPLACE`;
const wrongPlan =
  `${planText([fixStep, testStep], { verify: 'tests' })}\n=== fix ` +
  `===\n${block(original, `${original}\n${wrongLine}`)}`;
const mend = (from: string, to: string) =>
  `${JSON.stringify({ action: 'create_task', reasoning: 'The check is not right yet.', steps: [{ id: 'mend', title: 'Check properly', tool: 'edit_file' }] })}\n=== ` +
  `mend ===\n${block(from, to)}`;

describe('deciding in the editor', () => {
  const flux = useFlux();
  afterEach(() => setFlux({ 'approval.allowedCommands': undefined, 'tests.baselineSeconds': undefined }));

  it('fixes a failing test through two decisions', async () => {
    flux.model.script(
      answersByPurpose({ plan: [wrongPlan], decide: [mend(wrongLine, otherLine), mend(otherLine, rightLine)] }),
    );
    const done = await flux.api.whenSettled((await flux.api.start({ goal, approve: 'now' })).id);
    assert.equal(done.state, 'complete', done.error?.message);
    assert.equal(done.decisions.length, 2);
    assert.equal(done.report?.verified, true);
    assert.deepEqual([done.report?.testsBefore?.failed, done.report?.testsAfter?.failed], [1, 0]);
    assert.match(disk('src/login/validate.js'), /\[\^/);
    const asked = flux.model.requestsFor('decide')[0]?.messages.at(-1)?.content ?? '';
    assert.match(asked, /validate\.test\.js:\d+/, 'the failing test is named with its line');
    assert.match(asked, /includes\('\.'\)/, 'the present text is shown');
    const report = await flux.api.undo(done.id);
    assert.deepEqual([report.restored, report.conflicts], [['src/login/validate.js'], []]);
    assert.doesNotMatch(disk('src/login/validate.js'), /valid e-mail/);
  });

  it('does not take a test that fails at the last commit too for its own doing', async () => {
    await setFlux({ 'tests.baselineSeconds': 0 });
    flux.model.script(
      answersByPurpose({
        plan: [
          `${planText([fixStep, { ...testStep, expect: [{ kind: 'no_new_errors' }] }], { verify: 'tests' })}\n=== fix ` +
            `===\n${block(original, `  // What was typed may have blanks around it.\n${original}`)}`,
        ],
      }),
    );
    const done = await flux.api.whenSettled((await flux.api.start({ goal: 'explain a line', approve: 'now' })).id);
    assert.equal(done.state, 'complete', done.error?.message);
    assert.deepEqual([done.decisions.length, done.report?.testsBefore], [0, undefined]);
    assert.equal(done.report?.verified, true);
    assert.deepEqual(
      done.report?.testsAfter?.failures.map(({ old }) => old),
      [true],
    );
    assert.match(done.report?.unverified.join(' ') ?? '', /1 test failed at the last commit and still fails/);
  });

  it('asks the person, sleeps, and does what the answer says', async () => {
    flux.model.script(
      answersByPurpose({
        plan: [wrongPlan],
        decide: [
          JSON.stringify({
            action: 'escalate_to_human',
            reasoning: 'Two ways.',
            task_description: 'Strict or lax?',
            choices: ['Strict', 'Lax'],
          }),
          mend(wrongLine, rightLine),
        ],
      }),
    );
    const asleep = await flux.api.whenSettled((await flux.api.start({ goal, approve: 'now' })).id);
    assert.deepEqual(
      asleep.gates.map(({ kind, text, choices }) => ({ kind, text, choices: choices?.map(({ label }) => label) })),
      [{ kind: 'question', text: 'Strict or lax?', choices: ['Strict', 'Lax'] }],
    );
    await flux.api.answer(asleep.id, asleep.gates[0]!.id, 'Strict');
    const done = await flux.api.whenSettled(asleep.id);
    assert.equal(done.state, 'complete', done.error?.message);
    await assert.rejects(flux.api.answer(asleep.id, asleep.gates[0]!.id, 'Lax'), { reason: 'unknown_gate' });
  });

  it('lets feedback change what a run does, and pauses and resumes it', async () => {
    await setFlux({ 'approval.allowedCommands': ['node -e'] });
    const command = (id: string, script: string) => ({
      id,
      title: `Run ${id}`,
      tool: 'run_command',
      input: { command: `node -e "${script}"` },
    });
    flux.model.script(
      answersByPurpose({
        plan: [
          JSON.stringify({
            summary: 'writes',
            steps: [
              command('slow', "setTimeout(() => require('fs').writeFileSync('slow.txt', ''), 1500)"),
              command('next', "require('fs').writeFileSync('next.txt', '')"),
            ],
          }),
        ],
        decide: [
          JSON.stringify({
            action: 'create_task',
            reasoning: 'As you say.',
            steps: [command('other', "require('fs').writeFileSync('other.txt', '')")],
            drop: ['next'],
          }),
        ],
      }),
    );
    const { id } = await flux.api.start({ goal: 'write some files', approve: 'now' });
    await until(
      'the first command runs',
      async () => (await flux.api.session(id)).plan?.steps[0]?.status === 'running',
    );
    const told = await flux.api.feedback(id, 'write other.txt instead of next.txt');
    assert.equal(told.feedback[0]?.seen, false);
    assert.equal((await flux.api.pause(id)).state, 'paused');
    const resting = await flux.api.whenSettled(id);
    assert.equal(resting.state, 'paused');
    assert.deepEqual(
      resting.plan?.steps.filter(({ status }) => status === 'done').map(({ id: step }) => step),
      ['slow'],
      'what ran has ended, and nothing else was started',
    );
    await flux.api.resume(id);
    const done = await flux.api.whenSettled(id);
    assert.equal(done.state, 'complete', done.error?.message);
    assert.deepEqual(statuses(done)?.sort(), ['next skipped', 'other done', 'slow done']);
    assert.equal(disk('other.txt'), '');
    assert.throws(() => disk('next.txt'));
  });

  it('runs 25 workflows at once, with a role and a workflow from files, and keeps the editor awake', async () => {
    mkdirSync(join(root(), '.flux/agents'), { recursive: true });
    mkdirSync(join(root(), '.flux/workflows'), { recursive: true });
    put(
      '.flux/agents/noter.md',
      '---\nname: noter\ndescription: Writes notes\ntools: [write_file]\n---\nYou write notes in capital letters.\n',
    );
    put(
      '.flux/workflows/note.md',
      '---\nname: note\ndescription: Notes something\ninputs:\n  - name: what\n    description: What to ' +
        'note\nphases: [planning, implementation]\n---\nNote {{what}} in a file.\n',
    );
    await until(
      'the files are read',
      async () =>
        (await flux.api.workflows()).some(({ name }) => name === 'note') &&
        (await flux.api.agents()).some(({ name }) => name === 'noter'),
    );
    flux.model.script(
      answersByPurpose({
        plan: (request) =>
          JSON.stringify({
            summary: 'noted',
            steps: [
              {
                id: 'note',
                title: 'Note it',
                tool: 'write_file',
                agent: 'noter',
                input: { path: `notes/${/Note (\w+) in/.exec(request.messages.at(-1)?.content ?? '')?.[1]}.md` },
                instruction: 'the note',
              },
            ],
          }),
        bind: '```md\nNOTED\n```',
      }),
    );
    // The first run has the editor load what it needs for any.
    await flux.api.whenSettled((await flux.api.start({ goal: 'first', workflow: 'note', approve: 'now' })).id);
    await new Promise((resolve) => setTimeout(resolve, 2_000));
    let longest = 0;
    let last = performance.now();
    const beat = setInterval(() => {
      longest = Math.max(longest, performance.now() - last - 10);
      last = performance.now();
    }, 10);
    const started = await Promise.all(
      Array.from({ length: 25 }, (_, index) =>
        flux.api.start({ goal: `thing${index}`, workflow: 'note', approve: 'now' }),
      ),
    );
    const done = await Promise.all(started.map(({ id }) => flux.api.whenSettled(id)));
    clearInterval(beat);
    assert.deepEqual(
      done.map(({ state }) => state),
      Array(25).fill('complete'),
    );
    assert.equal(new Set(done.map(({ name }) => name)).size, 25);
    for (let index = 0; index < 25; index++) assert.equal(disk(`notes/thing${index}.md`), 'NOTED\n');
    assert.match(
      flux.model.requestsFor('bind').at(-1)?.messages.at(-1)?.content ?? '',
      /You write notes in capital letters/,
    );
    assert.equal(done[0]?.conversations?.['noter']?.length, 1);
    console.log(`25 workflows: the extension host's longest pause was ${Math.round(longest)} ms`);
  });

  it('gives the prompt of a phase, and takes what somebody else made of it', async () => {
    flux.model.script(answersByPurpose({ plan: [fixPlan, fixPlan] }));
    const proposed = await flux.api.start({ goal });
    const { messages } = await flux.api.prompt(proposed.id, 'reviewer');
    assert.match(messages[0]?.content ?? '', /You judge whether/);
    assert.match(messages.at(-1)?.content ?? '', /add email validation/);
    await assert.rejects(flux.api.completePhase(proposed.id, { response: 'done', ok: true }), { reason: 'awaiting' });
    await flux.api.reject(proposed.id);
    await assert.rejects(flux.api.feedback(proposed.id, 'late'), { reason: 'ended' });
    const again = await flux.api.start({ goal, continueSession: proposed.id, name: 'ignored' });
    assert.equal(again.id, proposed.id);
    await flux.api.reject(again.id);
  });
});
