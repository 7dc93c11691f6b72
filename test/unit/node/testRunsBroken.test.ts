import assert from 'node:assert/strict';
import { mkdir, readdir, readFile, writeFile } from 'node:fs/promises';
import { delimiter, dirname, join } from 'node:path';
import { FluxError, isCancelled } from '../../../src/base/errors';
import type { TestReport, TestRequest } from '../../../src/contracts/tests';
import { runProcess } from '../../../src/node/process/processes';
import { detectTests } from '../../../src/node/testRunners/detectTests';
import { diskProject } from '../../../src/node/testRunners/diskProject';
import { parseReport } from '../../../src/node/testRunners/parseReport';
import { prepareTestRun } from '../../../src/node/testRunners/prepareTestRun';
import { runners } from '../../../src/node/testRunners/runners';
import { selectionOf } from '../../../src/node/testRunners/selection';
import { testFrameworks, type TestFramework } from '../../../src/node/testRunners/testCommand';
import { cpuMsOf } from '../../harness/cpuMs.mjs';
import { makeProject, removeProjects } from './testProjects';

const summary = ({ passed, failed, skipped }: Pick<TestReport, 'passed' | 'failed' | 'skipped'>) =>
  `${passed} passed, ${failed} failed, ${skipped} skipped`;
const isWindows = process.platform === 'win32';
const script = (test: string) => JSON.stringify({ name: 'sample', scripts: { test } });

describe('test runs that go wrong', function () {
  this.timeout(60_000);
  after(removeProjects);

  interface Options {
    readonly request?: TestRequest;
    readonly command?: string;
    readonly signal?: AbortSignal;
    readonly PATH?: string;
    readonly onOutput?: (text: string) => void;
  }
  async function run(
    root: string,
    { request = {}, command = '', signal = new AbortController().signal, PATH, onOutput }: Options = {},
  ): Promise<TestReport> {
    const found = await detectTests({ root, settings: { command, framework: '' } });
    assert.ok(found);
    const prepared = await prepareTestRun(root, found, request);
    try {
      const env = {
        ...prepared.env,
        PATH: PATH ?? [dirname(process.execPath), prepared.env['PATH'] ?? process.env['PATH']].join(delimiter),
      };
      const result = await runProcess({ shellCommand: prepared.shellCommand, cwd: root, env, signal, onOutput });
      return await prepared.readReport({ ...result, exitCode: result.exitCode ?? 1 });
    } finally {
      await prepared.dispose();
    }
  }
  const crashed = (pattern: RegExp) => (error: unknown) =>
    FluxError.is(error, 'tests_crashed') && pattern.test(error.message);

  it('a runner that crashes in the middle keeps what it had told', async () => {
    const root = await makeProject({
      'package.json': script('mocha test'),
      'test/a.js':
        "it('first', () => {}); it('dies', () => process.kill(process.pid, 'SIGKILL')); it('never', () => {});\n",
    });
    const report = await run(root);
    assert.notEqual(report.exitCode, 0);
    assert.equal(summary(report), '1 passed, 1 failed, 0 skipped');
    assert.match(report.failures[0]?.name ?? '', /^npm test ended with exit code \d+$/);
  });

  it('a runner that ends at once and prints nothing', async () => {
    const root = await makeProject({
      'package.json': script('mocha -r ./end.js test'),
      'end.js': 'process.exit(7);\n',
      'test/a.js': "it('x', () => {});\n",
    });
    await assert.rejects(
      run(root, {
        command: `mocha -r ./end.js test`,
        PATH: [
          join(process.env['FLUX_REPO_ROOT'] ?? process.cwd(), 'node_modules/.bin'),
          dirname(process.execPath),
          process.env['PATH'],
        ].join(delimiter),
      }),
      crashed(/ended with exit code 7 before any test ran[\s\S]*\(it printed nothing\)/),
    );
  });

  it('no package manager', async function () {
    if (isWindows) return this.skip();
    const root = await makeProject({ 'package.json': script('mocha test'), 'test/a.js': "it('x', () => {});\n" });
    await assert.rejects(
      run(root, { PATH: join(root, 'nothing') }),
      crashed(/“npm test” ended with exit code 127[\s\S]*npm.*not found/),
    );
  });

  it('colours, in the report’s place and in what is printed', async () => {
    const root = await makeProject({
      'package.json': script('mocha --color test; exit 1'),
      'test/a.js': "it('green', () => {}); it('red', () => { throw new Error('\\u001b[31mboom\\u001b[39m'); });\n",
    });
    const report = await run(root);
    assert.equal(summary(report), '1 passed, 1 failed, 0 skipped');
    assert.equal(report.failures[0]?.message, 'boom');
    assert.doesNotMatch(JSON.stringify(report), /\\u001b/);
  });

  it('100 MB of output: the ends are kept, and the counts are read', async () => {
    const flood =
      "const line = ('x'.repeat(999) + '\\n').repeat(1000); for (let at = 0; at < 100; at++) await new " +
      'Promise((done) => process.stdout.write(line, done));';
    const root = await makeProject({
      'package.json': script('mocha test && echo done'),
      'test/a.js': `it('floods', async () => { ${flood} }).timeout(60_000); it('red', () => { throw new Error('boom'); });\n`,
    });
    let heard = 0;
    const report = await run(root, { onOutput: (text) => (heard += text.length) });
    assert.ok(heard > 99_000_000);
    assert.ok(report.output.length < 10_000_000);
    assert.equal(summary(report), '1 passed, 1 failed, 0 skipped');
  });

  it('a test that hangs: the signal ends it with all that it started', async function () {
    if (isWindows) return this.skip();
    const hang =
      "const child = require('node:child_process').spawn('sleep', ['600']); " +
      "require('node:fs').writeFileSync('child.pid', String(child.pid)); console.log('it hangs'); return new " +
      'Promise(() => {});';
    const root = await makeProject({
      'package.json': script('mocha --timeout 0 test'),
      'test/a.js': `it('hangs', () => { ${hang} });\n`,
    });
    const stop = new AbortController();
    await assert.rejects(
      run(root, { signal: stop.signal, onOutput: (text) => text.includes('it hangs') && stop.abort() }),
      isCancelled,
    );
    const pid = Number(await readFile(join(root, 'child.pid'), 'utf8'));
    const isGone = async () =>
      /^State:\s*Z/m.test(await readFile(`/proc/${pid}/status`, 'utf8').catch(() => 'State: Z'));
    if (process.platform === 'linux') assert.ok(await isGone());
    else assert.throws(() => process.kill(pid, 0));
  });

  it('a file’s name with a newline in it', async function () {
    if (isWindows) return this.skip();
    const root = await makeProject({
      'package.json': script('mocha "test/*.js"'),
      'test/new\nline.js': "it('x', () => { throw new Error('boom'); });\n",
      'test/b.js': "it('y', () => {});\n",
    });
    const report = await run(root, { request: { files: ['test/new\nline.js'] } });
    assert.equal(summary(report), '0 passed, 1 failed, 0 skipped');
    assert.equal(report.failures[0]?.file, 'test/new\nline.js');
  });

  it('a command that takes no arguments runs everything, and says so', async () => {
    const root = await makeProject({
      'package.json': script('mocha test && echo done'),
      'test/a.js': "it('x', () => {});\n",
      'test/b.js': "it('y', () => {});\n",
    });
    const report = await run(root, { request: { files: ['test/a.js'] } });
    assert.equal(report.command, 'npm test (all tests: this command cannot be told to run some)');
    assert.equal(report.passed, 1);
    assert.deepEqual(report.others, { passed: 1, failed: 0, skipped: 0 });
  });

  describe('reports that lie in the project', function () {
    const suite = (name: string, body: string) =>
      `<testsuite><testcase classname="com.x.${name}" name="works">${body}</testcase></testsuite>`;
    before(function () {
      if (isWindows) this.skip();
    });

    /** The project's own wrapper stands for Maven here: a script that writes the reports a run would. */
    async function project(body: string): Promise<string> {
      const root = await makeProject({
        'pom.xml': '<project/>',
        mvnw: `#!/bin/sh\n${body}\n`,
        'target/surefire-reports/TEST-com.x.OldTest.xml': suite('OldTest', '<failure message="old"/>'),
        'a/src/test/java/com/x/NewTest.java': '',
        'new.xml': suite('NewTest', ''),
      });
      await runProcess({ shellCommand: 'chmod +x mvnw', cwd: root, signal: new AbortController().signal });
      return root;
    }

    it('count only when this run wrote them', async () => {
      const root = await project(
        'mkdir -p a/target/surefire-reports && cp new.xml a/target/surefire-reports/TEST-com.x.NewTest.xml',
      );
      const report = await run(root);
      assert.equal(report.command, './mvnw test');
      assert.equal(summary(report), '1 passed, 0 failed, 0 skipped');
      assert.deepEqual(report.cases, [
        { name: 'NewTest.works', file: 'a/src/test/java/com/x/NewTest.java', status: 'passed' },
      ]);
      assert.equal(summary(await run(root)), '1 passed, 0 failed, 0 skipped');
    });

    it('do not count when the build broke before', async () => {
      await assert.rejects(run(await project('echo "COMPILATION ERROR"; exit 1')), crashed(/COMPILATION ERROR/));
    });

    it('may be broken', async () => {
      const root = await project(
        'mkdir -p target/surefire-reports && echo "<testsuite><testcase" > ' +
          'target/surefire-reports/TEST-com.x.NewTest.xml; echo "Tests run: 3, Failures: 0, Errors: 0, Skipped: ' +
          '1"',
      );
      assert.equal(summary(await run(root)), '2 passed, 0 failed, 1 skipped');
    });
  });

  it('broken reports of every kind fall back to what was printed', async () => {
    const root = await makeProject({});
    for (const framework of testFrameworks) {
      for (const text of [
        '',
        '{',
        '[]',
        'null',
        '42',
        '{"testResults":5,"examples":{}}',
        '<',
        '<a/>',
        '<testsuites>',
        '\u0000\u0001',
        'ok\nok 1 -\n    ok\n---\n',
        '{"Action":5}\n{"Action":"fail"}\n"x"\nnull',
      ]) {
        const report = await parseReport({
          root,
          framework,
          display: 'x',
          exitCode: 0,
          durationMs: 1,
          output: 'nothing to be read\n',
          reports: [{ path: 'report', text }],
        });
        assert.equal(report.failed, 0, `${framework}: ${text}`);
      }
    }
  });

  it('no reader takes long over a hostile text', async () => {
    const context = { root: '/project', project: diskProject('/nowhere') };
    const size = 300_000;
    const mostMs = 2_000;
    const pieces = [
      '=',
      '_',
      ' ',
      '\n',
      '1 passed, ',
      ' > a',
      'at x (',
      'test x ... ',
      'test_x (a.b) ... ',
      '--- FAIL: T (0.00s)\n',
      '  1) a\n',
      'FAIL\tx\n',
      ':\n',
      '● a\n',
      'not ok 1 - a\n',
      '    # Subtest: a\n    ok 1 - a\n',
      "panicked at '",
      '1) A::b (\n',
      ' FAIL  a > b\n',
      '  Failed x [1]\n',
      'a_test.go:1 ',
      '  ✘ [fail]: a\n',
    ];
    for (const piece of pieces) {
      const text = `\n${piece.repeat(Math.ceil(size / piece.length))}\n`;
      for (const head of [
        '',
        'TAP version 13\n1..2\n# tests 1\nok \tx\t1s\nRan 1 test in 0.1s\n\nOK\ntest result: ok. 1 passed; 0 ' +
          'failed; \n  1 passing\n  1 failing\n',
      ]) {
        for (const framework of [...testFrameworks, 'unknown' as TestFramework]) {
          const read = () => runners[framework].readOutput(head + text, context);
          // Some 30 ms here for most; what backtracks takes minutes.
          const ms = await cpuMsOf(read);
          assert.ok(ms < mostMs, `${framework} takes ${ms} ms for ${JSON.stringify(piece)}`);
        }
      }
    }
  });

  it('names that are too many for a line make the files run whole', () => {
    const failed = Array.from({ length: 300 }, (_, at) => ({
      name: `a test with a long name ${at}`,
      file: 'test/a.js',
    }));
    assert.deepEqual(selectionOf({ failed }), { files: ['test/a.js'], exact: [] });
    assert.deepEqual(
      selectionOf({
        failed: [
          { name: 'b.js', file: 'b.js' },
          { name: 'x', file: 'a.js' },
        ],
      }),
      { files: ['b.js', 'a.js'], exact: [] },
    );
    assert.deepEqual(selectionOf({ failed: [{ name: 'x', file: 'a.js' }, { name: 'y' }] }).files, []);
  });

  it('leaves no temporary files when a run cannot be prepared', async () => {
    const root = await makeProject({ 'package.json': script('mocha test') });
    await mkdir(join(root, 'test'));
    await writeFile(join(root, 'test/a.js'), '');
    const found = await detectTests({ root, settings: { command: '', framework: '' } });
    assert.ok(found);
    // Read when the folder for the report is there already.
    const broken = Object.defineProperty({ ...found }, 'passOn', {
      get: () => {
        throw new Error('broken');
      },
    });
    const temporary = await makeProject({});
    const before = process.env['TMPDIR'];
    process.env['TMPDIR'] = temporary;
    try {
      await assert.rejects(prepareTestRun(root, found, { name: 'a\0b' }), (error) => FluxError.is(error, 'bad_name'));
      await assert.rejects(prepareTestRun(root, broken), /broken/);
    } finally {
      if (before === undefined) delete process.env['TMPDIR'];
      else process.env['TMPDIR'] = before;
    }
    assert.deepEqual(await readdir(temporary), []);
  });
});
