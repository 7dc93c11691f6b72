import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { delimiter, dirname } from 'node:path';
import type { TestReport, TestRequest } from '../../../src/contracts/tests';
import { runProcess } from '../../../src/node/process/processes';
import { detectTests } from '../../../src/node/testRunners/detectTests';
import { parseReport } from '../../../src/node/testRunners/parseReport';
import { prepareTestRun } from '../../../src/node/testRunners/prepareTestRun';
import { selectionOf } from '../../../src/node/testRunners/selection';
import type { TestFramework } from '../../../src/node/testRunners/testCommand';
import { makeProject, removeProjects } from './testProjects';

const summary = ({ passed, failed, skipped }: Pick<TestReport, 'passed' | 'failed' | 'skipped'>) =>
  `${passed} passed, ${failed} failed, ${skipped} skipped`;
const failed = ({ failures }: Pick<TestReport, 'failures'>) =>
  failures.map(({ name, file }) => `${name} @ ${file}`).sort();
const script = (test: string, more: object = {}) => JSON.stringify({ name: 'sample', scripts: { test }, ...more });
const green = "it('fine', () => {});\n";
const red = "it('broken', () => { throw new Error('boom'); });\n";

describe('tests that nobody asked for', function () {
  this.timeout(120_000);
  after(removeProjects);

  async function run(root: string, request: TestRequest = {}): Promise<TestReport> {
    const found = await detectTests({ root, settings: { command: '', framework: '' } });
    assert.ok(found);
    const prepared = await prepareTestRun(root, found, request);
    try {
      const env = {
        ...prepared.env,
        PATH: [dirname(process.execPath), prepared.env['PATH'] ?? process.env['PATH']].join(delimiter),
      };
      const result = await runProcess({
        shellCommand: prepared.shellCommand,
        cwd: root,
        env,
        signal: new AbortController().signal,
      });
      return await prepared.readReport({ ...result, exitCode: result.exitCode ?? 1 });
    } finally {
      await prepared.dispose();
    }
  }

  const setup = {
    'setup.js': 'global.prepared = true;\n',
    'test/a.js': "it('fine', () => { if (!global.prepared) throw new Error('not prepared'); });\n",
    'test/b.js': red,
  };
  for (const [name, files] of Object.entries<Record<string, string>>({
    'in .mocharc.json': {
      'package.json': script('mocha'),
      '.mocharc.json': '{ /* all */ "spec": ["test/*.js"], "require": "./setup.js" }',
    },
    'in .mocharc.yml': {
      'package.json': script('mocha'),
      '.mocharc.yml': 'spec: test/*.js\nrequire:\n  - ./setup.js\n',
    },
    'in .mocharc.cjs': {
      'package.json': script('mocha'),
      '.mocharc.cjs': "module.exports = { spec: ['test'], require: ['./setup.js'] };\n",
    },
    'in package.json': { 'package.json': script('mocha', { mocha: { spec: 'test/*.js', require: './setup.js' } }) },
    'in two places': {
      'package.json': script('mocha', { mocha: { require: ['./setup.js'] } }),
      '.mocharc.json': '{ "spec": "test/*.js" }',
    },
    'in a file of another name': {
      'package.json': script('mocha --config build/mocha.json'),
      'build/mocha.json': '{ "spec": "test/*.js", "require": "./setup.js" }',
    },
    'in the script, behind npm run': {
      'package.json': JSON.stringify({ scripts: { test: 'npm run unit', unit: 'mocha -r ./setup.js test/*.js' } }),
    },
  })) {
    it(`are not run by mocha, which would add files that are named ${name}`, async () => {
      const report = await run(await makeProject({ ...setup, ...files }), { files: ['test/a.js'] });
      assert.equal(summary(report), '1 passed, 0 failed, 0 skipped', report.output);
      assert.equal(report.exitCode, 0);
      assert.equal(report.others, undefined, 'only the one file ran');
    });
  }

  it('do not count where the command cannot be told to leave them out', async () => {
    const root = await makeProject({
      'package.json': script('mocha test || exit 3'),
      'test/a.js': green,
      'test/b.js': red,
    });
    const one = await run(root, { files: ['./test/a.js'] });
    assert.equal(summary(one), '1 passed, 0 failed, 0 skipped');
    assert.equal(one.exitCode, 0, 'the other file’s failure is no failure of this one');
    assert.deepEqual(one.others, { passed: 0, failed: 1, skipped: 0 });
    const other = await run(root, { files: ['test/b.js'] });
    assert.equal(summary(other), '0 passed, 1 failed, 0 skipped');
    assert.equal(other.exitCode, 3);
    const named = await run(root, { name: 'fine' });
    assert.equal(summary(named), '1 passed, 0 failed, 0 skipped');
    assert.equal(named.exitCode, 0);
    assert.equal(summary(await run(root)), '1 passed, 1 failed, 0 skipped');
  });

  it('leave nothing where the file that was asked for did not run', async () => {
    const root = await makeProject({
      'package.json': script('mocha test && echo done'),
      'test/a.js': green,
      'lib/c.js': '',
    });
    const report = await run(root, { files: ['lib/c.js'] });
    assert.equal(summary(report), '0 passed, 0 failed, 0 skipped');
    assert.deepEqual(report.others, { passed: 1, failed: 0, skipped: 0 });
    assert.equal(report.exitCode, 0);
  });

  it('do not hide that the run failed by itself', async () => {
    const root = await makeProject({
      'package.json': script('mocha test && exit 4'),
      'test/a.js': green,
      'test/b.js': green,
    });
    const report = await run(root, { files: ['test/a.js'] });
    assert.equal(report.exitCode, 4);
    assert.equal(report.failed, 1);
  });

  it('mocha’s own grep in its settings is replaced, not added to', async () => {
    const root = await makeProject({
      'package.json': script('mocha'),
      '.mocharc.json': '{ "grep": "other" }',
      'test/a.js': `${green}it('other', () => {});\n`,
    });
    assert.equal(summary(await run(root, { name: 'fine' })), '1 passed, 0 failed, 0 skipped');
  });

  it('a hook that failed is run again with its file', async () => {
    const root = await makeProject({
      'package.json': script('mocha'),
      'test/a.js': "describe('all', () => { before(() => { throw new Error('no'); }); it('one', () => {}); });\n",
      'test/b.js': green,
    });
    const first = await run(root);
    assert.deepEqual(failed(first), ['all "before all" hook for "one" @ test/a.js']);
    assert.deepEqual(failed(await run(root, { failed: first.failures })), failed(first));
  });

  describe('in reports', () => {
    const json = (root: string, files: Record<string, string[]>) =>
      JSON.stringify({
        testResults: Object.entries(files).map(([name, tests]) => ({
          name: `${root}/${name}`,
          status: 'passed',
          assertionResults: tests.map((title) => ({
            title: title.slice(1),
            status: title.startsWith('-') ? 'failed' : 'passed',
            failureMessages: ['Error: boom'],
          })),
        })),
      });
    async function read(
      framework: TestFramework,
      request: TestRequest,
      files: Record<string, string[]>,
      onDisk: Record<string, string> = {},
    ) {
      const root = await makeProject({
        ...Object.fromEntries(Object.keys(files).map((name) => [name, ''])),
        ...onDisk,
      });
      return parseReport({
        root,
        framework,
        display: framework,
        exitCode: 1,
        durationMs: 1,
        output: '',
        reports: [{ path: 'report', text: json(root, files) }],
        asked: { selection: selectionOf(request), byName: true },
      });
    }

    it('vitest takes a file for a part of a path', async () => {
      const files = { 'test/a.test.ts': ['+fine'], 'more/test/a.test.ts': ['-broken'], 'test/a.test.tsx': ['-worse'] };
      const report = await read('vitest', { files: ['test/a.test.ts'] }, files);
      assert.equal(summary(report), '1 passed, 0 failed, 0 skipped');
      assert.equal(report.exitCode, 0);
      assert.deepEqual(report.others, { passed: 0, failed: 2, skipped: 0 });
      assert.deepEqual(
        report.cases?.map(({ file }) => file),
        ['test/a.test.ts'],
      );
      assert.equal(
        summary(await read('vitest', { files: ['a.test'] }, files)),
        '1 passed, 2 failed, 0 skipped',
        'what is no file is a part of a path',
      );
      assert.equal(
        summary(await read('vitest', { files: ['test'] }, files)),
        '1 passed, 1 failed, 0 skipped',
        'a folder',
      );
      assert.equal(
        summary(await read('vitest', { files: ['**/*.tsx'] }, files)),
        '0 passed, 1 failed, 0 skipped',
        'signs for anything',
      );
      assert.equal(
        summary(await read('vitest', { files: ['test/a.test.ts:12'] }, files)),
        '1 passed, 0 failed, 0 skipped',
        'a line in a file',
      );
    });

    it('a file that is built before it runs is the built one', async () => {
      const files = {
        'dist/test/a.test.js': ['+fine'],
        'dist/other/a.test.js': ['-broken'],
        'dist/test/b.test.js': ['-broken'],
      };
      const report = await read('jest', { files: ['src/test/a.test.ts'] }, files, { 'src/test/a.test.ts': '' });
      assert.equal(summary(report), '1 passed, 0 failed, 0 skipped');
    });

    it('of tests that failed last only these count', async () => {
      const files = { 'a.test.js': ['-sum', '-sum of two', '+fine'], 'b.test.js': ['-sum'] };
      const report = await read('jest', { failed: [{ name: 'sum', file: 'a.test.js' }] }, files);
      assert.deepEqual(failed(report), ['sum @ a.test.js']);
      assert.equal(report.passed, 0);
    });
  });

  describe('and tests that several files share', () => {
    it('mocha: belong to the file that ran them', async () => {
      const root = await makeProject({
        'package.json': script('mocha'),
        'shared.js':
          "module.exports = (value) => describe(`shared ${value}`, () => it('is one', () => { if (value !== 1) " +
          "throw new Error('boom'); }));\n",
        'test/a.js': "require('../shared')(1);\n",
        'test/b.js': "require('../shared')(2);\n",
      });
      const first = await run(root);
      assert.deepEqual(failed(first), ['shared 2 is one @ test/b.js']);
      assert.deepEqual(failed(await run(root, { failed: first.failures })), failed(first));
      assert.equal(summary(await run(root, { files: ['test/a.js'] })), '1 passed, 0 failed, 0 skipped');
    });

    it('node --test: belong to the file that ran them', async function () {
      if (Number(process.versions.node.split('.')[0]) < 24) this.skip();
      const root = await makeProject({
        'package.json': script('node --test'),
        'shared.cjs':
          "const test = require('node:test'); module.exports = (value) => test('is one', () => { if (value !== " +
          "1) throw new Error('boom'); });\n",
        'test/a.test.cjs': "require('../shared.cjs')(1);\n",
        'test/b.test.cjs': "require('../shared.cjs')(2);\n",
      });
      const first = await run(root);
      assert.deepEqual(failed(first), ['is one @ test/b.test.cjs']);
      assert.equal(summary(await run(root, { failed: first.failures })), '0 passed, 1 failed, 0 skipped');
      assert.equal(summary(await run(root, { files: ['test/a.test.cjs'] })), '1 passed, 0 failed, 0 skipped');
    });

    describe('pytest', () => {
      before(function () {
        try {
          execFileSync('python3', ['-m', 'pytest', '--version'], { stdio: 'ignore' });
        } catch {
          console.log('      (pytest is not installed here, so it is not tried)');
          this.skip();
        }
      });
      const base = 'class Base:\n    value = 1\n    def test_one(self):\n        assert self.value == 1\n';

      it('inherited tests belong to the file and the class that ran them', async () => {
        const root = await makeProject({
          'pytest.ini': '[pytest]\npythonpath = .\n',
          'base.py': base,
          'tests/test_one.py': 'from base import Base\n\nclass TestOne(Base):\n    pass\n',
          'tests/test_two.py':
            'from base import Base\n\nclass TestTwo(Base):\n    value = 2\n\nclass TestThree(Base):\n    value = 3\n',
        });
        const first = await run(root);
        assert.deepEqual(failed(first), [
          'TestThree::test_one @ tests/test_two.py',
          'TestTwo::test_one @ tests/test_two.py',
        ]);
        assert.deepEqual(
          first.failures.map(({ line }) => line),
          [undefined, undefined],
          'the line is one of another file',
        );
        assert.deepEqual(failed(await run(root, { failed: first.failures })), failed(first));
        assert.equal(summary(await run(root, { failed: first.failures.slice(0, 1) })), '0 passed, 1 failed, 0 skipped');
        assert.equal(summary(await run(root, { files: ['tests/test_one.py'] })), '1 passed, 0 failed, 0 skipped');
      });

      it('files that its own settings name do not count', async () => {
        const root = await makeProject({
          'pytest.ini': '[pytest]\naddopts = tests/test_b.py\n',
          'tests/test_a.py': 'def test_fine(): pass\n',
          'tests/test_b.py': 'def test_broken(): assert False\n',
        });
        const report = await run(root, { files: ['tests/test_a.py'] });
        assert.equal(summary(report), '1 passed, 0 failed, 0 skipped');
        assert.equal(report.exitCode, 0);
        assert.deepEqual(report.others, { passed: 0, failed: 1, skipped: 0 });
      });
    });

    const recorded = async (framework: TestFramework, text: string, files: Record<string, string>, path = 'report') => {
      const root = await makeProject(files);
      return parseReport({
        root,
        framework,
        display: framework,
        exitCode: 1,
        durationMs: 1,
        output: '',
        reports: [{ path, text: text.replaceAll('/project', root) }],
      });
    };

    it('rspec: belong to the file that ran them', async () => {
      const text = JSON.stringify({
        examples: [
          {
            id: './spec/two_spec.rb[1:1:1]',
            full_description: 'Two behaves like a number is one',
            status: 'failed',
            file_path: './spec/support/number.rb',
            line_number: 3,
            exception: {
              class: 'RSpec::Expectations::ExpectationNotMetError',
              message: 'expected: 1',
              backtrace: ['/project/spec/support/number.rb:4:in `block`'],
            },
          },
        ],
      });
      assert.deepEqual((await recorded('rspec', text, {})).failures, [
        { name: 'Two behaves like a number is one', file: 'spec/two_spec.rb', message: 'expected: 1' },
      ]);
    });

    it('PHPUnit: belong to the file of their class', async () => {
      const text =
        '<testsuites><testsuite name="all"><testsuite name="My\\TwoTest" ' +
        'file="/project/tests/TwoTest.php"><testcase name="testOne" file="/project/tests/BaseTest.php" ' +
        'line="5" class="My\\TwoTest" classname="My.TwoTest"><failure>My\\TwoTest::testOne\nFailed ' +
        'asserting.\n\n/project/tests/BaseTest.php:7\n</failure></testcase></testsuite></testsuite></testsuites>';
      assert.deepEqual((await recorded('phpunit', text, {})).failures, [
        { name: 'TwoTest::testOne', file: 'tests/TwoTest.php', message: 'Failed asserting.' },
      ]);
    });

    it('JUnit: belong to the file of their class', async () => {
      const text =
        '<testsuite><testcase classname="com.x.TwoTest" name="works"><failure ' +
        'message="boom">java.lang.AssertionError: boom\n\tat ' +
        'com.x.BaseTest.works(BaseTest.java:7)\n</failure></testcase></testsuite>';
      const report = await recorded(
        'maven',
        text,
        { 'src/test/java/com/x/TwoTest.java': '', 'src/test/java/com/x/BaseTest.java': '' },
        'target/surefire-reports/TEST-com.x.TwoTest.xml',
      );
      assert.deepEqual(report.failures, [
        { name: 'TwoTest.works', file: 'src/test/java/com/x/TwoTest.java', message: 'boom' },
      ]);
    });
  });
});
