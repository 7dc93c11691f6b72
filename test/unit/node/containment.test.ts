import assert from 'node:assert/strict';
import { mkdir, mkdtemp, realpath, rm, symlink, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { FluxError } from '../../../src/base/errors';
import { resolveInside } from '../../../src/node/containment';
import { hashText } from '../../../src/node/hash';

describe('containment', () => {
  let base: string;
  let root: string;
  before(async () => {
    base = await realpath(await mkdtemp(join(tmpdir(), 'flux contain-')));
    root = join(base, 'work space');
    await mkdir(join(root, 'src'), { recursive: true });
    await mkdir(join(root, '.git'));
    await mkdir(join(base, 'work space 2'));
    await writeFile(join(base, 'secret'), 'x');
    await writeFile(join(root, 'src', 'a.ts'), 'x');
    await symlink(base, join(root, 'out'));
    await symlink(join(base, 'secret'), join(root, 'file-out'));
    await symlink(join(root, 'src'), join(root, 'in'));
    await symlink(join(base, 'not-there'), join(root, 'dangling'));
    await symlink(join(root, '.git'), join(root, 'git-link'));
    await symlink('loop', join(root, 'loop'));
    await symlink(root, join(base, 'alias'));
    await mkdir(join(root, 'User/globalStorage/flux-editor.flux'), { recursive: true });
    await symlink(join(root, 'User/globalStorage'), join(root, 'storage'));
  });
  after(() => rm(base, { recursive: true, force: true }));

  for (const [given, expected] of [
    ['src/a.ts', 'src/a.ts'],
    ['./src//a.ts', 'src/a.ts'],
    ['src/../src/./a.ts', 'src/a.ts'],
    ['new/deep/file.ts', 'new/deep/file.ts'],
    ['in/a.ts', 'in/a.ts'],
    ['..name', '..name'],
    ['.github/x.yml', '.github/x.yml'],
    ['.gitignore', '.gitignore'],
    ['a\\b', process.platform === 'win32' ? 'a/b' : 'a\\b'],
    ['naïve ☃.txt', 'naïve ☃.txt'],
    ['.', '.'],
    ['two\nlines "and" \'quotes\'.txt', 'two\nlines "and" \'quotes\'.txt'],
    ['User/globalStorage/other/x', 'User/globalStorage/other/x'],
    ['src/a.ts/below', 'src/a.ts/below'],
  ])
    it(`takes ${given}`, async () => assert.equal(await resolveInside(root, given ?? ''), expected));

  it('makes an absolute path relative, also when the root is reached through a link', async () => {
    assert.equal(await resolveInside(root, join(root, 'src', 'a.ts')), 'src/a.ts');
    assert.equal(await resolveInside(join(base, 'alias'), 'src/a.ts'), 'src/a.ts');
  });

  for (const given of [
    '',
    '  ',
    '..',
    '../secret',
    'src/../../secret',
    '/etc/passwd',
    '//etc/passwd',
    'src/\0a.ts',
    'out/secret',
    'out',
    'file-out',
    'out/new.txt',
    'dangling',
    'dangling/new.txt',
    'loop',
    'loop/x',
    '.git',
    '.git/config',
    '.GIT/config',
    'src/.git/hooks/x',
    'git-link/config',
    '.git./config',
    '.git /config',
    '.g\u200cit/config',
    'git~1/config',
    '../work space 2/x',
    'in/../../secret',
    'User/globalStorage/flux-editor.flux',
    'User/globalStorage/flux-editor.flux/workspaces/x/sessions.db',
    'storage/flux-editor.flux/x',
    `src/${'x'.repeat(300)}`,
  ])
    it(`refuses ${JSON.stringify(given)}`, async () => {
      await assert.rejects(
        resolveInside(root, given),
        (error) => FluxError.is(error, 'outside_workspace') && !error.message.includes('\0'),
      );
    });

  it('refuses an absolute path beside the root that begins alike', async () => {
    await assert.rejects(resolveInside(root, `${root} 2/x`), (error) => FluxError.is(error, 'outside_workspace'));
  });

  it('refuses everything where the root itself is Flux’s own folder', async () => {
    await assert.rejects(resolveInside(join(root, 'User/globalStorage/flux-editor.flux'), 'x'), (error) =>
      FluxError.is(error, 'outside_workspace'),
    );
  });

  it('says in words that the folder is gone, or a name too long', async () => {
    await assert.rejects(
      resolveInside(join(base, 'gone'), 'x'),
      (error) => FluxError.is(error, 'no_folder') && error.message.includes('gone'),
    );
    await assert.rejects(resolveInside(root, 'x'.repeat(300)), /too long/);
  });

  it('hashes the UTF-8 bytes', () => {
    assert.equal(hashText(''), 'e3b0c44298fc1c149afbf4c8996fb924');
    assert.notEqual(hashText('☃'), hashText('?'));
  });
});
