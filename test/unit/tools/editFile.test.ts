import assert from 'node:assert/strict';
import { CancelledError, FluxError } from '../../../src/base/errors';
import { createEditFile } from '../../../src/tools/editFile';
import { createMemoryFiles } from './memoryFiles';
import { callDone, callFailed, callTool, toolContext } from './toolContext';

const block = (search: string, replace: string): string => `<<<<<<< SEARCH\n${search}\n=======\n${replace}\n>>>>>>> REPLACE`;

describe('edit_file', () => {
  const start = () => {
    const files = createMemoryFiles({ 'src/a.ts': 'one\ntwo\nthree\n', 'src/b.ts': 'uno\ndos\n' });
    return { files, tool: createEditFile({ files }) };
  };

  it('edits one file and says which lines', async () => {
    const { files, tool } = start();
    const result = await callDone(tool, { path: 'src/a.ts', edits: block('two', 'TWO\nTWO b') });
    assert.equal(files.texts.get('src/a.ts'), 'one\nTWO\nTWO b\nthree\n');
    assert.equal(result.message, 'Edited src/a.ts: +2 −1 (now lines 2-3).');
    assert.deepEqual(result.files, ['src/a.ts']);
    assert.deepEqual(result.facts?.edits, { 'src/a.ts': { added: 2, removed: 1, saved: true, created: false } });
  });

  it('edits several files and makes new ones', async () => {
    const { files, tool } = start();
    const edits = `src/a.ts\n${block('one', '1')}\n\n**src/b.ts**\n${block('dos', '2')}\n${block('uno', '1')}\nsrc/c.ts\n<<<<<<< SEARCH\n=======\nnew\n>>>>>>> REPLACE`;
    const result = await callDone(tool, { edits });
    assert.deepEqual(Object.fromEntries(files.texts), { 'src/a.ts': '1\ntwo\nthree\n', 'src/b.ts': '1\n2\n', 'src/c.ts': 'new\n' });
    assert.match(result.message, /Created src\/c\.ts: \+1 −0\./);
    assert.deepEqual(tool.writes({ edits }), ['src/a.ts', 'src/b.ts', 'src/c.ts']);
    assert.equal(tool.about({ edits }), 'src/a.ts, src/b.ts and src/c.ts');
    assert.deepEqual(tool.locks({ edits }).at(-1), { key: 'tree', mode: 'read' });
  });

  it('writes nothing when one block does not apply, and tells about all that do not', async () => {
    const { files, tool } = start();
    const before = new Map(files.texts);
    const failed = await callFailed(tool, { edits: `src/a.ts\n${block('one', '1')}\n${block('tvo', '2')}\nsrc/b.ts\n${block('uno', 'uno')}` }, 'no_match');
    assert.match(failed.message, /^Nothing was written: 2 of 3 blocks do not apply\. Send all blocks again/);
    assert.match(failed.message, /Block 2 \(src\/a\.ts\): its SEARCH text is not in src\/a\.ts/);
    assert.match(failed.message, /Block 3 \(src\/b\.ts\): its SEARCH and REPLACE are the same/);
    assert.equal(failed.retryable, false);
    assert.deepEqual(files.texts, before);
  });

  it('understands other names and pairs of texts', async () => {
    for (const raw of [
      { file: 'src/a.ts', diff: block('two', 'TWO') },
      { file_path: 'src/a.ts', old_string: 'two', new_string: 'TWO' },
      { path: 'src/a.ts', search: 'two\n', replace: 'TWO\n' },
      { path: 'src/a.ts', edits: [{ search: 'two', replace: 'TWO' }] },
      { edits: [{ path: 'src/a.ts', old_text: 'two', new_text: 'TWO' }] },
      { path: 'src/a.ts', edits: [block('two', 'TWO')] },
      { blocks: [{ file: 'src/a.ts', diff: block('two', 'TWO') }], path: null },
      { patch: '*** Begin Patch\n*** Update File: src/a.ts\n one\n-two\n+TWO\n*** End Patch' },
      { path: 'src/a.ts', diff: '@@ -1,3 +1,3 @@\n one\n-two\n+TWO\n three' },
    ]) {
      const { files, tool } = start();
      const result = await callTool(tool, raw);
      assert.equal(files.texts.get('src/a.ts'), 'one\nTWO\nthree\n', `${JSON.stringify(raw)}: ${result.message}`);
    }
  });

  it('refuses what leaves the workspace, folders and missing files in words', async () => {
    const { tool } = start();
    await callFailed(tool, { path: '../x.ts', edits: block('a', 'b') }, 'outside_workspace');
    await callFailed(tool, { path: 'src', edits: block('a', 'b') }, 'is_directory');
    await callFailed(tool, { path: 'src/x.ts', edits: block('a', 'b') }, 'not_found');
    await callFailed(tool, { edits: block('a', 'b') }, 'no_path');
    await callFailed(tool, { path: 'src/a.ts', edits: 'change two to TWO' }, 'bad_blocks');
  });

  it('previews without writing, and refuses there as a run would', async () => {
    const { files, tool } = start();
    assert.deepEqual(await tool.preview?.({ path: 'src/a.ts', edits: block('two', 'TWO') }, {}), [{ path: 'src/a.ts', before: 'one\ntwo\nthree\n', after: 'one\nTWO\nthree\n' }]);
    assert.deepEqual(await tool.preview?.({ path: 'n.ts', edits: '<<<<<<< SEARCH\n=======\nx\n>>>>>>> REPLACE' }, {}), [{ path: 'n.ts', before: undefined, after: 'x\n' }]);
    assert.equal(files.texts.size, 2);
    await assert.rejects(async () => tool.preview?.({ path: 'src/a.ts', edits: block('x', 'y') }, {}), (error) => FluxError.is(error, 'no_match'));
  });

  it('says when the edit waits unsaved with the person\'s own text', async () => {
    const { files, tool } = start();
    files.dirty.add('src/a.ts');
    const result = await callDone(tool, { path: 'src/a.ts', edits: block('two', 'TWO') });
    assert.match(result.message, /unsaved text there/);
    assert.equal(result.facts?.edits?.['src/a.ts']?.saved, false);
  });

  it('lets cancellation through', async () => {
    const { tool } = start();
    await assert.rejects(tool.run({ path: 'src/a.ts', edits: block('two', 'TWO') }, toolContext({ signal: AbortSignal.abort() })), CancelledError);
  });

  it('falls back on the given path while the edits are not known', () => {
    const { tool } = start();
    assert.deepEqual(tool.writes({ path: './src\\a.ts' }), ['src/a.ts']);
    assert.deepEqual(tool.writes({ path: 'src/a.ts', edits: 'nonsense' }), ['src/a.ts']);
    assert.deepEqual(tool.writes({}), []);
  });
});
