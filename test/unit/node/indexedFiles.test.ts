import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { mkdir, rename, rm, symlink, unlink, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { bundle } from './buildWorker';
import { indexedFolder, type IndexedFolder } from './indexedFolder';

const repoRoot = process.env['FLUX_REPO_ROOT'] ?? process.cwd();
const grammars = {
  appRoot: repoRoot,
  runtime: join(repoRoot, 'node_modules/web-tree-sitter/web-tree-sitter.wasm'),
};

/** Files that are generated, nested without end, moved about or gone. Further ones: oddQuestions.test.ts. */
describe('the code index and its files', function () {
  this.timeout(120_000);
  let worker: Awaited<ReturnType<typeof bundle>>;
  let here: IndexedFolder;

  before(async () => (worker = await bundle('src/node/index/indexWorker.ts')));
  after(() => worker.remove());
  beforeEach(async () => (here = await indexedFolder(worker.file)));
  afterEach(() => here.remove());

  it('holds what stands beside brackets 100,000 deep, generated code and endless nesting', async () => {
    const deep = 100_000;
    const own = (at: number) => `export function besides${at}() {\n  return 'found${at}';\n}\n`;
    const nested = (count: number, head: (at: number) => string, end: string) =>
      `${Array.from({ length: count }, (_, at) => head(at)).join('\n')}\n${Array.from({ length: count }, () => end).join('\n')}\n`;
    const texts: readonly (readonly [path: string, text: string])[] = [
      ['balanced.ts', `const a = ${'['.repeat(deep)}${']'.repeat(deep)};\n${own(0)}`],
      ['open.js', `${own(1)}const a = ${'('.repeat(deep)}\n`],
      ['lines.js', `const a = ${'[\n'.repeat(deep)}${']\n'.repeat(deep)};\n${own(2)}`],
      ['braces.ts', `${own(3)}${'{\n'.repeat(deep)}${'}\n'.repeat(deep)}`],
      ['data.json', '{"a":'.repeat(deep) + '1' + '}'.repeat(deep)],
      ['lines.json', `${'{"a":\n'.repeat(deep)}1${'}\n'.repeat(deep)}`],
      ['deep.py', `${'('.repeat(deep)}${')'.repeat(deep)}\ndef besides5():\n    return 'found5'\n`],
      ['classes.ts', `${own(6)}${nested(8_000, (at) => `namespace N${at} {`, '}')}`],
      ['classes.cs', `class Besides7 { }\n${nested(8_000, (at) => `namespace N${at} {`, '}')}`],
      ['classes.java', `class Besides8 { }\n${nested(8_000, (at) => `class N${at} {`, '}')}`],
      ['classes.py', Array.from({ length: 900 }, (_, at) => `${' '.repeat(at)}class N${at}:`).join('\n')],
      ['tests.js', nested(4_000, (at) => `describe('group ${at}', () => {`, '});')],
      ['generated.ts', Array.from({ length: 15_000 }, (_, at) => `export const made${at} = () => ${at};`).join('\n')],
      ['generated.go', `package a\n${Array.from({ length: 15_000 }, (_, at) => `func Made${at}() {}`).join('\n')}`],
      ['headings.md', Array.from({ length: 20_000 }, (_, at) => `${'#'.repeat((at % 6) + 1)} Part ${at}`).join('\n')],
      ['names.js', `function ${'a'.repeat(200_000)}() {}\nfunction ${'A'.repeat(900)}Z() {}\n${own(9)}`],
      ['blank.js', `${' '.repeat(300_000)}\n${'\n'.repeat(200_000)}${own(10)}`],
      ['odd.js', `\ufeff\u0001\ud800\u2028\u202e${'\r'.repeat(1_000)}\n${own(11)}`],
      ['picture.ts', `export const picture = 'data:image/png;base64,${'iVBORw0KGgo'.repeat(3_000)}';\n${own(12)}`],
    ];
    for (const [path, text] of texts) await here.put(path, text);
    for (const given of [grammars, undefined]) {
      const { keeper, find } = here.open({ file: join(here.folder, `${String(!given)}.db`), grammars: given });
      await keeper.start();
      assert.deepEqual([keeper.status().state, keeper.status().files], ['ready', texts.length]);
      for (const [path, text] of texts)
        for (const name of text.match(/(?<=(?:function|def|class) )[Bb]esides\d+/g) ?? [])
          assert.deepEqual(await find(name, 1), [`${path} ${name}`]);
      assert.equal((await find('made700', 2))[0], 'generated.ts made700');
    }
  });

  it('reads on where files vanish, and become folders, links and pipes meanwhile', async () => {
    const paths = Array.from({ length: 1_500 }, (_, at) => `src/f${at}.js`);
    for (const [at, path] of paths.entries()) await here.put(path, `function stays${at}() {\n  return ${at};\n}\n`);
    const { keeper, find, tell } = here.open();
    const built = keeper.start();
    for (const [at, path] of paths.entries()) {
      if (at % 3 === 0) continue;
      await unlink(join(here.root, path));
      if (at % 12 === 1) await mkdir(join(here.root, path));
      if (at % 12 === 2) await symlink(join(here.root, 'src'), join(here.root, path));
      if (at % 12 === 4) await symlink(join(here.root, path), join(here.root, path));
      if (at % 12 === 5) execFileSync('mkfifo', [join(here.root, path)]);
      tell(path);
    }
    await built;
    assert.deepEqual(await find('stays900', 1), ['src/f900.js stays900']);
    assert.deepEqual([keeper.status().state, keeper.status().files], ['ready', 500]);
    for (const query of ['stays901', 'stays902', 'stays904', 'stays905'])
      assert.ok(!(await find(query)).some((found) => found.endsWith(query)), query);
  });

  it('is right after a storm of renames', async () => {
    const count = 400;
    const place = (at: number, round: number) => join(here.root, `part${(at + round) % 7}`, `n${at}r${round}.js`);
    const named = (at: number, round: number) => `part${(at + round) % 7}/n${at}r${round}.js`;
    for (let at = 0; at < count; at++) await here.put(named(at, 0), `function moved${at}() {\n  return ${at};\n}\n`);
    const { index, keeper, find, tell } = here.open();
    await keeper.start();
    const asked: Promise<unknown>[] = [];
    for (let round = 1; round <= 6; round++)
      for (let at = 0; at < count; at++) {
        await rename(place(at, round - 1), place(at, round));
        tell(named(at, round - 1), named(at, round));
        if (at % 150 === 0) asked.push(find(`moved${at}`));
      }
    await Promise.all(asked);
    for (const at of [0, 7, 199, 399]) assert.deepEqual(await find(`moved${at}`, 1), [`${named(at, 6)} moved${at}`]);
    assert.equal(keeper.status().files, count);
    const all = (await index.symbols('moved', 1_000)).map(({ path }) => path);
    assert.deepEqual([all.length, all.filter((path) => !path.includes('r6.js'))], [count, []]);
  });

  it('follows git to another branch of 5,000 files and back', async () => {
    const git = (...args: string[]) =>
      execFileSync('git', ['-c', 'user.name=a', '-c', 'user.email=a@a', ...args], { cwd: here.root, encoding: 'utf8' });
    const write = async (branch: string, from: number) => {
      for (let at = from; at < from + 5_000; at++)
        await here.put(`src/d${at % 40}/f${at}.js`, `export function ${branch}${at}() {\n  return ${at};\n}\n`);
      git('add', '-A');
      git('commit', '-qm', branch);
    };
    git('init', '-q', '-b', 'first');
    await write('alpha', 0);
    git('checkout', '-qb', 'second');
    git('rm', '-rq', 'src/d3');
    await write('beta', 1_000);
    git('checkout', '-q', 'first');
    const { keeper, find, tell } = here.open();
    await keeper.start();
    const switchTo = async (branch: string) => {
      const changed = git('diff', '--name-only', '-z', 'HEAD', branch).split('\0').filter(Boolean);
      git('checkout', '-q', branch);
      tell(...changed);
      return changed.length;
    };
    assert.deepEqual(await find('alpha3003', 1), ['src/d3/f3003.js alpha3003']);
    assert.ok((await switchTo('second')) > 5_000);
    assert.deepEqual(await find('beta3003', 1), ['src/d3/f3003.js beta3003']);
    assert.deepEqual(await find('alpha7', 1), ['src/d7/f7.js alpha7']);
    assert.ok(!(await find('alpha3003')).some((each) => each.endsWith('alpha3003')));
    assert.equal(keeper.status().files, 5_975);
    await switchTo('first');
    assert.deepEqual(await find('alpha3003', 1), ['src/d3/f3003.js alpha3003']);
    assert.equal(keeper.status().files, 5_000);
  });

  it('goes by patterns where a grammar does not load', async () => {
    const damaged = join(here.folder, 'editor');
    const wasm = join(damaged, 'node_modules/@vscode/tree-sitter-wasm/wasm');
    await mkdir(wasm, { recursive: true });
    await writeFile(join(wasm, 'tree-sitter-typescript.wasm'), Buffer.from('0061736d01000000ff', 'hex'));
    await here.put(
      'src/queue.ts',
      '/** Waits its turn. */\nexport class Queue {\n  enqueue() {\n    return 1;\n  }\n}\n',
    );
    for (const given of [
      { ...grammars, appRoot: damaged },
      { ...grammars, runtime: join(here.folder, 'gone.wasm') },
    ]) {
      await rm(here.file, { force: true });
      const { keeper, find } = here.open({ grammars: given });
      await keeper.start();
      assert.match((await find('waits its turn', 1))[0] ?? '', /^src\/queue\.ts Queue/);
      await here.close();
    }
  });
});
