import assert from 'node:assert/strict';
import { mkdir, mkdtemp, realpath, rm, symlink, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { delimiter, dirname, join } from 'node:path';
import { createGitCli } from '../../../src/node/git/gitCli';
import { resolveInside } from '../../../src/node/containment';
import { runProcess } from '../../../src/node/process/processes';
import { realName, relativeByName } from '../../../src/node/realNames';
import { detectTests } from '../../../src/node/testRunners/detectTests';
import { parseReport } from '../../../src/node/testRunners/parseReport';
import { prepareTestRun } from '../../../src/node/testRunners/prepareTestRun';
import type { TestRequest } from '../../../src/contracts/tests';
import { watchFolder } from '../../../src/node/tree/watchTree';
import { createGitFixture } from './gitFixture';
import { makeProject, mochaProject, nodeProject, pytestProject } from './testProjects';

/** Where the test runners of this repository are. */
const ownTools = join(process.env['FLUX_REPO_ROOT'] ?? '', 'node_modules/.bin');

describe('a folder that is opened through a link', function () {
  this.timeout(60_000);
  let base: string;
  let real: string;
  let link: string;
  const made: string[] = [];
  beforeEach(async () => {
    base = await realpath(await mkdtemp(join(tmpdir(), 'flux links-')));
    real = join(base, 'the project');
    link = join(base, 'link-to-project');
    await mkdir(join(real, 'src'), { recursive: true });
    await writeFile(join(real, 'src/a.ts'), 'a\n');
    await mkdir(join(base, 'elsewhere'));
    await writeFile(join(base, 'elsewhere/secret.txt'), 's\n');
    await symlink(real, link);
    await symlink(join(base, 'elsewhere'), join(real, 'out'));
    await symlink(join(real, 'src'), join(real, 'in'));
  });
  afterEach(() => Promise.all([base, ...made.splice(0)].map((each) => rm(each, { recursive: true, force: true }))));

  it('paths by either name are one place; links that lead out stay outside', async () => {
    for (const root of [link, real]) {
      for (const given of [
        'src/a.ts',
        join(link, 'src/a.ts'),
        join(real, 'src/a.ts'),
        '../the project/src/a.ts',
        '../link-to-project/src/a.ts',
      ])
        assert.equal(await resolveInside(root, given), 'src/a.ts', `${given} from ${root}`);
      for (const given of [join(real, 'src/new/b.ts'), join(link, 'src/new/b.ts')])
        assert.equal(await resolveInside(root, given), 'src/new/b.ts');
      for (const given of [link, real, '.']) assert.equal(await resolveInside(root, given), '.');
      assert.equal(await resolveInside(root, join(real, 'in/a.ts')), 'in/a.ts');
      for (const given of [
        'out/secret.txt',
        join(real, 'out/secret.txt'),
        join(link, 'out/secret.txt'),
        join(base, 'elsewhere/secret.txt'),
        '../elsewhere/secret.txt',
        base,
        join(base, 'the project too'),
      ])
        await assert.rejects(resolveInside(root, given), { reason: 'outside_workspace' }, given);
      for (const given of [join(real, '.git/config'), join(link, '.git/config')])
        await assert.rejects(resolveInside(root, given), { reason: 'outside_workspace' }, given);
    }
  });

  it('names are compared by where they lead, as far as they exist', () => {
    assert.equal(relativeByName(link, join(real, 'src/none.ts')), 'src/none.ts');
    assert.equal(relativeByName(real, join(link, 'src/none.ts')), 'src/none.ts');
    assert.equal(relativeByName(link, join(base, 'elsewhere/x')), undefined);
    assert.equal(relativeByName('/no/such/folder', '/no/such/folder/x'), 'x');
    assert.equal(realName(join(link, 'not/there')), join(real, 'not/there'));
  });

  it('failures written by either name of the folder belong to its files', async () => {
    for (const shown of [real, link, `file://${real.replaceAll(' ', '%20')}`]) {
      const stack = `Error: no\n    at test (${shown}/src/a.ts:3:1)\n    at other (${base}/elsewhere/secret.txt:1:1)`;
      const jest = {
        testResults: [
          {
            name: `${shown}/src/a.ts`,
            status: 'failed',
            assertionResults: [{ title: 'adds', status: 'failed', failureMessages: [stack] }],
          },
          {
            name: `${base}/elsewhere/secret.txt`,
            status: 'failed',
            assertionResults: [{ title: 'foreign', status: 'failed', failureMessages: ['x'] }],
          },
        ],
      };
      for (const framework of ['jest', 'vitest'] as const) {
        const report = await parseReport({
          root: link,
          framework,
          display: 'npm test',
          exitCode: 1,
          output: '',
          durationMs: 1,
          reports: [{ path: 'r', text: JSON.stringify(jest) }],
        });
        assert.deepEqual(
          report.failures.map(({ name, file, line }) => [name, file, line]),
          [
            ['adds', 'src/a.ts', 3],
            ['foreign', undefined, undefined],
          ],
          `${framework} ${shown}`,
        );
      }
    }
  });

  const projects = [
    ['mocha', mochaProject, 'test/cart.test.js'],
    ['node', nodeProject, 'test/sum.test.js'],
    ['pytest', pytestProject, 'tests/test_cart.py'],
  ] as const;
  for (const [name, files] of projects) {
    it(`${name}: failures have their file, and what failed is run again alone`, async function () {
      const project = await makeProject(files);
      made.push(project);
      const through = join(base, 'to it');
      await symlink(project, through);
      const run = async (request: TestRequest = {}) => {
        const found = await detectTests({ root: through, settings: { command: '', framework: '' } });
        assert.ok(found);
        const prepared = await prepareTestRun(through, found, request);
        try {
          const env = {
            ...prepared.env,
            PATH: [dirname(process.execPath), ownTools, prepared.env['PATH'] ?? process.env['PATH']].join(delimiter),
          };
          const result = await runProcess({
            shellCommand: prepared.shellCommand,
            cwd: through,
            env,
            signal: new AbortController().signal,
          });
          if (/No module named pytest/.test(result.output)) this.skip();
          return await prepared.readReport({ ...result, exitCode: result.exitCode ?? 1 });
        } finally {
          await prepared.dispose();
        }
      };
      const all = await run();
      assert.ok(all.failed > 0);
      for (const { name: test, file } of all.failures)
        assert.ok(file !== undefined && !file.startsWith('..') && !file.startsWith('/'), `${test} @ ${file}`);
      const [first] = all.failures;
      const again = await run({ failed: [{ name: first!.name, file: first!.file }] });
      assert.deepEqual([again.failed, again.failures[0]?.name, again.failures[0]?.file], [1, first!.name, first!.file]);
      assert.ok(again.passed < all.passed || all.passed === 0);
    });
  }

  it('git and the watched tree name files as the folder does', async () => {
    const repo = await createGitFixture({ 'src/a.ts': 'a\n' });
    made.push(repo.root);
    const through = join(base, 'repo');
    await symlink(repo.root, through);
    const watched = await watchFolder(
      through,
      (list) => Promise.resolve(list.map(() => 'k')),
      new AbortController().signal,
    );
    await repo.write('src/a.ts', 'b\n');
    assert.deepEqual(
      (await watched.finish(() => false)).touched.map(({ path }) => path),
      ['src/a.ts'],
    );
    const git = createGitCli({ root: through });
    assert.deepEqual(
      (await git.state())?.changes.map(({ path }) => path),
      ['src/a.ts'],
    );
    assert.deepEqual((await git.commit({ message: 'm', paths: ['src/a.ts'] })).paths, ['src/a.ts']);
  });
});
