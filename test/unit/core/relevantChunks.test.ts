import assert from 'node:assert/strict';
import type { FoundChunk } from '../../../src/contracts/ports';
import { FluxError } from '../../../src/base/errors';
import { planningBrief, workspaceBrief } from '../../../src/core/brief/brief';
import { createShownRanges } from '../../../src/core/brief/shownRanges';
import { memoryWorkspace } from './memoryWorkspace';

const many = (name: string, count: number) =>
  Array.from({ length: count }, (_, at) => `export function ${name}${at}(value) {\n  return value + ${at};\n}\n`).join(
    '\n',
  );
/** More files than a project may have to be shown whole. */
const others = Object.fromEntries(Array.from({ length: 30 }, (_, at) => [`src/other${at}.js`, many(`other${at}x`, 5)]));

describe('the brief with an index', () => {
  const place = (files: Record<string, string>, found: readonly FoundChunk[] | Error) => {
    const workspace = memoryWorkspace({ 'package.json': '{"name":"x"}', ...others, ...files });
    const find = async () => {
      if (found instanceof Error) throw found;
      return [...found];
    };
    return { ...workspace, index: { upToDate: async () => {}, find, symbols: async () => [] } };
  };
  const chunk = async (
    workspace: { files: { read(path: string): Promise<{ hash: string }> } },
    path: string,
    lines: readonly [number, number],
    more: Partial<FoundChunk> = {},
  ): Promise<FoundChunk> => ({
    path,
    hash: (await workspace.files.read(path)).hash,
    from: lines[0],
    to: lines[1],
    head: lines[0],
    name: '',
    owner: '',
    score: 10,
    ...more,
  });
  const brief = (goal: string, workspace: ReturnType<typeof place>, shown = createShownRanges()) =>
    workspaceBrief(goal, workspace, shown, planningBrief, new AbortController().signal);

  it('shows what was found, the code before its tests, without scraps, and pieces that follow each other as one', async () => {
    const files = { 'lib/a.js': many('step', 40), 'test/a.test.js': many('check', 40) };
    const base = place(files, []);
    const found = [
      await chunk(base, 'test/a.test.js', [1, 3], { name: 'check0', score: 12 }),
      await chunk(base, 'lib/a.js', [1, 3], { name: 'step0' }),
      await chunk(base, 'lib/a.js', [5, 7], { name: 'step1' }),
      await chunk(base, 'lib/a.js', [11, 11]),
    ];
    const shown = createShownRanges();
    const said = await brief('make it count', place(files, found), shown);
    const headings = said.split('\n').filter((line) => line.startsWith('### '));
    assert.deepEqual(headings, ['### lib/a.js lines 1-7 of 159', '### test/a.test.js lines 1-12 of 159']);
    assert.deepEqual(
      shown.ranges().filter(({ path }) => path === 'lib/a.js'),
      [{ path: 'lib/a.js', lines: [1, 7] }],
    );
  });

  it('keeps to its room, and to the best of what was found', async () => {
    const files = { 'lib/a.js': many('step', 400) };
    const base = place(files, []);
    const found = await Promise.all(
      Array.from({ length: 100 }, (_, at) => chunk(base, 'lib/a.js', [at * 12 + 1, at * 12 + 11], { score: 100 - at })),
    );
    const said = await brief('make it count', place(files, found));
    const about = said.slice(said.indexOf('# What the goal seems to be about'));
    assert.ok(about.length > 5_000 && about.length < 12_500, `${about.length}`);
    assert.match(about, /step0\(/);
    assert.doesNotMatch(about, /step396\(/);
  });

  it('finds a function again in a file that has changed since, and leaves out what is gone', async () => {
    const files = { 'lib/a.js': `\n\n\n${many('step', 60)}` };
    const base = place(files, []);
    const found = [
      await chunk(base, 'lib/a.js', [1, 3], { name: 'step7', hash: 'of another text' }),
      await chunk(base, 'lib/a.js', [90, 93], { name: 'gone', hash: 'of another text' }),
      { ...(await chunk(base, 'lib/a.js', [1, 3])), path: 'lib/deleted.js' },
    ];
    const said = await brief('make it count', place(files, found));
    assert.match(said, /### lib\/a\.js lines 32-34 of/);
    assert.equal(said.split('\n').filter((line) => line.startsWith('### ')).length, 1);
  });

  it('searches the files where the index does not answer', async () => {
    const files = { 'lib/count.js': many('count', 60) };
    const failing = place(files, new FluxError('index_failed', 'The code index has stopped working.'));
    assert.match(await brief('fix `count7`', failing), /count7\(value\)/);
  });

  it('shows the place that says in words what a new name is made of, and the head of a list of changes', async () => {
    const refuse = 'export function resolve(name) {\n  fail(`No such command ${name}`);\n}\n';
    const changes = `Version 2\n\n${'- More.\n'.repeat(40)}\nVersion 1\n`;
    const files = { 'lib/a.js': many('step', 200), 'lib/far.js': refuse, 'CHANGES.rst': changes };
    const base = place(files, []);
    const found = [
      ...(await Promise.all(
        Array.from({ length: 60 }, (_, at) =>
          chunk(base, 'lib/a.js', [at * 12 + 1, at * 12 + 11], { score: 100 - at }),
        ),
      )),
      await chunk(base, 'CHANGES.rst', [20, 42], { score: 50 }),
      await chunk(base, 'lib/far.js', [1, 3], { name: 'resolve', score: 1 }),
    ];
    const said = await brief('Raise a new NoSuchCommand, and add a line to the changelog', place(files, found));
    assert.match(said, /No such command/);
    assert.match(said, /### CHANGES\.rst lines 1-24 of 44/);
    assert.doesNotMatch(said, /CHANGES\.rst lines 20/);
    const other = await brief('Make it count', place(files, found));
    assert.doesNotMatch(other, /No such command|CHANGES\.rst lines/);
  });

  it('shows one of the kind that the goal asks for anew, its test and where it is registered', async () => {
    const rule = (name: string) => `${many(name, 8)}export default { name: '${name}' };\n`;
    const names = ['no-tabs', 'no-dots', 'max-len'];
    const files = {
      ...Object.fromEntries(names.map((name) => [`src/rules/${name}.js`, rule(name.replace('-', ''))])),
      'src/rules/index.js': "export * from './max-len.js';\n",
      'test/max-len.test.js': "test('a long line is refused', () => {});\n",
      'rules.json': '{\n  "max-len": {\n    "level": 1\n  },\n  "other": 2\n}\n',
      'lib/a.js': many('step', 40),
    };
    const base = place(files, []);
    const found = [
      await chunk(base, 'lib/a.js', [1, 3], { name: 'step0' }),
      await chunk(base, 'src/rules/max-len.js', [1, 3], { name: 'maxlen0', score: 2 }),
    ];
    const said = await brief('Add a rule that refuses semicolons, with tests', place(files, found));
    assert.match(said, /max-len, one of 3 in src\/rules\/, as an example of its kind:/);
    assert.match(said, /### src\/rules\/max-len\.js \(whole/);
    assert.match(said, /a long line is refused/);
    assert.match(said, /### rules\.json lines 2-3 of 6\n```\n {2}"max-len": \{/);
    assert.match(said, /### lib\/a\.js lines 1-3/);
    const without = await brief(
      'Add a rule that refuses semicolons',
      place(files, new FluxError('index_failed', 'No.')),
    );
    assert.match(without, /one of 3 in src\/rules\/, as an example of its kind:/);
    for (const goal of ['Fix the rules', 'Add a limit to the max-len rule', 'Add a command'])
      assert.doesNotMatch(await brief(goal, place(files, found)), /as an example of its kind/, goal);
  });

  it('shows each use of a name that is to be renamed or removed, the exact lines', async () => {
    const files = {
      'lib/a.js': `${many('step', 40)}\nexport const oldName = 1;\n`,
      'lib/b.js': `import { oldName } from './a.js';\n${many('use', 40)}\nconsole.log(oldName + 1, oldNameTwin);\n`,
      'test/b.test.js': `${many('check', 40)}\ncheck(oldName, 1);\n`,
      'lib/c.js': many('count', 60),
    };
    const base = place(files, []);
    const found = [await chunk(base, 'lib/c.js', [1, 3], { name: 'count0' })];
    for (const goal of ['Rename oldName to newName', 'Remove the unused constant `oldName`']) {
      const said = await brief(goal, place(files, found));
      for (const line of [
        'export const oldName = 1;',
        "import { oldName } from './a.js';",
        'console.log(oldName + 1, oldNameTwin);',
      ])
        assert.ok(said.includes(`\n${line}`), `${goal}: ${line}`);
      assert.match(said, /check\(oldName, 1\)/);
      assert.match(said, /- oldName: only in what is shown above/);
    }
  });
});
