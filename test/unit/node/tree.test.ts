import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { chmod, mkdir, mkdtemp, open, readFile, rename, rm, stat, symlink, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { setImmediate } from 'node:timers/promises';
import type { FileImage, FileTouch } from '../../../src/contracts/checkpoint';
import { hashBytes } from '../../../src/node/store/hashBytes';
import { watchFolder } from '../../../src/node/tree/watchTree';

const never = new AbortController().signal;
const none: ReadonlySet<string> = new Set();

describe('watchFolder', function () {
  this.timeout(60_000);
  let root: string;
  let kept: Map<string, Buffer>;
  let keptBytes: number;

  beforeEach(async () => {
    root = await mkdtemp(join(tmpdir(), 'flux tree-'));
    kept = new Map();
    keptBytes = 0;
  });
  afterEach(() => rm(root, { recursive: true, force: true }));

  const put = (list: readonly Uint8Array[]) =>
    Promise.resolve(
      list.map((bytes) => {
        const key = hashBytes(bytes);
        if (!kept.has(key)) keptBytes += bytes.length;
        kept.set(key, Buffer.from(bytes));
        return key;
      }),
    );
  const git = (...args: string[]) =>
    execFileSync('git', ['-c', 'user.name=A', '-c', 'user.email=a@b', ...args], {
      cwd: root,
      encoding: 'utf8',
      stdio: ['ignore', 'pipe', 'pipe'],
    });
  const file = (path: string) => join(root, path);
  const write = async (path: string, content: string | Buffer) => {
    await mkdir(dirname(file(path)), { recursive: true });
    await writeFile(file(path), content);
  };
  const init = async (files: Record<string, string | Buffer>, settings: readonly string[] = []) => {
    git('init', '-q', '-b', 'main');
    for (const setting of settings) git('config', ...setting.split('='));
    for (const [path, content] of Object.entries(files)) await write(path, content);
    git('add', '-A');
    git('commit', '-q', '-m', 'start');
  };
  const textOf = (image: FileImage) =>
    image.key === null ? null : (kept.get(image.key)?.toString('latin1') ?? 'not kept');
  const told = (touched: readonly FileTouch[]) =>
    Object.fromEntries(touched.map((touch) => [touch.path, [textOf(touch.before), textOf(touch.after)]]));
  /** What is told after `work`. */
  const watch = async (work: () => Promise<unknown> | unknown, except = none, at = root) => {
    const watched = await watchFolder(at, put, never);
    await work();
    const { touched, unkept } = await watched.finish((path) => except.has(path));
    return { told: told(touched), touched, unkept };
  };

  for (const kind of ['in a repository', 'without one']) {
    describe(kind, () => {
      const begin = (files: Record<string, string>) =>
        kind === 'in a repository'
          ? init(files)
          : Promise.all(Object.entries(files).map(([path, content]) => write(path, content)));

      it('tells edits, new files, deletions and moves, and nothing else', async () => {
        await begin({
          'edited.txt': 'one\n',
          'same.txt': 'same\n',
          'gone.txt': 'gone\n',
          'moved.txt': 'moved\n',
          'sub/deep.txt': 'deep\n',
        });
        await write('mine.txt', 'not committed\n');
        await write('sub/deep.txt', 'deep, edited by the person\n');
        const { told, unkept } = await watch(async () => {
          await write('edited.txt', 'two\n');
          await write('same.txt', 'same\n');
          await write('made ☃ "quoted".txt', 'made\n');
          await rm(file('gone.txt'));
          await rename(file('moved.txt'), file('sub/new name.txt'));
          await write('sub/deep.txt', 'deep, edited by both\n');
        });
        assert.deepEqual(told, {
          'edited.txt': ['one\n', 'two\n'],
          'gone.txt': ['gone\n', null],
          'made ☃ "quoted".txt': [null, 'made\n'],
          'moved.txt': ['moved\n', null],
          'sub/deep.txt': ['deep, edited by the person\n', 'deep, edited by both\n'],
          'sub/new name.txt': [null, 'moved\n'],
        });
        assert.deepEqual(unkept, []);
      });

      it('tells which folders were made', async () => {
        await begin({ 'old/a.txt': 'a' });
        // The clock of the file system may be some milliseconds behind.
        await new Promise((resolve) => setTimeout(resolve, 40));
        const { touched } = await watch(() => write('old/new/deep/b.txt', 'b'));
        assert.deepEqual(
          touched.map(({ path, madeFolders }) => [path, madeFolders]),
          [['old/new/deep/b.txt', ['old/new', 'old/new/deep']]],
        );
      });

      it('tells a change of permissions', async () => {
        await begin({ 'run.sh': '#!/bin/sh\n' });
        await chmod(file('run.sh'), 0o640);
        const { touched } = await watch(() => chmod(file('run.sh'), 0o755));
        assert.equal(touched.length, 1);
        assert.equal(touched[0]?.before.key, touched[0]?.after.key);
        assert.equal((touched[0]?.before.mode ?? 0) & 0o111, 0);
        assert.equal(touched[0]?.after.mode, 0o755);
      });

      it('leaves out what the person did meanwhile', async () => {
        await begin({ 'a.txt': 'a', 'b.txt': 'b' });
        const { told } = await watch(
          async () => {
            await write('a.txt', 'typed');
            await write('b.txt', 'generated');
          },
          new Set(['a.txt']),
        );
        assert.deepEqual(told, { 'b.txt': ['b', 'generated'] });
      });

      it('says of links only that they changed', async () => {
        await begin({ 'a.txt': 'a' });
        const { told, unkept } = await watch(() => symlink('a.txt', file('link')));
        assert.deepEqual([told, unkept], [{}, ['link']]);
      });

      it('tells nothing of an idle command', async () => {
        await begin({ 'a.txt': 'a' });
        await write('b.txt', 'b');
        assert.deepEqual(await watch(() => undefined), { told: {}, touched: [], unkept: [] });
        assert.equal(keptBytes, 0);
      });
    });
  }

  describe('in a repository', () => {
    it('compares with what was before, also when commits come and branches change', async () => {
      await init({ 'a.txt': 'a\n', 'b.txt': 'b\n' });
      git('checkout', '-q', '-b', 'other');
      await write('b.txt', 'b of other\n');
      await write('only.txt', 'only here\n');
      git('add', '-A');
      git('commit', '-q', '-m', 'other');
      git('checkout', '-q', 'main');
      const { told } = await watch(async () => {
        await write('a.txt', 'a changed\n');
        git('commit', '-q', '-a', '-m', 'a command may commit');
        git('checkout', '-q', 'other');
      });
      assert.deepEqual(told, { 'b.txt': ['b\n', 'b of other\n'], 'only.txt': [null, 'only here\n'] });
    });

    it('knows what was staged, deleted and in conflict before', async () => {
      await init({ 'staged.txt': '1\n', 'deleted.txt': '1\n', 'clash.txt': '1\n' });
      git('checkout', '-q', '-b', 'other');
      await write('clash.txt', 'other\n');
      git('commit', '-q', '-a', '-m', 'other');
      git('checkout', '-q', 'main');
      await write('clash.txt', 'main\n');
      git('commit', '-q', '-a', '-m', 'main');
      assert.throws(() => git('merge', 'other'));
      await write('staged.txt', '2\n');
      git('add', 'staged.txt');
      await rm(file('deleted.txt'));
      const clash = await readFile(file('clash.txt'), 'latin1');
      const { told, unkept } = await watch(() => git('reset', '-q', '--hard'));
      assert.deepEqual(told, {
        'clash.txt': [clash, 'main\n'],
        'deleted.txt': [null, '1\n'],
        'staged.txt': ['2\n', '1\n'],
      });
      assert.deepEqual(unkept, []);
    });

    it('works before the first commit and while it is made', async () => {
      git('init', '-q', '-b', 'main');
      await write('a.txt', 'a\n');
      const { told } = await watch(async () => {
        git('add', '-A');
        git('commit', '-q', '-m', 'first');
        await write('a.txt', 'b\n');
      });
      assert.deepEqual(told, { 'a.txt': ['a\n', 'b\n'] });
    });

    it('never takes a file that was ignored before for a new one', async () => {
      await init({ '.gitignore': '*.secret\nbuild/\n', 'a.txt': 'a' });
      await write('my.secret', 'mine');
      await write('build/mine.txt', 'mine');
      await write('other.secret', 'mine too');
      await new Promise((resolve) => setTimeout(resolve, 40));
      const { told, unkept } = await watch(async () => {
        await write('.gitignore', '');
        await write('other.secret', 'overwritten');
        git('add', '-f', 'build/mine.txt');
        git('commit', '-q', '-m', 'forced');
      });
      assert.deepEqual(told, { '.gitignore': ['*.secret\nbuild/\n', ''] });
      assert.deepEqual(unkept, ['other.secret']);
    });

    it('watches a folder below the top, and falls back to looking where git ignores it', async () => {
      await init({ 'sub/a.txt': 'a', 'top.txt': 'top', '.gitignore': 'ignored/\n' });
      await write('ignored/b.txt', 'b');
      const below = await watch(
        async () => {
          await write('sub/a.txt', 'A');
          await write('top.txt', 'TOP');
        },
        none,
        file('sub'),
      );
      assert.deepEqual(below.told, { 'a.txt': ['a', 'A'] });
      const ignored = await watch(() => write('ignored/b.txt', 'B'), none, file('ignored'));
      assert.deepEqual(ignored.told, { 'b.txt': ['b', 'B'] });
    });

    for (const autocrlf of ['true', 'input', 'false']) {
      it(`gives the bytes of the disk, not git's, with autocrlf ${autocrlf}`, async () => {
        await init({ '.gitattributes': '*.auto text=auto\n', 'lf.txt': 'one\ntwo\n', 'x.auto': 'one\ntwo\n' }, [
          `core.autocrlf=${autocrlf}`,
          'core.safecrlf=false',
        ]);
        // What a clone would have there.
        await rm(file('lf.txt'));
        git('checkout', '-q', '--', 'lf.txt');
        // Converted by the person's editor: still clean for git where line endings are converted.
        await write('x.auto', 'one\r\ntwo\r\n');
        const before = { 'lf.txt': await readFile(file('lf.txt'), 'latin1'), 'x.auto': 'one\r\ntwo\r\n' };
        const { told, unkept } = await watch(async () => {
          await write('lf.txt', 'changed');
          await write('x.auto', 'changed');
          await write('.gitattributes', '');
        });
        assert.deepEqual(
          [told['lf.txt'], told['x.auto'], unkept],
          [[before['lf.txt'], 'changed'], [before['x.auto'], 'changed'], []],
        );
      });
    }

    it('runs the filters of the person for what they had changed on the way out', async () => {
      await init({ '.gitattributes': '*.rot filter=rot\n*.u16 working-tree-encoding=UTF-16LE-BOM\n' }, [
        'filter.rot.clean=tr a-z n-za-m',
        'filter.rot.smudge=tr n-za-m a-z',
        'filter.rot.required=true',
      ]);
      const utf16 = Buffer.from('\ufeffgrüße\n', 'utf16le');
      await write('x.rot', 'hello\n');
      await write('x.u16', utf16);
      git('add', '-A');
      git('commit', '-q', '-m', 'filtered');
      assert.equal(git('cat-file', 'blob', 'HEAD:x.rot'), 'uryyb\n');
      const { told } = await watch(async () => {
        await write('x.rot', 'bye\n');
        await rm(file('x.u16'));
      });
      assert.deepEqual(told, { 'x.rot': ['hello\n', 'bye\n'], 'x.u16': [utf16.toString('latin1'), null] });
    });

    it('sees what was written in the second of the last “git add”, with the same size', async () => {
      await init({ 'mine.txt': 'one\n' });
      // Git itself looks into a file that is as new as its index; a copy of the index is newer.
      for (;;) {
        await write('mine.txt', 'one\n');
        git('add', 'mine.txt');
        await write('mine.txt', 'two\n');
        const [index, mine] = await Promise.all([stat(file('.git/index')), stat(file('mine.txt'))]);
        if (Math.floor(index.mtimeMs / 1000) === Math.floor(mine.ctimeMs / 1000)) break;
      }
      const noted = Math.floor(Date.now() / 1000);
      while (Math.floor(Date.now() / 1000) === noted) await setImmediate();
      assert.deepEqual((await watch(() => {})).told, {});
      assert.deepEqual((await watch(() => write('mine.txt', 'six\n'))).told, { 'mine.txt': ['two\n', 'six\n'] });
    });

    it('leaves the index and the repository alone', async () => {
      await init({ 'a.txt': 'a' });
      await write('a.txt', 'a');
      const index = await readFile(file('.git/index'));
      await watch(() => undefined);
      assert.ok(index.equals(await readFile(file('.git/index'))));
    });

    it('reads names with line breaks, quotes and glob characters', async () => {
      const odd = ['a\nb.txt', '"q".txt', '*.txt', '[x].txt', ' lead.txt', 'tab\t.txt', ':(top)x.txt'];
      await init(Object.fromEntries(odd.map((name) => [name, `was ${name}`])));
      const { told } = await watch(() => Promise.all(odd.map((name) => write(name, 'is'))));
      assert.deepEqual(told, Object.fromEntries(odd.map((name) => [name, [`was ${name}`, 'is']])));
    });

    it('keeps no more of a large repository than the files touched', async () => {
      const files: Record<string, string> = {};
      for (let index = 0; index < 3000; index++)
        files[`src/${index % 50}/file${index}.txt`] = `file ${index}\n`.repeat(100);
      await init(files);
      const sparse = await open(file('huge.bin'), 'w');
      await sparse.truncate(2 * 1024 * 1024 * 1024);
      await sparse.close();
      const { told, unkept } = await watch(async () => {
        await write('src/0/file0.txt', 'changed\n');
        await write('new.txt', 'new\n');
        const handle = await open(file('huge.bin'), 'r+');
        await handle.write('x', 5);
        await handle.close();
      });
      assert.deepEqual(Object.keys(told), ['new.txt', 'src/0/file0.txt']);
      assert.deepEqual(unkept, ['huge.bin']);
      assert.equal(keptBytes, files['src/0/file0.txt']!.length + 'changed\n'.length + 'new\n'.length);
    });

    it('does not keep what is too large, and still can tell whether it was left alone', async () => {
      await init({ 'a.txt': 'a' });
      const { touched, unkept } = await watch(async () => {
        const handle = await open(file('output.bin'), 'w');
        await handle.truncate(60 * 1024 * 1024);
        await handle.close();
      });
      assert.deepEqual(unkept, []);
      assert.deepEqual([touched[0]?.path, touched[0]?.before.key, keptBytes], ['output.bin', null, 0]);
      assert.match(touched[0]?.after.key ?? '', /^[0-9a-f]{32}$/);
    });
  });

  describe('without a repository', () => {
    it('leaves folders out that tools fill', async () => {
      await write('node_modules/x/index.js', 'x');
      await write('src/a.js', 'a');
      const { told } = await watch(async () => {
        await write('node_modules/x/index.js', 'y');
        await write('.venv/lib.py', 'y');
        await write('src/a.js', 'b');
      });
      assert.deepEqual(told, { 'src/a.js': ['a', 'b'] });
    });

    it('says which files beyond its copies have changed', async () => {
      await write('large.bin', Buffer.alloc(5 * 1024 * 1024));
      await write('a.txt', 'a');
      const { told, unkept } = await watch(async () => {
        await write('large.bin', 'x');
        await write('a.txt', 'b');
      });
      assert.deepEqual([told, unkept], [{ 'a.txt': ['a', 'b'] }, ['large.bin']]);
    });
  });
});
