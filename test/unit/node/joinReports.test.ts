import assert from 'node:assert/strict';
import type { TestReport } from '../../../src/contracts/tests';
import { joinReports } from '../../../src/node/testRunners/joinReports';

const report = (given: Partial<TestReport>): TestReport => ({
  command: 'npm test',
  framework: 'node',
  exitCode: 0,
  durationMs: 10,
  passed: 1,
  failed: 0,
  skipped: 0,
  failures: [],
  output: 'out',
  ...given,
});

describe('reports of several folders', () => {
  it('are one, with every failure and every test that was told by name', () => {
    const failure = { name: 'adds', file: 'api/a.test.js', message: 'Expected 3.' };
    const passed = { name: 'divides', file: 'web/b.test.js', status: 'passed' as const };
    const joined = joinReports([
      report({ cases: [passed] }),
      report({ command: 'pytest (in api)', exitCode: 1, passed: 0, failed: 1, failures: [failure] }),
      report({ exitCode: 2, durationMs: 5 }),
    ]);
    assert.deepEqual(joined, {
      command: 'npm test; pytest (in api); npm test',
      framework: 'node',
      exitCode: 1,
      durationMs: 25,
      passed: 2,
      failed: 1,
      skipped: 0,
      failures: [failure],
      cases: [passed, { ...failure, status: 'failed' }],
      output: 'out\nout\nout',
    });
  });

  it('are as they were where there is one, or none', () => {
    const only = report({});
    assert.equal(joinReports([only]), only);
    assert.equal(joinReports([]), undefined);
  });
});
