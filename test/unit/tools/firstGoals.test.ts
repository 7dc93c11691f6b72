import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { mkdtemp, realpath, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { FilesPort } from '../../../src/contracts/files';
import type { EditorPort, Problem } from '../../../src/contracts/ports';
import type { TestCounts } from '../../../src/contracts/session';
import { createGitCli } from '../../../src/node/git/gitCli';
import { createPlainSearch } from '../../../src/node/search/plainSearch';
import { firstGoals } from '../../../src/tools/suggest/firstGoals';

describe('first goals of a real repository', function () {
  this.timeout(20_000);
  let root: string;
  let problems: Problem[];
  let command: string | undefined;
  const git = (...args: string[]) => execFileSync('git', args, { cwd: root, stdio: 'pipe' });

  beforeEach(async () => {
    root = await realpath(await mkdtemp(join(tmpdir(), 'flux-first-')));
    problems = [];
    command = 'npm test';
    git('init', '-q', '-b', 'main');
    git('config', 'user.name', 'Tess Ter');
    git('config', 'user.email', 'tess@example.com');
    await writeFile(join(root, 'a.js'), 'export const a = 1;\n');
    git('add', '-A');
    git('commit', '-qm', 'first');
  });
  afterEach(() => rm(root, { recursive: true, force: true }));

  const goals = async (lastTests?: TestCounts) => {
    const search = createPlainSearch({ root });
    const editor: Partial<EditorPort> = { problems: () => problems, quickFixes: async () => [] };
    const files: Partial<FilesPort> = {
      list: async (glob, limit, signal) =>
        (await search.listFiles(glob, limit, signal ?? new AbortController().signal)).files,
    };
    const ports = {
      editor: editor as EditorPort,
      files: files as FilesPort,
      search,
      git: createGitCli({ root }),
      tests: { describe: async () => command, run: () => assert.fail('nothing runs') },
    };
    const found = await firstGoals(ports, lastTests, new AbortController().signal);
    return found.map(({ goal }) => goal);
  };

  it('are none where there is nothing to do', async () => {
    command = undefined;
    assert.deepEqual(await goals(), []);
  });

  it('are the tests that nobody has run, a mark and the uncommitted work', async () => {
    await writeFile(join(root, 'b.js'), '// TODO: count the hours\n// FIXME: count them rightly\n');
    assert.deepEqual(await goals(), [
      'Run the tests',
      'Fix the FIXME in b.js:2: count them rightly',
      'Commit my work (b.js)',
    ]);
  });

  it('begin with the test that failed, or with what is more urgent', async () => {
    await writeFile(join(root, 'b.js'), '// TODO: count the hours\n');
    const failed: TestCounts = {
      command: 'npm test',
      passed: 8,
      failed: 1,
      skipped: 0,
      failures: [{ name: 'adds', file: 'a.test.js', message: 'no' }],
    };
    assert.equal((await goals(failed))[0], 'Make the failing test “adds” pass');
    assert.deepEqual((await goals({ ...failed, failed: 0, failures: [] })).slice(0, 2), [
      'Do the TODO in b.js:1: count the hours',
      'Commit my work (b.js)',
    ]);
    problems = [{ path: 'a.js', line: 1, severity: 'error', message: 'Broken' }];
    assert.equal((await goals({ ...failed, failed: 0, failures: [] }))[0], 'Fix the error in a.js:1');
  });

  it('are filled up with others of the same sort, at most three', async () => {
    command = undefined;
    await writeFile(join(root, 'b.js'), '// TODO: one\n// TODO: two\n// TODO: three\n// TODO: four\n');
    git('add', '-A');
    git('commit', '-qm', 'marks');
    assert.deepEqual(await goals(), [
      'Do the TODO in b.js:1: one',
      'Do the TODO in b.js:2: two',
      'Do the TODO in b.js:3: three',
    ]);
  });
});
