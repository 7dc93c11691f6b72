import assert from 'node:assert/strict';
import { CancelledError } from '../../../src/base/errors';
import type { SessionSnapshot, StepSnapshot, TestCounts } from '../../../src/contracts/session';
import type { EarlierFailures, TestFailure } from '../../../src/contracts/tests';
import type { ToolResult } from '../../../src/contracts/tool';
import { newFailures } from '../../../src/core/verification/judgeStep';
import { markOldFailures } from '../../../src/core/verification/oldFailures';

const failing = (name: string, more: Partial<TestFailure> = {}): TestFailure => ({
  name,
  file: 'a.test.js',
  message: 'no',
  ...more,
});
const counts = (...failures: TestFailure[]): TestCounts => ({
  command: 'npm test',
  passed: 1,
  failed: failures.length,
  skipped: 0,
  failures,
});
const resultOf = (...failures: TestFailure[]): ToolResult => ({
  status: 'failed',
  reason: 'tests_failed',
  message: 'red',
  retryable: false,
  facts: { tests: { ...counts(...failures), exitCode: 1, output: '', framework: 'unknown', durationMs: 1 } },
});

interface Told {
  readonly before?: TestCounts;
  readonly steps?: Partial<StepSnapshot>[];
  readonly changedFiles?: string[];
  readonly answer?: EarlierFailures | Error;
}

async function mark(result: ToolResult, { before, steps = [], changedFiles = ['a.js'], answer }: Told) {
  const asked: string[][] = [];
  const marked = await markOldFailures(result, {
    session: { changedFiles, plan: { steps } } as unknown as Pick<SessionSnapshot, 'plan' | 'changedFiles'>,
    before,
    activity: () => {},
    log: { info: () => {} },
    signal: new AbortController().signal,
    ask: async (failures) => {
      asked.push(failures.map(({ name }) => name));
      if (answer instanceof Error) throw answer;
      return answer;
    },
  });
  const failures = marked.status === 'denied' ? [] : (marked.facts?.tests?.failures ?? []);
  return { asked, old: failures.map(({ old }) => old), failures };
}

const [one, two, three] = [failing('one'), failing('two'), failing('three')];

describe('failing tests that nobody measured before', () => {
  it('are looked for at the last commit; what fails there too is not new', async () => {
    const { asked, old, failures } = await mark(resultOf(one, two, three), { answer: { old: [one], unsure: [three] } });
    assert.deepEqual(asked, [['one', 'two', 'three']]);
    assert.deepEqual(old, [true, false, undefined]);
    assert.deepEqual(
      newFailures(counts(...failures), undefined).map(({ name }) => name),
      ['two', 'three'],
    );
    assert.deepEqual(newFailures(counts(failures[0]!), undefined), []);
    assert.equal(newFailures({ ...counts(failures[0]!), failed: 2 }, undefined).length, 1, 'one that is not listed');
  });

  it('are asked for once in a run, and not where they failed before it', async () => {
    const earlier = { tests: counts({ ...one, old: true }, { ...two, old: false }) };
    const { asked, old } = await mark(resultOf(one, two, three), {
      steps: [earlier],
      before: counts(three),
      answer: { old: [], unsure: [] },
    });
    assert.deepEqual(asked, []);
    assert.deepEqual(old, [true, false, undefined]);
  });

  it('are not asked for before a change, after a commit, or where there are too many', async () => {
    const answer = { old: [one], unsure: [] };
    const many = Array.from({ length: 41 }, (_, at) => failing(`${at}`));
    for (const told of [
      { changedFiles: [] },
      { steps: [{ commit: { hash: 'a', paths: [], subject: 's' } }] },
    ] satisfies Told[])
      assert.deepEqual(await mark(resultOf(one), { ...told, answer }), {
        asked: [],
        old: [undefined],
        failures: [one],
      });
    assert.deepEqual((await mark(resultOf(...many), { answer })).asked, []);
  });

  it('are as they were where it cannot be told; a stop stops', async () => {
    assert.deepEqual((await mark(resultOf(one), {})).old, [undefined]);
    assert.deepEqual((await mark(resultOf(one), { answer: new Error('no git') })).old, [undefined]);
    await assert.rejects(mark(resultOf(one), { answer: new CancelledError() }), { name: 'CancelledError' });
  });
});
