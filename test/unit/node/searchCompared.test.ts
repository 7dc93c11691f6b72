import assert from 'node:assert/strict';
import { existsSync, readdirSync } from 'node:fs';
import { chmod, mkdir, mkdtemp, readFile, rm, symlink, writeFile } from 'node:fs/promises';
import { homedir, tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { hiddenLine } from '../../../src/base/secretPaths';
import { CancelledError, FluxError } from '../../../src/base/errors';
import type { SearchHit, SearchRequest } from '../../../src/contracts/ports';
import { createPlainSearch } from '../../../src/node/search/plainSearch';
import { findRipgrep } from '../../../src/node/search/ripgrep';
import { createRipgrepSearch } from '../../../src/node/search/ripgrepSearch';

const never = new AbortController().signal;
const words = [
  'login',
  'Login',
  'logins',
  'relogin',
  'user.name',
  'naïve',
  'größe',
  'x_login',
  'a-login-b',
  '42',
  '٤٢',
  'ſtraße',
  '(login)',
  'LOGIN()',
  '"quoted"',
  'tab\tlogin',
];

/** The same text each time, of words in an order of its own. */
function textOf(seed: number, lines: number, eol = '\n'): string {
  let state = seed * 2654435761 + 1;
  const next = () => (state = (Math.imul(state, 1664525) + 1013904223) >>> 0) >>> 16;
  return (
    Array.from({ length: lines }, () =>
      Array.from({ length: next() % 5 }, () => words[next() % words.length]).join(' '),
    ).join(eol) + (seed % 3 === 0 ? '' : eol)
  );
}

function tree(): Record<string, string | Buffer> {
  const files: Record<string, string | Buffer> = {};
  for (let at = 0; at < 150; at++)
    files[
      `${['src', 'src/deep', 'lib', 'test', 'app/[id]', 'build', 'vendor/ours'][at % 7]}/f${at}.${['ts', 'js', 'md', 'css'][at % 4]}`
    ] = textOf(at, at % 40, at % 5 === 0 ? '\r\n' : '\n');
  return {
    ...files,
    '.gitignore': 'build/\n*.log\n!keep.log\n/vendor\n',
    'lib/.gitignore': 'f2?.md\n!f23.md\n',
    '.ignore': 'test/*.css\n',
    'keep.log': textOf(500, 5),
    'drop.log': textOf(501, 5),
    '.github/workflows/ci.yml': 'run: login\n',
    '.hidden.ts': 'login\n',
    '.env': 'LOGIN=hush\nlogin=hush\n',
    'tls/server.key': 'login hush\nlogin hush\n',
    'it\'s "odd" ☃.ts': 'login\n',
    'two\nlines.ts': 'login\nlogin\n',
    'bom.ts': Buffer.from('\ufefflogin first\nthen login\n'),
    'wide.ts': Buffer.from('\ufefflogin wide\nno\n', 'utf16le'),
    'late.bin': Buffer.concat([Buffer.from(`login\n${'filler\n'.repeat(20_000)}`), Buffer.from([0, 1])]),
    'early.bin': Buffer.from('login\0login\n'),
    'large.txt': `${'filler filler filler\n'.repeat(50_000)}login at the end\n`,
    'long.min.js': `${'ü'.repeat(3000)}login${'y'.repeat(3000)}\n`,
  };
}

const requests: Partial<SearchRequest>[] = [
  { pattern: 'login' },
  { pattern: 'login', words: true },
  { pattern: 'LOGIN', ignoreCase: true },
  { pattern: 'LOGIN', ignoreCase: true, words: true },
  { pattern: '(login)', literal: true },
  { pattern: 'user.name', literal: true, words: true },
  { pattern: 'login', contextLines: 2 },
  { pattern: '^$', contextLines: 1, glob: 'src/**' },
  { pattern: 'login$' },
  { pattern: '^login\\b' },
  { pattern: '\\bgröße\\b' },
  { pattern: '\\w+ïve' },
  { pattern: '\\d{2}' },
  { pattern: '[[:upper:]]{5}' },
  { pattern: '(?i)naïve|STRASSE' },
  { pattern: 'user\\.name' },
  { pattern: '"quoted"' },
  { pattern: '[\\w-]+-b' },
  { pattern: '(?P<who>login)s' },
  { pattern: '\\Alogin' },
  { pattern: 'tab\\tlogin' },
  { pattern: '\\x{6c}ogin' },
  { pattern: 'log|(?:42)' },
  { pattern: '-login' },
  { pattern: 'a/b|login/' },
  ...[
    '*.ts',
    '**/*.ts',
    'src/**',
    'src/*.ts',
    './src/**/*.js',
    '*.{md,js}',
    '{src,lib}/**/*.ts',
    'app/\\[id\\]/**',
    'lib/f2[0-9].*',
    'lib/f[!2]*',
    'build/**',
    '*.log',
    '**',
    '**/*',
    '.github/**',
    '.*',
    '.env',
    'large.txt',
    'src/',
    'vendor/**',
    '!src/**',
    '!*.ts',
    '@(src|lib)/*.md',
    'f7.*',
    'src',
    'no/such/**',
    'two\nlines.ts',
    'src/f?.ts',
    '**/deep/*',
    'test/**',
  ].map((glob) => ({ pattern: 'login', glob })),
  ...['src/**', '*.ts', 'src', 'src/', '**/deep/**', 'lib/f2*', '.github'].map((exclude) => ({
    pattern: 'login',
    exclude,
  })),
  { pattern: 'login', glob: 'src/**', exclude: '**/deep/**', contextLines: 1, words: true, ignoreCase: true },
  { pattern: 'login', glob: '.github/**', exclude: '*.md' },
];

describe('search, ripgrep and plain scan compared', function () {
  this.timeout(60_000);
  let root: string;
  before(async () => {
    root = await mkdtemp(join(tmpdir(), 'flux-compared-'));
    for (const [name, content] of Object.entries(tree())) {
      await mkdir(dirname(join(root, name)), { recursive: true });
      await writeFile(join(root, name), content);
    }
    await symlink(join(root, 'src'), join(root, 'link'));
    await symlink(join(root, 'nowhere'), join(root, 'broken.ts'));
  });
  after(() => rm(root, { recursive: true, force: true }));

  for (const [name, appRoot] of [
    ['the editor’s ripgrep', editorFolder()],
    ['the ripgrep on the PATH', undefined],
  ] as const)
    describe(name, () => {
      let both: readonly [ReturnType<typeof createPlainSearch>, ReturnType<typeof createPlainSearch>];
      before(async function () {
        const rgPath = await findRipgrep(appRoot);
        if (rgPath === undefined || (name.includes('editor') && appRoot === undefined)) return this.skip();
        both = [createRipgrepSearch({ root, rgPath }), createPlainSearch({ root })];
      });

      it('find the same', async () => {
        let found = 0;
        for (const request of requests) {
          const [fast, plain] = await Promise.all(
            both.map((port) => port.search({ pattern: '', limit: 100_000, ...request }, never)),
          );
          assert.deepEqual(plain, fast, JSON.stringify(request));
          found += plain!.hits.length;
        }
        assert.ok(found > 5000, String(found));
      });

      it('list the same', async () => {
        for (const { glob } of requests) {
          const [fast, plain] = await Promise.all(both.map((port) => port.listFiles(glob, 10_000, never)));
          assert.deepEqual(plain, fast, glob);
        }
        const { files } = await both[1].listFiles(undefined, 10_000, never);
        assert.ok(files.includes('two\nlines.ts') && files.includes('keep.log'));
        assert.ok(!files.some((file) => /^(link|broken|build|vendor|\.)/.test(file)));
      });

      it('count hits alone towards the limit, and keep only context that belongs to them', async () => {
        for (const port of both) {
          const { hits, truncated } = await port.search(
            { pattern: 'filler|login', glob: 'large.txt', contextLines: 2, limit: 3 },
            never,
          );
          assert.deepEqual([hits.map(({ line }) => line), truncated], [[1, 2, 3], true]);
          const near = await port.search({ pattern: '^login', glob: 'bom.ts', contextLines: 5, limit: 1 }, never);
          assert.deepEqual(
            near.hits.map(({ line, isContext }) => [line, isContext === true]),
            [
              [1, false],
              [2, true],
            ],
          );
        }
      });

      it('tell of hits as they find them', async () => {
        for (const port of both) {
          const heard: SearchHit[] = [];
          const { hits } = await port.search(
            { pattern: 'login', contextLines: 1, limit: 100_000, onHit: (hit) => heard.push(hit) },
            never,
          );
          const byPlace = (a: SearchHit, b: SearchHit) =>
            a.path < b.path ? -1 : a.path > b.path ? 1 : a.line - b.line;
          assert.deepEqual(heard.sort(byPlace), hits);
        }
      });

      it('show nothing of what holds secrets', async () => {
        for (const port of both) {
          for (const glob of [undefined, 'tls/**', '.env', '.e*']) {
            const { hits } = await port.search(
              {
                pattern: 'login',
                ignoreCase: true,
                contextLines: 3,
                glob,
                limit: 100_000,
                onHit: (hit) => assert.doesNotMatch(hit.text, /hush/),
              },
              never,
            );
            const secret = hits.filter(({ text }) => text === hiddenLine);
            assert.deepEqual(
              secret.map(({ path, line }) => [path, line]),
              glob?.startsWith('.e') ? [['.env', 1]] : [['tls/server.key', 1]],
            );
            assert.doesNotMatch(JSON.stringify(hits), /hush/);
          }
        }
      });

      it('refuse what neither can do', async () => {
        for (const port of both) {
          for (const pattern of [
            '(?=login)',
            '(?<!x)login',
            '(login)\\1',
            'login\\nlogin',
            '(login',
            '[z-a]',
            '*login',
          ]) {
            await assert.rejects(
              port.search({ pattern, limit: 9 }, never),
              (error) => FluxError.is(error, 'bad_pattern'),
              pattern,
            );
          }
        }
      });
    });

  it('ends the process when cancelled', async function () {
    if (process.platform === 'win32') return this.skip();
    const stand = join(root, 'slow-rg');
    await writeFile(stand, `#!/bin/sh\necho $$ > "${root}/pid"\nexec sleep 600\n`);
    await chmod(stand, 0o755);
    const stop = new AbortController();
    const search = createRipgrepSearch({ root, rgPath: stand }).search(
      { pattern: 'x', glob: 'src/**', limit: 1 },
      stop.signal,
    );
    while (!existsSync(join(root, 'pid')) || (await readFile(join(root, 'pid'), 'utf8')) === '') await sleep(10);
    const pid = Number(await readFile(join(root, 'pid'), 'utf8'));
    process.kill(pid, 0);
    stop.abort();
    await assert.rejects(search, CancelledError);
    assert.throws(() => process.kill(pid, 0), /ESRCH/);
  });

  it('keeps to the rules of the repository that the folder lies in', async () => {
    await mkdir(join(root, '.git'));
    const inner = join(root, 'lib');
    await writeFile(join(inner, 'x.log'), 'login\n');
    const { hits } = await createPlainSearch({ root: inner }).search(
      { pattern: 'login', glob: '*.log', limit: 9 },
      never,
    );
    assert.deepEqual(hits, []);
    await rm(join(root, '.git'), { recursive: true });
  });
});

/** The folder of an editor that the test machinery has installed; none on a machine where it has not. */
function editorFolder(): string | undefined {
  const cache = process.env['FLUX_CACHE'] ?? join(homedir(), '.cache', 'flux-editor');
  if (!existsSync(cache)) return undefined;
  return readdirSync(cache)
    .filter((name) => name.startsWith('code-server-'))
    .map((name) => join(cache, name, 'node_modules/code-server/lib/vscode'))
    .find((folder) => existsSync(folder));
}
