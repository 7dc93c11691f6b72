import assert from 'node:assert/strict';
import { mkdir, readFile, rm, utimes, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { affectedTests } from '../../../src/core/watch/affectedTests';
import { createGitCli } from '../../../src/node/git/gitCli';
import { createCodeIndex, type CodeIndex } from '../../../src/node/index/codeIndex';
import { createPlainSearch } from '../../../src/node/search/plainSearch';
import { outlineByPatterns } from '../../../src/outlines/outline';
import { bundle } from './buildWorker';
import { createGitFixture, type GitFixture } from './gitFixture';

const never = new AbortController().signal;

describe('tests that changes reach', function () {
  this.timeout(60_000);
  let worker: Awaited<ReturnType<typeof bundle>>;
  let fixture: GitFixture;
  let index: CodeIndex;
  let place: string;

  before(async () => {
    worker = await bundle('src/node/index/indexWorker.ts');
  });
  after(() => worker.remove());
  afterEach(async () => {
    await index.close();
    await fixture.remove();
    await rm(place, { recursive: true, force: true });
  });

  async function open(files: Readonly<Record<string, string>>): Promise<void> {
    fixture = await createGitFixture(files);
    place = join(tmpdir(), `flux-reach-${process.pid}-${Date.now()}`);
    index = createCodeIndex({
      file: join(place, 'index.db'),
      workerUrl: pathToFileURL(worker.file),
      maxFileKb: () => 100,
      folders: () => [{ root: fixture.root, name: '', hidden: [] }],
    });
    await update();
  }
  const update = () => index.update({ signal: never, report: () => {}, quick: true });
  async function change(path: string, text: string): Promise<void> {
    await mkdir(dirname(join(fixture.root, path)), { recursive: true });
    await writeFile(join(fixture.root, path), text);
    await utimes(join(fixture.root, path), 1000, 1000);
    await update();
  }
  const reached = async (...paths: string[]) => {
    const { tests, all } = await index.reaching(paths, [], 100);
    const near = tests.filter(({ distance }) => distance !== undefined);
    return { near: near.map(({ path, distance }) => `${path} ${distance}`).sort(), all };
  };
  const chosen = (...paths: string[]) =>
    affectedTests(
      paths,
      {
        index,
        search: createPlainSearch({ root: fixture.root }),
        git: createGitCli({ root: fixture.root }),
        outline: outlineByPatterns,
        files: {
          read: async (path: string) => ({
            path,
            text: await readFile(join(fixture.root, path), 'utf8'),
            hash: '',
            dirty: false,
          }),
        } as never,
        log: { info: () => {}, warn: assert.fail, error: assert.fail },
      },
      never,
    );
  const importing = (...names: string[]) =>
    `${names.map((name) => `import '${name}';`).join('\n')}\ntest('works', () => {});\n`;

  it('go backwards along the imports, also of a changed index', async () => {
    await open({
      'src/base.ts': 'export const base = 1;\n',
      'src/middle.ts': "export { base } from './base.js';\n",
      'src/alone.ts': 'export const alone = 1;\n',
      'test/base.test.ts': importing('../src/base'),
      'test/middle.test.ts': importing('../src/middle.js'),
      'test/alone.test.ts': importing('../src/alone'),
      'test/helper.ts': "import '../src/alone';\n",
    });
    assert.deepEqual(await reached('src/base.ts'), { near: ['test/base.test.ts 1', 'test/middle.test.ts 2'], all: 3 });
    assert.deepEqual((await reached('test/base.test.ts')).near, ['test/base.test.ts 0']);
    await change('test/alone.test.ts', importing('../src/middle'));
    assert.deepEqual((await reached('src/middle.ts')).near, ['test/alone.test.ts 1', 'test/middle.test.ts 1']);
  });

  it('go through the entry of a package, Python packages and Go’s folders', async () => {
    await open({
      'package.json': '{ "main": "lib/entry.js" }',
      'lib/entry.js': "module.exports = require('./part');\n",
      'lib/part.js': 'module.exports = 1;\n',
      'test/whole.test.js': "const whole = require('..');\ntest('works', () => {});\n",
      'pkg/__init__.py': 'from .core import run\n',
      'pkg/core.py': 'def run():\n    return 1\n',
      'tests/test_run.py': 'import pkg\n\ndef test_run():\n    pkg.run()\n',
      'gopkg/a.go': 'package gopkg\n',
      'gopkg/b_test.go': 'package gopkg\n',
    });
    assert.deepEqual((await reached('lib/part.js')).near, ['test/whole.test.js 2']);
    assert.deepEqual((await reached('pkg/core.py')).near, ['tests/test_run.py 2']);
    assert.deepEqual((await reached('gopkg/a.go')).near, ['gopkg/b_test.go 1']);
  });

  it('never are a large part of all, and first those that hold the words of the change', async () => {
    const tests = Object.fromEntries(
      Array.from({ length: 60 }, (_, at) => [
        `test/case${at}.test.ts`,
        `import { hub } from '../src/hub';\ntest('uses ${at}', () => hub.use${at}Thing());\n`,
      ]),
    );
    const uses = Array.from({ length: 60 }, (_, at) => `  use${at}Thing: () => ${at},`);
    const hub = (lines: readonly string[]) => `export const hub = {\n${lines.join('\n')}\n};\n`;
    await open({ 'src/hub.ts': hub(uses), 'test/hub.test.ts': importing('../src/hub'), ...tests });
    await change('src/hub.ts', hub(uses.map((line) => line.replace('=> 42', '=> -42'))));
    const some = await chosen('src/hub.ts');
    assert.deepEqual([...some.slice(0, 2)].sort(), ['test/case42.test.ts', 'test/hub.test.ts']);
    assert.ok(some.length <= 61 / 4, String(some.length));
    assert.equal((await chosen('test/case7.test.ts', 'src/hub.ts'))[0], 'test/case7.test.ts');
  });
});
