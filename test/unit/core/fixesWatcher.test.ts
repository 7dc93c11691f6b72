import assert from 'node:assert/strict';
import type { Problem } from '../../../src/contracts/ports';
import type { SessionSnapshot } from '../../../src/contracts/session';
import type { Settings, SettingsPort } from '../../../src/contracts/settings';
import type { Change } from '../../../src/contracts/watch';
import { completeRecipe, findRecipe } from '../../../src/core/plan/recipes';
import { createFixesWatcher } from '../../../src/core/watch/fixesWatcher';
import { memoryWorkspace } from './memoryWorkspace';

describe('the watcher of what fixes itself', () => {
  const start = (mode: Settings['watchers.autofix'], isTrusted = true) => {
    const problems = new Map<string, readonly string[]>();
    const fixers = { installed: [] as string[], missing: [] as string[] };
    const fixed: string[] = [];
    const asked: string[] = [];
    const watcher = createFixesWatcher({
      fixable: async (path) => {
        asked.push(path);
        return (problems.get(path) ?? []).map((message, at): Problem => ({
          path,
          line: at + 3,
          severity: 'error',
          message,
        }));
      },
      fixSaved: async (path) => {
        fixed.push(path);
        problems.delete(path);
      },
      fixers: async () => fixers,
      settings: (() => mode) as unknown as SettingsPort,
      trusted: () => isTrusted,
    });
    const look = (...changes: Change[]) => watcher.look(changes, new AbortController().signal);
    return { watcher, fixers, problems, fixed, asked, look };
  };
  const saved = (...paths: string[]): Change => ({ kind: 'saved', paths });
  const ended = (...changedFiles: string[]): Change => ({
    kind: 'ended',
    session: { changedFiles } as unknown as SessionSnapshot,
  });

  it('offers what can be fixed in a file that was saved, and takes the offer back once it is', async () => {
    const { look, problems, fixed } = start('offer');
    problems.set('src/a.ts', ['Missing semicolon', 'Use const']);
    problems.set('src/b.ts', ['Use const']);
    assert.deepEqual(await look(saved('src/a.ts')), [
      {
        kind: 'fixable_problems',
        key: 'src/a.ts',
        cause: 'Missing semicolon\nUse const',
        title: '2 problems in a.ts can be fixed',
        detail: 'Line 3: Missing semicolon\nLine 4: Use const',
        goal: 'Fix the problems that fix themselves in src/a.ts',
        paths: ['src/a.ts'],
        places: [
          { path: 'src/a.ts', line: 3 },
          { path: 'src/a.ts', line: 4 },
        ],
        sure: 0.8,
        useful: 0.4,
      },
    ]);
    problems.delete('src/a.ts');
    assert.deepEqual(
      (await look(saved('src/b.ts'))).map(({ title }) => title),
      ['1 problem in b.ts can be fixed'],
    );
    assert.deepEqual(fixed, []);
  });

  it('is planned without a model, for that file alone', async () => {
    const { look, problems } = start('offer');
    problems.set('src/my pages/[id].tsx', ['Use const']);
    const [finding] = await look(saved('src/my pages/[id].tsx'));
    const found = findRecipe(finding?.goal ?? '', memoryWorkspace({}).tools);
    assert.ok(found);
    const { steps } = await completeRecipe(found);
    assert.deepEqual([steps[0]?.tool, steps[0]?.input], ['auto_fix', { paths: ['src/my pages/[id].tsx'] }]);
  });

  it('fixes after each save where the person wants that, and leaves alone what a session has written', async () => {
    const { look, problems, fixed, watcher } = start('onSave');
    problems.set('a.ts', ['Use const']);
    assert.deepEqual(await look(saved('a.ts')), []);
    assert.deepEqual(fixed, ['a.ts']);
    problems.set('b.ts', ['Use const']);
    assert.equal((await look(saved('b.ts'), saved('c.ts'), ended('b.ts'))).length, 1);
    assert.deepEqual(fixed, ['a.ts', 'c.ts']);
    assert.deepEqual(await look(saved('b.ts'), ended('b.ts'), saved('b.ts')), []);
    assert.deepEqual(fixed, ['a.ts', 'c.ts', 'b.ts']);
    assert.match(await watcher.describe(), /^Fixes what fixes itself in a file after each save\./);
  });

  it('changes nothing in a workspace that is not trusted', async () => {
    const { look, problems, fixed, watcher } = start('onSave', false);
    problems.set('a.ts', ['Use const']);
    assert.equal((await look(saved('a.ts'))).length, 1);
    assert.deepEqual(fixed, []);
    assert.match(await watcher.describe(), /Changes nothing, because this workspace is not trusted\.$/);
  });

  it('asks nothing about files that a generator wrote, and nothing at all when it is off', async () => {
    const { look, asked } = start('offer');
    const many = Array.from({ length: 30 }, (_, at) => saved(`f${at}.ts`));
    assert.deepEqual(await look(...many), []);
    assert.deepEqual(await look({ kind: 'opened' }), []);
    assert.deepEqual(asked, []);
    assert.equal(await start('off').watcher.off(), 'Off (flux.watchers.autofix).');
    assert.equal(await start('offer').watcher.off(), undefined);
  });

  it('says with which of the project’s fixers, and which are missing', async () => {
    const { watcher, fixers } = start('offer');
    assert.equal(await watcher.describe(), 'Suggests fixing what fixes itself in saved files.');
    fixers.installed.push('eslint', 'prettier');
    fixers.missing.push('ruff');
    assert.equal(
      await watcher.describe(),
      'Suggests fixing what fixes itself in saved files (eslint, prettier). Not installed here: ruff.',
    );
  });
});
