import assert from 'node:assert/strict';
import { planningBrief, workspaceBrief } from '../../../src/core/brief/brief';
import { createShownRanges } from '../../../src/core/brief/shownRanges';
import { termsOf } from '../../../src/core/brief/terms';
import { plannerSystem } from '../../../src/core/plan/planPrompt';
import { memoryWorkspace } from './memoryWorkspace';

const filler = (count: number, name: string) =>
  Array.from(
    { length: count },
    (_, index) => `export function ${name}${index}(value) {\n  return value + ${index};\n}\n`,
  ).join('\n');

const brief = (files: Record<string, string>, goal: string) =>
  workspaceBrief(
    goal,
    memoryWorkspace({ 'package.json': '{"name":"x","scripts":{"test":"node --test"}}', ...files }),
    createShownRanges(),
    planningBrief,
    new AbortController().signal,
  );

describe('the brief', () => {
  it('shows the body of a function that the goal names, in a file of a thousand lines, and the rest as an outline', async () => {
    const text = `${filler(120, 'other')}\nexport function expandRange(args) {\n  return args.join('-');\n}\n${filler(120, 'more')}`;
    const said = await brief(
      { 'src/parse.js': text, 'README.md': '# expandRange\n' },
      'a brace range written backwards is taken literally: fix expandRange',
    );
    assert.match(said, /src\/parse\.js, \d+ lines; outline/);
    assert.match(said, /args\.join\('-'\)/);
    assert.ok(said.length < 9000, `${said.length} characters`);
    assert.doesNotMatch(said, /### README/);
  });

  it('bears names of the outline that no pattern can hold', async () => {
    const batch = ':run (\nif "%BUILD%" == "" (\n  set BUILD=build\n)\n'.repeat(30);
    const said = await brief(
      { 'make.bat': batch, 'src/build.js': filler(30, 'build') },
      'the build of `make.bat` runs twice',
    );
    assert.match(said, /make\.bat/);
  });

  it('follows one hop: what uses a property that the named function sets', async () => {
    const option = `export class Option {\n${filler(40, 'unused').replaceAll('export function ', '  ').replaceAll('\n}', '\n  }')}\n  env(name) {\n    this.envVar = name;\n    return this;\n  }\n}\n`;
    const command = `export class Command {\n  readEnvironment() {\n    for (const option of this.options) if (option.envVar in process.env) this.take(option);\n  }\n${filler(40, 'step').replaceAll('export function ', '  ').replaceAll('\n}', '\n  }')}\n}\n`;
    const said = await brief(
      { 'lib/option.js': option, 'lib/command.js': command },
      '`env()` is ignored when the option has a default: Option.env should win in the Command',
    );
    assert.match(said, /option\.envVar in process\.env/);
  });

  it('shows where a telling function is called, with what it is given, and which tests were red', async () => {
    const text = `${filler(80, 'other')}\nexport function expandRange(args) {\n  return args.join('-');\n}\n${filler(80, 'more')}\nexport function parse(tokens) {\n  const range = tokens.filter((token) => token.type !== 'dots');\n${'  step(tokens);\n'.repeat(60)}  const given = range.map((token) => token.value);\n  return expandRange(given);\n}\n`;
    const place = {
      ...memoryWorkspace({ 'package.json': '{}', 'src/parse.js': text }),
      lastTests: () => ({
        command: 'npm test',
        passed: 8,
        failed: 1,
        skipped: 0,
        failures: [{ name: 'an old one', file: 'test/a.js', line: 3, message: 'no' }],
      }),
    };
    const said = await workspaceBrief(
      'a brace range written backwards is taken literally: fix expandRange',
      place,
      createShownRanges(),
      planningBrief,
      new AbortController().signal,
    );
    assert.match(said, /const given = range\.map/);
    assert.match(said, /8 passed, 1 failed: an old one \(test\/a\.js:3\)/);
  });

  it('shows a project of a few small files whole, tests too, but no files that only pass others on', async () => {
    const said = await brief(
      {
        'src/a.js': 'export const a = 1;\n',
        'src/b.js': 'export const b = 2;\n',
        'index.js': "export * from './src/a.js';\nexport * from './src/b.js';\n",
        'test/a.test.js': "test('a', () => {});\n",
      },
      'make it faster',
    );
    for (const shown of ['export const a = 1', 'export const b = 2', "test('a'"])
      assert.ok(said.includes(shown), shown);
    assert.doesNotMatch(said, /### index\.js/);
  });

  it('keeps to what fits into a small window', async () => {
    const workspace = memoryWorkspace({
      'package.json': '{"name":"x"}',
      ...Object.fromEntries(Array.from({ length: 12 }, (_, at) => [`src/a${at}.js`, filler(24, `a${at}x`)])),
    });
    const sizes: number[] = [];
    for (const window of [0, 16_000, 8_192, 4_096]) {
      workspace.overrides['model.contextWindow'] = window;
      const shown = createShownRanges();
      const said = await workspaceBrief('Fix `a3x7`', workspace, shown, planningBrief, new AbortController().signal);
      assert.match(said, /a3x7\(value\)/);
      if (window > 0) assert.ok(said.length < window * 4 * 0.6, `${said.length} of ${window * 4}`);
      sizes.push(said.length);
    }
    assert.deepEqual(
      sizes,
      [...sizes].sort((a, b) => b - a),
    );
    assert.ok((sizes[3] ?? 0) < (sizes[0] ?? 0) / 2);
  });

  it('finds names, paths and words in a goal', () => {
    const terms = termsOf(
      "parseDate in src/date.js drops the time zone; `toISO` does not. new Option('-p').env('PORT')",
    );
    assert.deepEqual(terms.paths, ['src/date.js']);
    for (const name of ['parseDate', 'toISO', 'env', 'PORT']) assert.ok(terms.names.includes(name), name);
    assert.ok(terms.words.includes('zone'));
  });
});

describe('the planner’s system message', () => {
  const system = plannerSystem(memoryWorkspace({}).tools);

  it('is the same each time and stays small, because every call pays for it', () => {
    assert.equal(system, plannerSystem(memoryWorkspace({ other: 'x' }).tools));
    assert.ok(system.length < 6800, `${system.length} characters`);
  });

  it('says the formats in full', () => {
    for (const part of [
      '"look"',
      '"symbol"',
      '"lines"',
      'no look-around',
      'Ignored files',
      '=== fix ===',
      '<<<<<<< SEARCH',
      '>>>>>>> REPLACE',
      'one fenced block',
      '"dependsOn" left out',
      'tests_fail',
      'no_new_errors',
      '"questions"',
      '"notes"',
      '"verify"',
    ])
      assert.ok(system.includes(part), part);
    for (const tool of memoryWorkspace({}).tools)
      assert.ok(
        system.includes(`- ${tool.name} (`) || (tool.effect === 'read' && system.includes(`${tool.name} {`)),
        tool.name,
      );
  });
});

describe('where what the goal names stands besides', () => {
  const lib = `${'// a line of a long file\n'.repeat(300)}export function parseClock(text) {\n  return text;\n}\n`;
  it('says the places that are not shown, or that there are none', async () => {
    const many = Object.fromEntries(
      Array.from({ length: 30 }, (_, index) => [`src/other${index}.js`, `export const n${index} = ${index};\n`]),
    );
    const text = await brief(
      { ...many, 'src/clock.js': lib, 'docs/guide.txt': 'call parseClock first\n' },
      'mend `parseClock` in src/clock.js, and `nothingLikeIt` too',
    );
    assert.match(text, /- parseClock: .*docs\/guide\.txt:1 “call parseClock first”.*nowhere else/);
    assert.match(text, /- nothingLikeIt: nowhere yet/);
  });

  it('says what the README says of it, and does not take “e.g.” for a file', async () => {
    const readme = `# Shop\nA shop.\n\n${'The shop sells things.\n'.repeat(90)}One test fails: a voucher can bring the sum below zero.\n`;
    const text = await brief(
      { 'README.md': readme, 'src/voucher.js': 'export const redeem = 1;\n' },
      'A voucher never pays anybody in the shop, e.g. the sum of Math.max stays at zero',
    );
    assert.match(
      text,
      /# What the README says of it\n- README\.md:94 “One test fails: a voucher can bring the sum below zero\.”$/m,
    );
    assert.doesNotMatch(text, /- (e\.g|Math|max|Math\.max):/);
    assert.match(
      await brief({ 'README.md': 'a voucher can bring the sum below zero\n', 'a.js': 'a' }, 'a voucher never pays'),
      /### README\.md \(whole, 1 lines\)/,
    );
    assert.doesNotMatch(await brief({ 'README.md': readme }, 'add a logout button'), /What the README says/);
  });
});
