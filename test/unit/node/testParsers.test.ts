import assert from 'node:assert/strict';
import { readFile } from 'node:fs/promises';
import type { TestReport } from '../../../src/contracts/tests';
import { parseReport } from '../../../src/node/testRunners/parseReport';
import type { ReportText } from '../../../src/node/testRunners/runner';
import type { TestFramework } from '../../../src/node/testRunners/testCommand';
import { makeProject, reportFixture, removeProjects } from './testProjects';

interface Recorded {
  readonly framework: TestFramework;
  /** What the runner printed. */
  readonly output: string;
  /** Its reports, by where they lay. */
  readonly reports?: Readonly<Record<string, string>>;
  /** Files that were in the project and that readers look for. */
  readonly files?: readonly string[];
  readonly exitCode?: number;
  readonly counts: string;
  readonly places: readonly string[];
  /** Of the first failure. */
  readonly message: RegExp;
  /** Where the printed text, read as that of an unknown runner, says less than the report. */
  readonly byText?: { readonly counts?: string; readonly places?: readonly string[] };
  /** Whether what passed is told by name. */
  readonly unnamed?: boolean;
}

const summary = ({ passed, failed, skipped }: Pick<TestReport, 'passed' | 'failed' | 'skipped'>) =>
  `${passed} passed, ${failed} failed, ${skipped} skipped`;
const places = ({ failures }: Pick<TestReport, 'failures'>) =>
  failures.map(({ name, file, line }) =>
    [name, ...(file === undefined ? [] : [`@ ${file}${line === undefined ? '' : `:${line}`}`])].join(' '),
  );

/** Recorded from the runners themselves (versions in the names of tests), but for those in `written`. */
const recorded: Readonly<Record<string, Recorded>> = {
  'go 1.19': {
    framework: 'go',
    output: 'go.txt',
    reports: { report: 'go.json' },
    files: ['root_test.go', 'pkg/calc/calc_test.go', 'pkg/broken/broken_test.go'],
    counts: '3 passed, 3 failed, 1 skipped',
    places: [
      'TestWrong @ pkg/calc/calc_test.go:13',
      'TestTable/bad_(case) @ pkg/calc/calc_test.go:20',
      'TestPanics @ pkg/calc/calc_test.go:28',
    ],
    message: /a log line\n.*got 2,\n\s*want 3/,
    byText: {
      counts: '1 passed, 4 failed, 0 skipped',
      places: [
        'example.com/demo/pkg/broken',
        'TestWrong @ pkg/calc/calc_test.go:13',
        'TestTable/bad_(case) @ pkg/calc/calc_test.go:20',
        'TestPanics @ pkg/calc/calc_test.go:28',
      ],
    },
  },
  'cargo 1.95': {
    framework: 'cargo',
    output: 'cargo.txt',
    files: ['src/lib.rs', 'tests/whole.rs'],
    exitCode: 101,
    counts: '2 passed, 4 failed, 1 skipped',
    places: [
      'tests::should @ src/lib.rs:19',
      'tests::wrong @ src/lib.rs:13',
      'result @ tests/whole.rs',
      'src/lib.rs - add (line 2) @ src/lib.rs:5',
    ],
    message: /^test did not panic as expected/,
  },
  'rspec 3.12': {
    framework: 'rspec',
    output: 'rspec.txt',
    reports: { report: 'rspec.json' },
    counts: '1 passed, 2 failed, 1 skipped',
    places: ['sum "of" is wrong @ spec/sum_spec.rb:4', 'sum "of" throws @ spec/sum_spec.rb:6'],
    message: /^expected: \{:a=>\[1, 3\]\}/,
  },
  'rspec 3.12 with a file that cannot be loaded': {
    framework: 'rspec',
    output: 'rspec-broken.txt',
    reports: { report: 'rspec-broken.json' },
    counts: '0 passed, 1 failed, 0 skipped',
    places: ['spec/broken_spec.rb @ spec/broken_spec.rb'],
    message: /SyntaxError/,
    byText: { places: [] },
  },
  'phpunit 9.6': {
    framework: 'phpunit',
    output: 'phpunit.txt',
    reports: { report: 'phpunit.xml' },
    exitCode: 2,
    counts: '2 passed, 3 failed, 1 skipped',
    places: [
      'SumTest::testWrong @ tests/SumTest.php:6',
      'SumTest::testThrows @ tests/SumTest.php:8',
      'SumTest::testRows with data set "two "q"" @ tests/SumTest.php:11',
    ],
    message: /^should be same\nFailed asserting/,
  },
  'unittest of Python 3.11': {
    framework: 'unittest',
    output: 'unittest.txt',
    files: ['tests/test_a.py', 'tests/test_b.py'],
    counts: '2 passed, 4 failed, 2 skipped',
    places: [
      'TestSum.test_throws @ tests/test_a.py:10',
      'tests/test_b.py @ tests/test_b.py:1',
      'TestSum.test_sub @ tests/test_a.py:17',
      'TestSum.test_wrong @ tests/test_a.py:8',
    ],
    message: /^ValueError: boom$/,
  },
  'surefire 2.22': {
    framework: 'maven',
    output: 'maven.txt',
    reports: {
      'target/surefire-reports/TEST-com.x.OtherTest.xml': 'maven-OtherTest.xml',
      'target/surefire-reports/TEST-com.x.SumTest.xml': 'maven-SumTest.xml',
    },
    files: ['src/test/java/com/x/SumTest.java', 'src/test/java/com/x/OtherTest.java'],
    counts: '2 passed, 2 failed, 1 skipped',
    places: [
      'SumTest.wrong @ src/test/java/com/x/SumTest.java:6',
      'SumTest.throwing @ src/test/java/com/x/SumTest.java:7',
    ],
    message: /^sum expected:<3> but was:<2>$/,
    byText: { places: ['SumTest.wrong', 'SumTest.throwing'] },
  },
  'ava 7': {
    framework: 'ava',
    output: 'ava.tap',
    files: ['a.test.mjs', 'b.test.mjs', 'c.test.mjs'],
    counts: '2 passed, 4 failed, 2 skipped',
    places: [
      "SyntaxError: Unexpected identifier 'error'",
      'b.test.mjs @ b.test.mjs',
      'sum "of" is wrong @ a.test.mjs',
      'throws below @ a.test.mjs:4',
    ],
    message: /Unexpected identifier/,
  },
  'ava 7 as a person sees it': {
    framework: 'ava',
    output: 'ava.txt',
    counts: '2 passed, 3 failed, 2 skipped',
    places: ['sum "of" is wrong @ a.test.mjs:3', 'throws below @ a.test.mjs:4'],
    message: /Difference/,
    unnamed: true,
  },
  'node-tap 21': {
    framework: 'tap',
    output: '',
    reports: { report: 'tap.tap' },
    counts: '1 passed, 3 failed, 1 skipped',
    places: [
      'outer › is wrong @ test/a.test.cjs:4',
      'outer › throws @ test/a.test.cjs:5',
      'test/b.test.cjs @ test/b.test.cjs',
    ],
    message: /^should be equivalent\n--- expected/,
    byText: { counts: '0 passed, 1 failed, 0 skipped', places: ['npm test ended with exit code 1'] },
  },
};

/** Written from documentation, see fixtures/testReports/README.md. */
const written: Readonly<Record<string, Recorded>> = {
  dotnet: {
    framework: 'dotnet',
    output: 'dotnet.txt',
    reports: { '/tmp/results/x.trx': 'dotnet.trx' },
    counts: '1 passed, 1 failed, 1 skipped',
    places: ['Demo.Tests.SumTests.Wrong @ tests/SumTests.cs:12'],
    message: /^Assert\.Equal\(\) Failure\nExpected: 3/,
  },
  gradle: {
    framework: 'gradle',
    output: 'gradle.txt',
    reports: { 'app/build/test-results/test/TEST-com.x.SumTest.xml': 'gradle.xml' },
    files: ['app/src/test/kotlin/com/x/SumTest.kt'],
    counts: '2 passed, 1 failed, 1 skipped',
    places: ['SumTest.wrong @ app/src/test/kotlin/com/x/SumTest.kt:9'],
    message: /^sum ==> expected: <3> but was: <2>$/,
    byText: { places: ['SumTest.wrong'] },
  },
  bun: {
    framework: 'bun',
    output: 'bun.txt',
    reports: { report: 'bun.xml' },
    counts: '1 passed, 1 failed, 1 skipped',
    places: ['sum is wrong @ a.test.js:4'],
    message: /Expected: 3/,
    byText: { places: ['sum is wrong'] },
  },
};

describe('recorded runs of other runners', () => {
  after(removeProjects);

  /** The recordings come from a project at `/project`. */
  async function read(root: string, name: string): Promise<string> {
    return (await readFile(reportFixture(name), 'utf8')).replaceAll('/project', root);
  }

  for (const [
    name,
    { framework, output, reports = {}, files = [], exitCode = 1, counts, places: wanted, message, byText, unnamed },
  ] of Object.entries({ ...recorded, ...written }))
    it(name, async () => {
      const root = await makeProject(Object.fromEntries(files.map((file) => [file, ''])));
      const texts: ReportText[] = await Promise.all(
        Object.entries(reports).map(async ([path, file]) => ({ path, text: await read(root, file) })),
      );
      const input = {
        root,
        display: 'npm test',
        exitCode,
        durationMs: 5,
        output: output === '' ? '' : await read(root, output),
      };
      const report = await parseReport({ ...input, framework, reports: texts });
      assert.deepEqual(places(report), wanted);
      assert.equal(summary(report), counts);
      assert.match(report.failures[0]?.message ?? '', message);
      assert.doesNotMatch(JSON.stringify(report.failures), /\\u001b|^\s+at /m);
      if (!unnamed) {
        const byStatus = (status: string) => report.cases?.filter((test) => test.status === status).length;
        assert.deepEqual(
          [byStatus('passed'), byStatus('failed'), byStatus('skipped')],
          [report.passed, report.failed, report.skipped],
        );
      }

      const told = await parseReport({ ...input, framework: 'unknown' });
      assert.equal(summary(told), byText?.counts ?? counts);
      assert.deepEqual(places(told).sort(), [...(byText?.places ?? wanted)].sort());
    });
});
