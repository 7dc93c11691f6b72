import assert from 'node:assert/strict';
import { detectTests } from '../../../src/node/testRunners/detectTests';
import { createOwnTests } from '../../../src/node/testRunners/ownTests';
import { makeProject, removeProjects } from './testProjects';

const manifest = (test?: string, more: object = {}) => JSON.stringify({ ...(test && { scripts: { test } }), ...more });

/** The folder whose tests a file's are, and their framework; undefined where they are the whole project's. */
async function ownOf(files: Readonly<Record<string, string>>, file: string, framework = '') {
  const root = await makeProject(files);
  const whole = await detectTests({ root, settings: { command: '', framework } });
  const own = await createOwnTests(root, whole, framework).of(file);
  return own && `${own.folder} ${own.command.framework}`;
}

describe('tests that packages have of their own', function () {
  this.timeout(30_000);
  after(removeProjects);

  it('are those of the innermost package that has some', async () => {
    const files = {
      'package.json': manifest(),
      'packages/a/package.json': manifest('vitest run'),
      'packages/a/plugins/x/package.json': manifest('mocha'),
      'packages/b/package.json': manifest(),
    };
    assert.equal(await ownOf(files, 'packages/a/src/deep/one.ts'), 'packages/a vitest');
    assert.equal(await ownOf(files, 'packages/a/plugins/x/one.ts'), 'packages/a/plugins/x mocha');
    assert.equal(await ownOf(files, 'packages/b/one.ts'), undefined);
    assert.equal(await ownOf(files, 'one.ts'), undefined);
  });

  it('come before a command of the project that hands on, and before one of another runner', async () => {
    const own = { 'packages/a/package.json': manifest('mocha') };
    for (const script of ['npm test --workspaces', 'turbo run test', 'vitest run', 'lerna run test'])
      assert.equal(await ownOf({ 'package.json': manifest(script), ...own }, 'packages/a/a.js'), 'packages/a mocha');
    const mixed = { 'package.json': manifest('jest'), 'api/pyproject.toml': '[tool.pytest.ini_options]\n' };
    assert.equal(await ownOf(mixed, 'api/app.py'), 'api pytest');
    const rust = { 'Cargo.toml': '[workspace]\nmembers = ["a"]\n', 'a/Cargo.toml': '[package]\n' };
    assert.equal(await ownOf(rust, 'a/src/lib.rs'), undefined, 'Cargo runs them from the top');
    assert.equal(await ownOf({ 'go.mod': '', 'tools/go.mod': '' }, 'tools/main.go'), 'tools go');
  });

  it('are left to a command of the project that can be told which, where the package has none as good', async () => {
    const whole = { 'package.json': manifest('vitest run') };
    for (const own of [manifest('turbo run test'), manifest('cd ../.. && vitest run a'), manifest(undefined, listed)])
      assert.equal(await ownOf({ ...whole, 'packages/a/package.json': own }, 'packages/a/a.ts'), undefined, own);
    const top = { 'package.json': manifest('turbo run test') };
    assert.equal(await ownOf({ ...top, 'a/package.json': manifest(undefined, listed) }, 'a/a.ts'), 'a vitest');
    assert.equal(await ownOf({ ...top, 'a/package.json': manifest('tape a.js') }, 'a/a.js'), 'a unknown');
  });

  it('are started by the package tool and the Python of the project above', async () => {
    const root = await makeProject({
      'pyproject.toml': '',
      '.venv/bin/python': '',
      'libs/core/pyproject.toml': '[tool.pytest.ini_options]\n',
      'web/app/package.json': manifest('vitest run'),
      'package-lock.json': '',
    });
    const own = createOwnTests(root, undefined, '');
    if (process.platform !== 'win32')
      assert.equal((await own.of('libs/core/a.py'))?.command.line, '../../.venv/bin/python -m pytest');
    assert.equal((await own.in('web/app'))?.command.line, 'npm test');
  });
});

const listed = { devDependencies: { vitest: '3' } };
