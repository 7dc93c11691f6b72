import assert from 'node:assert/strict';
import { mkdir, mkdtemp, rm, utimes, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { questionTerms } from '../../../src/base/codeTerms';
import { createCodeIndex, type CodeIndex } from '../../../src/node/index/codeIndex';
import { bundle } from './buildWorker';

/** What a question is about, found by the index in its own thread, on real files. */
describe('codeIndex: what a question is about', function () {
  this.timeout(30_000);
  let worker: Awaited<ReturnType<typeof bundle>>;
  let root: string;
  let index: CodeIndex;
  let asked: number;
  const signal = new AbortController().signal;

  before(async () => {
    worker = await bundle('src/node/index/indexWorker.ts');
  });
  after(() => worker.remove());
  beforeEach(async () => {
    root = await mkdtemp(join(tmpdir(), 'flux find-'));
    asked = 0;
    index = createCodeIndex({
      file: join(root, '.git', 'index.db'),
      workerUrl: pathToFileURL(worker.file),
      maxFileKb: () => 100,
      askServers: async () => void asked++,
      folders: () => [{ root, name: '', hidden: [] }],
    });
  });
  afterEach(async () => {
    await index.close();
    await rm(root, { recursive: true, force: true });
  });

  async function put(path: string, content: string | Uint8Array): Promise<void> {
    await mkdir(dirname(join(root, path)), { recursive: true });
    await writeFile(join(root, path), content);
    await utimes(join(root, path), 1000, 1000);
  }
  const find = async (question: string, limit = 5) => {
    await index.update({ signal, report: () => {}, quick: true });
    const found = await index.find(questionTerms(question), limit);
    return found.map(({ path, name, from, to }) => `${path}:${from}-${to} ${name}`.trim());
  };
  const filler = (count: number) =>
    Array.from({ length: count }, (_, at) => `export function step${at}(value) {\n  return value + ${at};\n}\n`).join(
      '\n',
    );

  it('is the function that does it, wherever it stands and whatever it is called', async () => {
    await put('src/many.js', filler(60));
    await put(
      'src/net/retry.js',
      `${filler(20)}\n/** Waits longer after each failure. */\nexport function backOff(attempt) {\n  return 2 ** attempt * delayMs;\n}\n`,
    );
    assert.equal((await find('the delay after a failed attempt grows too fast'))[0], 'src/net/retry.js:81-84 backOff');
    assert.equal((await find('`backOff` returns NaN'))[0], 'src/net/retry.js:81-84 backOff');
  });

  it('follows what changes on the disk: new text, renamed and deleted files', async () => {
    await put('a.js', 'export function greet() {\n  return 1;\n}\n');
    assert.deepEqual(await find('greet'), ['a.js:1-3 greet']);
    await put('a.js', '\n\nexport function farewell() {\n  return 2;\n}\n');
    assert.deepEqual(await find('greet'), []);
    assert.deepEqual(await find('farewell'), ['a.js:3-5 farewell']);
    await rm(join(root, 'a.js'));
    await put('b.js', 'export function farewell() {\n  return 3;\n}\n');
    assert.deepEqual(await find('farewell'), ['b.js:1-3 farewell']);
  });

  it('asks no language server where it is in a hurry', async () => {
    await put('a.js', 'export function greet() {\n  return 1;\n}\n');
    await find('greet');
    assert.equal(asked, 0);
    await index.update({ signal, report: () => {} });
    assert.equal(asked, 1);
  });

  it('answers nothing to nothing, and bears minified code, binary files and other scripts', async () => {
    assert.deepEqual(await find('anything'), []);
    await put('min.js', `var a=${'"x",'.repeat(5_000)}1;function greet(){}`);
    await put('image.bin', new Uint8Array([0, 1, 2, 3]));
    await put('名前.js', '// 名前を検証する\nexport function 検証() {\n  return 1;\n}\n');
    assert.deepEqual(await find('greet'), []);
    // The outline by patterns has no name for it.
    assert.deepEqual(await find('検証'), ['名前.js:1-4 default']);
    assert.deepEqual(await find(''), []);
    assert.deepEqual(await find('" OR 1=1 -- NEAR( *'), []);
  });
});
