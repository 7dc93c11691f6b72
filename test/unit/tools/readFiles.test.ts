import assert from 'node:assert/strict';
import { createReadFiles } from '../../../src/tools/readFiles';
import { createMemoryFiles } from './memoryFiles';
import { callDone, callFailed } from './toolContext';

const long = Array.from({ length: 100 }, (_, at) => `export function f${at}(a: number): number {\n  const b = a + ${at};\n  const c = b * 2;\n  return c;\n}\n`).join('');

describe('read_files', () => {
  const start = () => {
    const files = createMemoryFiles({ 'src/a.ts': 'one\ntwo\nthree\n', 'src/b.ts': 'uno\n', 'app/[id]/page.tsx': 'page\n', 'long.ts': long, 'empty.ts': '', 'wide.js': 'x'.repeat(100_000) });
    files.binary.add('logo.png');
    return { files, tool: createReadFiles({ files }) };
  };

  it('numbers lines', async () => {
    const { tool } = start();
    assert.equal((await callDone(tool, { paths: ['src/a.ts'] })).message, '=== src/a.ts (3 lines) ===\n1| one\n2| two\n3| three');
    assert.equal((await callDone(tool, { paths: [{ path: 'src/a.ts', lines: [2, 3] }] })).message, '=== src/a.ts (lines 2-3 of 3) ===\n2| two\n3| three');
    assert.equal((await callDone(tool, { paths: ['empty.ts'] })).message, '=== empty.ts (empty) ===');
  });

  it('takes globs, and brackets of real names literally', async () => {
    const { tool } = start();
    assert.match((await callDone(tool, { paths: ['src/*.ts'] })).message, /src\/a\.ts[\s\S]*src\/b\.ts/);
    assert.match((await callDone(tool, { paths: ['app/[id]/page.tsx'] })).message, /1\| page/);
    assert.match((await callFailed(tool, { paths: ['*.py'] }, 'not_read')).message, /No file matches \*\.py/);
  });

  it('shows an outline and the first lines of a long file, and how to get the rest', async () => {
    const { tool } = start();
    const { message } = await callDone(tool, { paths: ['long.ts'] });
    assert.match(message, /^=== long\.ts \(500 lines; shown: outline and lines 1-60\) ===\n1\| export/);
    assert.match(message, /440 more lines\. To read on ask for \{"path": "long\.ts", "lines": \[61, …\]\}/);
    assert.match(message, /496-500 export function f99\(a: number\): number/);
    assert.match((await callDone(tool, { paths: [{ path: 'long.ts', lines: [1, 450] }] })).message, /lines 1-450 of 500/);
  });

  it('states cuts', async () => {
    const { tool } = start();
    const cut = await callDone(tool, { paths: [{ path: 'long.ts', lines: [1, 500] }, 'src/a.ts'], maxChars: 1000 });
    assert.match(cut.message, /… cut at line \d+; \d+ lines of those asked for are not shown\. Ask for lines \[\d+, 500\]/);
    assert.match(cut.message, /limit of 1000 characters is reached\. Not shown: src\/a\.ts/);
    assert.ok(cut.message.length < 1400);
    assert.match((await callDone(tool, { paths: ['wide.js'] })).message, /99500 characters cut/);
    assert.match((await callDone(tool, { paths: ['src/a.ts:9-12'] })).message, /Line 9 is past the end: the file has 3 lines/);
  });

  it('says in words what cannot be read and reads the others', async () => {
    const { tool } = start();
    const { message } = await callDone(tool, { paths: ['logo.png', 'lib/a.ts', 'src', '../x', 'src/b.ts'] });
    assert.match(message, /logo\.png is not a text file/);
    assert.match(message, /lib\/a\.ts does not exist\. Is it src\/a\.ts\?/);
    assert.match(message, /src is a folder\. It holds: src\/a\.ts and src\/b\.ts\./);
    assert.match(message, /out of the workspace/);
    assert.match(message, /1\| uno/);
    await callFailed(tool, { paths: ['nope.ts'] }, 'not_read');
  });

  it('accepts other shapes', async () => {
    const { tool } = start();
    for (const raw of [{ path: 'src/a.ts' }, { file: 'src/a.ts' }, { files: ['src/a.ts'] }, { paths: 'src/a.ts' }, { paths: { path: 'src/a.ts' } }, { paths: [{ file: 'src/a.ts', lines: null }] }]) assert.match((await callDone(tool, raw)).message, /3 lines/);
    for (const raw of [{ path: 'src/a.ts', lines: [2, 2] }, { path: 'src/a.ts', start_line: 2, end_line: 2 }, { file_path: 'src/a.ts', offset: 2, limit: 1 }, { paths: ['src/a.ts:2'] }, { paths: ['src/a.ts#L2-L2'] }, { paths: [{ path: 'src/a.ts', lines: '2-2' }] }, { paths: [{ path: 'src/a.ts', range: [2, 2] }] }]) assert.match((await callDone(tool, raw)).message, /lines 2-2 of 3\) ===\n2\| two$/, JSON.stringify(raw));
    assert.deepEqual(tool.reads?.({ paths: ['./src/a.ts', { path: 'b.ts' }] }), ['src/a.ts', 'b.ts']);
  });

  it('says that unsaved text is included', async () => {
    const { files, tool } = start();
    files.dirty.add('src/b.ts');
    assert.match((await callDone(tool, { paths: ['src/b.ts'] })).message, /unsaved changes included/);
  });
});
