import assert from 'node:assert/strict';
import type { Choice } from '../../../src/contracts/session';
import { FluxError } from '../../../src/base/errors';
import { outlineByPatterns } from '../../../src/outlines/outline';
import { createReadFiles } from '../../../src/tools/readFiles';
import { createMemoryFiles } from './memoryFiles';
import { answerOf, callDone, callFailed, callTool } from './toolContext';

const long = Array.from(
  { length: 100 },
  (_, at) =>
    `export function f${at}(a: number): number {\n  const b = a + ${at};\n  const c = b * 2;\n  return c;\n}\n`,
).join('');

describe('read_files', () => {
  const start = () => {
    const files = createMemoryFiles({
      'src/a.ts': 'one\ntwo\nthree\n',
      'src/b.ts': 'uno\n',
      'app/[id]/page.tsx': 'page\n',
      'long.ts': long,
      'empty.ts': '',
      'wide.js': 'x'.repeat(100_000),
    });
    files.binary.add('logo.png');
    return { files, tool: createReadFiles({ files, outline: outlineByPatterns }) };
  };

  it('numbers lines', async () => {
    const { tool } = start();
    assert.equal(
      (await callDone(tool, { paths: ['src/a.ts'] })).message,
      '=== src/a.ts (3 lines) ===\n1| one\n2| two\n3| three',
    );
    assert.equal(
      (await callDone(tool, { paths: [{ path: 'src/a.ts', lines: [2, 3] }] })).message,
      '=== src/a.ts (lines 2-3 of 3) ===\n2| two\n3| three',
    );
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
    assert.match(
      message,
      /^=== long\.ts \(500 lines; shown: outline and lines 1-60\) ===\nOutline:\n1-5 export function f0\(/,
    );
    assert.match(message, /\nText:\n1\| export/);
    assert.match(message, /440 more lines\. To read on ask for \{"path": "long\.ts", "lines": \[61, …\]\}/);
    assert.match(message, /496-500 export function f99\(a: number\): number/);
    assert.match(
      (await callDone(tool, { paths: [{ path: 'long.ts', lines: [1, 450] }] })).message,
      /lines 1-450 of 500/,
    );
  });

  it('states cuts', async () => {
    const { tool } = start();
    const cut = await callDone(tool, { paths: [{ path: 'long.ts', lines: [1, 500] }, 'src/a.ts'], maxChars: 1000 });
    assert.match(
      cut.message,
      /… cut at line \d+; \d+ lines of those asked for are not shown\. Ask for lines \[\d+, 500\]/,
    );
    assert.match(cut.message, /limit of 1000 characters is reached\. Not shown: src\/a\.ts/);
    assert.ok(cut.message.length < 1400);
    assert.match((await callDone(tool, { paths: ['wide.js'] })).message, /99500 characters cut/);
    assert.match(
      (await callDone(tool, { paths: ['src/a.ts:9-12'] })).message,
      /Line 9 is past the end: the file has 3 lines/,
    );
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
    for (const raw of [
      { path: 'src/a.ts' },
      { file: 'src/a.ts' },
      { files: ['src/a.ts'] },
      { paths: 'src/a.ts' },
      { paths: { path: 'src/a.ts' } },
      { paths: [{ file: 'src/a.ts', lines: null }] },
    ])
      assert.match((await callDone(tool, raw)).message, /3 lines/);
    for (const raw of [
      { path: 'src/a.ts', lines: [2, 2] },
      { path: 'src/a.ts', start_line: 2, end_line: 2 },
      { file_path: 'src/a.ts', offset: 2, limit: 1 },
      { paths: ['src/a.ts:2'] },
      { paths: ['src/a.ts#L2-L2'] },
      { paths: [{ path: 'src/a.ts', lines: '2-2' }] },
      { paths: [{ path: 'src/a.ts', range: [2, 2] }] },
    ])
      assert.match((await callDone(tool, raw)).message, /lines 2-2 of 3\) ===\n2\| two$/, JSON.stringify(raw));
    assert.deepEqual(tool.reads?.({ paths: ['./src/a.ts', { path: 'b.ts' }] }), ['src/a.ts', 'b.ts']);
  });

  it('says that unsaved text is included', async () => {
    const { files, tool } = start();
    files.dirty.add('src/b.ts');
    assert.match((await callDone(tool, { paths: ['src/b.ts'] })).message, /unsaved changes included/);
  });

  it('says what to do instead of reading notebooks, images and other binaries', async () => {
    const { files, tool } = start();
    files.texts.set('study.ipynb', '{"cells": []}');
    for (const name of ['logo.PNG', 'manual.pdf', 'data.sqlite', 'strange']) files.binary.add(name);
    for (const name of files.binary) files.texts.set(name, '');
    const told = async (path: string) => (await callFailed(tool, { paths: [path] }, 'not_read')).message;
    assert.match(await told('study.ipynb'), /study\.ipynb is a Jupyter notebook: .*search_code.*nbconvert/);
    assert.match(await told('logo.PNG'), /is an image, and only text can be read\. Search for its name/);
    assert.match(await told('manual.pdf'), /Ask the person for its text/);
    assert.match(await told('data.sqlite'), /is a database\. Query it/);
    assert.match(
      await told('strange'),
      /is not a text file\. It cannot be shown\. Read the code that makes or uses it\./,
    );
    assert.match(await told('gone.ipynb'), /does not exist/);
  });

  it('says what to do with a file that is too large', async () => {
    const { files } = start();
    const tool = createReadFiles({
      outline: outlineByPatterns,
      files: { ...files, read: async (path) => Promise.reject(new FluxError('too_large', `${path} has 50.0 MB.`)) },
    });
    assert.match(
      (await callFailed(tool, { paths: ['src/a.ts'] }, 'not_read')).message,
      /50\.0 MB\. search_code with glob "src\/a\.ts" and context/,
    );
  });

  it('brings ranges into the file', async () => {
    const { tool } = start();
    const shown = async (lines: unknown) => (await callDone(tool, { paths: [{ path: 'src/a.ts', lines }] })).message;
    assert.match(await shown([2, 99]), /lines 2-3 of 3\) ===\n2\| two\n3\| three$/);
    assert.match(await shown([3, 2]), /lines 2-3 of 3/);
    assert.match(await shown([2, -1]), /lines 2-3 of 3/);
    assert.match(await shown([-4, 1]), /lines 1-1 of 3\) ===\n1\| one$/);
    assert.match(await shown([0, 0]), /\(3 lines\) ===\n1\| one/);
    assert.match(await shown([4, 9]), /Line 4 is past the end/);
  });

  it('reads names of every kind, and no name poses as a heading', async () => {
    const { files, tool } = start();
    const names = [
      'my file.ts',
      `it's "quoted".ts`,
      'наука/資料 ☃.ts',
      'a:3',
      'x#L2.ts',
      'two\n=== fake ===\n1| lie.ts',
    ];
    for (const name of names) files.texts.set(name, `text of ${names.indexOf(name)}\n`);
    for (const [at, name] of names.entries())
      assert.match((await callDone(tool, { paths: [name] })).message, new RegExp(`1\\| text of ${at}$`), name);
    assert.equal((await callDone(tool, { paths: [names[5]!] })).message.split('\n').length, 2);
  });

  describe('files that hold secrets', () => {
    const withSecrets = () => {
      const { files, tool } = start();
      files.texts.set('.env', 'TOKEN=hush\n');
      files.texts.set('.env.example', 'TOKEN=\n');
      files.texts.set('deploy', '-----BEGIN OPENSSH PRIVATE KEY-----\nhush\n');
      const asked: { question: string; choices?: readonly string[] }[] = [];
      const answer = (text: string) => ({
        ask: async (question: string, choices?: readonly Choice[]) => (
          asked.push({ question, choices: choices?.map(({ label }) => label) }),
          answerOf(text, choices)
        ),
      });
      return { files, tool, asked, answer };
    };

    it('are shown when the person says so', async () => {
      const { tool, asked, answer } = withSecrets();
      const { message } = await callDone(
        tool,
        { paths: ['.env', { path: './.env', lines: [1, 1] }] },
        answer('Show it'),
      );
      assert.match(message, /TOKEN=hush/);
      assert.equal(asked.length, 1);
      assert.match(asked[0]!.question, /read \.env\. .*goes to the model/);
      assert.deepEqual(asked[0]!.choices, ['Show it', 'Keep it hidden']);
    });

    it('stay hidden on every other answer', async () => {
      for (const text of ['Keep it hidden', '', 'yes?']) {
        const { tool, answer } = withSecrets();
        const result = await callTool(tool, { paths: ['.env', 'deploy'] }, answer(text));
        assert.equal(result.status, 'denied');
        assert.doesNotMatch(result.message, /hush/);
        const both = await callDone(tool, { paths: ['.env', 'src/b.ts'] }, answer(text));
        assert.match(both.message, /keeps it hidden\. Go on without[\s\S]*1\| uno/);
      }
    });

    it('are left out of globs and folders without asking', async () => {
      const { files, tool, asked, answer } = withSecrets();
      files.texts.set('conf/server.pem', 'hush');
      files.texts.set('conf/a.ts', 'one');
      const { message } = await callDone(tool, { paths: ['.env*', 'conf/*'] }, answer('Show it'));
      assert.match(message, /=== \.env\.example[\s\S]*Left out, because they hold secrets: \.env\. Name one exactly/);
      assert.match(message, /Left out, because they hold secrets: conf\/server\.pem/);
      assert.doesNotMatch(message, /hush/);
      assert.doesNotMatch((await callFailed(tool, { paths: ['conf'] }, 'not_read')).message, /server\.pem/);
      assert.equal(asked.length, 0);
    });

    it('that are not there are not asked about', async () => {
      const { tool, asked, answer } = withSecrets();
      await callFailed(tool, { paths: ['lib/.env.local'] }, 'not_read', answer('Show it'));
      assert.equal(asked.length, 0);
    });
  });
});
