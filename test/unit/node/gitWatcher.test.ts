import assert from 'node:assert/strict';
import { readFile, rename, rm, utimes, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { FluxError } from '../../../src/base/errors';
import type { GitStandings } from '../../../src/contracts/gitStanding';
import type { SettingsPort } from '../../../src/contracts/settings';
import type { Finding, Watcher } from '../../../src/contracts/watch';
import { findRecipe } from '../../../src/core/plan/recipes';
import { createGitWatcher } from '../../../src/core/watch/gitWatcher';
import { readStanding } from '../../../src/node/git/gitStanding';
import { memoryWorkspace } from '../core/memoryWorkspace';
import { createGitFixture, type GitFixture } from './gitFixture';

const minutes = 60_000;
const hours = 60 * minutes;

describe('the git watcher', function () {
  this.timeout(30_000);
  let fixture: GitFixture;
  let now: number;
  let greenAt: number | undefined;
  let isOn: boolean;
  let isTrusted: boolean;
  let later: number[];
  let watcher: Watcher;

  beforeEach(async () => {
    fixture = await createGitFixture({ 'a.txt': 'one\ntwo\nthree\n', 'b.txt': 'b\n' });
    now = Date.now();
    greenAt = undefined;
    [isOn, isTrusted] = [true, true];
    later = [];
    watcher = watch(fixture);
  });
  afterEach(() => fixture.remove());

  const watch = ({ root }: GitFixture, standings: GitStandings = standingsOf(root)) =>
    createGitWatcher({
      standings,
      files: {
        async read(path) {
          try {
            return { path, text: await readFile(join(root, path), 'utf8'), hash: '', dirty: false };
          } catch (cause) {
            throw new FluxError('not_found', `There is no file ${path}.`, { cause });
          }
        },
      },
      settings: (() => isOn) as unknown as SettingsPort,
      trusted: () => isTrusted,
      greenAt: () => greenAt,
      now: () => now,
      later: (ms) => void later.push(ms),
    });
  const standingsOf =
    (root: string): GitStandings =>
    async (signal) => {
      const standing = await readStanding(root, signal);
      return standing ? [{ ...standing, place: '' }] : [];
    };
  const look = async (): Promise<readonly Finding[]> => {
    assert.equal(await watcher.off(), undefined);
    return watcher.look([{ kind: 'git' }], new AbortController().signal);
  };
  const changeMany = async (count: number) => {
    for (let at = 0; at < count; at++) await fixture.write(`src/login/part${at}.js`, 'x\n');
  };

  describe('uncommitted work', () => {
    it('is offered once it has grown over eight files and nothing was saved for a while', async () => {
      await changeMany(8);
      now += hours;
      assert.deepEqual(await look(), []);
      await fixture.write('src/queue/retry.js', 'y\n');
      now = Date.now();
      assert.deepEqual(await look(), [], 'somebody is at work on it');
      assert.equal(later.length, 1);
      assert.ok(later[0]! > minutes && later[0]! <= 2 * minutes, String(later[0]));
      now += 3 * minutes;
      const [finding, ...others] = await look();
      assert.deepEqual(others, []);
      assert.equal(finding?.kind, 'uncommitted_work');
      assert.equal(finding.goal, 'Save my work: commit all changes (9 files, about login and queue)');
      assert.equal(finding.detail, '9 files and 9 lines changed since the last commit on main.');
      assert.equal(finding.paths.length, 9);
      assert.equal(later.length, 1, 'nothing is looked at again by itself');
    });

    it('is planned without a model, as the commit of all changes', async () => {
      await changeMany(9);
      now += 3 * minutes;
      const [finding] = await look();
      const found = findRecipe(finding?.goal ?? '', memoryWorkspace({}).tools);
      assert.deepEqual(found?.reply.steps[0], {
        id: 'commit',
        title: 'Commit all changes',
        tool: 'git_commit',
        input: { all: true },
      });
      for (const other of [
        'Save my work: commit only a.txt',
        'Save my work: commit all changes (9 files, about a) in b',
      ])
        assert.equal(findRecipe(other, memoryWorkspace({}).tools), undefined, other);
    });

    it('is offered once it has grown over 200 lines, those of new files among them', async () => {
      await fixture.write('a.txt', 'line\n'.repeat(150));
      await fixture.write('new.txt', 'line\n'.repeat(49));
      now += 5 * minutes;
      // 150 added, 3 removed, 48 new.
      await fixture.write('new.txt', 'line\n'.repeat(47));
      assert.deepEqual(await look(), []);
      await fixture.write('new.txt', 'line\n'.repeat(48));
      assert.match((await look())[0]?.detail ?? '', /^2 files and 201 lines changed/);
    });

    it('is offered once it has waited for two hours, and not because the last commit is old', async () => {
      await fixture.write('a.txt', 'changed\n');
      now += 2 * hours - 5 * minutes;
      assert.deepEqual(await look(), []);
      now += 10 * minutes;
      assert.equal((await look())[0]?.title, '1 file not committed');
      assert.match((await look())[0]?.detail ?? '', /The oldest change is 2 hours old\.$/);
      const written = now / 1000;
      await utimes(join(fixture.root, 'a.txt'), written, written);
      now += 5 * minutes;
      assert.deepEqual(await look(), []);
    });

    it('is offered sooner, and weighs more, when its tests passed after the last change', async () => {
      await fixture.write('src/login/form.js', 'x\n');
      await fixture.write('test/login/form.test.js', 'x\n');
      now += 3 * minutes;
      assert.deepEqual(await look(), []);
      greenAt = now - minutes;
      const [green] = await look();
      assert.equal(green?.title, '2 files with passing tests, not committed');
      await changeMany(9);
      now = Date.now() + 3 * minutes;
      const [stale] = await look();
      assert.equal(stale?.title, '11 files with passing tests, not committed');
      greenAt = now - 10 * minutes;
      const [grown] = await look();
      assert.equal(grown?.title, '11 files not committed');
      assert.ok(green.sure * green.useful > grown.sure * grown.useful);
      assert.ok(stale!.sure * stale!.useful > green.sure * green.useful);
    });

    it('keeps its cause while it grows, and gets another with the next commit', async () => {
      await changeMany(9);
      now += 5 * minutes;
      const [first] = await look();
      await changeMany(12);
      now += 5 * minutes;
      const [second] = await look();
      assert.deepEqual([second?.key, second?.cause], [first?.key, first?.cause]);
      fixture.commitAll('second');
      assert.deepEqual(await look(), []);
      await fixture.write('a.txt', 'line\n'.repeat(300));
      now = Date.now() + 5 * minutes;
      assert.notEqual((await look())[0]?.cause, first?.cause);
    });

    it('is not offered where no commit could be made, nor where a generator wrote it', async () => {
      await changeMany(9);
      now += 3 * hours;
      fixture.git('checkout', '-q', '--detach');
      assert.deepEqual(await look(), []);
      fixture.git('checkout', '-q', 'main');
      assert.equal((await look()).length, 1);
      for (let at = 0; at < 500; at++) await fixture.write(`generated/${at}.js`, 'x\n');
      assert.deepEqual(await look(), []);
    });

    it('is not offered before the first commit', async () => {
      const empty = await createGitFixture();
      try {
        for (let at = 0; at < 20; at++) await empty.write(`${at}.txt`, 'x\n');
        empty.git('add', '3.txt');
        now += 3 * hours;
        watcher = watch(empty);
        assert.deepEqual(await look(), []);
      } finally {
        await empty.remove();
      }
    });

    it('counts files with odd names, binary ones and deleted ones', async () => {
      await fixture.write('tab\there ☃.txt', 'old\n');
      await fixture.write('image.bin', Buffer.from([0, 1, 2, 10, 0]));
      fixture.commitAll('second');
      await fixture.write('tab\there ☃.txt', 'new\n'.repeat(300));
      await fixture.write('image.bin', Buffer.from([0, 1, 2, 10, 9]));
      await rm(join(fixture.root, 'b.txt'));
      now = Date.now() + 5 * minutes;
      assert.match((await look())[0]?.detail ?? '', /^3 files and 302 lines changed/);
    });
  });

  describe('conflicts and what is half done', () => {
    const diverge = async () => {
      fixture.git('checkout', '-q', '-b', 'other');
      await fixture.write('a.txt', 'one\ntheirs\nthree\n');
      await fixture.write('b.txt', 'theirs\n');
      fixture.commitAll('theirs');
      fixture.git('checkout', '-q', 'main');
      await fixture.write('a.txt', 'one\nours\nthree\n');
      await rm(join(fixture.root, 'b.txt'));
      fixture.commitAll('ours');
    };
    const merge = () => {
      try {
        fixture.git('merge', '-q', 'other');
      } catch {
        return;
      }
      assert.fail('it merged');
    };

    it('offers to resolve conflicts at their places, and nothing to commit meanwhile', async () => {
      await diverge();
      merge();
      await changeMany(20);
      now += 3 * hours;
      const [finding, ...others] = await look();
      assert.deepEqual(others, []);
      assert.equal(finding?.kind, 'conflicts');
      assert.equal(finding.title, '2 files with merge conflicts');
      assert.deepEqual(finding.places, [{ path: 'a.txt', line: 2 }]);
      assert.deepEqual(finding.paths, ['a.txt', 'b.txt']);
      assert.match(finding.goal, /^Resolve the merge conflicts of the merge in a\.txt:2; b\.txt\. Keep/);
    });

    it('follows them as they are resolved, and then offers to finish the merge once it rests', async () => {
      await diverge();
      merge();
      await fixture.write('a.txt', 'one\nboth\nthree\n');
      assert.deepEqual((await look())[0]?.paths, ['b.txt']);
      fixture.git('add', '-A');
      now = Date.now();
      assert.deepEqual(await look(), []);
      assert.equal(later.length, 1);
      now += 5 * minutes;
      const [finding, ...others] = await look();
      assert.deepEqual(others, []);
      assert.equal(finding?.title, 'The merge is not finished');
      assert.match(finding.goal, /git merge --continue\.$/);
      fixture.git('commit', '-qm', 'merged');
      assert.deepEqual(await look(), []);
    });

    it('sees a rebase and a cherry-pick that stopped', async () => {
      await diverge();
      assert.throws(() => fixture.git('rebase', '-q', 'other'));
      assert.match((await look())[0]?.goal ?? '', /conflicts of the rebase in /);
      fixture.git('rebase', '--abort');
      assert.deepEqual(await look(), []);
      assert.throws(() => fixture.git('cherry-pick', 'other'));
      assert.match((await look())[0]?.goal ?? '', /conflicts of the cherry-pick in /);
      await fixture.write('a.txt', 'both\n');
      fixture.git('add', '-A');
      now = Date.now() + 5 * minutes;
      assert.match((await look())[0]?.goal ?? '', /git cherry-pick --continue\.$/);
    });

    it('sees conflicts that a stash left', async () => {
      await fixture.write('a.txt', 'mine\n');
      fixture.git('stash', '-q');
      await fixture.write('a.txt', 'other\n');
      fixture.commitAll('other');
      assert.throws(() => fixture.git('stash', 'pop', '-q'));
      assert.match((await look())[0]?.goal ?? '', /^Resolve the merge conflicts in a\.txt:1\. /);
    });
  });

  describe('a branch and the one that it follows', () => {
    let far: GitFixture;
    beforeEach(async () => {
      far = await createGitFixture({ 'a.txt': 'one\n' });
      far.git('config', 'receive.denyCurrentBranch', 'ignore');
      fixture.git('remote', 'add', 'origin', far.root);
      fixture.git('fetch', '-q');
      fixture.git('reset', '-q', '--hard', 'origin/main');
      fixture.git('branch', '-q', '--set-upstream-to=origin/main');
    });
    afterEach(() => far.remove());
    const commitFar = async (count: number) => {
      for (let at = 0; at < count; at++) {
        await far.write('a.txt', `${at}\n`);
        far.commitAll(`far ${at}`);
      }
    };

    it('tells what was fetched, and fetches nothing', async () => {
      await commitFar(2);
      assert.deepEqual(await look(), []);
      fixture.git('fetch', '-q');
      const [finding] = await look();
      assert.equal(finding?.kind, 'behind');
      assert.equal(finding.title, 'main is 2 commits behind origin/main');
      await commitFar(1);
      fixture.git('fetch', '-q');
      const [more] = await look();
      assert.equal(more?.title, 'main is 3 commits behind origin/main');
      assert.equal(more.cause, finding.cause, 'what was dismissed does not come back with every fetch');
      fixture.git('merge', '-q', '--ff-only', 'origin/main');
      assert.deepEqual(await look(), []);
    });

    it('tells of own commits, and says nothing of a branch that is ahead or follows one that is gone', async () => {
      await fixture.write('b.txt', 'mine\n');
      fixture.commitAll('mine');
      assert.deepEqual(await look(), []);
      await commitFar(1);
      fixture.git('fetch', '-q');
      assert.match((await look())[0]?.goal ?? '', /1 commit that it lacks \(it has 1 commit of its own\)/);
      fixture.git('update-ref', '-d', 'refs/remotes/origin/main');
      assert.deepEqual(await look(), []);
    });
  });

  describe('where there is nothing to watch', () => {
    it('says so without a repository, without trust, and switched off', async () => {
      await rename(join(fixture.root, '.git'), join(fixture.root, 'git'));
      assert.equal(await watcher.off(), 'Off: this folder is not in a Git repository.');
      await rename(join(fixture.root, 'git'), join(fixture.root, '.git'));
      assert.equal(await watcher.off(), undefined);
      isTrusted = false;
      assert.match((await watcher.off()) ?? '', /^Off: this workspace is not trusted/);
      isOn = false;
      assert.equal(await watcher.off(), 'Off (flux.watchers.git).');
    });

    it('says why git cannot be used, and does not try again by itself', async () => {
      watcher = watch(fixture, () => Promise.reject(new FluxError('git_failed', 'git was not found. Install git.')));
      assert.equal(await watcher.off(), 'Off: git was not found. Install git.');
      const locked = new FluxError('git_failed', 'The disk is full.', { retryable: true });
      watcher = watch(fixture, () => Promise.reject(locked));
      await assert.rejects(watcher.off(), locked);
    });

    it('keeps what it knew while another git is at work', async () => {
      await changeMany(9);
      now += 5 * minutes;
      const before = await look();
      assert.equal(before.length, 1);
      await writeFile(join(fixture.root, '.git/index.lock'), '');
      fixture.git('update-ref', 'refs/heads/kept', 'HEAD');
      await rm(join(fixture.root, 'src'), { recursive: true });
      assert.deepEqual(await look(), before);
      await rm(join(fixture.root, '.git/index.lock'));
      assert.deepEqual(await look(), []);
    });

    it('writes nothing', async () => {
      await changeMany(9);
      fixture.git('add', 'src/login/part1.js');
      await utimes(join(fixture.root, 'a.txt'), 1, 1);
      const before = [await fixture.tree(), await readFile(join(fixture.root, '.git/index'), 'hex')];
      now += 5 * minutes;
      await look();
      assert.deepEqual([await fixture.tree(), await readFile(join(fixture.root, '.git/index'), 'hex')], before);
    });
  });
});
