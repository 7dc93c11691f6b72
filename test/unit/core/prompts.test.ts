import assert from 'node:assert/strict';
import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Message } from '../../../src/contracts/model';
import type { Said } from '../../../src/contracts/said';
import type { SessionSnapshot, StepSnapshot } from '../../../src/contracts/session';
import { afterLook, askForRepair } from '../../../src/core/converse/converse';
import { intentPrompt } from '../../../src/core/intents/intentPrompt';
import { planMessages } from '../../../src/core/plan/planPrompt';
import { routePrompt } from '../../../src/core/route/routePrompt';
import { bindMessages } from '../../../src/core/run/bindPrompt';
import { talkMessages } from '../../../src/core/talk/talkPrompt';
import { builtInRoles } from '../../../src/core/agents/builtIn';
import { decideMessages } from '../../../src/core/decide/decidePrompt';
import { decisionFacts } from '../../../src/core/decide/decisionFacts';
import { memoryWorkspace } from './memoryWorkspace';

const folder = join(process.env['FLUX_REPO_ROOT'] ?? process.cwd(), 'test/unit/core/golden');

const user = (content: string): Message => ({ role: 'user', content });

/**
 * Compares with the text kept under `golden/`; `UPDATE_GOLDEN=1` writes it anew, so that a change of a prompt is seen
 * in its diff.
 */
function golden(name: string, messages: readonly Message[]): void {
  const text = messages.map(({ role, content }) => `=== ${role} ===\n${content}\n`).join('\n');
  const file = join(folder, `${name}.txt`);
  if (process.env['UPDATE_GOLDEN'] || !existsSync(file)) {
    assert.ok(process.env['UPDATE_GOLDEN'], `${file} is missing; write it with UPDATE_GOLDEN=1`);
    mkdirSync(folder, { recursive: true });
    writeFileSync(file, text);
  }
  assert.equal(
    text,
    readFileSync(file, 'utf8'),
    'The prompt differs from its golden text. Try it on real goals (npm run trial), then UPDATE_GOLDEN=1.',
  );
}

const { tools } = memoryWorkspace({});
const tool = (name: string) => tools.find((candidate) => candidate.name === name)!;
const step: StepSnapshot = {
  id: 'fix',
  title: 'Check the address',
  tool: 'edit_file',
  effect: 'write',
  input: { path: 'src/a.js' },
  instruction: 'refuse addresses without a domain',
  dependsOn: [],
  expect: [],
  late: true,
  writes: ['src/a.js'],
  about: 'src/a.js',
  status: 'running',
};
const plan = {
  summary: 'Addresses are checked',
  steps: [{ ...step, status: 'pending' as const }],
  source: 'model' as const,
};

const emptySession: SessionSnapshot = {
  id: 's',
  name: 'check',
  goal: 'check addresses',
  origin: 'api',
  state: 'planning',
  revision: 1,
  planRevision: 0,
  progress: 0,
  gates: [],
  said: [],
  decisions: [],
  feedback: [],
  tokens: { prompt: 0, completion: 0, cached: 0, saved: 0 },
  modelCalls: 1,
  changedFiles: [],
  createdAt: 0,
  updatedAt: 0,
};

describe('prompts', () => {
  it('plan', () => golden('plan', planMessages({ goal: 'check addresses', brief: '(the brief)', tools })));
  it('plan anew', () =>
    golden(
      'revise',
      planMessages({
        goal: 'check addresses',
        brief: '(the brief)',
        tools,
        answers: [{ question: 'Which form?', reply: 'The login form.' }],
        revise: { plan, request: 'without a regex' },
      }).slice(1),
    ));
  it('after a look, and repair', () =>
    golden('turns', [
      user(afterLook(1, 'Plan now.')),
      user(afterLook(0, 'Plan now.')),
      user(askForRepair(['Two steps have the id "fix"; ids must be unique.'], 'JSON first, then the edits')),
    ]));
  it('bind edits', () =>
    golden(
      'bind-edits',
      bindMessages({
        goal: 'check addresses',
        step,
        tool: tool('edit_file'),
        results: [{ title: 'Search', result: '2 hits' }],
        steps: ['Check the address', 'Run the tests'],
        context: '### src/a.js (whole, 1 lines)\n```\nlet a;\n```',
        failed: { attempt: '(blocks)', problem: 'The SEARCH text is not in src/a.js.' },
      }),
    ));
  const said = [
    { text: 'The login form.', at: 1, question: 'Which form?' },
    { text: 'without a regex', at: 2 },
    { text: 'and keep it short', at: 3 },
  ];
  it('bind edits after words of the person', () =>
    golden(
      'bind-words',
      bindMessages({
        goal: 'check addresses',
        step,
        tool: tool('edit_file'),
        results: [],
        steps: [],
        context: '',
        said,
      }).slice(1),
    ));
  it('plan anew and plan a task after words of the person', () =>
    golden('plan-words', [
      ...planMessages({
        goal: 'check addresses',
        brief: '(the brief)',
        tools,
        said,
        answers: [{ question: 'Which form?', reply: 'The login form.' }],
        revise: { plan, request: 'and keep it short' },
      }).slice(1),
      ...planMessages({
        goal: 'check addresses',
        brief: '(the brief)',
        tools,
        said,
        task: { description: 'Write a test for it', files: [], done: [] },
      }).slice(1),
    ]));
  it('decide after words of the person', () => {
    const session = {
      ...emptySession,
      plan: { summary: 'Addresses are checked', steps: [step], source: 'model' as const },
      said: [
        { kind: 'answer', question: 'Which form?', text: 'The login form.', at: 1, carried: 'decision' },
        { kind: 'remark', text: 'without a regex', at: 2, carried: 'decision' },
        { kind: 'remark', text: 'and keep it short', at: 3, carried: 'decision' },
        { kind: 'remark', text: 'faster', at: 4 },
      ] satisfies Said[],
    };
    golden(
      'decide-words',
      decideMessages(
        { ...decisionFacts(session, { why: 'feedback' }, { roles: [], tools }), sources: '' },
        tools,
      ).slice(1),
    );
  });
  it('bind a file', () =>
    golden(
      'bind-file',
      bindMessages({
        goal: 'check addresses',
        step: { ...step, tool: 'write_file' },
        tool: tool('write_file'),
        results: [],
        steps: [],
        context: '',
      }).slice(1),
    ));
  it('bind an input', () =>
    golden(
      'bind-input',
      bindMessages({
        goal: 'check addresses',
        step: { ...step, tool: 'search_code', input: {} },
        tool: tool('search_code'),
        results: [],
        steps: [],
        context: '',
      }).slice(1),
    ));
  it('bind for a role', () =>
    golden(
      'bind-role',
      bindMessages({
        goal: 'check addresses',
        step: { ...step, agent: 'tester' },
        tool: tool('edit_file'),
        results: [],
        steps: [],
        context: '',
        role: builtInRoles().find(({ name }) => name === 'tester'),
        turns: [{ task: 'Write a test', answer: '(blocks)', at: 1 }],
        handover: {
          from: 'implementation',
          to: 'testing',
          decided: ['Addresses need a domain'],
          files: ['src/a.js'],
          open: ['b.js is untouched'],
        },
      }).slice(1),
    ));
  it('plan a task of a run, and in a session that had other goals', () =>
    golden(
      'plan-task',
      planMessages({
        goal: 'check addresses',
        brief: '(the brief)',
        tools,
        earlier: [
          {
            goal: 'make the form',
            state: 'complete',
            summary: 'There is a form.',
            files: ['src/form.js'],
            steps: ['form'],
            endedAt: 1,
          },
        ],
        task: {
          description: 'Write a test for it',
          information: 'The domain is needed.',
          files: ['src/a.js'],
          role: builtInRoles().find(({ name }) => name === 'tester'),
          done: ['Check the address: done'],
        },
      }).slice(1),
    ));
  it('decide, and its repair', () => {
    const failed: StepSnapshot = {
      ...step,
      id: 'tests',
      title: 'Run the tests',
      tool: 'run_tests',
      effect: 'execute',
      input: {},
      late: false,
      writes: [],
      about: 'all tests',
      status: 'failed',
      startedAt: 5,
      endedAt: 9,
      expect: [{ kind: 'tests_pass' }],
      tests: {
        command: 'npm test',
        passed: 4,
        failed: 1,
        skipped: 0,
        failures: [{ name: 'refuses a@', file: 'test/a.test.js', line: 3, message: 'expected false, got true' }],
      },
      error: { reason: 'tests_failed', message: '1 failed' },
    };
    const done: StepSnapshot = { ...step, status: 'done', late: false, startedAt: 1, endedAt: 4, files: ['src/a.js'] };
    const queued: StepSnapshot = {
      ...step,
      id: 'docs',
      title: 'Say so in the README',
      status: 'pending',
      late: false,
      writes: ['README.md'],
      dependsOn: ['tests'],
    };
    const session = {
      ...emptySession,
      plan: {
        summary: 'Addresses are checked',
        steps: [done, failed, queued],
        verify: 'tests',
        source: 'model' as const,
      },
      state: 'verification' as const,
      changedFiles: ['src/a.js'],
      scope: { writes: ['src/a.js', 'README.md'], runs: ['run_tests'], commits: false },
      said: [{ kind: 'answer', question: 'Which form?', text: 'The login form.', at: 1 }] satisfies Said[],
    };
    const facts = decisionFacts(
      session,
      { why: 'failed', step: failed },
      {
        roles: builtInRoles(),
        loop: { text: 'The last 4 decisions changed nothing about what fails.', told: false },
        tools,
      },
    );
    golden('decide', [
      ...decideMessages({ ...facts, sources: '### src/a.js (whole, 1 lines)\n```\nlet a;\n```' }, tools),
    ]);
  });
  it('route', () => golden('route', routePrompt('the login form')));
  it('classify', () =>
    golden(
      'classify',
      intentPrompt([
        { ...step, input: { path: 'src/a.js' } },
        { tool: 'other', title: 'Two\nlines' },
      ]),
    ));
  it('talk', () =>
    golden(
      'talk',
      talkMessages('what is this?', '(the brief)', [
        { role: 'user', content: 'hello' },
        { role: 'assistant', content: 'Hello.' },
      ]),
    ));
});
