import assert from 'node:assert/strict';
import { detectTests } from '../../../src/node/testRunners/detectTests';
import { narrowScript } from '../../../src/node/testRunners/narrowScript';
import { parseScript, quote } from '../../../src/node/testRunners/scriptLine';
import type { ProjectReader } from '../../../src/node/testRunners/testCommand';

/** A project of these files; a package.json may be given as an object. */
function project(files: Record<string, string | object>, missing: readonly string[] = []): ProjectReader {
  const texts = new Map(
    Object.entries(files).map(([name, value]) => [name, typeof value === 'string' ? value : JSON.stringify(value)]),
  );
  return {
    readText: async (path) => texts.get(path),
    exists: async (path) => texts.has(path),
    canStart: async (program) => !missing.includes(program),
    list: async (folder) =>
      [...texts.keys()]
        .filter((name) => (folder === '.' ? !name.includes('/') : name.startsWith(`${folder}/`)))
        .map((name) => name.slice(name.lastIndexOf('/') + 1)),
  };
}
const detect = (files: Record<string, string | object>, command = '', framework = '') =>
  detectTests({ root: '/p', settings: { command, framework }, project: project(files) });
/** Without what says so. */
const detectPlain = async (...given: Parameters<typeof detect>) => {
  const { from: _from, ...command } = (await detect(...given)) ?? {};
  return command;
};
const withScript = (test: string, more: Record<string, string> = {}) => ({
  'package.json': { scripts: { test, ...more } },
});

describe('detectTests', () => {
  for (const [script, framework] of [
    ['mocha', 'mocha'],
    ['cross-env NODE_ENV=test mocha -r x "test/**"', 'mocha'],
    ['c8 node_modules/.bin/mocha', 'mocha'],
    ['tsc && mocha dist', 'mocha'],
    ['vitest', 'vitest'],
    ['vitest run --coverage', 'vitest'],
    ['jest --ci', 'jest'],
    ['react-scripts test', 'jest'],
    ['node --test', 'node'],
    ['node --import tsx --test test/*.ts', 'node'],
    ['tsx --test', 'node'],
    ['ava --verbose', 'ava'],
    ['c8 tap test/*.js', 'tap'],
    ['bun test', 'bun'],
    ['go test ./...', 'go'],
    ['python3 -m unittest -v', 'unittest'],
    ['vendor/bin/phpunit', 'phpunit'],
    ['node test.js', 'unknown'],
    ['go vet', 'unknown'],
    ['tape test.js', 'unknown'],
    ['turbo run test', 'unknown'],
    ['node scripts/mocha-like.js', 'unknown'],
  ])
    it(`knows ${framework} in “${script}”`, async () => {
      const command = await detect(withScript(script ?? ''));
      assert.equal(command?.framework, framework);
      assert.equal(command?.line, 'npm test');
    });

  it('passes arguments on only where they reach the runner', async () => {
    assert.equal((await detect(withScript('tsc && mocha dist')))?.passOn, '--');
    assert.equal((await detect(withScript('vitest run && eslint .')))?.passOn, undefined);
    assert.equal((await detect(withScript('vitest run && eslint .')))?.framework, 'vitest');
    assert.equal((await detect(withScript('jest | tee log')))?.passOn, undefined);
    assert.equal((await detect(withScript('ava')))?.passOn, '--');
    assert.equal((await detect(withScript('tape test.js')))?.passOn, undefined);
    assert.equal((await detect({}, 'cargo test -- --nocapture'))?.passOn, undefined);
  });

  it('follows scripts that call another one', async () => {
    const command = await detectPlain(
      withScript('npm run unit', { unit: 'npm run build && vitest run', build: 'tsc', pretest: 'lint' }),
    );
    assert.deepEqual(command, {
      framework: 'vitest',
      line: 'npm test',
      passOn: '-- --',
      script: 'npm run pretest && npm run build && vitest run',
    });
    assert.equal((await detect(withScript('npm test')))?.framework, 'unknown');
    assert.equal((await detect({ ...withScript('pnpm unit', { unit: 'jest' }), 'pnpm-lock.yaml': '' }))?.passOn, '');
  });

  it('runs a script with npm where the project’s own package tool is not installed', async () => {
    const files = { ...withScript('vitest run'), 'bun.lock': '' };
    const found = await detectTests({
      root: '/p',
      settings: { command: '', framework: '' },
      project: project(files, ['bun']),
    });
    assert.equal(found?.line, 'npm test');
    assert.equal(found.framework, 'vitest');
  });

  it('knows the package tool', async () => {
    assert.equal((await detect({ ...withScript('jest'), 'yarn.lock': '' }))?.line, 'yarn test');
    assert.equal((await detect({ ...withScript('jest'), 'pnpm-lock.yaml': '' }))?.line, 'pnpm test');
    assert.equal((await detect({ ...withScript('jest'), 'bun.lock': '' }))?.line, 'bun run test');
    assert.equal(
      (await detect({ 'package.json': { packageManager: 'pnpm@9.1.0', scripts: { test: 'jest' } }, 'yarn.lock': '' }))
        ?.line,
      'pnpm test',
    );
  });

  it('takes no script of npm init for tests, and finds runners among the packages', async () => {
    const nothing = 'echo "Error: no test specified" && exit 1';
    assert.equal(await detect(withScript(nothing)), undefined);
    assert.equal(
      (await detect({ 'package.json': { scripts: { test: nothing }, devDependencies: { vitest: '1' } } }))?.line,
      'npx vitest run',
    );
    assert.equal((await detect({ 'package.json': { devDependencies: { jest: '1' } } }))?.line, 'npx jest');
    assert.equal((await detect({ 'package.json': { dependencies: { mocha: '1' } } }))?.line, 'npx mocha');
    assert.equal(await detect({ 'package.json': '{ "scripts": ' }), undefined);
    assert.equal(await detect({}), undefined);
  });

  it("finds pytest by its files, and the project's own Python", async () => {
    for (const files of [
      { 'pytest.ini': '' },
      { 'pyproject.toml': '[tool.pytest.ini_options]\n' },
      { 'setup.cfg': '[tool:pytest]\n' },
      { 'tests/test_x.py': '' },
      { 'test_x.py': '' },
      { 'conftest.py': '' },
    ]) {
      assert.match((await detect(files as unknown as Record<string, string>))?.line ?? '', /^python3? -m pytest$/);
    }
    assert.equal(await detect({ 'pyproject.toml': '[project]\n', 'src/test_x.txt': '' }), undefined);
    if (process.platform !== 'win32')
      assert.equal((await detect({ 'pytest.ini': '', '.venv/bin/python': '' }))?.line, '.venv/bin/python -m pytest');
    assert.equal((await detect({ ...withScript('jest'), 'pytest.ini': '' }))?.framework, 'jest');
    assert.equal((await detect({ ...withScript('jest'), 'pytest.ini': '' }, '', 'pytest'))?.framework, 'pytest');
  });

  it('finds the tests of other languages', async () => {
    if (process.platform === 'win32') return;
    for (const [files, framework, line] of [
      [{ 'go.mod': 'module x' }, 'go', 'go test ./...'],
      [{ 'Cargo.toml': '[package]\n' }, 'cargo', 'cargo test'],
      [{ 'Cargo.toml': '[workspace]\nmembers = ["a"]\n' }, 'cargo', 'cargo test --workspace'],
      [{ 'pom.xml': '' }, 'maven', 'mvn test'],
      [{ 'pom.xml': '', mvnw: '' }, 'maven', './mvnw test'],
      [{ 'build.gradle.kts': '' }, 'gradle', 'gradle test'],
      [{ 'settings.gradle': '', gradlew: '' }, 'gradle', './gradlew test'],
      [{ 'App.sln': '' }, 'dotnet', 'dotnet test'],
      [{ 'App.Tests.csproj': '' }, 'dotnet', 'dotnet test'],
      [{ '.rspec': '' }, 'rspec', 'rspec'],
      [{ 'spec/a_spec.rb': '', Gemfile: "gem 'rspec'" }, 'rspec', 'bundle exec rspec'],
      [{ 'phpunit.xml.dist': '' }, 'phpunit', 'phpunit'],
      [{ 'composer.json': '{}', 'vendor/bin/phpunit': '' }, 'phpunit', 'vendor/bin/phpunit'],
    ] as const)
      assert.deepEqual(await detectPlain(files), { framework, line, passOn: '', script: line });
    assert.equal((await detect({ 'go.mod': '', 'pom.xml': '' }))?.framework, 'go');
    assert.equal((await detect({ 'go.mod': '', 'pom.xml': '' }, '', 'maven'))?.line, 'mvn test');
    assert.equal(
      (await detect({ ...withScript('echo "Error: no test specified" && exit 1'), 'Cargo.toml': '' }))?.framework,
      'cargo',
    );
  });

  it('tells unittest from pytest', async () => {
    const unit = 'import unittest\nclass T(unittest.TestCase):\n    def test_x(self): pass\n';
    const program = /^python3? -m unittest$/;
    assert.match((await detect({ 'test_x.py': unit }))?.line ?? '', program);
    assert.match((await detect({ 'tests/test_x.py': unit, 'tests/__init__.py': '' }))?.line ?? '', program);
    assert.match((await detect({ 'tests/test_x.py': unit }))?.line ?? '', /-m unittest discover -s tests$/);
    for (const files of [
      { 'test_x.py': 'def test_x(): pass\n' },
      { 'test_x.py': `${unit}\nimport pytest\n` },
      { 'test_x.py': unit, 'requirements.txt': 'pytest>=8\n' },
      { 'test_x.py': unit, 'pyproject.toml': 'dev = ["pytest"]\n' },
    ] as Record<string, string>[]) {
      assert.equal((await detect(files))?.framework, 'pytest', JSON.stringify(files));
    }
    assert.equal((await detect({ 'test_x.py': unit }, '', 'pytest'))?.framework, 'pytest');
    assert.equal((await detect({ 'pytest.ini': '' }, '', 'unittest'))?.framework, 'unittest');
  });

  it('obeys the settings', async () => {
    assert.deepEqual(await detect({}, 'make check'), { framework: 'unknown', line: 'make check' });
    assert.deepEqual(await detect({}, 'make check', 'mocha'), { framework: 'mocha', line: 'make check' });
    assert.deepEqual(await detect({}, 'npx vitest run --dir x'), {
      framework: 'vitest',
      line: 'npx vitest run --dir x',
      passOn: '',
      script: 'npx vitest run --dir x',
    });
    const command = await detect(withScript('tape', { unit: 'mocha' }), 'npm run unit');
    assert.deepEqual(command, { framework: 'mocha', line: 'npm run unit', passOn: '--', script: 'mocha' });
    assert.equal((await detect(withScript('mocha'), 'npm test -- --bail'))?.passOn, '');
  });
});

const valueOptions = new Set(['-r', '--timeout', '--import']);

describe('narrowScript', () => {
  for (const [script, expected] of [
    ['mocha', 'mocha a.js'],
    [
      'tsc -p . && mocha -r ts-node/register --timeout 5000 "test/**/*.ts"',
      'tsc -p . && mocha -r ts-node/register --timeout 5000 a.js',
    ],
    ['mocha --spec test --exit test/b.js', 'mocha --exit a.js'],
    ["node --import tsx --test 'test/**/*.ts'", 'node --import tsx --test a.js'],
    ['cross-env X="a b" node --test test/', 'cross-env X="a b" node --test a.js'],
  ])
    it(`replaces the files of ${script}`, () =>
      assert.equal(narrowScript(script ?? '', { files: ['a.js'], valueOptions }), expected));

  it('puts options where node reads them and quotes what needs it', () => {
    assert.equal(
      narrowScript('node --test test/', { files: [], options: ['--test-name-pattern=x'], valueOptions }),
      'node --test-name-pattern=x --test test/',
    );
    assert.equal(narrowScript('mocha', { files: ['a b.js'], valueOptions }), `mocha ${quote('a b.js')}`);
    assert.equal(narrowScript('mocha $(ls)', { files: ['a.js'] }), undefined);
    assert.equal(narrowScript('tape', { files: ['a.js'], valueOptions }), undefined);
  });

  it('takes only what looks like a path for files where it does not know the runner’s options', () => {
    const narrow = (script: string) => narrowScript(script, { files: ['a.py'] });
    assert.equal(narrow('pytest -q tests/ --maxfail 2'), 'pytest -q --maxfail 2 a.py');
    assert.equal(narrow('ava --serial=true "test/**/*.js"'), 'ava --serial=true a.py');
    assert.equal(narrow('pytest --rootdir tests/x -q'), undefined);
    assert.equal(narrow('tap'), undefined);
  });

  it('quotes for both kinds of shell', () => {
    assert.equal(quote('src/a.ts', 'linux'), 'src/a.ts');
    assert.equal(quote("it's $HOME", 'linux'), `'it'\\''s $HOME'`);
    assert.equal(quote('a "b"', 'win32'), '"a \\"b\\""');
    assert.equal(quote('a b\\', 'win32'), '"a b\\\\"');
    assert.equal(parseScript('a; b'), undefined);
    assert.deepEqual(parseScript('a "b && c" && d'), { before: ['a "b && c"'], words: ['d'] });
  });
});
