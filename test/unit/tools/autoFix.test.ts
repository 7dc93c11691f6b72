import assert from 'node:assert/strict';
import type { FixPort } from '../../../src/contracts/ports';
import { createAutoFix } from '../../../src/tools/autoFix';
import { createMemoryFiles } from './memoryFiles';
import { callDone, callFailed } from './toolContext';

const nothingOpen = { git: { state: async () => undefined }, editor: { openFiles: () => [] } };

describe('auto_fix', () => {
  /** A formatter that knows TypeScript and sets one space around equals signs. */
  const start = () => {
    const files = createMemoryFiles({
      'src/a.ts': 'a=1\nb=2\n',
      'src/b.ts': 'b = 1\n',
      'app/[id].ts': 'x=1\n',
      'notes.txt': 'n=1\n',
    });
    const asked: string[][] = [];
    const fix: FixPort = {
      fix: async (paths) => {
        asked.push([...paths]);
        const known = paths.filter((path) => path.endsWith('.ts'));
        const changed = known.filter((path) => files.texts.get(path)?.match(/\w=/));
        for (const path of changed) files.texts.set(path, files.texts.get(path)!.replace(/(\w)=/g, '$1 = '));
        return {
          changed,
          unsaved: changed.filter((path) => files.dirty.has(path)),
          unformatted: paths.filter((path) => !known.includes(path)),
          used: known.length > 0 ? ['Equals'] : [],
          trouble: [],
          remaining: [],
        };
      },
    };
    return { files, asked, fix, tool: createAutoFix({ fix, files, ...nothingOpen }) };
  };

  it('fixes the given files and counts what changed', async () => {
    const { tool, files } = start();
    files.dirty.add('src/a.ts');
    const result = await callDone(tool, { paths: ['src/a.ts', 'src/b.ts', 'notes.txt'] });
    assert.equal(
      result.message,
      'Fixed src/a.ts. Used: Equals.\nsrc/a.ts had unsaved text of the person, so the fix waits unsaved with ' +
        'theirs.\nNo formatter is set up for notes.txt.',
    );
    assert.deepEqual(result.files, ['src/a.ts']);
    assert.deepEqual(result.facts?.edits, { 'src/a.ts': { added: 2, removed: 2, saved: false, created: false } });
    assert.equal(
      (await callDone(tool, { paths: ['src/b.ts'] })).message,
      'Nothing to fix: no file changed. Used: Equals.',
    );
  });

  it('takes globs, folders and names with brackets', async () => {
    const { tool, asked } = start();
    await callDone(tool, { path: 'src' });
    await callDone(tool, { files: '**/*.ts' });
    await callDone(tool, { paths: ['app/[id].ts'] });
    assert.deepEqual(asked, [['src/a.ts', 'src/b.ts'], ['app/[id].ts', 'src/a.ts', 'src/b.ts'], ['app/[id].ts']]);
    assert.deepEqual(tool.writes({ paths: ['./src/a.ts', './**/*.ts', 'app/[id].ts', 'src/a.ts'] }), [
      'src/a.ts',
      '**/*.ts',
      'app/[id].ts',
    ]);
    assert.deepEqual(tool.locks({ paths: ['**/*.ts'] }), [{ key: 'tree', mode: 'write' }]);
    assert.deepEqual(tool.locks({ paths: ['**/*.ts', './a.ts'] }), [
      { key: 'path:a.ts', mode: 'write' },
      { key: 'tree', mode: 'write' },
    ]);
    assert.deepEqual(tool.locks({}), [{ key: 'tree', mode: 'write' }]);
    assert.deepEqual(tool.locks({ paths: ['a.ts'] }), [
      { key: 'path:a.ts', mode: 'write' },
      { key: 'tree', mode: 'read' },
    ]);
  });

  it('takes what the run changed when nothing is named', async () => {
    const { tool, asked } = start();
    await callDone(tool, {}, { changedFiles: ['src/a.ts', 'gone.ts'] });
    assert.deepEqual(asked, [['src/a.ts']]);
    await callFailed(tool, {}, 'no_paths');
  });

  it('touches nothing outside of what the globs match', async () => {
    const { tool, asked } = start();
    await callDone(tool, { paths: ['app/**'] });
    assert.deepEqual(asked, [['app/[id].ts']]);
    await callFailed(tool, { paths: ['!src/**'] }, 'no_paths');
    assert.equal(asked.length, 1);
  });

  it('refuses in words', async () => {
    const { tool } = start();
    assert.match(
      (await callFailed(tool, { paths: ['notes.txt'] }, 'no_formatter')).message,
      /No formatter is set up for notes\.txt/,
    );
    await callFailed(tool, { paths: ['nope.ts'] }, 'not_found');
    await callFailed(tool, { paths: ['**/*.py'] }, 'no_paths');
  });

  it('takes the whole project', async () => {
    const { tool, asked } = start();
    for (const raw of [{ all: true }, { everything: 'true' }, { paths: ['.'] }, { paths: './' }])
      await callDone(tool, raw);
    for (const paths of asked) assert.deepEqual(paths, ['app/[id].ts', 'notes.txt', 'src/a.ts', 'src/b.ts']);
    assert.deepEqual(tool.writes({ all: true }), ['.']);
    assert.deepEqual(tool.locks({ all: true }), [{ key: 'tree', mode: 'write' }]);
    assert.equal(tool.about({ all: true }), 'the whole project');
  });

  it('says ahead which files it may touch', async () => {
    const { tool, files } = start();
    for (const paths of [['src/a.ts'], ['app/[id].ts', 'x.y/b.py']]) assert.equal(tool.touches?.({ paths }), 'named');
    for (const given of [
      {},
      { all: true },
      { paths: ['src'] },
      { paths: ['src/'] },
      { paths: ['.'] },
      { paths: ['src/*.ts'] },
      { paths: ['a.ts', 'Makefile'] },
      { paths: ['.eslintrc'] },
    ])
      assert.equal(tool.touches?.(given), 'tree', JSON.stringify(given));
    files.texts.set('v1.2/a.ts', 'a=1\n');
    assert.match((await callFailed(tool, { paths: ['v1.2'] }, 'is_directory')).message, /Write v1\.2\/\*\*/);
    await callDone(tool, { paths: ['v1.2/'] });
  });

  it('reports what remains and what did not work', async () => {
    const { fix, files } = start();
    const remaining = Array.from({ length: 25 }, (_, at) => ({
      path: 'src/a.ts',
      line: at + 1,
      severity: 'error' as const,
      message: `no ${at}`,
    }));
    const reporting = (more: object): FixPort => ({
      fix: async (paths, signal) => ({ ...(await fix.fix(paths, signal)), ...more }),
    });
    const { message } = await callDone(
      createAutoFix({
        fix: reporting({ used: ['eslint --fix'], trouble: ['ruff hung.'], remaining }),
        files,
        ...nothingOpen,
      }),
      { paths: ['src/a.ts'] },
    );
    assert.match(
      message,
      /^Fixed src\/a\.ts\. Used: eslint --fix\.\nTrouble: ruff hung\.\nWhat remains \(25 problems\):\nsrc\/a\.ts:1 error: no 0\n/,
    );
    assert.match(message, /… and 5 more\.$/);
    await callFailed(
      createAutoFix({ fix: reporting({ changed: [], used: [], trouble: ['ruff hung.'] }), files, ...nothingOpen }),
      { paths: ['src/b.ts'] },
      'fix_failed',
    );
  });
});
