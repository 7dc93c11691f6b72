import assert from 'node:assert/strict';
import { withoutRepeats } from '../../../src/node/testRunners/withoutRepeats';

describe('arguments that a script has already', () => {
  const vitest = ['--run', '--reporter=default', '--reporter=json', '--outputFile.json=/tmp/report'];
  const left = (script: string, args: readonly string[]) =>
    withoutRepeats(args, { framework: 'vitest', line: 'npm test', script });

  it('are not given twice, because vitest and jest refuse that', () => {
    assert.deepEqual(left('tsc -p tsconfig.spec.json && vitest --run', vitest), vitest.slice(1));
    assert.deepEqual(left('vitest run', vitest), vitest);
    assert.deepEqual(left('vitest --run --outputFile=out.json', vitest), ['--reporter=default', '--reporter=json']);
    assert.deepEqual(left('jest --json --outputFile.x=a', ['--json', '--outputFile=/tmp/report']), []);
    assert.deepEqual(left('vitest --runner=x --reporter=dot', vitest), vitest);
  });

  it('of other options stay, since the last one counts', () => {
    const mocha = ['--reporter', '/tmp/reporter.cjs'];
    assert.deepEqual(left('mocha --reporter dot', mocha), mocha);
  });
});
