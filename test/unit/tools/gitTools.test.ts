import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { chmod, mkdir, mkdtemp, realpath, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { CancelledError, FluxError } from '../../../src/base/errors';
import type { ToolContext } from '../../../src/contracts/tool';
import { createGitCli } from '../../../src/node/git/gitCli';
import { createGitCommit } from '../../../src/tools/gitCommit';
import { createGitDiff } from '../../../src/tools/gitDiff';
import { ownChange } from '../node/gitFixture';
import { answerOf, callDone, callFailed, callTool } from './toolContext';

describe('git tools on a real repository', function () {
  this.timeout(20_000);
  let root: string;
  const env = { ...process.env, GIT_CONFIG_NOSYSTEM: '1' };
  const git = (...args: string[]): string =>
    execFileSync('git', args, { cwd: root, env, encoding: 'utf8', stdio: ['ignore', 'pipe', 'pipe'] });
  const write = async (name: string, text: string): Promise<void> => {
    await mkdir(dirname(join(root, name)), { recursive: true });
    await writeFile(join(root, name), text);
  };
  const diff = () => createGitDiff({ git: createGitCli({ root }) });
  const commit = () => createGitCommit({ git: createGitCli({ root }) });
  const subject = (): string => git('log', '-1', '--format=%s').trim();

  beforeEach(async () => {
    root = await realpath(await mkdtemp(join(tmpdir(), 'flux-tools-')));
    git('init', '-q');
    git('config', 'user.name', 'Tess Ter');
    git('config', 'user.email', 'tess@example.com');
    await write('src/a.ts', 'one\ntwo\n');
    await write('b.ts', 'b\n');
    await write('.gitignore', 'dist/\n');
    git('add', '-A');
    git('commit', '-qm', 'first');
  });
  afterEach(async () => rm(root, { recursive: true, force: true }));

  describe('git_diff', () => {
    it('states that nothing changed', async () => {
      assert.equal((await callDone(diff(), {})).message, 'No changes.');
      assert.equal((await callDone(diff(), { paths: ['src'], staged: true })).message, 'No staged changes in src.');
    });

    it('shows changes, new files among them', async () => {
      await write('src/a.ts', 'one\nTWO!\n');
      await write('schön.ts', 'new\n');
      const { message } = await callDone(diff(), {});
      assert.match(message, /^2 files changed: \+2 −1\./);
      assert.match(message, /-two\n\+TWO!/);
      assert.match(message, /\+new/);
      assert.match((await callDone(diff(), { path: 'src' })).message, /^1 file changed in src: \+1 −1\./);
      assert.match(
        (await callDone(diff(), { ref: 'HEAD', cached: 'true' })).message,
        /^No staged changes since HEAD\.$/,
      );
    });

    it('sums up what is too long', async () => {
      await write('src/a.ts', `${'a line of text\n'.repeat(2000)}`);
      await write('b.ts', 'B\n');
      const { message } = await callDone(diff(), {});
      assert.ok(message.length < 14_000);
      assert.match(message, /\+B/);
      assert.match(message, /Too long to show whole; changed as well \(ask with paths\):\nsrc\/a\.ts \| \+2000 −2$/);
      assert.match(
        (await callDone(diff(), { paths: ['src/a.ts'] })).message,
        /… cut \(src\/a\.ts \| \+2000 −2\); ask for src\/a\.ts by read_files/,
      );
    });

    it('compares two revisions, and tells moves, binaries and modes in words', async () => {
      git('mv', 'b.ts', 'moved.ts');
      await writeFile(join(root, 'image.png'), new Uint8Array([0, 1, 2, 3]));
      await write('src/a.ts', 'one\nTWO!\n');
      await chmod(join(root, '.gitignore'), 0o755);
      const { message } = await callDone(diff(), {});
      assert.match(message, /^4 files changed: \+1 −1\./);
      assert.match(message, /^b\.ts → moved\.ts: moved, not changed\.$/m);
      assert.match(message, /^image\.png: a binary \(or very large\) file, new\.$/m);
      assert.match(message, /^\.gitignore: only its mode changed, from 100644 to 100755\.$/m);
      git('add', '-A');
      git('commit', '-qm', 'second');
      await write('untracked.ts', 'u\n');
      const between = (await callDone(diff(), { from: 'HEAD~1', to: 'HEAD' })).message;
      assert.match(between, /^4 files changed between HEAD~1 and HEAD: \+1 −1\./);
      assert.doesNotMatch(between, /untracked/);
      assert.match(
        (await callDone(diff(), { revision: 'HEAD', to: 'HEAD' })).message,
        /^No changes between HEAD and HEAD\.$/,
      );
      assert.equal(diff().about({ revision: 'v1', to: 'v2' }), 'all changes, v1 to v2');
    });

    it('names every file that there is no room for, up to a hundred', async () => {
      for (let at = 0; at < 150; at++) await write(`many/${at}.ts`, `${'a line of text\n'.repeat(20)}`);
      const { message } = await callDone(diff(), {});
      assert.match(message, /^150 files changed: \+3000 −0\./);
      assert.ok(message.length < 17_000, String(message.length));
      assert.match(message, /many\/\d+\.ts \| \+20 −0\n… and \d+ more files$/);
    });

    it('tells unresolved conflicts', async () => {
      git('checkout', '-qb', 'other');
      await write('b.ts', 'theirs\n');
      git('commit', '-qam', 'theirs');
      git('checkout', '-q', '-');
      await write('b.ts', 'ours\n');
      git('commit', '-qam', 'ours');
      assert.throws(() => git('merge', '-q', 'other'));
      assert.match((await callDone(diff(), {})).message, /Unresolved merge conflicts: b\.ts\./);
    });

    it('says so outside of a repository, and for a wrong revision', async () => {
      const failed = await callTool(diff(), { revision: 'nosuch' });
      assert.equal(failed.status, 'failed');
      await rm(join(root, '.git'), { recursive: true });
      await callFailed(diff(), {}, 'no_repository');
      await callFailed(commit(), {}, 'no_repository', { changedFiles: ['b.ts'] });
    });
  });

  describe('git_commit', () => {
    const noChanges = { ownChanges: () => Promise.resolve([]) };
    const run: Partial<ToolContext> = {
      ...noChanges,
      changedFiles: ['src/a.ts', 'src/n.ts'],
      goal: 'Please add email validation to the login form and make the tests pass.',
    };
    beforeEach(async () => {
      await write('src/a.ts', 'one\nTWO!\n');
      await write('src/n.ts', 'new\n');
      await write('b.ts', "the person's\n");
      await write('dist/out.js', 'built\n');
    });

    it('commits what the run changed and nothing else', async () => {
      const result = await callDone(commit(), { message: 'Add validation' }, run);
      assert.equal(git('show', '--name-only', '--format=').trim(), 'src/a.ts\nsrc/n.ts');
      assert.equal(git('status', '--porcelain').trim(), 'M b.ts');
      assert.match(result.message, /^Committed 2 files as [0-9a-f]{8}: Add validation\nsrc\/a\.ts and src\/n\.ts$/);
      assert.deepEqual(result.facts?.commit, {
        hash: git('rev-parse', 'HEAD').trim(),
        paths: ['src/a.ts', 'src/n.ts'],
        branch: git('branch', '--show-current').trim(),
        subject: 'Add validation',
      });
    });

    it('takes a part of it, and refuses what the run did not change', async () => {
      await callDone(commit(), { message: 'Part', paths: ['src/a.ts'] }, run);
      assert.equal(git('show', '--name-only', '--format=').trim(), 'src/a.ts');
      const failed = await callFailed(commit(), { message: 'x', paths: ['b.ts', 'src'] }, 'not_changed_here', run);
      assert.match(
        failed.message,
        /This run did not change b\.ts, and commits only what it changed: src\/a\.ts and src\/n\.ts\. Leave it out\./,
      );
      await callFailed(commit(), { all: true, paths: ['b.ts'] }, 'not_changed_here', run);
    });

    it("leaves the person's changes in the same file uncommitted, and says so", async () => {
      const own = [ownChange('src/a.ts', 'ONE\ntwo\n', 'ONE\nTWO!\n'), ownChange('src/n.ts', null, 'new\n')];
      await write('src/a.ts', 'ONE\nTWO!\n');
      const result = await callDone(commit(), { message: 'Mine' }, { ...run, ownChanges: () => Promise.resolve(own) });
      assert.match(result.message, /Left uncommitted, because they are not this run's: other changes in src\/a\.ts\.$/);
      assert.equal(git('show', 'HEAD:src/a.ts'), 'one\nTWO!\n');
      assert.equal(git('status', '--porcelain'), ' M b.ts\n M src/a.ts\n');
    });

    it('asks the person where the two cannot be told apart', async () => {
      const own = [ownChange('src/a.ts', "one\nthe person's\n", 'one\nTWO!\n'), ownChange('src/n.ts', null, 'new\n')];
      const asked: string[] = [];
      const answering = (answer: string): Partial<ToolContext> => ({
        ...run,
        ownChanges: () => Promise.resolve(own),
        ask: (question, choices) => (
          asked.push(`${question} ${choices?.map(({ label }) => label).join(' / ')}`),
          Promise.resolve(answerOf(answer, choices))
        ),
      });
      await callFailed(
        commit(),
        { message: 'x', paths: ['src/a.ts'] },
        'nothing_to_commit',
        answering('Skip the file'),
      );
      assert.deepEqual(
        (await callDone(commit(), { message: 'Without' }, answering('Skip the file'))).facts?.commit?.paths,
        ['src/n.ts'],
      );
      assert.equal(git('show', 'HEAD:src/a.ts'), 'one\ntwo\n');
      assert.deepEqual(
        (await callDone(commit(), { message: 'Whole' }, answering('Commit the whole file'))).facts?.commit?.paths,
        ['src/a.ts'],
      );
      assert.equal(git('show', 'HEAD:src/a.ts'), 'one\nTWO!\n');
      assert.equal(asked.length, 3);
      assert.match(
        asked[0] ?? '',
        /^In src\/a\.ts your own changes and those of this run overlap.*Commit the whole file \/ Skip the file$/,
      );
    });

    it('commits on the branch that is named', async () => {
      const before = git('branch', '--show-current').trim();
      const result = await callDone(commit(), { message: 'There', branch_name: 'feature/x' }, run);
      assert.match(result.message, /^Committed 2 files as [0-9a-f]{8} on the new branch feature\/x: There/);
      assert.deepEqual(result.facts?.commit, {
        hash: git('rev-parse', 'feature/x').trim(),
        paths: ['src/a.ts', 'src/n.ts'],
        branch: 'feature/x',
        previousBranch: before,
        madeBranch: true,
        subject: 'There',
      });
      await callFailed(commit(), { message: 'x', branch: 'a b' }, 'nothing_to_commit', run);
      await write('src/a.ts', 'more\n');
      await callFailed(commit(), { message: 'x', branch: 'a b' }, 'bad_branch', run);
      assert.equal(commit().about({ message: 'There', branch: 'x' }), 'There (on the branch x)');
    });

    it('writes the message from the goal without a model', async () => {
      await callDone(commit(), {}, run);
      assert.equal(subject(), 'Add email validation to the login form');
    });

    it('has a model write it, from the goal and the changes', async () => {
      let asked = '';
      await callDone(
        commit(),
        {},
        {
          ...run,
          write: async (purpose, instruction) => {
            assert.equal(purpose, 'commit_message');
            asked = instruction;
            return '```\n"Validate e-mail addresses in the login form"\n\nThey were taken as they came.\n```';
          },
        },
      );
      assert.equal(
        git('log', '-1', '--format=%B').trim(),
        'Validate e-mail addresses in the login form\n\nThey were taken as they came.',
      );
      assert.match(asked, /Goal: Please add/);
      assert.match(asked, /src\/a\.ts \| \+1 −1\nsrc\/n\.ts \| \+1 −0/);
      assert.match(asked, /\+TWO!/);
      assert.doesNotMatch(asked, /person's/);
    });

    it("commits without the model's message when the model fails, but not when it is stopped", async () => {
      const stopped: Partial<ToolContext> = { ...run, write: () => Promise.reject(new CancelledError()) };
      await assert.rejects(callTool(commit(), {}, stopped), CancelledError);
      await callDone(
        commit(),
        {},
        { ...run, write: () => Promise.reject(new FluxError('model_unreachable', 'No answer.')) },
      );
      assert.equal(subject(), 'Add email validation to the login form');
    });

    it('commits the named changes of the person with `all`, in a run that changed nothing', async () => {
      const save = { goal: 'save my work' };
      await callFailed(commit(), {}, 'nothing_to_commit', save);
      for (const paths of [undefined, [], ['.'], ['./', '.']])
        assert.match((await callFailed(commit(), { all: true, paths }, 'no_paths', save)).message, /in paths/);
      await callFailed(commit(), { all: true, paths: ['nosuch.ts'] }, 'not_changed_here', save);
      await callDone(commit(), { all: true, paths: ['b.ts', 'src'] }, save);
      assert.equal(git('show', '--name-only', '--format=').trim(), 'b.ts\nsrc/a.ts\nsrc/n.ts');
      assert.equal(subject(), 'Update b.ts, a.ts and n.ts');
      assert.equal(git('status', '--porcelain'), '');
    });

    it('says "all changes" wherever `all` is set', () => {
      const { about } = commit();
      assert.equal(about({ all: true, message: 'Tidy\n\nbody' }), 'all changes: Tidy');
      assert.equal(
        about({ all: true, message: 'Tidy', paths: ['a.ts', './b.ts'] }),
        'all changes in a.ts and b.ts: Tidy',
      );
      assert.equal(about({ all: true }), 'all changes');
      assert.equal(about({ message: 'Tidy', paths: ['a.ts'] }), 'Tidy');
      assert.equal(about({ paths: ['a.ts'] }), 'a.ts');
    });

    it('stops with the run', async () => {
      const signal = AbortSignal.abort();
      await assert.rejects(callTool(commit(), {}, { ...run, signal }), CancelledError);
      await assert.rejects(callTool(diff(), {}, { signal }), CancelledError);
      assert.equal(subject(), 'first');
    });

    it('refuses files with conflicts', async () => {
      git('commit', '-qam', 'mine');
      git('checkout', '-qb', 'other', 'HEAD~1');
      await write('b.ts', 'theirs\n');
      git('commit', '-qam', 'theirs');
      assert.throws(() => git('merge', '-q', '-'));
      await callFailed(commit(), { all: true, paths: ['b.ts'] }, 'conflicts', { goal: 'save my work' });
    });

    it('says so when git sees no change', async () => {
      await callFailed(commit(), {}, 'nothing_to_commit', { ...noChanges, changedFiles: ['dist/out.js'], goal: 'x' });
    });

    it('accepts other names', async () => {
      await callDone(commit(), { subject: 'A subject', body: 'A body', files: 'src/a.ts', all: 'false' }, run);
      assert.equal(git('log', '-1', '--format=%B').trim(), 'A subject\n\nA body');
    });
  });
});
