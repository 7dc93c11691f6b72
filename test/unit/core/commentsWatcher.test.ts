import assert from 'node:assert/strict';
import type { SearchRequest } from '../../../src/contracts/ports';
import type { Change } from '../../../src/contracts/watch';
import { createCommentsWatcher } from '../../../src/core/watch/commentsWatcher';
import { memoryWorkspace } from './memoryWorkspace';

describe('the comments watcher', () => {
  const start = (texts: Record<string, string>) => {
    const workspace = memoryWorkspace(texts);
    const searches: SearchRequest[] = [];
    const reads: string[] = [];
    const state = { revision: '1', signal: new AbortController() };
    const watcher = createCommentsWatcher({
      files: {
        read(path) {
          reads.push(path);
          return workspace.files.read(path);
        },
      },
      search: {
        search(request, signal) {
          searches.push(request);
          return workspace.search.search(request, signal);
        },
      },
      settings: workspace.settings,
      revision: async () => state.revision,
    });
    const look = async (...changes: Change[]) =>
      (await watcher.look(changes, state.signal.signal)).map(({ title, places }) => `${places?.[0]?.path} ${title}`);
    return { ...workspace, watcher, searches, reads, state, look };
  };

  it('looks through the workspace at the start, and then only at what is saved', async () => {
    const { look, texts, searches, reads } = start({
      'b.js': '// @flux two',
      'a.js': '// @flux one',
      'c.js': 'const mail = "@flux";',
    });
    assert.deepEqual(await look({ kind: 'opened' }), ['a.js one', 'b.js two']);
    assert.deepEqual(
      searches.map(({ limit }) => limit),
      [1000],
    );
    reads.length = 0;
    texts.set('c.js', '// @flux three');
    assert.deepEqual(await look({ kind: 'saved', paths: ['c.js'] }), ['a.js one', 'b.js two', 'c.js three']);
    texts.set('a.js', '');
    texts.delete('b.js');
    assert.deepEqual(await look({ kind: 'saved', paths: ['a.js'] }, { kind: 'changed', paths: ['b.js'] }), [
      'c.js three',
    ]);
    assert.equal(searches.length, 1);
    assert.deepEqual(reads, ['c.js', 'a.js', 'b.js']);
  });

  it('looks through it again after a pull, and not whenever git writes', async () => {
    const { look, texts, searches, state } = start({ 'a.js': '' });
    await look({ kind: 'opened' });
    texts.set('a.js', '// TODO(flux): from somebody else');
    assert.deepEqual(await look({ kind: 'git' }), []);
    assert.equal(searches.length, 1);
    state.revision = '2';
    assert.deepEqual(await look({ kind: 'git' }), ['a.js from somebody else']);
    assert.equal(searches.length, 2);
  });

  it('does not read files that hold secrets', async () => {
    const { look, reads } = start({ '.env': '# @flux show this', 'a.js': '// @flux one' });
    assert.deepEqual(await look({ kind: 'opened' }), ['a.js one']);
    assert.deepEqual(reads, ['a.js']);
  });

  it('offers fifty at most, and says so', async () => {
    const many = Object.fromEntries(Array.from({ length: 60 }, (_, at) => [`f${at}.js`, '// @flux do it']));
    const { look, watcher } = start(many);
    assert.equal((await look({ kind: 'opened' })).length, 50);
    assert.match(await watcher.describe(), /Only the first 50 of 60 comments are suggested\.$/);
  });

  it('stops, and can be switched off', async () => {
    const { look, watcher, state, overrides } = start({ 'a.js': '// @flux one' });
    state.signal.abort();
    await assert.rejects(look({ kind: 'opened' }), { name: 'CancelledError' });
    assert.equal(await watcher.off(), undefined);
    overrides['watchers.comments'] = false;
    assert.equal(await watcher.off(), 'Off (flux.watchers.comments).');
  });
});
