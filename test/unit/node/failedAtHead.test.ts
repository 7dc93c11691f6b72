import assert from 'node:assert/strict';
import { existsSync } from 'node:fs';
import { mkdir, readdir, symlink } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { isCancelled } from '../../../src/base/errors';
import type { EarlierFailures, TestFailure } from '../../../src/contracts/tests';
import { runProcess } from '../../../src/node/process/processes';
import { detectTests } from '../../../src/node/testRunners/detectTests';
import { failedAtHead, type HeadRun } from '../../../src/node/testRunners/failedAtHead';
import { prepareTestRun } from '../../../src/node/testRunners/prepareTestRun';
import { createGitFixture, type GitFixture } from './gitFixture';

const never = new AbortController().signal;
const copies = async () => (await readdir(tmpdir())).filter((name) => name.startsWith('flux-head-'));

describe('failedAtHead', function () {
  this.timeout(60_000);
  const made: GitFixture[] = [];
  afterEach(() => Promise.all(made.splice(0).map((fixture) => fixture.remove())));

  async function repository(files: Readonly<Record<string, string>>): Promise<GitFixture> {
    const fixture = await createGitFixture(files);
    made.push(fixture);
    return fixture;
  }
  async function runFor(root: string, command = ''): Promise<HeadRun> {
    const found = await detectTests({ root, settings: { command, framework: '' } });
    assert.ok(found);
    return { root, command: found, env: {} };
  }
  /** What fails now, by a real run. */
  async function failing({ root, command }: HeadRun): Promise<readonly TestFailure[]> {
    const run = await prepareTestRun(root, command);
    try {
      const { shellCommand } = run;
      const result = await runProcess({ shellCommand, cwd: root, env: run.env, signal: never });
      return (await run.readReport({ ...result, exitCode: result.exitCode ?? 1 })).failures;
    } finally {
      await run.dispose();
    }
  }
  const names = (failures: readonly TestFailure[] | undefined) => failures?.map(({ name }) => name).sort();

  const old = (told: EarlierFailures | undefined) => names(told?.old);

  const nodeFiles = {
    'package.json': JSON.stringify({ type: 'module', scripts: { test: 'node --test' } }),
    'sum.js': 'export const sum = (a, b) => a + b;\n',
    'test/sum.test.js': `import test from 'node:test';
import assert from 'node:assert/strict';
import { sum } from '../sum.js';
test('adds', () => assert.equal(sum(1, 2), 3));
test('was wrong', () => assert.equal(sum(1, 1), 3));
`,
  };

  it('tells what fails since a change from what failed before, and leaves nothing behind', async () => {
    const before = await copies();
    const fixture = await repository(nodeFiles);
    await fixture.write('sum.js', 'export const sum = (a, b) => a - b;\n');
    const [index, tree] = [fixture.index(), await fixture.tree()];
    const inGit = await readdir(join(fixture.root, '.git'), { recursive: true });
    const run = await runFor(fixture.root);
    const now = await failing(run);
    assert.deepEqual(names(now), ['adds', 'was wrong']);
    assert.deepEqual(old(await failedAtHead(run, now, never)), ['was wrong']);
    assert.deepEqual(await copies(), before);
    assert.deepEqual([fixture.index(), await fixture.tree()], [index, tree]);
    assert.deepEqual(await readdir(join(fixture.root, '.git'), { recursive: true }), inGit);
  });

  it('runs tests that are left out of archives, and writes no part of a split index into the repository', async () => {
    const fixture = await repository({ ...nodeFiles, '.gitattributes': '/test export-ignore\n' });
    fixture.git('config', 'core.splitIndex', 'true');
    const run = await runFor(fixture.root);
    const inGit = await readdir(join(fixture.root, '.git'));
    assert.deepEqual(old(await failedAtHead(run, await failing(run), never)), ['was wrong']);
    assert.deepEqual(await readdir(join(fixture.root, '.git')), inGit);
  });

  it('knows Python, also where the package is found by an environment', async () => {
    const fixture = await repository({
      'pyproject.toml': '[tool.pytest.ini_options]\ntestpaths = ["tests"]\n',
      'src/area/__init__.py': 'def area(a, b):\n    return a * b\n',
      'tests/test_area.py':
        'from area import area\n\n\ndef test_area():\n    assert area(2, 3) == 6\n\n\n' +
        'def test_old():\n    assert area(1, 1) == 2\n',
    });
    await fixture.write('src/area/__init__.py', 'def area(a, b):\n    return a + b + 5\n');
    const before = process.env['PYTHONPATH'];
    process.env['PYTHONPATH'] = join(fixture.root, 'src');
    try {
      const run = await runFor(fixture.root, 'pytest');
      const now = await failing(run);
      assert.deepEqual(names(now), ['test_area', 'test_old']);
      assert.deepEqual(old(await failedAtHead(run, now, never)), ['test_old']);
    } finally {
      if (before === undefined) delete process.env['PYTHONPATH'];
      else process.env['PYTHONPATH'] = before;
    }
  });

  it('finds installed packages, and takes those of the workspace from the commit', async () => {
    const fixture = await repository({
      '.gitignore': 'node_modules/\n',
      'package.json': JSON.stringify({ type: 'module', scripts: { test: 'node --test' } }),
      'packages/own/package.json': JSON.stringify({ name: '@my/own', type: 'module', exports: './own.js' }),
      'packages/own/own.js': 'export const own = 1;\n',
      'test/both.test.js': `import test from 'node:test';
import assert from 'node:assert/strict';
import { own } from '@my/own';
import { other } from 'other';
test('own', () => assert.equal(own, 1));
test('other', () => assert.equal(other, 1));
`,
    });
    await fixture.write(
      'node_modules/other/package.json',
      JSON.stringify({ name: 'other', type: 'module', exports: './o.js' }),
    );
    await fixture.write('node_modules/other/o.js', 'export const other = 2;\n');
    await mkdir(join(fixture.root, 'node_modules/@my'), { recursive: true });
    await symlink(join(fixture.root, 'packages/own'), join(fixture.root, 'node_modules/@my/own'));
    await fixture.write('packages/own/own.js', 'export const own = 2;\n');
    const run = await runFor(fixture.root);
    const now = await failing(run);
    assert.deepEqual(names(now), ['other', 'own']);
    assert.deepEqual(old(await failedAtHead(run, now, never)), ['other']);
    assert.ok(existsSync(join(fixture.root, 'node_modules/other/o.js')), 'links are removed, not what they lead to');
  });

  it('does not take what only the copy lacks for an old failure', async () => {
    const fixture = await repository({
      ...nodeFiles,
      '.gitignore': 'settings.json\n',
      'test/sum.test.js': `import test from 'node:test';
import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
test('reads', () => assert.equal(JSON.parse(readFileSync('settings.json', 'utf8')).a, 2));
`,
    });
    await fixture.write('settings.json', '{ "a": 1 }');
    const run = await runFor(fixture.root);
    const now = await failing(run);
    assert.deepEqual(names(now), ['reads']);
    const told = await failedAtHead(run, now, never);
    assert.deepEqual([names(told?.old), names(told?.unsure)], [[], ['reads']]);
  });

  it('says that it does not know: no repository, no commit, too large, too slow, a line that names the folder', async () => {
    const fixture = await repository(nodeFiles);
    const run = await runFor(fixture.root);
    const now = await failing(run);
    const limits = { files: 100, bytes: 1_000_000, ms: 30_000 };
    const asked = (changed: Partial<HeadRun>) => failedAtHead({ ...run, ...changed }, now, never);
    assert.equal(await asked({ limits: { ...limits, files: 2 } }), undefined);
    assert.equal(await asked({ limits: { ...limits, bytes: 20 } }), undefined);
    assert.equal(await asked({ limits: { ...limits, ms: 1 } }), undefined);
    assert.equal(await asked(await runFor(fixture.root, `node --test ${fixture.root}/test/`)), undefined);
    fixture.git('checkout', '-q', '--orphan', 'empty');
    assert.equal(await asked({}), undefined);
    fixture.git('checkout', '-q', 'main');
    assert.deepEqual(old(await asked({ limits })), ['was wrong']);
  });

  it('stops when it is told to, and removes the copy', async () => {
    const before = await copies();
    const fixture = await repository({
      ...nodeFiles,
      'test/sum.test.js': `import test from 'node:test';\ntest('waits', () => new Promise((end) => setTimeout(end, 60_000)));\n`,
    });
    const stop = new AbortController();
    const asked = failedAtHead(
      await runFor(fixture.root),
      [{ name: 'waits', file: 'test/sum.test.js', message: '' }],
      stop.signal,
    );
    while ((await copies()).length === before.length) await new Promise((resolve) => setTimeout(resolve, 20));
    stop.abort();
    await assert.rejects(asked, isCancelled);
    assert.deepEqual(await copies(), before);
  });
});
