import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import { readdir, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { delimiter, dirname, join } from 'node:path';
import { FluxError } from '../../../src/base/errors';
import type { TestReport, TestRequest } from '../../../src/contracts/tests';
import { runProcess } from '../../../src/node/process/processes';
import { detectTests } from '../../../src/node/testRunners/detectTests';
import { diskProject } from '../../../src/node/testRunners/diskProject';
import { parseReport } from '../../../src/node/testRunners/parseReport';
import { prepareTestRun, testRunDisplay } from '../../../src/node/testRunners/prepareTestRun';
import { runners } from '../../../src/node/testRunners/runners';
import { safeRequest } from '../../../src/node/testRunners/safeRequest';
import type { TestFramework } from '../../../src/node/testRunners/testCommand';
import { fixturePath, makeProject, mochaProject, nodeProject, pytestProject } from './testProjects';

const summary = ({ passed, failed, skipped }: Pick<TestReport, 'passed' | 'failed' | 'skipped'>) =>
  `${passed} passed, ${failed} failed, ${skipped} skipped`;
const temporary = async () => (await readdir(tmpdir())).filter((name) => name.startsWith('flux-tests-'));
const places = ({ failures }: Pick<TestReport, 'failures'>) =>
  failures.map(({ name, file, line }) => `${name} @ ${file}:${line}`);

describe('test runs', function () {
  this.timeout(60_000);
  const roots: string[] = [];
  after(() => Promise.all(roots.map((root) => rm(root, { recursive: true, force: true }))));

  async function project(files: Readonly<Record<string, string>>): Promise<string> {
    const root = await makeProject(files);
    roots.push(root);
    return root;
  }
  async function run(
    root: string,
    request: TestRequest = {},
    { nodeFolder = dirname(process.execPath), command = '' } = {},
  ): Promise<TestReport> {
    const found = await detectTests({ root, settings: { command, framework: '' } });
    assert.ok(found);
    const prepared = await prepareTestRun(root, found, request);
    try {
      const env = { ...prepared.env, PATH: [nodeFolder, prepared.env['PATH'] ?? process.env['PATH']].join(delimiter) };
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

  /** This Node, and the one on the PATH where that is another. */
  const nodes = [
    ...new Set([
      process.execPath,
      ...(process.env['PATH'] ?? '').split(delimiter).map((folder) => join(folder, 'node')),
    ]),
  ].filter((file) => existsSync(file));
  const byVersion = new Map(
    nodes.map((file) => [execFileSync(file, ['--version'], { encoding: 'utf8' }).trim(), dirname(file)]),
  );

  for (const [version, nodeFolder] of byVersion)
    describe(`node --test of Node ${version}`, () => {
      it('reports names, places and messages', async () => {
        const report = await run(await project(nodeProject), {}, { nodeFolder });
        assert.equal(report.framework, 'node');
        assert.equal(report.command, 'npm test');
        assert.equal(summary(report), '2 passed, 3 failed, 1 skipped');
        assert.deepEqual(places(report), [
          'breaks <&>" @ test/a.test.js:4',
          'inner bad @ test/a.test.js:6',
          'test/b.test.js @ test/b.test.js:undefined',
        ]);
        assert.match(
          report.failures[0]?.message ?? '',
          /^Expected values to be strictly deep-equal:\n\+ actual - expected[\s\S]*\+ +2\n- +3/,
        );
        assert.doesNotMatch(report.failures[0]?.message ?? '', /^\s+at /m);
        assert.equal(report.failures[1]?.message, 'boom');
        assert.match(report.failures[2]?.message ?? '', /SyntaxError/);
        assert.match(report.output, /✖ failing tests:/);
        assert.equal(
          summary(
            (await runners.unknown.readOutput(report.output, { root: '/', project: diskProject('/') })) ?? report,
          ),
          summary(report),
        );
      });

      it('runs one file, or one name in it', async () => {
        const root = await project(nodeProject);
        assert.equal(
          summary(await run(root, { files: ['test/a.test.js'] }, { nodeFolder })),
          '2 passed, 2 failed, 1 skipped',
        );
        const report = await run(root, { files: ['test/a.test.js'], name: 'inner bad' }, { nodeFolder });
        assert.deepEqual(places(report), ['inner bad @ test/a.test.js:6']);
      });

      it('leaves a script alone that has reporters of its own', async () => {
        const root = await project({
          ...nodeProject,
          'package.json': JSON.stringify({
            type: 'module',
            scripts: { test: 'node --test --test-reporter=tap test/a.test.js' },
          }),
        });
        const report = await run(root, {}, { nodeFolder });
        assert.equal(summary(report), '2 passed, 2 failed, 1 skipped');
      });
    });

  describe('mocha', () => {
    it('reports names, places and messages through two scripts', async () => {
      const root = await project(mochaProject);
      const report = await run(root);
      assert.equal(summary(report), '2 passed, 4 failed, 1 skipped');
      assert.deepEqual(places(report), [
        'sum "of" is wrong @ test/a.js:5',
        'sum "of" own words @ test/a.js:6',
        'sum "of" throws below @ test/a.js:7',
        'hooks "before all" hook for "never" @ test/b.js:1',
      ]);
      assert.match(report.failures[1]?.message ?? '', /^should be the same/);
      assert.equal(report.failures[2]?.message, 'boom');
      assert.ok(existsSync(join(root, 'built.txt')));
      assert.match(report.output, /2 passing/);
    });

    it('runs one file, or one name', async () => {
      const root = await project(mochaProject);
      const one = await run(root, { files: ['test/b.js'] });
      assert.equal(summary(one), '1 passed, 1 failed, 0 skipped');
      assert.ok(existsSync(join(root, 'built.txt')));
      assert.deepEqual(places(await run(root, { name: 'sum "of" is wrong' })), ['sum "of" is wrong @ test/a.js:5']);
    });

    it('gets a report also where arguments do not reach it', async () => {
      const root = await project({
        ...mochaProject,
        'package.json': JSON.stringify({ scripts: { test: 'mocha test && echo done' } }),
      });
      assert.equal(summary(await run(root)), '2 passed, 4 failed, 1 skipped');
    });

    it('reads the printed text where there is no report', async () => {
      const root = await project(mochaProject);
      const report = await run(root, {}, { command: 'npx mocha test; exit 4' });
      assert.equal(summary(report), '2 passed, 4 failed, 1 skipped');
      assert.deepEqual(places(report).slice(0, 2), [
        'sum "of" is wrong @ test/a.js:5',
        'sum "of" own words @ test/a.js:6',
      ]);
    });

    it('says that the runner crashed when nothing ran', async () => {
      const root = await project({ ...mochaProject, 'test/c.js': 'this is no script\n' });
      await assert.rejects(
        run(root),
        (error) =>
          FluxError.is(error, 'tests_crashed') &&
          /“npm test” ended with exit code 1[\s\S]*SyntaxError/.test(error.message),
      );
    });

    it('takes a failing command for no success when all tests passed', async () => {
      const root = await project({
        ...mochaProject,
        'package.json': JSON.stringify({ scripts: { test: 'mocha test/good.js && exit 3' } }),
        'test/good.js': 'it("x", () => {});\n',
      });
      const report = await run(root);
      assert.equal(summary(report), '1 passed, 1 failed, 0 skipped');
      assert.match(report.failures[0]?.name ?? '', /npm test ended with exit code 3/);
    });
  });

  it('tells a run without a test from one that cannot be read', async () => {
    const root = await project({
      ...mochaProject,
      'package.json': JSON.stringify({ scripts: { test: 'mocha test/good.js' } }),
      'test/good.js': 'it("x", () => {});\n',
    });
    const none = await run(root, { name: 'no such test' });
    assert.equal(`${none.framework}, ${summary(none)}, ${none.exitCode}`, 'mocha, 0 passed, 0 failed, 0 skipped, 0');
    const empty = await project({
      ...nodeProject,
      'test/a.test.js': '',
      'test/b.test.js': '',
      'package.json': JSON.stringify({ type: 'module', scripts: { test: 'node --test nowhere/' } }),
    });
    const report = await run(empty).catch((error: unknown) => error);
    assert.ok(
      FluxError.is(report) || (report as TestReport).exitCode !== 0 || (report as TestReport).framework === 'node',
    );
  });

  it('takes a name or a file that begins with a dash for no option', async () => {
    const root = await project({
      ...mochaProject,
      'package.json': JSON.stringify({ scripts: { test: 'mocha "test/*.js"' } }),
      'test/a.js': 'it("--bail and more", () => {}); it("other", () => {});\n',
      '-b.js': 'it("dash", () => {});\n',
    });
    assert.equal(summary(await run(root, { name: '--bail' })), '1 passed, 0 failed, 0 skipped');
    const one = await run(root, { files: ['-b.js'] });
    assert.equal(one.command, 'mocha ./-b.js');
    assert.equal(summary(one), '1 passed, 0 failed, 0 skipped');
    const node = await project({
      ...nodeProject,
      'c.test.js': "import test from 'node:test'; test('--watch me', () => {}); test('other', () => {});\n",
    });
    assert.equal(
      summary(await run(node, { files: ['c.test.js'], name: '--watch' })).replace(/\d+ skipped/, ''),
      '1 passed, 0 failed, ',
    );
  });

  it('tells the command without preparing anything', async () => {
    const root = await project(mochaProject);
    const command = await detectTests({ root, settings: { command: '', framework: '' } });
    assert.ok(command);
    const before = await temporary();
    assert.equal(await testRunDisplay(root, command), 'npm test');
    assert.equal(await testRunDisplay(root, command, { name: 'it is' }), "npm test -- -- '--fgrep=it is'");
    assert.deepEqual(await temporary(), before);
  });

  it('refuses what the Windows shell would read as more than a name', () => {
    for (const odd of ['50%', 'a & b', 'a|b', '<x>', 'a^b', 'say "x"', 'works!', 'a\nb']) {
      assert.throws(
        () => safeRequest({ name: odd }, 'win32'),
        (error) => FluxError.is(error, 'bad_name'),
        odd,
      );
      assert.throws(
        () => safeRequest({ files: [`test/${odd}.js`] }, 'win32'),
        (error) => FluxError.is(error, 'bad_name'),
        odd,
      );
      assert.deepEqual(safeRequest({ name: odd }, 'linux'), { name: odd });
    }
    assert.deepEqual(safeRequest({ files: ['-x.js', 'a.js'], name: '-y (z)' }, 'win32'), {
      files: ['./-x.js', 'a.js'],
      name: '-y (z)',
    });
    assert.throws(
      () => safeRequest({ name: 'a\0b' }, 'linux'),
      (error) => FluxError.is(error, 'bad_name'),
    );
  });

  it('pytest, where it is installed', async function () {
    const root = await project(pytestProject);
    const command = await detectTests({ root, settings: { command: '', framework: '' } });
    const probe = await runProcess({
      shellCommand: `${command?.line} --version`,
      cwd: root,
      signal: new AbortController().signal,
    });
    if (probe.exitCode !== 0) return this.skip();
    const report = await run(root);
    assert.equal(summary(report), '1 passed, 1 failed, 0 skipped');
    assert.deepEqual(places(report), ['TestGroup::test_below @ tests/test_a.py:9']);
    assert.equal(
      summary(await run(root, { files: ['tests/test_a.py'], name: 'test_adds' })),
      '1 passed, 0 failed, 0 skipped',
    );
    assert.equal(summary(await run(root, { name: 'nothing_like_it' })), '0 passed, 0 failed, 0 skipped');
  });

  describe('recorded runs', () => {
    const expected: Record<string, { counts: string; places: string[] }> = {
      vitest: {
        counts: '1 passed, 3 failed, 2 skipped',
        places: ['b.test.js @ b.test.js', 'sum "of" is wrong @ a.test.js:5', 'sum "of" throws below @ a.test.js:6'],
      },
      jest: {
        counts: '1 passed, 3 failed, 2 skipped',
        places: ['b.test.js @ b.test.js', 'sum "of" is wrong @ a.test.js:5', 'sum "of" throws below @ a.test.js:6'],
      },
      pytest: {
        counts: '2 passed, 4 failed, 1 skipped',
        places: [
          'TestGroup::test_below @ tests/test_a.py:15',
          'test_param[2] @ tests/test_a.py:23',
          'test_wrong @ tests/test_a.py:11',
          'tests/test_b.py @ tests/test_b.py:1',
        ],
      },
    };
    for (const [name, { counts, places: wanted }] of Object.entries(expected))
      it(name, async () => {
        const framework = name as TestFramework;
        const output = await readFile(fixturePath(`${name}.txt`), 'utf8');
        const reportText = await readFile(fixturePath(name === 'pytest' ? 'pytest.xml' : `${name}.json`), 'utf8');
        const input = { root: '/project', framework, display: 'npm test', exitCode: 1, durationMs: 5, output };
        const byReport = await parseReport({ ...input, reports: [{ path: 'report', text: reportText }] });
        assert.equal(summary(byReport), counts);
        assert.deepEqual(
          places(byReport)
            .map((place) => place.replace(':undefined', ''))
            .sort(),
          wanted,
        );
        assert.doesNotMatch(byReport.output + JSON.stringify(byReport.failures), /\u001b|\\u001b|x1B/);
        const wrong = byReport.failures.find(
          ({ message }) => /wrong/.test(message) || /Differing|toEqual|deeply/.test(message),
        );
        assert.match(
          wrong?.message ?? '',
          name === 'pytest' ? /Differing items/ : /- Expected[\s\S]*\+ Received[\s\S]*- +3,\n\+ +2,/,
        );

        const byText = await parseReport({ ...input, framework: 'unknown' });
        assert.equal(summary(byText), counts);
        assert.deepEqual(
          byText.failures.map((failure) => failure.name).sort(),
          byReport.failures.map((failure) => failure.name).sort(),
        );
      });

    it('an unknown runner, by its exit code alone', async () => {
      const input = {
        root: '/project',
        framework: 'unknown' as const,
        display: 'make check',
        durationMs: 5,
        output: 'it is broken',
      };
      assert.equal(summary(await parseReport({ ...input, exitCode: 0 })), '0 passed, 0 failed, 0 skipped');
      assert.deepEqual((await parseReport({ ...input, exitCode: 2 })).failures, [
        { name: 'make check ended with exit code 2', message: 'it is broken' },
      ]);
    });

    it('a known runner of which nothing is to be seen, which proves nothing', async () => {
      const input = { root: '/project', display: 'make check', durationMs: 5, exitCode: 0 };
      assert.equal((await parseReport({ ...input, framework: 'jest', output: 'done' })).framework, 'unknown');
      assert.equal(
        (await parseReport({ ...input, framework: 'jest', output: 'No tests found, exiting with code 0' })).framework,
        'jest',
      );
      assert.equal(
        (await parseReport({ ...input, framework: 'mocha', output: '\n  0 passing (1ms)\n' })).framework,
        'mocha',
      );
    });

    it('a report that was cut off falls back to the text', async () => {
      const report = await parseReport({
        root: '/project',
        framework: 'jest',
        display: 'npm test',
        exitCode: 0,
        durationMs: 5,
        reports: [{ path: 'report', text: '{"testResults": [' }],
        output: 'Tests:       3 passed, 3 total\n',
      });
      assert.equal(summary(report), '3 passed, 0 failed, 0 skipped');
    });
  });
});
