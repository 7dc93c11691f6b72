import assert from 'node:assert/strict';
import { FluxError } from '../../../src/base/errors';
import type { EditorPort } from '../../../src/contracts/ports';
import { createWriteFile } from '../../../src/tools/writeFile';
import { createMemoryFiles, hashOf } from './memoryFiles';
import { callDone, callFailed } from './toolContext';

describe('write_file', () => {
  const start = () => {
    const files = createMemoryFiles({ 'a.ts': 'old\n', 'empty.ts': '' });
    return { files, tool: createWriteFile({ files }) };
  };

  it('creates a file', async () => {
    const { files, tool } = start();
    const result = await callDone(tool, { path: './src/n.ts', content: 'x\ny' });
    assert.equal(files.texts.get('src/n.ts'), 'x\ny');
    assert.equal(result.message, 'Created src/n.ts: +2 −0. It has 2 lines.');
    assert.deepEqual(result.facts?.edits, { 'src/n.ts': { added: 2, removed: 0, saved: true, created: true } });
  });

  it('replaces only what was seen as it is now', async () => {
    const { files, tool } = start();
    assert.match((await callFailed(tool, { path: 'a.ts', content: 'new\n' }, 'not_read')).message, /Read it first/);
    await callFailed(tool, { path: 'a.ts', content: 'new\n' }, 'stale', { seen: { 'a.ts': hashOf('older\n') } });
    assert.equal(files.texts.get('a.ts'), 'old\n');
    await callDone(tool, { path: 'a.ts', content: 'new\n' }, { seen: { 'a.ts': hashOf('old\n') } });
    assert.equal(files.texts.get('a.ts'), 'new\n');
    await callDone(tool, { path: 'empty.ts', content: 'now full\n' });
  });

  it('writes what it is given, fences and all', async () => {
    for (const [path, content, text = content] of [
      ['n.ts', '```ts\nconst a = 1;\n```\n'],
      ['n.txt', '```\nx\n```\n'],
      ['n.ts', 'a\r\nb\r\n', 'a\nb\n'],
    ] as const) {
      const { files, tool } = start();
      await callDone(tool, { path, content });
      assert.equal(files.texts.get(path), text);
    }
  });

  it('accepts other names, and an empty text', async () => {
    const { files, tool } = start();
    await callDone(tool, { file: 'b.ts', contents: 'x' });
    await callDone(tool, { file_path: 'c.ts', text: '' });
    assert.equal(files.texts.get('c.ts'), '');
    assert.deepEqual(tool.writes({ path: './b.ts' }), ['b.ts']);
    assert.deepEqual(tool.locks({ path: 'b.ts', content: '' }), [
      { key: 'path:b.ts', mode: 'write' },
      { key: 'tree', mode: 'read' },
    ]);
  });

  it('previews, and refuses there as a run would', async () => {
    const { files, tool } = start();
    assert.deepEqual(await tool.preview?.({ path: 'a.ts', content: 'n' }, { 'a.ts': hashOf('old\n') }), [
      { path: 'a.ts', before: 'old\n', after: 'n' },
    ]);
    await assert.rejects(
      async () => tool.preview?.({ path: 'a.ts', content: 'n' }, {}),
      (error) => FluxError.is(error, 'not_read'),
    );
    assert.equal(files.texts.get('a.ts'), 'old\n');
  });

  it('writes nothing when nothing changes, and refuses folders', async () => {
    const { tool } = start();
    const same = await callDone(tool, { path: 'a.ts', content: 'old\n' });
    assert.match(same.message, /already holds/);
    assert.equal(same.files, undefined);
    const files = createMemoryFiles({ 'd/x': '' });
    await callFailed(createWriteFile({ files }), { path: 'd', content: '' }, 'is_directory');
  });

  it('replaces a file that was not read only when the step says so, and never one that has changed', async () => {
    const { files, tool } = start();
    for (const overwrite of [false, 'false', null])
      await callFailed(tool, { path: 'a.ts', content: 'new\n', overwrite }, 'not_read');
    await callFailed(tool, { path: 'a.ts', content: 'new\n', overwrite: true }, 'stale', {
      seen: { 'a.ts': hashOf('older\n') },
    });
    assert.equal(files.texts.get('a.ts'), 'old\n');
    await callDone(tool, { path: 'a.ts', content: 'new\n', overwrite: 'true' });
    assert.equal(files.texts.get('a.ts'), 'new\n');
  });

  it('refuses a text that leaves lines out', async () => {
    const { files, tool } = start();
    const failed = await callFailed(
      tool,
      { path: 'a.ts', content: 'new\n// ... rest of the file ...\n', overwrite: true },
      'elided',
    );
    assert.match(failed.message, /Write the whole file out/);
    assert.equal(files.texts.get('a.ts'), 'old\n');
    await callDone(tool, { path: 'fresh.ts', content: '// ... rest of the file ...\n' });
  });

  it('says what problems it brought, and that saving formatted the file', async () => {
    const { files } = start();
    files.formatter = (text) => text.toUpperCase();
    const editor = {
      problems: () => [],
      settledProblems: () => Promise.resolve([{ path: 'n.ts', line: 4, severity: 'error' as const, message: 'bad' }]),
    } as unknown as EditorPort;
    const result = await callDone(createWriteFile({ files, editor }), { path: 'n.ts', content: 'x\n' });
    assert.equal(
      result.message,
      'Created n.ts: +1 −0. It has 1 line.\nFormatting on save changed n.ts further, so lines may stand ' +
        'elsewhere and differ from what was sent.\nNew problems in the editor since this change:\n- n.ts:4 ' +
        'error: bad',
    );
    assert.equal(result.facts?.newProblems?.length, 1);
  });
});
