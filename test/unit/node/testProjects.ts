import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';

const repoRoot = process.env['FLUX_REPO_ROOT'] ?? process.cwd();

const made: string[] = [];

/** Writes a project into the repository's `out`, so that the packages installed here are found from it. */
export async function makeProject(files: Readonly<Record<string, string>>): Promise<string> {
  await mkdir(join(repoRoot, 'out'), { recursive: true });
  const root = await mkdtemp(join(repoRoot, 'out', 'a project-'));
  made.push(root);
  for (const [name, text] of Object.entries(files)) {
    await mkdir(dirname(join(root, name)), { recursive: true });
    await writeFile(join(root, name), text);
  }
  return root;
}

/** Removes the projects that were made since the last time. */
export async function removeProjects(): Promise<void> {
  await Promise.all(made.splice(0).map((root) => rm(root, { recursive: true, force: true })));
}

/** A recorded output or report; the project's root was `/project`. */
export const fixturePath = (name: string) => join(repoRoot, 'test/unit/node/fixtures', name);

/** One of another runner than the first ones. */
export const reportFixture = (name: string) => fixturePath(`testReports/${name}`);

export const nodeProject = {
  'package.json': JSON.stringify({ type: 'module', scripts: { test: 'node --test' } }),
  'test/a.test.js': `import test, { describe, it } from 'node:test';
import assert from 'node:assert/strict';
test('adds', () => assert.equal(1 + 1, 2));
test('breaks <&>"', () => { assert.deepEqual({ a: [1, 2] }, { a: [1, 3] }); });
test('skipped one', { skip: true }, () => {});
describe('suite', () => { it('inner ok', () => {}); it('inner bad', () => { throw new TypeError('boom'); }); });
`,
  'test/b.test.js': 'import test from "node:test"; syntax error here\n',
};

export const mochaProject = {
  'package.json': JSON.stringify({
    scripts: { pretest: 'echo built > built.txt', test: 'npm run unit', unit: 'mocha -R dot --exit "test/**/*.js"' },
  }),
  '.mocharc.json': '{}',
  'lib.js': `exports.broken = async () => { throw new TypeError('boom'); };\n`,
  'test/a.js': `const assert = require('node:assert/strict');
const { broken } = require('../lib');
it('adds', () => assert.equal(1 + 1, 2));
describe('sum "of"', () => {
  it('is wrong', () => { assert.deepEqual({ a: [1, 2] }, { a: [1, 3] }); });
  it('own words', () => { assert.equal(1, 2, 'should be the same'); });
  it('throws below', async () => { await broken(); });
  it.skip('later', () => {});
});
`,
  'test/b.js':
    `describe('hooks', () => { before(() => { throw new Error('no database'); }); it('never', () => {}); ` +
    `});\nit('good', () => {});\n`,
};

export const pytestProject = {
  'tests/test_a.py': `def helper(x):
    raise ValueError("boom")

def test_adds():
    assert 1 + 1 == 2

class TestGroup:
    def test_below(self):
        helper(1)
`,
};

/** A project for one runner, with what is to be told of it. */
export interface RunnerProject {
  readonly framework: string;
  /** A command that ends with 0 where the runner is installed. */
  readonly probe: readonly string[];
  /** Instead: a package of npm. */
  readonly needsPackage?: string;
  readonly files: Readonly<Record<string, string>>;
  readonly env?: Readonly<Record<string, string>>;
  readonly counts: string;
  /** `name @ file:line` */
  readonly failed: readonly string[];
  readonly message: RegExp;
  readonly oneFile: { readonly file: string; readonly counts: string };
  readonly oneName: { readonly name: string; readonly runs: readonly string[] };
  /** Passing tests that run again with the failed ones, because the runner cannot leave them out. */
  readonly passedAgain?: number;
}

const oddName = `it's "odd" (a|b)* [x] $HOME \\d ünï`;
const oddFile = "ünï 'code' 文.test";
const inScript = (text: string) => JSON.stringify(text);
const scriptTests = (open: string, test: string, fails: string) => `${open}
${test}('adds', () => {});
${test}(${inScript(oddName)}, () => { ${fails} });
${test}('it is fine', () => {});
`;
const packageOf = (test: string, more: object = {}) => JSON.stringify({ name: 'sample', scripts: { test }, ...more });

export const runnerProjects: Readonly<Record<string, RunnerProject>> = {
  mocha: {
    framework: 'mocha',
    probe: [],
    needsPackage: 'mocha',
    files: {
      'package.json': packageOf('mocha "test/**/*.js"'),
      [`test/${oddFile}.js`]: scriptTests("const assert = require('node:assert');", 'it', 'assert.equal(1, 2);'),
      'test/b.js': "it('other', () => {}); it.skip('later', () => {});\n",
    },
    counts: '3 passed, 1 failed, 1 skipped',
    failed: [`${oddName} @ test/${oddFile}.js:3`],
    message: /1 == 2|1 !== 2|to be loosely/,
    oneFile: { file: `test/${oddFile}.js`, counts: '2 passed, 1 failed, 0 skipped' },
    oneName: { name: '"odd" (a|b)* [x] $HOME \\d', runs: [oddName] },
  },
  'node --test': {
    framework: 'node',
    probe: ['node', '--version'],
    files: {
      'package.json': packageOf('node --test'),
      [`test/${oddFile}.js`]: scriptTests(
        "const assert = require('node:assert'); const test = require('node:test');",
        'test',
        'assert.equal(1, 2);',
      ),
      'test/b.test.js': "const test = require('node:test'); test('other', () => {}); test.skip('later', () => {});\n",
    },
    counts: '3 passed, 1 failed, 1 skipped',
    failed: [`${oddName} @ test/${oddFile}.js:3`],
    message: /1 == 2|to be loosely/,
    oneFile: { file: `test/${oddFile}.js`, counts: '2 passed, 1 failed, 0 skipped' },
    oneName: { name: '"odd" (a|b)* [x] $HOME \\d', runs: [oddName] },
  },
  vitest: {
    framework: 'vitest',
    probe: [],
    needsPackage: 'vitest',
    files: {
      'package.json': packageOf('vitest run', { type: 'module' }),
      [`test/${oddFile}.js`]: scriptTests("import { expect, test } from 'vitest';", 'test', 'expect(1).toBe(2);'),
      'test/b.test.js': "import { test } from 'vitest'; test('other', () => {}); test.skip('later', () => {});\n",
    },
    counts: '3 passed, 1 failed, 1 skipped',
    failed: [`${oddName} @ test/${oddFile}.js:3`],
    message: /expected 1 to be 2/,
    oneFile: { file: `test/${oddFile}.js`, counts: '2 passed, 1 failed, 0 skipped' },
    oneName: { name: '"odd" (a|b)* [x] $HOME \\d', runs: [oddName] },
  },
  jest: {
    framework: 'jest',
    probe: [],
    needsPackage: 'jest',
    files: {
      'package.json': packageOf('jest'),
      [`test/${oddFile}.js`]: scriptTests('', 'test', 'expect(1).toBe(2);'),
      'test/b.test.js': "test('other', () => {}); test.skip('later', () => {});\n",
    },
    counts: '3 passed, 1 failed, 1 skipped',
    failed: [`${oddName} @ test/${oddFile}.js:3`],
    message: /Expected: 2/,
    oneFile: { file: `test/${oddFile}.js`, counts: '2 passed, 1 failed, 0 skipped' },
    oneName: { name: '"odd" (a|b)* [x] $HOME \\d', runs: [oddName] },
  },
  ava: {
    framework: 'ava',
    probe: [],
    needsPackage: 'ava',
    files: {
      'package.json': packageOf('ava', { type: 'module' }),
      [`test/${oddFile}.js`]: scriptTests(
        "import avaTest from 'ava'; const test = (name, body) => avaTest(name, (t) => { body(t); t.pass(); });",
        'test',
        "throw new Error('boom');",
      ),
      'test/b.test.js': "import test from 'ava'; test('other', t => t.pass()); test.skip('later', t => t.pass());\n",
    },
    counts: '3 passed, 1 failed, 1 skipped',
    failed: [`${oddName} @ test/${oddFile}.js:3`],
    message: /boom/,
    oneFile: { file: `test/${oddFile}.js`, counts: '2 passed, 1 failed, 0 skipped' },
    oneName: { name: '"odd" (a|b)* [x] $HOME \\d', runs: [oddName] },
  },
  tap: {
    framework: 'tap',
    probe: [],
    needsPackage: 'tap',
    files: {
      'package.json': packageOf('tap --disable-coverage'),
      '.taprc': 'plugin:\n  - "!@tapjs/typescript"\n',
      [`test/${oddFile}.cjs`]: scriptTests(
        "const t = require('tap'); const test = (name, body) => t.test(name, async (t) => { t.ok(1); body(t); });",
        'test',
        "throw new Error('boom');",
      ),
      'test/b.test.cjs':
        "const t = require('tap'); t.test('other', async t => { t.ok(1); }); t.test('later', { skip: 'x' }, " +
        'async t => {});\n',
    },
    counts: '3 passed, 1 failed, 1 skipped',
    failed: [`${oddName} @ test/${oddFile}.cjs:3`],
    message: /boom/,
    oneFile: { file: `test/${oddFile}.cjs`, counts: '2 passed, 1 failed, 0 skipped' },
    oneName: { name: '"odd" (a|b)* [x] $HOME \\d', runs: [oddName] },
  },
  pytest: {
    framework: 'pytest',
    probe: ['python3', '-m', 'pytest', '--version'],
    files: {
      'pytest.ini': '[pytest]\n',
      'tests/test_é b.py':
        `import pytest\n\n@pytest.mark.parametrize("x", ["it's", "a|b [x] $HOME"])\ndef test_odd(x):\n    assert ` +
        `x == "it's"\n\ndef test_fine(): pass\n`,
      'tests/test_b.py': '@__import__("pytest").mark.skip\ndef test_later(): pass\ndef test_other(): pass\n',
    },
    counts: '3 passed, 1 failed, 1 skipped',
    failed: ['test_odd[a|b [x] $HOME] @ tests/test_é b.py:5'],
    message: /assert/,
    oneFile: { file: 'tests/test_é b.py', counts: '2 passed, 1 failed, 0 skipped' },
    oneName: { name: 'test_fine', runs: ['test_fine'] },
  },
  unittest: {
    framework: 'unittest',
    probe: ['python3', '--version'],
    files: {
      'tests/__init__.py': '',
      'tests/test_a.py':
        'import unittest\n\nclass TestSum(unittest.TestCase):\n    def test_good(self): pass\n    def ' +
        'test_wrong(self):\n        """Says what it does."""\n        self.assertEqual(1, 2)\n    def ' +
        'test_wrong_too(self):\n        pass\n    @unittest.skip("later")\n    def test_later(self): pass\n',
      'tests/test_b.py': 'import unittest\n\nclass TestOther(unittest.TestCase):\n    def test_other(self): pass\n',
    },
    counts: '3 passed, 1 failed, 1 skipped',
    failed: ['TestSum.test_wrong @ tests/test_a.py:7'],
    message: /^AssertionError: 1 != 2$|^1 != 2$/,
    oneFile: { file: 'tests/test_a.py', counts: '2 passed, 1 failed, 1 skipped' },
    oneName: { name: 'wrong_too', runs: ['TestSum.test_wrong_too'] },
  },
  go: {
    framework: 'go',
    probe: ['go', 'version'],
    env: { GOFLAGS: '-mod=mod', GOCACHE: '/tmp/flux-go-cache', GOTOOLCHAIN: 'local' },
    files: {
      'go.mod': 'module example.com/sample\n\ngo 1.19\n',
      'root_test.go':
        'package sample\n\nimport "testing"\n\nfunc TestOther(t *testing.T) {}\nfunc TestLater(t *testing.T) { ' +
        't.Skip("x") }\n',
      'calc/calc_test.go':
        'package calc\n\nimport "testing"\n\nfunc TestFine(t *testing.T) {}\nfunc TestFineToo(t *testing.T) ' +
        '{}\nfunc TestTable(t *testing.T) {\n\tt.Run("it\'s (a|b) \\"x\\"", func(t *testing.T) { ' +
        't.Fatal("boom") })\n}\n',
    },
    counts: '3 passed, 1 failed, 1 skipped',
    failed: [`TestTable/it's_(a|b)_"x" @ calc/calc_test.go:8`],
    message: /boom/,
    oneFile: { file: 'calc/calc_test.go', counts: '2 passed, 1 failed, 0 skipped' },
    oneName: { name: `TestTable/it's (a|b) "x"`, runs: [`TestTable/it's_(a|b)_"x"`] },
  },
  cargo: {
    framework: 'cargo',
    probe: ['cargo', '--version'],
    env: { CARGO_NET_OFFLINE: 'true' },
    files: {
      'Cargo.toml': '[package]\nname = "sample"\nversion = "0.1.0"\nedition = "2021"\n',
      'src/lib.rs': 'pub mod inner;\n#[test]\nfn other() {}\n',
      'src/inner.rs':
        '#[cfg(test)]\nmod tests {\n    #[test]\n    fn fine() {}\n    #[test]\n    fn wrong() {\n        ' +
        'assert_eq!(1, 2, "sum");\n    }\n    #[test]\n    fn wrong_too() {}\n    #[test]\n    #[ignore]\n    ' +
        'fn later() {}\n}\n',
    },
    counts: '3 passed, 1 failed, 1 skipped',
    failed: ['inner::tests::wrong @ src/inner.rs:7'],
    message: /left: 1\n\s*right: 2/,
    oneFile: { file: 'src/inner.rs', counts: '2 passed, 1 failed, 1 skipped' },
    oneName: { name: 'wrong_too', runs: ['inner::tests::wrong_too'] },
  },
  rspec: {
    framework: 'rspec',
    probe: ['rspec', '--version'],
    files: {
      '.rspec': '',
      "spec/ünï 'c'_spec.rb":
        `RSpec.describe 'sum' do\n  it('adds') { expect(1).to eq(1) }\n  it ` +
        `${inScript(oddName).replace('$', '\\$')} do\n    expect(1).to eq(2)\n  end\nend\n`,
      'spec/b_spec.rb': "RSpec.describe('b') { it('other') {}; xit('later') {} }\n",
    },
    counts: '2 passed, 1 failed, 1 skipped',
    failed: [`sum ${oddName} @ spec/ünï 'c'_spec.rb:4`],
    message: /expected: 2/,
    oneFile: { file: "spec/ünï 'c'_spec.rb", counts: '1 passed, 1 failed, 0 skipped' },
    oneName: { name: `sum ${oddName}`, runs: [`sum ${oddName}`] },
  },
  phpunit: {
    framework: 'phpunit',
    probe: ['phpunit', '--version'],
    files: {
      'phpunit.xml':
        '<?xml version="1.0"?>\n<phpunit><testsuites><testsuite ' +
        'name="all"><directory>tests</directory></testsuite></testsuites></phpunit>\n',
      'tests/SumTest.php':
        `<?php\nnamespace My\\Space;\nfinal class SumTest extends \\PHPUnit\\Framework\\TestCase {\n    public ` +
        `function testFine(): void { $this->assertTrue(true); }\n    /** @dataProvider rows */\n    public ` +
        `function testRows(int $x): void {\n        $this->assertSame(1, $x);\n    }\n    public static function ` +
        `rows(): array { return ['one' => [1], 'it\\'s "odd" (a|b)/ [x]' => [2]]; }\n}\n`,
      'tests/OtherTest.php':
        '<?php\nfinal class OtherTest extends PHPUnit\\Framework\\TestCase { public function testOther(): void ' +
        '{ $this->assertTrue(true); } public function testLater(): void { $this->markTestSkipped("x"); } }\n',
    },
    counts: '3 passed, 1 failed, 1 skipped',
    failed: [`SumTest::testRows with data set "it's "odd" (a|b)/ [x]" @ tests/SumTest.php:7`],
    message: /2 is identical to 1/,
    oneFile: { file: 'tests/SumTest.php', counts: '2 passed, 1 failed, 0 skipped' },
    oneName: { name: 'odd" (a|b)/ [x]', runs: [`SumTest::testRows with data set "it's "odd" (a|b)/ [x]"`] },
  },
};
