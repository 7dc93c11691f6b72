import assert from 'node:assert/strict';
import { expectationSchema, lookReplySchema } from '../../../../src/contracts/plan';
import { parseDecision } from '../../../../src/core/decide/parseDecision';
import { judgeInput } from '../../../../src/core/plan/inputProblems';
import { parsePlannerAnswer } from '../../../../src/core/plan/parseReply';
import type { AnyTool } from '../../../../src/contracts/tool';
import { memoryWorkspace } from '../memoryWorkspace';

const { tools } = memoryWorkspace({});
const tool = (name: string): AnyTool => tools.find((each) => each.name === name)!;
const step = { id: 'a', title: 'Run', tool: 'run_command', input: { command: 'npm test' } };
const problemOf = (more: object, of: object = {}) => {
  const answer = parsePlannerAnswer(JSON.stringify({ summary: 's', ...of, steps: [{ ...step, ...more }] }), tools);
  return answer.kind === 'unusable' ? answer.problem : '';
};

describe('fields of answers', () => {
  for (const [written, meant] of [
    [
      { kind: 'exit_code', code: 3 },
      { kind: 'exit_code', equals: 3 },
    ],
    [
      { kind: 'exit_code', exitCode: 3 },
      { kind: 'exit_code', equals: 3 },
    ],
    [
      { kind: 'exit_code', value: 3, reason: null },
      { kind: 'exit_code', equals: 3 },
    ],
    [
      { kind: 'exit_code', equals: 3, code: 3 },
      { kind: 'exit_code', equals: 3 },
    ],
    [
      { kind: 'exit_code', not: 0, equals: null },
      { kind: 'exit_code', not: 0 },
    ],
    [
      { kind: 'file_exists', file: 'a' },
      { kind: 'file_exists', path: 'a' },
    ],
    [
      { kind: 'changed', file: 'a' },
      { kind: 'changed', path: 'a' },
    ],
    [
      { kind: 'output_matches', regex: 'a+' },
      { kind: 'output_matches', pattern: 'a+' },
    ],
  ]) {
    it(`understands ${JSON.stringify(written)}`, () => assert.deepEqual(expectationSchema.parse(written), meant));
  }

  for (const [expect, words] of [
    [{ kind: 'exit_code', status: 3 }, /"status"[\s\S]*expect\[0\]/],
    [{ kind: 'exit_code', equals: 3, code: 4 }, /"code"/],
    [{ kind: 'exit_code', equals: 3, not: 0 }, /not both/],
    [{ kind: 'tests_pass', path: 'a.test.js' }, /"path"/],
    [{ kind: 'no_new_errors', except: ['x'] }, /"except"/],
    [{ kind: 'output_matches', pattern: 'x', negate: true }, /"negate"/],
    [{ kind: 'tests_pass', reason: 'because' }, /"reason"/],
  ] as const) {
    it(`quotes back ${JSON.stringify(expect)}`, () => assert.match(problemOf({ expect: [expect] }), words));
  }

  it('quotes back fields of steps and plans that nobody knows, and passes over reasons', () => {
    for (const more of [
      { condition: 'if the tests fail' },
      { command: 'rm -rf x' },
      { skippedByThePerson: true },
      { instruction: 'a', description: 'b' },
    ])
      assert.match(problemOf(more), /Unrecognized key/);
    for (const of of [{ rollback: [] }, { look: [{ search: 'x' }] }, { edits: {} }])
      assert.match(problemOf({}, of), /Unrecognized key/);
    assert.equal(problemOf({ reason: 'why', comment: null, depends_on: [] }, { reasoning: 'r', approach: 'a' }), '');
  });

  it('quotes back fields of looks, or shows the form', () => {
    assert.throws(() => lookReplySchema.parse({ look: [{ search: 'x', ignoreCase: true }] }), /ignoreCase/);
    assert.throws(() => lookReplySchema.parse({ look: [{ read: 'a', from: 1, to: 9 }] }), /with no other field|from/);
  });

  it('quotes back fields of decisions', () => {
    const problem = (more: object) => {
      const answer = parseDecision(
        JSON.stringify({ action: 'wait_for_more_tasks', reasoning: 'fine', ...more }),
        tools,
      );
      return answer.kind === 'unusable' ? answer.problem : '';
    };
    assert.match(problem({ retry: true }), /"retry"/);
    assert.match(problem({ context_to_pass: { constraints: 'x' } }), /"constraints"/);
    assert.match(problem({ steps: [{ ...step, when: 'later' }] }), /"when"/);
    assert.equal(problem({ confidence: 0.9, drop: null }), '');
  });

  it('refuses fields that a tool does not know, for every tool', () => {
    for (const each of tools)
      assert.match(judgeInput(each, { dryRun: true }).wrong ?? '', /takes no field "dryRun"/, each.name);
  });

  for (const [name, input, words] of [
    ['run_command', { command: 'a', env: { A: '1' } }, /"env"/],
    ['run_command', { command: 'a', script: 'b' }, /"script"/],
    ['run_command', { command: 'a', folder: 'x', cwd: 'y' }, /"cwd"/],
    ['run_tests', { files: ['a'], exclude: ['b'] }, /"exclude"/],
    ['git_commit', { message: 'm', amend: true }, /"amend"/],
    ['read_files', { paths: [{ path: 'a', symbol: 'x' }] }, /paths/],
    ['read_files', { paths: ['a'], recursive: true }, /"recursive"/],
    ['write_file', { path: 'a', content: 'x', append: true }, /"append"/],
    ['edit_file', { path: 'a', old_string: 'x', new_string: 'y', replace_all: true }, /"replace_all"/],
    ['edit_file', { path: 'a', edits: [{ search: 'x', replace: 'y', count: 2 }] }, /"count"/],
    ['edit_file', { path: 'a', search: 'x', with: 'y' }, /"with"/],
    ['edit_file', { path: 'a', search: 'x' }, /"search"/],
    ['search_code', { pattern: 'a', multiline: true }, /"multiline"/],
    ['auto_fix', { paths: ['a'], rules: ['x'] }, /"rules"/],
    ['use_tool', { name: 'a', timeout: 3 }, /"timeout"/],
  ] as const) {
    it(`refuses ${name} ${JSON.stringify(input)}`, () =>
      assert.match(judgeInput(tool(name), input).wrong ?? '', words));
  }

  it('takes other names, and what only says why', () => {
    for (const [name, input, meant] of [
      ['run_command', { cmd: 'a', cwd: 'b', description: 'why' }, { command: 'a', folder: 'b' }],
      ['run_command', { command: 'a', script: 'a', timeout: null }, { command: 'a' }],
      ['git_commit', { subject: 'm', body: 'long' }, { message: 'm\n\nlong' }],
      ['git_commit', { title: 'm', description: 'long' }, { message: 'm\n\nlong' }],
      ['search_code', { pattern: 'a', regex: false }, { pattern: 'a', literal: true }],
      ['read_files', { file: 'a', start: 2, end: 3 }, { paths: [{ path: 'a', lines: [2, 3] }] }],
    ] as const) {
      const judged = judgeInput(tool(name), input);
      assert.deepEqual([judged.wrong, judged.input], [undefined, meant]);
    }
  });
});
