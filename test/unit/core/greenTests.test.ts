import assert from 'node:assert/strict';
import type { TestReport } from '../../../src/contracts/tests';
import { createGreenTests } from '../../../src/core/watch/greenTests';

describe('when tests last passed', () => {
  it('is when a run began that passed, and unknown after one that failed or ran nothing', async () => {
    let now = 10;
    let said: Partial<TestReport> = { exitCode: 0, passed: 3, failed: 0 };
    let heard = 0;
    const green = createGreenTests(
      {
        describe: async () => 'npm test',
        async runQuietly() {
          now += 5;
          return said as TestReport;
        },
      },
      { now: () => now, passed: () => heard++ },
    );
    const run = () => green.tests.runQuietly({}, new AbortController().signal);
    assert.equal(green.at(), undefined);
    await run();
    assert.deepEqual([green.at(), heard], [10, 1]);
    said = { exitCode: 1, passed: 2, failed: 1 };
    await run();
    assert.deepEqual([green.at(), heard], [undefined, 1]);
    said = { exitCode: 0, passed: 3, failed: 0 };
    await run();
    said = { exitCode: 0, passed: 0, failed: 0 };
    await run();
    assert.deepEqual([green.at(), heard], [undefined, 2]);
  });
});
