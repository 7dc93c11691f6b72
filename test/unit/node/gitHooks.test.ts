import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { mkdtemp, readdir, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { FluxError } from '../../../src/base/errors';
import { createGitCli } from '../../../src/node/git/gitCli';
import { createGitFixture, ownChange, type GitFixture } from './gitFixture';

const commitHooks = [
  'pre-commit',
  'prepare-commit-msg',
  'commit-msg',
  'post-commit',
  'reference-transaction',
  'post-index-change',
];
/** What a person may have set, beside what would lead git elsewhere. */
const personal = {
  GIT_EDITOR: 'ed-person',
  EDITOR: 'ed',
  VISUAL: 'vi',
  GIT_SSH_COMMAND: 'ssh -4',
  GIT_ASKPASS: '/bin/ask',
  LC_ALL: 'C',
  LANG: 'C',
  LANGUAGE: 'de',
  GIT_CONFIG_COUNT: '1',
  GIT_CONFIG_KEY_0: 'person.says',
  GIT_CONFIG_VALUE_0: 'hello',
  PAGER: 'less',
  PREFIX: '/opt',
};

describe('what hooks and filters of a repository are given', function () {
  this.timeout(20_000);
  let repo: GitFixture;
  let seen: string;
  const before = { ...process.env };

  beforeEach(async () => {
    seen = await mkdtemp(join(tmpdir(), 'flux-seen-'));
    repo = await createGitFixture({ 'a.txt': 'one\ntwo\nthree\n', 'b.txt': 'b\n', 'src/x.c': 'int x;\n' });
    Object.assign(process.env, personal, {
      GIT_LITERAL_PATHSPECS: '1',
      GIT_DIR: '/nowhere',
      GIT_INDEX_FILE: '/nowhere',
      VSCODE_PID: '1',
      ELECTRON_RUN_AS_NODE: '1',
    });
  });
  afterEach(async () => {
    for (const name of Object.keys(process.env)) if (!(name in before)) delete process.env[name];
    Object.assign(process.env, before);
    await repo.remove();
    await rm(seen, { recursive: true, force: true });
  });

  const git = () => createGitCli({ root: repo.root });
  /** As a terminal in the folder would run it. */
  const plainly = (...args: string[]) => {
    const env: NodeJS.ProcessEnv = { ...before, ...personal, ...(before['PWD'] !== undefined && { PWD: repo.root }) };
    for (const name of Object.keys(env)) if (/^(VSCODE|ELECTRON)_/.test(name)) delete env[name];
    execFileSync('git', args, { cwd: repo.root, env, stdio: 'pipe' });
  };
  const dumping = async (names: readonly string[]) => {
    for (const name of names) await repo.hook(name, `env -0 | sort -z > "${seen}/$FLUX_ROUND${name}.$$"`);
  };
  /** The environments that were seen, by hook, without what differs from process to process. */
  const environments = async (index: string) => {
    const found = new Map<string, Set<string>>();
    for (const file of await readdir(seen)) {
      const lines = (await readFile(join(seen, file), 'utf8'))
        .split('\0')
        .filter((line) => line !== '' && !/^(GIT_AUTHOR_DATE|_|SHLVL|OLDPWD)=/.test(line));
      const text = lines
        .map((line) => (line.startsWith('GIT_INDEX_FILE=') ? `GIT_INDEX_FILE=${index}` : line))
        .join('\n');
      const name = file.replace(/\.\d+$/, '');
      found.set(name, new Set([...(found.get(name) ?? []), text]));
    }
    await rm(seen, { recursive: true, force: true });
    execFileSync('mkdir', [seen]);
    return found;
  };

  it('the whole environment of every hook of a commit is what `git commit -- <path>` gives', async () => {
    await dumping(commitHooks);
    await repo.write('b.txt', 'B staged by the person\n');
    repo.git('add', 'b.txt');
    await environments('');
    await repo.write('a.txt', 'ONE\ntwo\nthree\n');
    plainly('commit', '-q', '-m', 'by hand', '--', 'a.txt');
    const plain = await environments('(one for this commit)');
    await repo.write('a.txt', 'ONE\ntwo\nTHREE\n');
    await git().commit({
      message: 'by Flux',
      paths: ['a.txt'],
      own: [ownChange('a.txt', 'ONE\ntwo\nthree\n', 'ONE\ntwo\nTHREE\n')],
    });
    const flux = await environments('(one for this commit)');
    for (const name of ['pre-commit', 'prepare-commit-msg', 'commit-msg', 'post-commit'])
      assert.deepEqual([...(flux.get(name) ?? [])], [...(plain.get(name) ?? [])], name);
    for (const [name, texts] of flux)
      for (const text of texts)
        assert.doesNotMatch(
          text,
          /GIT_LITERAL_PATHSPECS|GIT_OPTIONAL_LOCKS|GIT_TERMINAL_PROMPT|GIT_CONFIG_PARAMETERS|GIT_TEST_|en_US|nowhere/,
          name,
        );
    for (const text of flux.get('pre-commit') ?? [])
      for (const [name, value] of Object.entries({ ...personal, GIT_EDITOR: ':' }))
        assert.ok(text.split('\n').includes(`${name}=${value}`), `${name} in\n${text}`);
  });

  it('a hook with a pathspec refuses what it refuses for everybody', async () => {
    await repo.hook('pre-commit', 'exec git diff-index --check --cached HEAD -- ":/*.c"');
    await repo.write('src/x.c', 'int x; \n');
    await assert.rejects(
      git().commit({ message: 'm', paths: ['src/x.c'] }),
      (error) => FluxError.is(error, 'hook_refused') && /trailing whitespace/.test(error.message),
    );
    assert.equal(repo.git('log', '--format=%s').trim(), 'first');
  });

  it('a hook that stashes puts everything back', async () => {
    await repo.hook(
      'pre-commit',
      'git stash push -q --keep-index --include-untracked && grep -q ONE a.txt && ! grep -q mine b.txt; ' +
        'code=$?; git stash pop -q || exit 9; exit $code',
    );
    await repo.write('a.txt', 'ONE\ntwo\nthree\n');
    await repo.write('b.txt', 'mine\n');
    await repo.write('c d.txt', 'new and mine\n');
    await git().commit({ message: 'm', paths: ['a.txt'] });
    assert.deepEqual(
      [await repo.read('a.txt'), await repo.read('b.txt'), await repo.read('c d.txt')],
      ['ONE\ntwo\nthree\n', 'mine\n', 'new and mine\n'],
    );
    assert.equal(repo.git('stash', 'list'), '');
    assert.equal(repo.git('show', '--name-only', '--format=').trim(), 'a.txt');
    assert.equal(repo.git('status', '--porcelain'), ' M b.txt\n?? "c d.txt"\n');
  });

  it('what a hook adds is in the commit and nowhere else staged; what it adds after it is staged', async () => {
    await repo.hook(
      'pre-commit',
      'git diff --cached --name-only --diff-filter=ACM -- "*.txt" > listed && echo made > made.txt && git add ' +
        'made.txt listed',
    );
    await repo.hook('post-commit', 'echo later > later.txt && git add later.txt');
    await repo.write('b.txt', 'staged\n');
    repo.git('add', 'b.txt');
    await repo.write('a.txt', 'ONE\ntwo\nthree\n');
    await git().commit({ message: 'm', paths: ['a.txt'] });
    assert.equal(repo.git('show', '--name-only', '--format=').trim(), 'a.txt\nlisted\nmade.txt');
    assert.equal(await repo.read('listed'), 'a.txt\n');
    assert.equal(repo.git('status', '--porcelain'), 'M  b.txt\nA  later.txt\n');
  });

  it('filters are given nothing of ours either, so a commit holds what `git add` would have put in', async () => {
    await repo.write('.gitattributes', '*.list filter=sorted\n');
    repo.git('config', 'filter.sorted.clean', `sh -c 'env -0 | sort -z > "${seen}/clean.$$"; sort; true'`);
    repo.git('config', 'filter.sorted.smudge', 'cat');
    await repo.write('n.list', 'b\nB\na\nA\n');
    repo.commitAll('with a filter');
    await environments('');
    await repo.write('n.list', 'b\nB\na\nA\nc\nC\n');
    await git().commit({
      message: 'm',
      paths: ['n.list'],
      own: [ownChange('n.list', 'b\nB\na\nA\n', 'b\nB\na\nA\nc\nC\n')],
    });
    assert.equal(repo.git('show', 'HEAD:n.list'), 'A\nB\nC\na\nb\nc\n');
    const texts = [...((await environments('')).get('clean') ?? [])];
    assert.ok(texts.length > 0);
    for (const text of texts) assert.doesNotMatch(text, /GIT_LITERAL_PATHSPECS|GIT_CONFIG_PARAMETERS|GIT_TEST_|en_US/);
  });

  it('looking, comparing and noting the tree run no hook', async () => {
    await dumping(commitHooks);
    await repo.write('a.txt', 'ONE\n');
    await repo.write('new [1].txt', 'n\n');
    await environments('');
    assert.equal((await git().state())?.changes.length, 2);
    assert.match(await git().diff({}), /new \[1\]\.txt/);
    assert.doesNotMatch(await git().diff({ paths: ['new [1].txt'] }), /a\.txt/);
    assert.deepEqual([...(await environments('')).keys()], []);
  });

  it('who commits is missed in every language', async () => {
    repo.git('config', 'user.useConfigOnly', 'true');
    repo.git('config', '--unset', 'user.name');
    repo.git('config', '--unset', 'user.email');
    Object.assign(process.env, { HOME: seen, XDG_CONFIG_HOME: seen, GIT_CONFIG_GLOBAL: '/dev/null' });
    await repo.write('a.txt', 'ONE\n');
    await assert.rejects(git().commit({ message: 'm', paths: ['a.txt'] }), (error) =>
      FluxError.is(error, 'no_identity'),
    );
  });
});
