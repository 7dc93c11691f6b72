import assert from 'node:assert/strict';
import { parsePlannerAnswer } from '../../../src/core/plan/parseReply';
import { validateReply } from '../../../src/core/plan/planGoal';
import { memoryWorkspace } from './memoryWorkspace';

const place = memoryWorkspace({ 'package.json': '{}', 'src/a.js': 'let a = 1;\n' });

async function judge(plan: object | string) {
  const answer = parsePlannerAnswer(typeof plan === 'string' ? plan : JSON.stringify(plan), place.tools);
  if (answer.kind !== 'plan') return answer;
  return validateReply(answer.reply, place, 'model');
}

async function problemsOf(plan: object | string): Promise<string> {
  const result = await judge(plan);
  if ('problems' in result) return result.problems.join('\n');
  if ('problem' in result) return result.problem;
  assert.fail('the plan should have been refused');
}

async function planOf(plan: object | string) {
  const result = await judge(plan);
  if ('plan' in result) return result.plan;
  assert.fail(JSON.stringify(result));
}

const edit = { id: 'fix', title: 'Fix a', tool: 'edit_file', input: { path: 'src/a.js' }, instruction: 'set a to 2' };
const tests = { id: 'tests', title: 'Run the tests', tool: 'run_tests', expect: [{ kind: 'tests_pass' }] };

describe('validatePlan', () => {
  it('accepts a late-bound edit and the tests that verify it', async () => {
    const plan = await planOf({ summary: 'Set a', steps: [edit, tests], verify: 'tests' });
    assert.equal(plan.steps[0]?.late, true);
    assert.deepEqual(plan.steps[0]?.writes, ['src/a.js']);
    assert.deepEqual(plan.steps[1]?.dependsOn, ['fix']);
  });

  it('takes the edits that come after the JSON', async () => {
    const plan = await planOf(
      `Here is the ` +
        `plan:\n\`\`\`json\n${JSON.stringify({ summary: 'Set a', steps: [{ ...edit, instruction: null }, tests], verify: 'tests' })}\n\`\`\`\n\n=== ` +
        `fix ===\n<<<<<<< SEARCH\nlet a = 1;\n=======\nlet a = 2;\n>>>>>>> REPLACE\n`,
    );
    assert.equal(plan.steps[0]?.late, false);
    assert.match(String(plan.steps[0]?.input?.['edits']), /let a = 2/);
  });

  it('keeps equals signs and fences inside a new file', async () => {
    const plan = await planOf(
      `${JSON.stringify({ summary: 'Docs', steps: [{ id: 'doc', title: 'Write', tool: 'write_file', input: { path: 'doc.md' } }] })}\n=== ` +
        `doc ===\n\`\`\`md\n# Title\n=== not a step ===\n\`\`\`js\nlet x;\n\`\`\`\n\`\`\``,
    );
    assert.equal(plan.steps[0]?.input?.['content'], '# Title\n=== not a step ===\n```js\nlet x;\n```\n');
    assert.equal(plan.verify, undefined, 'prose needs no tests');
  });

  it('adds the verification that a code change lacks, before a commit', async () => {
    const plan = await planOf({
      summary: 'Set a',
      steps: [edit, { id: 'commit', title: 'Commit', tool: 'git_commit' }],
    });
    assert.equal(plan.verify, 'verify');
    assert.deepEqual(
      plan.steps.map((step) => step.id),
      ['fix', 'verify', 'commit'],
    );
    assert.ok(plan.steps[2]?.dependsOn.includes('verify'));
  });

  it('does not take the run that shows the defect for the verification', async () => {
    const plan = await planOf({
      summary: 'Fix',
      steps: [{ id: 'evidence', title: 'See it fail', tool: 'run_tests', expect: [{ kind: 'tests_fail' }] }, edit],
    });
    assert.notEqual(plan.verify, 'evidence');
    assert.equal(plan.steps.length, 3);
  });

  it('mends small slips of JSON by the library', async () => {
    const plan = await planOf(
      `{summary: 'Set a', steps: [{id: 'fix', title: 'Fix', tool: 'edit_file', input: {path: 'src/a.js'}, ` +
        `instruction: 'x',},], // comment\n}`,
    );
    assert.equal(plan.steps[0]?.id, 'fix');
  });

  const refused: readonly [string, object | string, RegExp][] = [
    [
      'a cycle',
      {
        summary: 's',
        steps: [
          { ...edit, dependsOn: ['tests'] },
          { ...tests, dependsOn: ['fix'] },
        ],
      },
      /circle: fix → tests → fix/,
    ],
    [
      'an unknown tool',
      { summary: 's', steps: [{ ...edit, tool: 'format_disk' }] },
      /"format_disk", which does not exist.*edit_file/,
    ],
    ['a duplicate id', { summary: 's', steps: [edit, { ...tests, id: 'fix' }] }, /Two steps have the id "fix"/],
    [
      '500 steps',
      { summary: 's', steps: Array.from({ length: 500 }, (_, index) => ({ ...edit, id: `s${index}` })) },
      /500 steps; at most 200/,
    ],
    ['a path with ..', { summary: 's', steps: [{ ...edit, input: { path: '../x.js' } }] }, /outside the workspace/],
    [
      'an absolute path',
      { summary: 's', steps: [{ ...edit, input: { path: '/etc/passwd' } }] },
      /outside the workspace/,
    ],
    [
      'a path outside in a block',
      `${JSON.stringify({ summary: 's', steps: [{ ...edit, input: {} }] })}\n=== fix ===\n../x.js\n<<<<<<< ` +
        `SEARCH\n=======\nx\n>>>>>>> REPLACE`,
      /outside the workspace/,
    ],
    [
      'a dependency that is no step',
      { summary: 's', steps: [{ ...edit, dependsOn: ['nothing'] }] },
      /depends on "nothing"/,
    ],
    ['an unknown verify', { summary: 's', steps: [edit], verify: 'zz' }, /"verify" names "zz"/],
    [
      'an input of the wrong type',
      { summary: 's', steps: [{ ...tests, input: { files: { a: 1 } } }] },
      /does not fit run_tests/,
    ],
    ['no steps', { summary: 's', steps: [] }, /no steps/],
    ['prose', 'I would first look at the code.', /no JSON object/],
    ['an empty answer', '  ', /empty/],
    ['an unknown expectation', { summary: 's', steps: [{ ...tests, expect: [{ kind: 'moon_rises' }] }] }, /expect/],
  ];
  for (const [what, plan, message] of refused) {
    it(`refuses ${what} in a sentence`, async () => assert.match(await problemsOf(plan), message));
  }

  it('recognises a wish to look', async () => {
    const answer = await judge({
      look: [
        { search: 'foo', in: 'src/**' },
        { read: 'src/a.js', lines: [1, 20] },
        { read: 'src/a.js', symbol: 'a' },
        { outline: 'src/a.js' },
      ],
    });
    assert.equal('kind' in answer && answer.kind, 'look');
  });
});
