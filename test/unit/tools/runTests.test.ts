import assert from 'node:assert/strict';
import { FluxError } from '../../../src/base/errors';
import type { TestCounts } from '../../../src/contracts/session';
import type { TestReport, TestRequest, TestsPort } from '../../../src/contracts/tests';
import { createRunTests } from '../../../src/tools/runTests';
import { callDone, callFailed } from './toolContext';

const passing: TestReport = {
  command: 'npm test',
  framework: 'mocha',
  exitCode: 0,
  durationMs: 3100,
  passed: 12,
  failed: 0,
  skipped: 1,
  failures: [],
  output: 'all fine',
};

/** A project whose tests say what they are told to. */
function projectOf(report: Partial<TestReport> | FluxError): { tests: TestsPort; asked: TestRequest[] } {
  const asked: TestRequest[] = [];
  return {
    asked,
    tests: {
      describe: async () => 'npm test',
      run: async (request, _signal, onOutput) => {
        asked.push(request);
        if (report instanceof FluxError) throw report;
        onOutput('first line\nlast line\n');
        return { ...passing, ...report };
      },
    },
  };
}

describe('run_tests', () => {
  it('has a plan for a goal that is to run the tests, all or those of a file', () => {
    const planned = (goal: string) => {
      const plan = createRunTests(projectOf({})).recipe?.plan(goal);
      return plan && [plan.step.input, plan.betterWithModel === true];
    };
    assert.deepEqual(planned('run the tests'), [{}, false]);
    assert.deepEqual(planned('Run the tests in test/form.test.js'), [{ files: ['test/form.test.js'] }, true]);
    assert.deepEqual(planned('run my tests in a.py, please.'), undefined);
    assert.deepEqual(planned('please run the tests in a.py.'), [{ files: ['a.py'] }, true]);
    assert.deepEqual(planned('run the tests in the browser'), undefined);
    assert.deepEqual(planned('run the tests in test/a.js and fix them'), undefined);
  });

  it('is done when all pass', async () => {
    const said: string[] = [];
    const result = await callDone(createRunTests(projectOf({})), {}, { report: (line) => said.push(line) });
    assert.equal(result.message, 'All 12 tests passed (1 skipped, 3.1 s, npm test).');
    assert.equal(result.facts?.exitCode, 0);
    assert.equal(result.facts?.tests?.passed, 12);
    assert.equal(result.facts?.output, 'all fine');
    assert.deepEqual(said, ['last line']);
  });

  it('fails with counts and the failures, ten at most', async () => {
    const failures = Array.from({ length: 12 }, (_, at) => ({
      name: `login fails ${at}`,
      file: 'test/login.test.ts',
      line: 10 + at,
      message: `expected ${at}\n${'long '.repeat(400)}`,
    }));
    const failed = await callFailed(
      createRunTests(projectOf({ exitCode: 1, passed: 3, failed: 12, failures })),
      {},
      'tests_failed',
    );
    assert.match(
      failed.message,
      /^12 of 15 tests failed \(1 skipped, 3\.1 s, npm test, exit code 1\)\.\n✗ login fails 0 \(test\/login\.test\.ts:10\)\n {4}expected 0\n/,
    );
    assert.match(failed.message, /… and 2 more\.$/);
    assert.ok(failed.message.length < 10_000);
    assert.equal(failed.retryable, false);
    assert.equal(failed.facts?.tests?.failed, 12);
    assert.equal(failed.facts?.exitCode, 1);
  });

  it('shows the end of the output where there are no failures to name', async () => {
    const output = `${'noise\n'.repeat(2000)}SyntaxError: Unexpected token\n`;
    const failed = await callFailed(
      createRunTests(projectOf({ exitCode: 2, passed: 0, failed: 0, output })),
      {},
      'tests_failed',
    );
    assert.match(failed.message, /exit code 2 although no test is reported as failed/);
    assert.match(failed.message, /SyntaxError: Unexpected token$/);
    assert.ok(failed.message.length < 4500);
    assert.match(
      (await callFailed(createRunTests(projectOf({ exitCode: 1, failed: 1, output })), {}, 'tests_failed')).message,
      /1 of 13 tests failed[\s\S]*SyntaxError/,
    );
  });

  it('says what ran beside what was asked for, and counts it nowhere', async () => {
    const done = await callDone(
      createRunTests(projectOf({ passed: 2, skipped: 0, others: { passed: 3, failed: 1, skipped: 0 } })),
      { files: ['test/a.js'] },
    );
    assert.equal(done.message, 'All 2 tests passed (not counting 4 tests that nobody asked for, 3.1 s, npm test).');
    const none = await callFailed(
      createRunTests(projectOf({ passed: 0, skipped: 0, others: { passed: 3, failed: 1, skipped: 0 } })),
      { files: ['test/a.js'] },
      'no_tests',
    );
    assert.equal(
      none.message,
      'No test that was asked for was run by npm test: 4 other tests ran, which prove nothing here. Correct ' +
        'the files and the name, or run all tests.',
    );
  });

  it('says that a command which watched was ended', async () => {
    assert.match(
      (await callDone(createRunTests(projectOf({ watched: true })), {})).message,
      /^All 12 tests passed \(ended by Flux, because the command went on to watch for changes, 1 skipped/,
    );
  });

  it('is no failed test where the runner ends badly because it found none', async () => {
    const none = await callFailed(
      createRunTests(projectOf({ framework: 'pytest', exitCode: 5, passed: 0, skipped: 0, output: 'no tests ran' })),
      { files: ['test_a.py'] },
      'no_tests',
    );
    assert.match(
      none.message,
      /^No test was run by npm test, so nothing is proved\. No test fits the given files and name/,
    );
  });

  it('is no success when a known runner has run nothing', async () => {
    const none = await callFailed(
      createRunTests(projectOf({ passed: 0, skipped: 0, output: '0 passing' })),
      {},
      'no_tests',
    );
    assert.match(
      none.message,
      /^No test was run by npm test, although it ended with exit code 0, so nothing is proved\. Write a test first, or say in the setting flux\.tests\.command[\s\S]*0 passing$/,
    );
    assert.equal(none.facts?.exitCode, 0);
    assert.match(
      (await callFailed(createRunTests(projectOf({ passed: 0, skipped: 0 })), { name: 'nope' }, 'no_tests')).message,
      /No test fits the given files and name/,
    );
    assert.match(
      (await callFailed(createRunTests(projectOf({ passed: 0, skipped: 4 })), {}, 'no_tests')).message,
      /all 4 are skipped/,
    );
  });

  it('says so when a runner that is not known ends well and tells no counts', async () => {
    assert.match(
      (await callDone(createRunTests(projectOf({ framework: 'unknown', passed: 0, output: 'ok' })), {})).message,
      /no counts could be read: possibly none ran/,
    );
  });

  it("passes the port's refusals on", async () => {
    const failed = await callFailed(
      createRunTests(projectOf(new FluxError('no_tests', 'No tests were found. Set flux.tests.command.'))),
      {},
      'no_tests',
    );
    assert.match(failed.message, /flux\.tests\.command/);
  });

  it('runs what is asked for, under any name', async () => {
    const { tests, asked } = projectOf({});
    const tool = createRunTests({ tests });
    for (const raw of [
      { files: ['./a.test.ts'], name: 'login' },
      { file: 'a.test.ts', grep: 'login' },
      { path: 'a.test.ts', test_name: 'login' },
    ])
      await callDone(tool, raw);
    for (const request of asked) assert.deepEqual(request, { files: ['a.test.ts'], name: 'login' });
    await callDone(tool, { files: 'all', name: '' });
    assert.deepEqual(asked.at(-1), {});
    assert.equal(tool.about({}), 'all tests');
    assert.equal(tool.about({ files: ['a.test.ts'], name: 'x' }), 'a.test.ts, “x”');
    assert.deepEqual(
      tool.locks({}).map(({ key, mode }) => `${key} ${mode}`),
      ['tests write', 'tree write'],
    );
  });

  it('runs only what failed last', async () => {
    const { tests, asked } = projectOf({});
    const tool = createRunTests({ tests });
    const last: TestCounts = {
      command: 'npm test',
      passed: 1,
      failed: 2,
      skipped: 0,
      failures: [
        { name: 'login fails', file: 'test/login.test.ts', line: 3, message: 'no' },
        { name: 'no place', message: 'no' },
      ],
    };
    await callDone(tool, { failedOnly: true }, { lastTests: last });
    assert.deepEqual(asked.at(-1), {
      failed: [{ name: 'login fails', file: 'test/login.test.ts' }, { name: 'no place' }],
    });
    await callDone(tool, { failed_only: 'true', file: 'test/login.test.ts' }, { lastTests: last });
    assert.deepEqual(asked.at(-1), { failed: [{ name: 'login fails', file: 'test/login.test.ts' }] });
    await callDone(tool, { failedOnly: 'false' }, { lastTests: last });
    assert.deepEqual(asked.at(-1), {});
    assert.match(
      (await callFailed(tool, { failedOnly: true, name: 'other' }, 'no_tests', { lastTests: last })).message,
      /None of the tests that failed last fits/,
    );
    assert.equal(asked.length, 3);
    assert.equal(tool.about({ failedOnly: true }), 'what failed last');
    assert.equal(tool.about({ failedOnly: true, files: ['a.test.ts'], name: 'x' }), 'a.test.ts, “x”, what failed last');
  });

  it('runs everything again where it is not known which tests failed', async () => {
    const { tests, asked } = projectOf({});
    const failures = [{ name: 'npm test ended with exit code 3', message: 'no' }];
    await callDone(
      createRunTests({ tests }),
      { failedOnly: true, name: 'x' },
      { lastTests: { command: 'npm test', passed: 1, failed: 1, skipped: 0, failures } },
    );
    await callDone(
      createRunTests({ tests }),
      { failedOnly: true },
      { lastTests: { command: 'npm test', passed: 1, failed: 80, skipped: 0, failures: [{ name: 'a', message: '' }] } },
    );
    assert.deepEqual(asked, [{ name: 'x' }, {}]);
  });

  it('says so when nothing failed last, or nothing is known', async () => {
    const tool = createRunTests(projectOf({}));
    assert.match(
      (await callFailed(tool, { failedOnly: true }, 'no_tests')).message,
      /not known[\s\S]*Run all tests first/,
    );
    assert.match(
      (
        await callFailed(tool, { failedOnly: true }, 'no_tests', {
          lastTests: { command: 'npm test', passed: 3, failed: 0, skipped: 0, failures: [] },
        })
      ).message,
      /No test failed last \(npm test\)/,
    );
  });
});
