import assert from 'node:assert/strict';
import { chmod, mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { ProjectFiles } from '../../../src/contracts/project';
import { readProject } from '../../../src/node/project/readProject';
import { makeProject, removeProjects } from './testProjects';

type Files = Readonly<Record<string, string>>;
const json = (value: unknown) => JSON.stringify(value, null, 2);
const nodePackage = (name: string, test?: string) => json({ name, ...(test && { scripts: { test } }) });

async function read(files: Files, given: { command?: string; skipFixers?: string[] | undefined } = {}) {
  const root = await makeProject(files);
  return readIn(root, Object.keys(files), given);
}

function readIn(
  root: string,
  files: readonly string[],
  given: { command?: string; skipFixers?: string[] | undefined },
) {
  const settings = { command: given.command ?? '', framework: '' };
  const skipFixers = 'skipFixers' in given ? given.skipFixers : [];
  return readProject({ root, files, isCut: false, settings, skipFixers });
}

const packagesOf = ({ packages }: ProjectFiles) => packages.all.map(({ name, path }) => `${name} @ ${path}`);
const testsOf = ({ packages }: ProjectFiles) => packages.all.map(({ path, tests }) => `${path}: ${tests ?? '-'}`);

describe('what is read of a project', function () {
  this.timeout(60_000);
  after(removeProjects);

  it('knows nothing of an empty folder', async () => {
    assert.deepEqual(await read({}), {
      languages: [],
      isCut: false,
      packages: { all: [], why: [] },
      fixers: [],
      scripts: [],
      unreadable: [],
    });
  });

  it('counts languages by files, without generated ones and data', async () => {
    const { languages } = await read({
      'src/a.ts': '',
      'src/b.ts': '',
      'src/c.tsx': '',
      'dist/a.js': '',
      'tool.py': '',
      'tsconfig.json': '{}',
      LICENSE: '',
    });
    assert.deepEqual(languages, [
      { language: 'typescript', files: 2 },
      { language: 'python', files: 1 },
      { language: 'typescriptreact', files: 1 },
    ]);
  });

  it('reads an npm monorepo: packages, their tests, the scripts and where each is written', async () => {
    const facts = await read({
      'package.json': json({ workspaces: ['packages/*', 'apps/web'], scripts: { lint: 'eslint .' } }),
      'package-lock.json': '{}',
      'packages/core/package.json': nodePackage('@shop/core', 'node --test'),
      'packages/ui/package.json': nodePackage('@shop/ui'),
      'packages/ui/fixtures/package.json': nodePackage('not-one'),
      'apps/web/package.json': nodePackage('web', 'vitest run'),
      'apps/old/package.json': nodePackage('old', 'jest'),
    });
    assert.deepEqual(packagesOf(facts), ['web @ apps/web', '@shop/core @ packages/core', '@shop/ui @ packages/ui']);
    assert.deepEqual(facts.packages.why, ['workspaces in package.json']);
    assert.deepEqual(testsOf(facts), ['apps/web: npm test', 'packages/core: npm test', 'packages/ui: -']);
    assert.equal(facts.tests, undefined);
    assert.deepEqual(facts.scripts, [{ name: 'lint', line: 'eslint .', place: { path: 'package.json', line: 7 } }]);
  });

  it('reads pnpm and Lerna monorepos, and the package tool that the lock file at the top tells', async () => {
    const pnpm = await read({
      'package.json': json({ scripts: { test: 'pnpm -r test' } }),
      'pnpm-workspace.yaml': 'packages:\n  - "packages/**"\n  - "!**/attic/**"\n',
      'pnpm-lock.yaml': '',
      'packages/a/package.json': nodePackage('a', 'vitest run'),
      'packages/deep/b/package.json': nodePackage('b'),
      'packages/attic/c/package.json': nodePackage('c'),
    });
    assert.deepEqual(packagesOf(pnpm), ['a @ packages/a', 'b @ packages/deep/b']);
    assert.match(testsOf(pnpm)[0] ?? '', /^packages\/a: (?:pnpm|npm) test$/);
    const lerna = await read({
      'package.json': '{}',
      'lerna.json': json({ packages: ['modules/*'] }),
      'modules/x/package.json': nodePackage('x', 'mocha'),
    });
    assert.deepEqual(packagesOf(lerna), ['x @ modules/x']);
    assert.deepEqual(lerna.packages.why, ['packages in lerna.json']);
    const yarn = await read({
      'package.json': json({ workspaces: { packages: ['./libs/*/'] } }),
      'libs/y/package.json': nodePackage('y'),
    });
    assert.deepEqual(packagesOf(yarn), ['y @ libs/y']);
  });

  it('reads workspaces of Cargo, Go and uv', async () => {
    const cargo = await read({
      'Cargo.toml':
        '[workspace] # all\nmembers = [\n  "crates/*", # each\n]\nexclude = ["crates/old"]\n\n[profile.dev]\n',
      'crates/a/Cargo.toml': '[package]\nname = "alpha"\n',
      'crates/old/Cargo.toml': '[package]\nname = "old"\n',
    });
    assert.deepEqual(packagesOf(cargo), ['alpha @ crates/a']);
    assert.deepEqual(testsOf(cargo), ['crates/a: -'], 'the workspace runs them');
    assert.equal(cargo.tests?.command, 'cargo test --workspace');
    assert.deepEqual(cargo.tests.place, { path: 'Cargo.toml' });
    const go = await read({
      'go.work': 'go 1.22\n\nuse (\n\t./api\n\t./lib // shared\n)\nuse ./tools\n',
      'api/go.mod': 'module example.com/api\n',
      'lib/go.mod': 'module example.com/lib\n',
      'tools/go.mod': 'module example.com/tools\n',
      'other/go.mod': 'module example.com/other\n',
    });
    assert.deepEqual(testsOf(go), ['api: go test ./...', 'lib: go test ./...', 'tools: go test ./...']);
    const uv = await read({
      'pyproject.toml': '[project]\nname = "top"\n[tool.uv.workspace]\nmembers = ["packages/*"]\n',
      'packages/one/pyproject.toml': '[project]\nname = "one"\n[tool.pytest.ini_options]\n',
    });
    assert.deepEqual(packagesOf(uv), ['one @ packages/one']);
    assert.match(testsOf(uv)[0] ?? '', /^packages\/one: python3? -m pytest$/);
  });

  it('finds packages that nobody names by their manifests, but no samples', async () => {
    const facts = await read({
      'services/api/pyproject.toml': '[project]\nname = "api"\ndependencies = ["pytest"]\n',
      'services/web/package.json': nodePackage('web', 'vitest'),
      'services/web/pyproject.toml': '',
      'examples/one/package.json': nodePackage('one'),
      'test/fixtures/two/package.json': nodePackage('two'),
    });
    assert.deepEqual(packagesOf(facts), ['api @ services/api', 'web @ services/web']);
    assert.deepEqual(facts.packages.why, ['folders with package.json', 'folders with pyproject.toml']);
  });

  it('says what tells how the tests are run', async () => {
    const why = async (files: Files, command = '') => {
      const { tests } = await read(files, { command });
      return tests && [tests.command, tests.framework, tests.why, tests.place?.path, tests.place?.line];
    };
    assert.deepEqual(await why({ 'package.json': json({ devDependencies: { vitest: '3' } }) }), [
      'npx vitest run',
      'vitest',
      'vitest in the devDependencies of package.json',
      'package.json',
      undefined,
    ]);
    assert.deepEqual(await why({ 'package.json': json({ test: 1, scripts: { build: 'tsc', test: 'jest' } }) }), [
      'npm test',
      'jest',
      'the script “test” in package.json',
      'package.json',
      5,
    ]);
    assert.deepEqual((await why({ 'go.mod': '' }))?.slice(1, 4), ['go', 'go.mod in the project', 'go.mod']);
    assert.equal((await why({ 'tests/test_a.py': 'def test_a(): pass\n' }))?.[2], 'test files such as tests/test_a.py');
    assert.equal((await why({ 'pytest.ini': '' }))?.[2], 'pytest.ini in the project');
    assert.deepEqual(await why({ 'package.json': '{}' }, 'make check'), [
      'make check',
      'unknown',
      'the setting flux.tests.command',
      undefined,
      undefined,
    ]);
    assert.equal(await why({ 'README.md': '' }), undefined);
  });

  it('names fixers with what sets them up, in packages too, and whether they are installed', async () => {
    const root = await makeProject({
      '.prettierrc': '{}',
      'packages/a/package.json': '{}',
      'packages/a/eslint.config.js': '',
      'packages/b/package.json': '{}',
      'packages/b/eslint.config.js': '',
    });
    const bin = join(root, 'node_modules/.bin');
    await mkdir(bin, { recursive: true });
    await writeFile(join(bin, 'eslint'), '#!/bin/sh\n');
    await chmod(join(bin, 'eslint'), 0o755);
    const files = ['packages/a/package.json', 'packages/b/package.json'];
    const { fixers = [] } = await readIn(root, files, {});
    assert.deepEqual(
      fixers.map(({ name, place }) => [name, place.path]),
      [
        ['eslint', 'packages/a/eslint.config.js'],
        ['prettier', '.prettierrc'],
      ],
    );
    assert.equal(fixers[0]?.isInstalled, true);
    assert.deepEqual(
      (await readIn(root, files, { skipFixers: ['eslint'] })).fixers?.map(({ name }) => name),
      ['prettier'],
    );
    assert.equal((await readIn(root, files, { skipFixers: undefined })).fixers, undefined);
  });

  it('finds targets of a Makefile and scripts of composer.json', async () => {
    const { scripts } = await read({
      Makefile: 'CC := gcc\n.PHONY: all\nall: build\n\t@true\nbuild:\n\t$(CC) a.c\n%.o: %.c\n',
      'composer.json': json({ scripts: { check: ['phpstan', 'phpunit'] } }),
    });
    assert.deepEqual(scripts, [
      { name: 'check', line: '', place: { path: 'composer.json', line: 3 } },
      { name: 'all', line: 'make all', place: { path: 'Makefile', line: 3 } },
      { name: 'build', line: 'make build', place: { path: 'Makefile', line: 5 } },
    ]);
  });

  it('says which manifest is damaged or far too large, and goes on with the rest', async () => {
    const damaged = await read({
      'package.json': '{ "scripts": { "test": ',
      'lerna.json': '{ nope',
      'pnpm-workspace.yaml': 'packages: [\n',
      'packages/a/package.json': nodePackage('a', 'jest'),
    });
    assert.deepEqual(damaged.unreadable, [
      { path: 'package.json', why: 'not valid JSON' },
      { path: 'lerna.json', why: 'not valid JSON' },
    ]);
    assert.deepEqual(packagesOf(damaged), ['a @ packages/a']);
    const huge = await read({ 'package.json': json({ scripts: { test: 'jest' }, x: 'x'.repeat(3_000_000) }) });
    assert.deepEqual(huge.unreadable, [{ path: 'package.json', why: 'too large or not readable' }]);
    assert.equal(huge.tests, undefined);
    for (const odd of ['null', '[]', '{"workspaces":7,"scripts":[1]}', '{"workspaces":[1,null,""]}', '7'])
      assert.deepEqual(packagesOf(await read({ 'package.json': odd, 'a/package.json': odd })), ['a @ a'], odd);
  });

  it('reads 200 packages', async () => {
    const names = Array.from({ length: 200 }, (_, at) => `packages/part-${String(at).padStart(3, '0')}`);
    const files = Object.fromEntries(
      names.map((name) => [`${name}/package.json`, nodePackage(name.slice(9), 'node --test')]),
    );
    const root = await makeProject({ 'package.json': json({ workspaces: ['packages/*'] }), ...files });
    const since = performance.now();
    const facts = await readIn(root, Object.keys(files), {});
    assert.ok(performance.now() - since < 5_000);
    assert.equal(facts.packages.all.length, 200);
    assert.deepEqual(facts.packages.all[199], {
      name: 'part-199',
      path: 'packages/part-199',
      manifest: 'packages/part-199/package.json',
      tests: 'npm test',
    });
  });
});
