import assert from 'node:assert/strict';
import * as z from 'zod';
import { intents, type Intent } from '../../../../src/contracts/intent';
import type { AnyTool } from '../../../../src/contracts/tool';
import { certain, classifyStep, type StepToClassify } from '../../../../src/core/intents/classifyStep';
import { cpuMs } from '../../../harness/cpuMs.mjs';
import { memoryWorkspace } from '../memoryWorkspace';
import { labelledSteps, type LabelledStep } from './labelledSteps';

const { tools } = memoryWorkspace({});
const classify = (step: StepToClassify) =>
  classifyStep(
    step,
    tools.find(({ name }) => name === step.tool),
  );
const edit = (title: string, more: Partial<StepToClassify> = {}) => classify({ tool: 'edit_file', title, ...more });
const run = (command: string, title = 'Do it') => classify({ tool: 'run_command', title, input: { command } });

/** A tool that only says what it is. */
const toolOf = (more: Partial<AnyTool>): AnyTool => ({
  name: 'other',
  title: 'Other',
  description: '',
  effect: 'execute',
  binding: 'json',
  input: z.object({}),
  writes: () => [],
  locks: () => [],
  about: () => '',
  run: async () => ({ status: 'done', message: '' }),
  ...more,
});

describe('labelled steps of coding plans', () => {
  const { tuned, aside } = labelledSteps();
  const measure = (steps: readonly LabelledStep[]) => {
    const found = steps.map((step) => ({ step, ...classify(step) }));
    const decided = found.filter(({ confidence }) => confidence >= certain);
    const right = decided.filter(({ intent, step }) => intent === step.label);
    return { decided: decided.length / found.length, right: right.length / decided.length };
  };

  it('are 300, of all intents and tools', () => {
    const all = [...tuned, ...aside];
    assert.equal(all.length, 300);
    assert.equal(aside.length, 150);
    assert.deepEqual([...new Set(all.map(({ label }) => label))].sort(), [...intents].sort());
    assert.deepEqual([...new Set(all.map(({ tool }) => tool))].sort(), tools.map(({ name }) => name).sort());
  });

  it('are decided by patterns, and rightly, on the half that patterns were not tuned on', () => {
    const { decided, right } = measure(aside);
    assert.ok(decided >= 0.85, `${(decided * 100).toFixed(1)} % decided`);
    assert.ok(right >= 0.92, `${(right * 100).toFixed(1)} % of these right`);
  });

  it('are decided by patterns on the other half too', () => {
    const { decided, right } = measure(tuned);
    assert.ok(decided >= 0.85 && right >= 0.92, `${decided} ${right}`);
  });

  it('take less than 0.1 ms each', () => {
    const all = [...tuned, ...aside];
    measure(all);
    const ms = cpuMs(() => {
      for (let round = 0; round < 4; round++) measure(all);
    });
    assert.ok(ms / (4 * all.length) < 0.1, `${ms / (4 * all.length)} ms a step`);
  });
});

describe('classifyStep', () => {
  it('says why, and what else it may be', () => {
    const { intent, confidence, reason, source, alternatives } = edit('Rename UserStore to AccountStore');
    assert.deepEqual([intent, reason, source], ['transform', 'it is to “rename”', 'pattern']);
    assert.ok(confidence >= certain && confidence < 1);
    for (const other of alternatives) assert.ok(other.intent !== intent && other.confidence < confidence);
    const added = alternatives.reduce((sum, other) => sum + other.confidence, confidence);
    assert.ok(added <= 1.01, `${added}`);
  });

  it('goes by what is added, where the verb leaves it open', () => {
    assert.equal(edit('Add a test for the empty cart').intent, 'generate');
    assert.equal(edit('Add comments to the parser').intent, 'enrich');
    assert.ok(edit('Add it').confidence < certain);
  });

  it('goes by what a command does, not by the words beside it', () => {
    assert.equal(run('git push origin main').intent, 'send');
    assert.equal(run('npm install zod').intent, 'enrich');
    assert.equal(run('npx prettier --check .').intent, 'validate');
    assert.equal(run('npx prettier --write .').intent, 'transform');
  });

  it('does not hear a command that stands as the title as words', () => {
    assert.equal(run('bundle install', 'bundle install').intent, 'enrich');
  });

  it('takes a step that something depends on as conditional', () => {
    assert.equal(edit('Unless there is one already, create the folder').intent, 'conditional');
    const choice = classify({
      tool: 'read_files',
      title: 'Decide which parser to use',
      input: { paths: ['a.ts'] },
      decisionPoint: true,
    });
    assert.equal(choice.intent, 'conditional');
  });

  it('knows what tools of other extensions do by their names', () => {
    const use = (name: unknown) => classify({ tool: 'use_tool', title: 'Do it', input: { name } }).intent;
    assert.equal(use('mcp_github_create_issue'), 'send');
    assert.equal(use('mcp_github_get_issue'), 'extract');
    assert.equal(use('searchDocs'), 'filter');
    assert.equal(use('get_errors'), 'validate');
  });

  describe('and a tool that it has never heard of', () => {
    it('goes by what the tool says of itself', () => {
      const says = (own: AnyTool['intents']) =>
        classifyStep({ tool: 'other', title: 'Go', input: { to: 'x' } }, toolOf({ intents: own }));
      assert.equal(says(['aggregate']).intent, 'aggregate');
      assert.ok(says(['aggregate']).confidence >= certain);
      assert.equal(says(({ to }) => (to ? ['send', 'extract'] : ['extract'])).intent, 'send');
    });

    it('goes by its other traits where it says nothing', () => {
      const verifies = { describe: async () => 'x', step: { title: 'x', expect: [] } };
      assert.equal(classifyStep({ tool: 'other', title: 'Go' }, toolOf({ verifies })).intent, 'validate');
      assert.equal(classifyStep({ tool: 'other', title: 'Go' }, toolOf({ commits: true })).intent, 'send');
      assert.equal(classifyStep({ tool: 'other', title: 'Go' }, toolOf({ effect: 'read' })).intent, 'extract');
    });

    it('never takes it for what it cannot do', () => {
      const reading = toolOf({ effect: 'read' });
      for (const title of ['Implement the parser', 'Fix the bug', 'Publish the package', 'Add types'])
        assert.ok(['extract', 'filter'].includes(classifyStep({ tool: 'other', title }, reading).intent), title);
    });

    it('bears one that fails, or says nothing', () => {
      const fails = toolOf({
        intents: () => {
          throw new Error('odd input');
        },
      });
      assert.equal(classifyStep({ tool: 'other', title: 'Verify the result' }, fails).intent, 'validate');
      assert.ok(classifyStep({ tool: 'other', title: 'Go' }, toolOf({ intents: [] })).confidence < certain);
      assert.equal(classifyStep({ tool: 'gone', title: 'Deploy it' }, undefined).intent, 'send');
    });
  });

  describe('and the planner’s own word', () => {
    it('is surer where it agrees', () => {
      const alone = edit('Rename the class');
      const agreed = edit('Rename the class', { intent: ' Transform ' });
      assert.deepEqual([agreed.intent, agreed.source], ['transform', 'pattern']);
      assert.ok(agreed.confidence > alone.confidence);
    });

    it('keeps a certain pattern, with the planner’s as an alternative', () => {
      const found = edit('Rename the class', { intent: 'generate' });
      assert.deepEqual([found.intent, found.alternatives[0]?.intent], ['transform', 'generate']);
      assert.ok(found.confidence >= certain);
    });

    it('takes the planner’s where patterns are unsure', () => {
      const found = edit('The thing', { intent: 'enrich' });
      assert.deepEqual([found.intent, found.source], ['enrich', 'plan']);
      assert.ok(found.alternatives.some(({ intent }) => intent === 'transform'));
    });

    it('passes over words that are no intent, or that the tool cannot do', () => {
      const alone = edit('The thing');
      for (const intent of ['bugfix', '', '__proto__', 'send', 7 as unknown as string, null as unknown as string])
        assert.deepEqual(edit('The thing', { intent }), alone, String(intent));
    });
  });

  it('bears whatever stands in a step', () => {
    const cyclic: Record<string, unknown> = {};
    cyclic['self'] = cyclic;
    const odd: Record<string, unknown>[] = [
      { title: '' },
      { title: '   \n ' },
      { title: '🙂🙂' },
      { title: undefined },
      { title: 7 },
      { title: 'x', instruction: 42, input: null },
      { title: 'x', input: 'text' },
      { title: 'x', input: cyclic },
      { title: 'x', input: { command: 5, path: {}, edits: [], name: null, paths: 'a' } },
      { title: 'x', expect: [null, 'x', {}], decisionPoint: 'yes' },
      { title: 'x', expect: {} },
    ];
    for (const tool of [...tools.map(({ name }) => name), 'nowhere', ''])
      for (const step of odd) {
        const found = classify({ tool, ...step } as unknown as StepToClassify);
        assert.ok(intents.includes(found.intent), `${tool} ${JSON.stringify(step.title)}`);
        assert.ok(found.confidence >= 0 && found.confidence <= 1);
        assert.notEqual(found.reason, '');
      }
  });

  it('is no slower for titles and instructions without an end', () => {
    const long = [
      'add '.repeat(2_500),
      'a'.repeat(10_000),
      '-'.repeat(10_000),
      `if ${'x '.repeat(5_000)}`,
      'a: '.repeat(3_000),
      `${'('.repeat(5_000)}${')'.repeat(5_000)}`,
      'if only when of per by '.repeat(450),
    ];
    const ms = cpuMs(() => {
      for (const text of long)
        for (const tool of ['edit_file', 'run_command', 'read_files'])
          for (let round = 0; round < 20; round++)
            classify({ tool, title: text, instruction: text, input: { command: text, path: text, edits: text } });
    });
    assert.ok(ms / (long.length * 60) < 1, `${ms / (long.length * 60)} ms a step`);
  });

  it('takes edits that only make files as new', () => {
    const block = 'a.ts\n<<<<<<< SEARCH\n=======\nx\n>>>>>>> REPLACE';
    assert.equal(edit('The store', { input: { edits: block } }).intent, 'generate');
    const change = block.replace('SEARCH\n', 'SEARCH\ny\n');
    assert.equal(edit('The store', { input: { edits: `${block}\n${change}` } }).intent, 'transform');
  });
});

describe('command lines', () => {
  const rows: Record<string, Intent> = {
    'git log --oneline': 'extract',
    'git log -S parse -- src': 'filter',
    'git status && git push': 'send',
    'cd web && npm ci': 'enrich',
    'NODE_ENV=test npx vitest run': 'validate',
    'sudo systemctl status api': 'extract',
    'cat a.txt | grep x | wc -l': 'aggregate',
    'ls src | grep test': 'filter',
    'curl -s https://example.com/a.json': 'extract',
    'curl -X POST -d @a.json https://example.com': 'send',
    'curl -X GET https://example.com': 'extract',
    'test -f .env || cp .env.example .env': 'conditional',
    'npm run lint': 'validate',
    'pnpm run deploy': 'send',
    make: 'validate',
    'make release': 'send',
    './scripts/generateIcons.sh': 'generate',
    'npm install react@19': 'transform',
    'python --version': 'extract',
    'psql -c "select count(*) from a"': 'aggregate',
    'psql -c "update a set b = 1"': 'transform',
    'bundle exec rspec': 'validate',
    'docker push x/y': 'send',
  };
  for (const [command, intent] of Object.entries(rows))
    it(`${command} → ${intent}`, () => assert.equal(run(command).intent, intent));

  it('that nobody knows leave it to the words', () => {
    assert.equal(run('./go', 'Deploy the site').intent, 'send');
    assert.ok(run('./go', 'Go').confidence < certain);
    assert.ok(run('').confidence < certain);
  });
});
