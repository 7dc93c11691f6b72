import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { chmod, mkdir, mkdtemp, realpath, rm, symlink, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { FluxError } from '../../../src/base/errors';
import { createGitCli } from '../../../src/node/git/gitCli';
import { createGitFixture, ownChange, type GitFixture } from './gitFixture';

describe('repositories that are out of the ordinary', function () {
  this.timeout(20_000);
  let repository: GitFixture;
  beforeEach(async () => (repository = await createGitFixture({ 'a.txt': 'one\ntwo\nthree\n', 'sub/b.txt': 'b\n' })));
  afterEach(() => repository.remove());

  const port = (folder = '') => createGitCli({ root: join(repository.root, folder) });
  const commitAndTakeBack = async (folder: string, path: string) => {
    const [tree, status] = [await repository.tree(), repository.git('-C', folder || '.', 'status', '--porcelain')];
    const done = await port(folder).commit({ message: 'Odd', paths: [path] });
    assert.deepEqual(done.paths, [path]);
    assert.equal(repository.git('-C', folder || '.', 'log', '-1', '--format=%s').trim(), 'Odd');
    assert.deepEqual(await port(folder).uncommit({ ...done, subject: 'Odd' }), { done: true });
    assert.deepEqual(
      [await repository.tree(), repository.git('-C', folder || '.', 'status', '--porcelain')],
      [tree, status],
    );
  };

  it('a second working tree, whose .git is a file', async () => {
    repository.git('worktree', 'add', '-q', 'tree two', '-b', 'two');
    await repository.write('tree two/a.txt', 'changed\n');
    await commitAndTakeBack('tree two', 'a.txt');
    await assert.rejects(port('tree two').commit({ message: 'm', paths: ['a.txt'], branch: 'main' }), {
      reason: 'bad_branch',
    });
  });

  it('a submodule, from inside and from outside', async () => {
    const other = await createGitFixture({ 'x.txt': 'x\n' });
    repository.git('-c', 'protocol.file.allow=always', 'submodule', '--quiet', 'add', other.root, 'mod');
    repository.commitAll('with submodule');
    for (const [key, value] of [
      ['user.name', 'T'],
      ['user.email', 't@example.com'],
    ] as const)
      repository.git('-C', 'mod', 'config', key, value);
    await repository.write('mod/x.txt', 'changed\n');
    await commitAndTakeBack('mod', 'x.txt');
    await port('mod').commit({ message: 'In it', paths: ['x.txt'] });
    assert.match(await port().diff({}), /-Subproject commit [0-9a-f]+\n\+Subproject commit/);
    await commitAndTakeBack('', 'mod');
    await other.remove();
  });

  it('a repository within it that is no submodule', async () => {
    await mkdir(join(repository.root, 'nested'));
    repository.git('init', '-q', 'nested');
    await repository.write('nested/x.txt', 'x\n');
    await repository.write('a.txt', 'changed\n');
    assert.deepEqual((await port().commit({ message: 'm', paths: ['.'] })).paths, ['a.txt']);
    await assert.rejects(port().commit({ message: 'm', paths: ['nested'] }), { reason: 'nothing_to_commit' });
  });

  it('a bare one has no state, and words', async () => {
    repository.git('init', '-q', '--bare', 'bare');
    assert.equal(await port('bare').state(), undefined);
    await assert.rejects(
      port('bare').commit({ message: 'm', paths: ['a'] }),
      (error) => FluxError.is(error, 'no_repository') && /bare repository/.test(error.message),
    );
  });

  it('a sparse one', async () => {
    await repository.write('far/c.txt', 'c\n');
    repository.commitAll('far');
    repository.git('sparse-checkout', 'set', 'sub');
    await repository.write('sub/b.txt', 'changed\n');
    await repository.write('sub/new.txt', 'new\n');
    await commitAndTakeBack('', 'sub/b.txt');
    const done = await port().commit({ message: 'Sparse', paths: ['sub'] });
    assert.deepEqual(done.paths, ['sub/b.txt', 'sub/new.txt']);
    assert.equal(repository.git('show', 'HEAD:far/c.txt'), 'c\n');
    assert.equal(repository.git('status', '--porcelain'), '');
  });

  it('one with SHA-256', async () => {
    const folder = join(repository.root, 'sha256');
    repository.git('init', '-q', '--object-format=sha256', 'sha256');
    for (const [key, value] of [
      ['user.name', 'T'],
      ['user.email', 't@example.com'],
    ] as const)
      repository.git('-C', folder, 'config', key, value);
    await repository.write('sha256/x.txt', 'one\ntwo\n');
    assert.match(await port('sha256').diff({}), /\+two/);
    const first = await port('sha256').commit({ message: 'First', paths: ['x.txt'] });
    assert.deepEqual(await port('sha256').uncommit({ ...first, subject: 'First' }), { done: true });
    assert.deepEqual(await port('sha256').recommit({ ...first, subject: 'First' }), { done: true });
    await repository.write('sha256/x.txt', 'ONE\ntwo\nthree\n');
    const done = await port('sha256').commit({
      message: 'Part',
      paths: ['x.txt'],
      own: [ownChange('x.txt', 'ONE\ntwo\n', 'ONE\ntwo\nthree\n')],
    });
    assert.equal(repository.git('-C', folder, 'show', 'HEAD:x.txt'), 'one\ntwo\nthree\n');
    assert.deepEqual(await port('sha256').uncommit({ ...done, subject: 'Part' }), { done: true });
    assert.equal(repository.git('-C', folder, 'rev-parse', 'HEAD').trim(), first.hash);
  });

  it('a signature that fails, and one that works', async () => {
    repository.git('config', 'commit.gpgSign', 'true');
    repository.git('config', 'gpg.program', 'false');
    await repository.write('a.txt', 'changed\n');
    const before = repository.git('status', '--porcelain');
    await assert.rejects(
      port().commit({ message: 'm', paths: ['a.txt'] }),
      (error) => FluxError.is(error, 'git_failed') && /could not be signed/.test(error.message),
    );
    assert.equal(repository.git('status', '--porcelain'), before);
    const signer = join(repository.root, '.git/sign.sh');
    await writeFile(
      signer,
      '#!/bin/sh\ncat > /dev/null\nprintf "[GNUPG:] SIG_CREATED \\n" >&2\nprintf -- "-----BEGIN PGP ' +
        'SIGNATURE-----\\nx\\n-----END PGP SIGNATURE-----\\n"\n',
    );
    await chmod(signer, 0o755);
    repository.git('config', 'gpg.program', signer);
    await port().commit({ message: 'Signed', paths: ['a.txt'] });
    assert.match(repository.git('cat-file', 'commit', 'HEAD'), /gpgsig -----BEGIN PGP SIGNATURE/);
  });

  it('a message of 100 kB, and one that looks like options', async () => {
    const message = `Long\n\n${'schöne Zeile ☃\n'.repeat(6000)}`;
    assert.ok(Buffer.byteLength(message) > 100_000);
    await repository.write('a.txt', 'changed\n');
    await port().commit({ message, paths: ['a.txt'] });
    assert.equal(repository.git('log', '-1', '--format=%B').trim(), message.trim());
    await repository.write('a.txt', 'again\n');
    await port().commit({ message: '--amend', paths: ['a.txt'] });
    assert.equal(repository.git('log', '--format=%s').trim(), '--amend\nLong\nfirst');
  });

  it('names with spaces, quotes, line breaks, patterns and other letters', async () => {
    const names = [
      'with space.txt',
      'quote " and \'.txt',
      'line\nbreak.txt',
      'tab\there.txt',
      '*.txt',
      '[x].txt',
      ':(top)x.txt',
      '-dash.txt',
      'ünï ☃ 日本.txt',
      'back\\slash.txt',
      '#hash',
      'dir/ end ',
    ];
    for (const name of names) await repository.write(name, 'one\ntwo\nthree\n');
    await repository.write('a.txt', 'not to be committed\n');
    const done = await port().commit({ message: 'Odd names', paths: names });
    assert.deepEqual([...done.paths].sort(), [...names].sort());
    assert.equal(repository.git('status', '--porcelain'), ' M a.txt\n');
    for (const name of names) await repository.write(name, 'ONE\ntwo\nTHREE\n');
    const part = await port().commit({
      message: 'Part',
      paths: names,
      own: names.map((name) => ownChange(name, 'ONE\ntwo\nthree\n', 'ONE\ntwo\nTHREE\n')),
    });
    assert.deepEqual([...(part.partly ?? [])].sort(), [...names].sort());
    for (const name of names) assert.equal(repository.git('show', `HEAD:${name}`), 'one\ntwo\nTHREE\n');
    const [recent] = await port().recent(1);
    assert.deepEqual([...(recent?.paths ?? [])].sort(), [...names].sort());
    assert.deepEqual(await port().uncommit({ ...part, subject: 'Part' }), { done: true });
    assert.deepEqual((await port().state())?.changes.map(({ path }) => path).sort(), ['a.txt', ...names].sort());
  });

  it('links, and a file that becomes a folder', async () => {
    await symlink('a.txt', join(repository.root, 'link'));
    await rm(join(repository.root, 'a.txt'));
    await repository.write('a.txt/now a folder.txt', 'x\n');
    const done = await port().commit({
      message: 'm',
      paths: ['link', 'a.txt'],
      own: [
        ownChange('link', null, 'one\ntwo\nthree\n'),
        ownChange('a.txt', 'one\ntwo\nthree\n', null),
        ownChange('a.txt/now a folder.txt', null, 'x\n'),
      ],
    });
    assert.deepEqual([...done.paths].sort(), ['a.txt', 'a.txt/now a folder.txt', 'link']);
    assert.match(repository.git('ls-tree', 'HEAD', 'link'), /^120000/);
    assert.equal(repository.git('status', '--porcelain'), '');
    assert.deepEqual(await port().uncommit({ ...done, subject: 'm' }), { done: true });
    assert.equal(repository.git('ls-files'), 'a.txt\nsub/b.txt\n');
  });

  it('a folder that may not be written to', async function () {
    const folder = join(repository.root, '.git');
    const isRoot = process.getuid?.() === 0;
    // Only an attribute of the file system stops root.
    const lock = async (on: boolean) =>
      isRoot
        ? void execFileSync('chattr', [on ? '+i' : '-i', folder], { stdio: 'ignore' })
        : chmod(folder, on ? 0o555 : 0o755);
    await repository.write('a.txt', 'changed\n');
    await lock(true).catch(() => this.skip());
    try {
      await assert.rejects(
        port().commit({ message: 'm', paths: ['a.txt'] }),
        (error) => FluxError.is(error, 'git_failed') && /may not write/.test(error.message),
      );
    } finally {
      await lock(false);
    }
  });

  it('recent commits, of a folder too, and of none', async () => {
    await repository.write('sub/b.txt', 'changed\n');
    await repository.write('a.txt', 'changed\n');
    const hash = repository.commitAll('second\n\nbody');
    repository.git('commit', '-q', '--allow-empty', '-m', 'third "empty"');
    const all = await port().recent(10);
    assert.deepEqual(
      all.map(({ subject, paths }) => [subject, paths]),
      [
        ['third "empty"', []],
        ['second', ['a.txt', 'sub/b.txt']],
        ['first', ['a.txt', 'sub/b.txt']],
      ],
    );
    assert.equal(all[1]?.hash, hash);
    assert.equal(all[1]?.at, Number(repository.git('log', '-1', '--format=%ct', hash)) * 1000);
    assert.deepEqual(
      (await port('sub').recent(2)).map(({ subject, paths }) => [subject, paths]),
      [
        ['second', ['b.txt']],
        ['first', ['b.txt']],
      ],
    );
    assert.equal((await port().recent(1)).length, 1);
    repository.git('init', '-q', 'fresh');
    assert.deepEqual(await port('fresh').recent(5), []);
    const nowhere = await realpath(await mkdtemp(join(tmpdir(), 'flux-none-')));
    await assert.rejects(createGitCli({ root: nowhere }).recent(5), { reason: 'no_repository' });
    assert.deepEqual((await createGitCli({ root: nowhere }).uncommit({ hash, paths: [], subject: 's' })).done, false);
    await rm(nowhere, { recursive: true });
  });

  it('a diff between two revisions, of moves and binaries, under another name', async () => {
    const first = repository.git('rev-parse', 'HEAD').trim();
    repository.git('mv', 'a.txt', 'moved.txt');
    await repository.write('image.png', new Uint8Array([0, 1, 2]));
    repository.commitAll('second');
    await repository.write('untracked.txt', 'u\n');
    const diff = await createGitCli({ root: repository.root, called: '$1 app/' }).diff({ revision: first, to: 'HEAD' });
    assert.match(diff, /^diff --git "?a\/\$1 app\/a\.txt"? "?b\/\$1 app\/moved\.txt"?$/m);
    assert.match(diff, /^rename from \$1 app\/a\.txt\nrename to \$1 app\/moved\.txt$/m);
    assert.match(diff, /^Binary files \/dev\/null and b\/\$1 app\/image\.png differ$/m);
    assert.doesNotMatch(diff, /untracked/);
    assert.match(await port().diff({ to: first }), /rename to a\.txt/);
    await assert.rejects(port().diff({ to: '--output=x' }), /not a revision/);
  });
});
