import { mkdir, mkdtemp, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';

const repoRoot = process.env['FLUX_REPO_ROOT'] ?? process.cwd();

/** Writes a project into the repository's `out`, so that the packages installed here are found from it. */
export async function makeProject(files: Readonly<Record<string, string>>): Promise<string> {
  await mkdir(join(repoRoot, 'out'), { recursive: true });
  const root = await mkdtemp(join(repoRoot, 'out', 'a project-'));
  for (const [name, text] of Object.entries(files)) {
    await mkdir(dirname(join(root, name)), { recursive: true });
    await writeFile(join(root, name), text);
  }
  return root;
}

/** A recorded output or report; the project's root was `/project`. */
export const fixturePath = (name: string) => join(repoRoot, 'test/unit/node/fixtures', name);

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
  'package.json': JSON.stringify({ scripts: { pretest: 'echo built > built.txt', test: 'npm run unit', unit: 'mocha -R dot --exit "test/**/*.js"' } }),
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
  'test/b.js': `describe('hooks', () => { before(() => { throw new Error('no database'); }); it('never', () => {}); });\nit('good', () => {});\n`,
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
