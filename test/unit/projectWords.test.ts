import assert from 'node:assert/strict';
import type { ProjectFacts } from '../../src/contracts/project';
import { projectRows } from '../../src/words/projectWords';

const nothing: ProjectFacts = {
  name: 'shop',
  languages: [],
  isCut: false,
  packages: { all: [], why: [] },
  fixers: [],
  scripts: [],
  unreadable: [],
  git: { kind: 'none' },
};
const rows = (given: Partial<ProjectFacts>) => projectRows({ ...nothing, ...given });
const row = (id: string, given: Partial<ProjectFacts>) => {
  const found = rows(given).find((each) => each.id === id);
  assert.ok(found, id);
  return found;
};

describe('words about a project', () => {
  it('say of everything that there is none', () => {
    assert.deepEqual(
      rows({}).map(({ label, text }) => `${label}: ${text}`),
      [
        'Languages: no code yet',
        'Packages: only this one',
        'Test command: none found',
        'Fixers: none set up',
        'Scripts: none found',
        'Git: not a repository',
      ],
    );
    for (const { reason } of rows({})) assert.match(reason, /\.$/);
    assert.equal(row('tests', {}).setting, 'tests.command');
  });

  it('name what counts most, and the number of the rest', () => {
    const languages = ['typescript', 'css', 'python', 'go', 'c'].map((language, at) => ({
      language,
      files: 2000 - at,
    }));
    const { text, reason } = row('languages', { languages, isCut: true });
    assert.equal(text, 'TypeScript 2,000 · CSS 1,999 · Python 1,998 · 2 more');
    assert.match(reason, /^TypeScript: 2,000 files\. CSS: .* C: 1,996 files\..* more files than Flux counts\.$/);
    assert.equal(row('languages', { languages: languages.slice(0, 4) }).text.split(' · ').length, 4);
  });

  it('tell of packages with their tests, and of tests with what says so', () => {
    const all = [
      { name: '@shop/core', path: 'packages/core', manifest: 'packages/core/package.json', tests: 'npm test' },
      { name: 'ui', path: 'packages/ui', manifest: 'packages/ui/package.json' },
    ];
    const packages = { all, why: ['workspaces in package.json'] };
    const told = row('packages', { packages });
    assert.equal(told.text, '2, by workspaces in package.json');
    assert.deepEqual(
      told.rows?.map(({ label, text }) => `${label}: ${text}`),
      ['@shop/core: packages/core · npm test', 'ui: packages/ui'],
    );
    assert.equal(row('tests', { packages }).text, 'of each package that has one (1 of 2)');
    const place = { path: 'package.json', line: 3 };
    const why = 'the script “test” in package.json';
    const tests = { command: 'npm test', framework: 'vitest', why, place };
    assert.equal(row('tests', { tests }).text, 'npm test · vitest');
    assert.equal(row('tests', { tests }).reason, `Flux found ${why}.`);
    assert.deepEqual(row('tests', { tests }).place, place);
    assert.match(row('tests', { tests, packages }).reason, /1 package of 2 has a command of its own\.$/);
    const odd = { ...tests, framework: 'unknown' };
    assert.equal(row('tests', { tests: odd }).text, 'npm test');
    assert.match(row('tests', { tests: odd }).reason, /runs all tests/);
    assert.equal(row('tests', { tests: { ...tests, command: 'npx vitest run' } }).text, 'npx vitest run');
  });

  it('tell of fixers what sets them up, and which are missing or switched off', () => {
    const fixers = [
      { name: 'eslint', isInstalled: true, place: { path: 'eslint.config.mjs' } },
      { name: 'ruff', isInstalled: false, place: { path: 'pyproject.toml' } },
    ];
    const told = row('fixers', { fixers });
    assert.equal(told.text, 'eslint, ruff (not installed)');
    assert.deepEqual(
      told.rows?.map(({ text }) => text),
      ['by eslint.config.mjs', 'not installed · by pyproject.toml'],
    );
    const { fixers: _none, ...off } = nothing;
    const isOff = projectRows(off).find(({ id }) => id === 'fixers');
    assert.equal(isOff?.text, 'the project’s own are switched off');
    assert.equal(isOff.setting, 'autofix.projectTools');
  });

  it('tell of git the branch and what it follows', () => {
    const git = { kind: 'repository', branch: 'main', head: 'abcdef0123' } as const;
    const text = (given: ProjectFacts['git']) => row('git', { git: given }).text;
    assert.equal(text(git), 'main · follows no other branch');
    const upstream = { name: 'origin/main', ahead: 0, behind: 2 };
    assert.equal(text({ ...git, upstream }), 'main · follows origin/main · 2 behind');
    assert.equal(text({ kind: 'repository', head: 'abcdef0123' }), 'no branch, at abcdef0');
    assert.equal(text({ kind: 'repository', branch: 'main' }), 'main · no commit yet');
    assert.equal(text({ kind: 'untrusted' }), 'not read');
    assert.equal(text({ kind: 'failed', why: 'git is broken' }), 'could not be read');
  });

  it('cut what is long, and show what cannot be seen', () => {
    const name = `a${'x'.repeat(300)}`;
    const scripts = [{ name, line: 'a\n\n  b'.repeat(100), place: { path: 'package.json' } }];
    const [script] = row('scripts', { scripts }).rows ?? [];
    assert.ok(script && script.label.length <= 80 && script.text.length <= 160);
    assert.doesNotMatch(script.text, /\n/);
    const spoof = [{ name: 'a\u202eb', line: '', place: { path: 'package.json' } }];
    assert.doesNotMatch(row('scripts', { scripts: spoof }).rows?.[0]?.label ?? '', /\u202e/);
    const unreadable = [{ path: 'package.json', why: 'not valid JSON' }];
    assert.equal(rows({ unreadable })[0]?.icon, 'trouble');
  });
});
