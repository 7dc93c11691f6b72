import assert from 'node:assert/strict';
import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { homedir, tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { existsSync, readdirSync } from 'node:fs';
import { CancelledError, FluxError } from '../../../src/base/errors';
import { createPlainSearch } from '../../../src/node/search/plainSearch';
import { findRipgrep } from '../../../src/node/search/ripgrep';
import { createRipgrepSearch } from '../../../src/node/search/ripgrepSearch';

/** The folder of an editor that the test machinery has installed; none on a machine where it has not. */
function editorFolder(): string | undefined {
  const cache = process.env['FLUX_CACHE'] ?? join(homedir(), '.cache', 'flux-editor');
  if (!existsSync(cache)) return undefined;
  return readdirSync(cache)
    .filter((name) => name.startsWith('code-server-'))
    .map((name) => join(cache, name, 'node_modules/code-server/lib/vscode'))
    .find((folder) => existsSync(folder));
}

const files: Record<string, string | Buffer> = {
  'src/login.ts': 'export function login() {}\r\n// Login again\r\nconst x = "a.b";\r\n',
  'src/deep/other.js': 'login();\nlogin();\nconst s = "([";\n',
  'with space/ünï ☃.txt': 'login here\n',
  'docs/guide.md': 'How to log in: login\n',
  '.gitignore': 'ignored/\n*.log\n!keep.log\n',
  'ignored/a.ts': 'login\n',
  'trace.log': 'login\n',
  'keep.log': 'login\n',
  'sub/.gitignore': 'private.ts\n',
  'sub/private.ts': 'login\n',
  'node_modules/p/index.js': 'login\n',
  '.hidden/x.ts': 'login\n',
  'binary.bin': Buffer.from([0x6c, 0x6f, 0x67, 0x69, 0x6e, 0, 1, 2, 0x0a]),
  'long.min.js': `${'x'.repeat(5000)}needle${'y'.repeat(5000)}\n`,
};

describe('search', function () {
  this.timeout(10_000);
  let root: string;
  before(async () => {
    root = await mkdtemp(join(tmpdir(), 'flux search-'));
    for (const [name, content] of Object.entries(files)) {
      await mkdir(dirname(join(root, name)), { recursive: true });
      await writeFile(join(root, name), content);
    }
  });
  after(() => rm(root, { recursive: true, force: true }));
  const signal = () => new AbortController().signal;

  for (const kind of ['ripgrep', 'plain'] as const)
    describe(kind, () => {
      let port: ReturnType<typeof createPlainSearch>;
      before(async function () {
        const rgPath = kind === 'ripgrep' ? await findRipgrep(editorFolder()) : '';
        if (rgPath === undefined) return this.skip();
        port = kind === 'plain' ? createPlainSearch({ root }) : createRipgrepSearch({ root, rgPath });
      });

      it('finds what is not ignored, in order', async () => {
        const { hits, truncated } = await port.search({ pattern: 'log(in)\\b', limit: 50 }, signal());
        assert.deepEqual(
          hits.map(({ path, line }) => `${path}:${line}`),
          [
            'docs/guide.md:1',
            'keep.log:1',
            'src/deep/other.js:1',
            'src/deep/other.js:2',
            'src/login.ts:1',
            'with space/ünï ☃.txt:1',
          ],
        );
        assert.equal(hits[4]?.text, 'export function login() {}');
        assert.equal(truncated, false);
      });

      it('stops at the limit and says so', async () => {
        const { hits, truncated } = await port.search({ pattern: 'login', limit: 2 }, signal());
        assert.equal(hits.length, 2);
        assert.equal(truncated, true);
        assert.equal((await port.search({ pattern: 'a\\.b', limit: 1 }, signal())).truncated, false);
      });

      it('takes words literally, ignores case, narrows by glob', async () => {
        assert.equal(
          (await port.search({ pattern: '([', literal: true, limit: 9 }, signal())).hits[0]?.path,
          'src/deep/other.js',
        );
        assert.equal(
          (await port.search({ pattern: 'LOGIN', ignoreCase: true, glob: '*.ts', limit: 9 }, signal())).hits.length,
          2,
        );
        for (const [glob, count] of [
          ['src/**', 3],
          ['**/*.ts', 1],
          ['src/*.ts', 1],
          ['./src/**/*.js', 2],
          ['*.{md,js}', 3],
          ['ignored/**', 0],
          ['*.log', 1],
          ['**/*', 6],
        ] as const) {
          assert.equal((await port.search({ pattern: 'login', glob, limit: 20 }, signal())).hits.length, count, glob);
        }
        assert.deepEqual((await port.search({ pattern: '-n', limit: 9 }, signal())).hits, []);
      });

      it('shows only the neighbourhood in a very long line', async () => {
        const { hits } = await port.search({ pattern: 'needle', limit: 9 }, signal());
        assert.match(hits[0]?.text ?? '', /^…x+needley+…$/);
        assert.ok((hits[0]?.text.length ?? 0) < 600);
      });

      it('explains a pattern that is none', async () => {
        await assert.rejects(
          port.search({ pattern: '(unclosed', limit: 9 }, signal()),
          (error) => FluxError.is(error, 'bad_pattern') && /literally/.test(error.message),
        );
      });

      it('can be cancelled', async () => {
        await assert.rejects(port.search({ pattern: 'login', limit: 9 }, AbortSignal.abort()), CancelledError);
        const abort = new AbortController();
        const search = port.search({ pattern: 'login', limit: 9 }, abort.signal);
        abort.abort();
        await assert.rejects(search, CancelledError);
      });

      it('lists files, sorted', async () => {
        const { files: all, truncated } = await port.listFiles(undefined, 100, signal());
        assert.deepEqual(all, [
          'binary.bin',
          'docs/guide.md',
          'keep.log',
          'long.min.js',
          'src/deep/other.js',
          'src/login.ts',
          'with space/ünï ☃.txt',
        ]);
        assert.equal(truncated, false);
        assert.deepEqual((await port.listFiles('*.js', 100, signal())).files, ['long.min.js', 'src/deep/other.js']);
        assert.equal((await port.listFiles('**', 2, signal())).truncated, true);
      });
    });
});
