import assert from 'node:assert/strict';
import type { SessionSnapshot, StepSnapshot, TestCounts } from '../../../src/contracts/session';
import { newestTests } from '../../../src/core/verification/newestTests';

const counts = (passed: number, ...failing: string[]): TestCounts => ({
  command: 'npm test',
  passed,
  failed: failing.length,
  skipped: 0,
  failures: failing.map((file) => ({ name: `fails in ${file}`, file, message: 'no' })),
});

const known = (testsBefore: TestCounts | undefined, ...steps: Pick<StepSnapshot, 'input' | 'tests' | 'endedAt'>[]) =>
  newestTests({ testsBefore, plan: { steps } } as unknown as SessionSnapshot);

describe('what is known of the tests after a run', () => {
  it('is what the newest run of all of them said', () => {
    const older = { input: {}, tests: counts(1, 'a', 'b'), endedAt: 1 };
    assert.deepEqual(known(counts(0, 'x'), { input: {}, tests: counts(3), endedAt: 2 }, older), counts(3));
    assert.deepEqual(known(counts(0, 'x')), counts(0, 'x'));
    assert.equal(known(undefined, { input: { files: ['a'] }, tests: counts(2), endedAt: 1 }), undefined);
  });

  it('has what later runs of some files said of these', () => {
    const fixed = { input: { files: ['a'] }, tests: counts(1), endedAt: 2 };
    assert.deepEqual(known(counts(5, 'a', 'b'), fixed), counts(6, 'b'));
    const broken = { input: { files: ['c'] }, tests: counts(0, 'c'), endedAt: 3 };
    assert.deepEqual(known(counts(5, 'a', 'b'), fixed, broken), counts(5, 'b', 'c'));
  });

  it('does not guess what a run by name was of', () => {
    const some = { input: { files: ['a'], name: 'adds' }, tests: counts(1), endedAt: 2 };
    assert.deepEqual(known(counts(5, 'a'), some), counts(5, 'a'));
  });
});
