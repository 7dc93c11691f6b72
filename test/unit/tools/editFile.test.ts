import assert from 'node:assert/strict';
import { CancelledError, FluxError } from '../../../src/base/errors';
import type { EditorPort, Problem } from '../../../src/contracts/ports';
import { createEditFile } from '../../../src/tools/editFile';
import { createMemoryFiles, hashOf } from './memoryFiles';
import { callDone, callFailed, callTool, toolContext } from './toolContext';

const block = (search: string, replace: string): string =>
  `<<<<<<< SEARCH\n${search}\n=======\n${replace}\n>>>>>>> REPLACE`;

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
    const edits =
      `src/a.ts\n${block('one', '1')}\n\n**src/b.ts**\n${block('dos', '2')}\n${block('uno', '1')}\nsrc/c.ts\n<<<<<<< ` +
      `SEARCH\n=======\nnew\n>>>>>>> REPLACE`;
    const result = await callDone(tool, { edits });
    assert.deepEqual(Object.fromEntries(files.texts), {
      'src/a.ts': '1\ntwo\nthree\n',
      'src/b.ts': '1\n2\n',
      'src/c.ts': 'new\n',
    });
    assert.match(result.message, /Created src\/c\.ts: \+1 −0\./);
    assert.deepEqual(tool.writes({ edits }), ['src/a.ts', 'src/b.ts', 'src/c.ts']);
    assert.equal(tool.about({ edits }), 'src/a.ts, src/b.ts and src/c.ts');
    assert.deepEqual(tool.locks({ edits }).at(-1), { key: 'tree', mode: 'read' });
  });

  it('takes one path given as a list, and of several none for a block that names none', async () => {
    const { files, tool } = start();
    await callDone(tool, { path: ['src/a.ts'], edits: block('two', 'TWO') });
    await callFailed(tool, { path: ['src/a.ts', 'src/b.ts'], edits: block('one', '1') }, 'no_path');
    await callDone(tool, { path: ['src/a.ts', 'src/b.ts'], edits: `src/b.ts\n${block('dos', '2')}` });
    assert.deepEqual(Object.fromEntries(files.texts), { 'src/a.ts': 'one\nTWO\nthree\n', 'src/b.ts': 'uno\n2\n' });
  });

  it('writes nothing when one block does not apply, and tells about all that do not', async () => {
    const { files, tool } = start();
    const before = new Map(files.texts);
    const failed = await callFailed(
      tool,
      { edits: `src/a.ts\n${block('one', '1')}\n${block('tvo', '2')}\nsrc/b.ts\n${block('uno', 'uno')}` },
      'no_match',
    );
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
    assert.deepEqual(await tool.preview?.({ path: 'src/a.ts', edits: block('two', 'TWO') }, {}), [
      { path: 'src/a.ts', before: 'one\ntwo\nthree\n', after: 'one\nTWO\nthree\n' },
    ]);
    assert.deepEqual(await tool.preview?.({ path: 'n.ts', edits: '<<<<<<< SEARCH\n=======\nx\n>>>>>>> REPLACE' }, {}), [
      { path: 'n.ts', before: undefined, after: 'x\n' },
    ]);
    assert.equal(files.texts.size, 2);
    await assert.rejects(
      async () => tool.preview?.({ path: 'src/a.ts', edits: block('x', 'y') }, {}),
      (error) => FluxError.is(error, 'no_match'),
    );
  });

  it("says when the edit waits unsaved with the person's own text", async () => {
    const { files, tool } = start();
    files.dirty.add('src/a.ts');
    const result = await callDone(tool, { path: 'src/a.ts', edits: block('two', 'TWO') });
    assert.match(result.message, /unsaved text there/);
    assert.equal(result.facts?.edits?.['src/a.ts']?.saved, false);
  });

  it('lets cancellation through', async () => {
    const { tool } = start();
    await assert.rejects(
      tool.run({ path: 'src/a.ts', edits: block('two', 'TWO') }, toolContext({ signal: AbortSignal.abort() })),
      CancelledError,
    );
  });

  it('falls back on the given path while the edits are not known', () => {
    const { tool } = start();
    assert.deepEqual(tool.writes({ path: './src\\a.ts' }), ['src/a.ts']);
    assert.deepEqual(tool.writes({ path: 'src/a.ts', edits: 'nonsense' }), ['src/a.ts']);
    assert.deepEqual(tool.writes({}), []);
  });

  it('adds, moves and deletes files by a patch, and names both ends of a move', async () => {
    const { files, tool } = start();
    const edits =
      '*** Begin Patch\n*** Update File: src/a.ts\n*** Move to: lib/a.ts\n@@\n one\n-two\n+TWO\n*** Delete ' +
      'File: src/b.ts\n*** Add File: src/c.ts\n+new\n*** End Patch';
    assert.deepEqual(await tool.preview?.({ edits }, {}), [
      { path: 'lib/a.ts', movedFrom: 'src/a.ts', before: 'one\ntwo\nthree\n', after: 'one\nTWO\nthree\n' },
      { path: 'src/b.ts', before: 'uno\ndos\n', after: '', deleted: true },
      { path: 'src/c.ts', before: undefined, after: 'new\n' },
    ]);
    assert.deepEqual(tool.writes({ edits }), ['src/a.ts', 'lib/a.ts', 'src/b.ts', 'src/c.ts']);
    const result = await callDone(tool, { edits });
    assert.deepEqual(Object.fromEntries(files.texts), { 'lib/a.ts': 'one\nTWO\nthree\n', 'src/c.ts': 'new\n' });
    assert.equal(
      result.message,
      'Moved src/a.ts to lib/a.ts and edited it: +1 −1 (now line 2).\nDeleted src/b.ts: −2.\nCreated src/c.ts: +1 −0.',
    );
    assert.deepEqual(result.files, ['src/a.ts', 'lib/a.ts', 'src/b.ts', 'src/c.ts']);
    assert.equal(
      (await callDone(tool, { edits: '*** Update File: lib/a.ts\n*** Move to: lib/A.ts' })).message,
      'Moved lib/a.ts to lib/A.ts.',
    );
  });

  it('changes nothing at all when one order of many cannot be carried out', async () => {
    for (const [bad, reason] of [
      ['*** Update File: src/b.ts\n-no such\n+x', 'no_match'],
      ['*** Delete File: src/x.ts', 'not_found'],
      ['*** Update File: src/b.ts\n*** Move to: src/d.ts', 'exists'],
      ['*** Update File: src/b.ts\n*** Move to: src/b.ts', 'no_change'],
      ['*** Add File: src/b.ts\n+x', 'exists'],
      ['*** Update File: src/b.ts\n*** Move to: src', 'is_directory'],
      ['*** Update File: src/b.ts\n*** Move to: ../b.ts', 'outside_workspace'],
    ] as const) {
      const { files, tool } = start();
      files.texts.set('src/d.ts', 'there\n');
      const before = new Map(files.texts);
      await callFailed(tool, { edits: `*** Begin Patch\n*** Delete File: src/a.ts\n${bad}\n*** End Patch` }, reason);
      assert.deepEqual(files.texts, before);
    }
  });

  it('carries orders out one after the other', async () => {
    const { files, tool } = start();
    await callDone(tool, {
      edits:
        '*** Begin Patch\n*** Update File: src/a.ts\n*** Move to: src/x.ts\n*** Add File: ' +
        'src/a.ts\n+fresh\n*** Delete File: src/b.ts\n*** Add File: src/b.ts\n+anew\n*** End Patch',
    });
    assert.deepEqual(Object.fromEntries(files.texts), {
      'src/x.ts': 'one\ntwo\nthree\n',
      'src/a.ts': 'fresh\n',
      'src/b.ts': 'anew\n',
    });
    await callDone(tool, {
      edits:
        '*** Begin Patch\n*** Update File: src/x.ts\n*** Move to: src/y.ts\n*** Delete File: src/y.ts\n*** End Patch',
    });
    assert.ok(!files.texts.has('src/x.ts') && !files.texts.has('src/y.ts'));
    await callFailed(
      tool,
      {
        edits:
          '*** Begin Patch\n*** Update File: src/a.ts\n*** Move to: src/z.ts\n*** Update File: src/z.ts\n*** ' +
          'Move to: src/a.ts\n*** End Patch',
      },
      'no_change',
    );
  });

  it('places an edit in a file that has changed since it was read, but never by likeness, and says so', async () => {
    const seen = { 'src/a.ts': hashOf('older\n') };
    const { files, tool } = start();
    const result = await callDone(tool, { path: 'src/a.ts', edits: block('two', 'TWO') }, { seen });
    assert.match(result.message, /src\/a\.ts had changed since it was read; only what the blocks name was changed\./);
    const near = block('one\ntwo,\nthree', 'x');
    files.texts.set('src/a.ts', 'one\ntwo\nthree\n');
    assert.match(
      (await callFailed(tool, { path: 'src/a.ts', edits: near }, 'no_match', { seen })).message,
      /has changed since it was read/,
    );
    await callFailed(tool, { edits: '*** Delete File: src/a.ts' }, 'stale', { seen });
    await assert.rejects(
      async () => tool.preview?.({ path: 'src/a.ts', edits: near }, seen),
      (error) => FluxError.is(error, 'no_match'),
    );
  });

  it('places slips by likeness in a file that is as it was read', async () => {
    const text = 'function handle(request) {\n  const answer = respond(request);\n  return answer;\n}\n';
    const { files, tool } = start();
    files.texts.set('src/a.ts', text);
    const edits = block(
      'function handle(request) {\n  const answer = repsond(request);\n  return answer;\n}',
      'gone();',
    );
    await callFailed(tool, { path: 'src/a.ts', edits }, 'no_match');
    const result = await callDone(tool, { path: 'src/a.ts', edits }, { seen: { 'src/a.ts': hashOf(text) } });
    assert.match(result.message, /not quite as the file is/);
    assert.equal(files.texts.get('src/a.ts'), 'gone();\n');
  });

  it('refuses a file that changes between reading and writing', async () => {
    const { files, tool } = start();
    const read = files.read;
    files.read = async (path) => {
      const text = await read(path);
      files.texts.set('src/a.ts', 'the person was quicker\ntwo\n');
      return text;
    };
    assert.equal((await callFailed(tool, { path: 'src/a.ts', edits: block('two', 'TWO') }, 'stale')).retryable, true);
    assert.equal(files.texts.get('src/a.ts'), 'the person was quicker\ntwo\n');
  });

  it('says what problems the edit brought, and that saving formatted the file', async () => {
    const { files } = start();
    const shown: Problem[] = [
      { path: 'src/a.ts', line: 1, severity: 'error', message: 'old' },
      { path: 'src/b.ts', line: 1, severity: 'error', message: 'elsewhere' },
    ];
    let now = shown;
    const editor = {
      problems: () => now,
      settledProblems: (paths: readonly string[]) => Promise.resolve(now.filter(({ path }) => paths.includes(path))),
    } as unknown as EditorPort;
    const tool = createEditFile({ files, editor });
    files.formatter = (text) => {
      now = [
        { ...shown[0]!, line: 2 },
        { path: 'src/a.ts', line: 3, severity: 'warning', message: 'unused' },
        { path: 'src/a.ts', line: 2, severity: 'error', message: 'TWO is\nnot defined' },
        { path: 'src/b.ts', line: 9, severity: 'error', message: 'import is gone' },
      ];
      return `${text}// formatted\n`;
    };
    const result = await callDone(tool, { path: 'src/a.ts', edits: block('two', 'TWO') });
    assert.match(result.message, /Formatting on save changed src\/a\.ts further/);
    assert.match(
      result.message,
      /New problems in the editor since this change:\n- src\/a\.ts:2 error: TWO is not defined\n- src\/a\.ts:3 warning: unused$/,
    );
    assert.deepEqual(
      result.facts?.newProblems?.map(({ message }) => message),
      ['unused', 'TWO is\nnot defined'],
    );
    now = shown;
    const moved = await callDone(tool, { edits: '*** Update File: src/a.ts\n*** Move to: src/z.ts' });
    assert.deepEqual(
      moved.facts?.newProblems?.map(({ message }) => message),
      ['import is gone'],
    );
  });

  it('brings nothing to tell where there are no new problems', async () => {
    const { files } = start();
    const editor = {
      problems: () => [],
      settledProblems: () => Promise.reject(new FluxError('not_found', 'gone')),
    } as unknown as EditorPort;
    const result = await callDone(createEditFile({ files, editor }), { path: 'src/a.ts', edits: block('two', 'TWO') });
    assert.deepEqual(Object.keys(result.facts ?? {}), ['edits']);
    assert.equal(result.message, 'Edited src/a.ts: +1 −1 (now line 2).');
  });

  it('finds files by names that look like something else', async () => {
    for (const name of [
      'with space.ts',
      'it\'s "quoted".md',
      'line\nbreak.txt',
      'файл/日本語',
      'plain',
      'what?.md',
      'Update me.md',
    ]) {
      const { files, tool } = start();
      files.texts.set(name, 'one\ntwo\n');
      await callDone(tool, {
        edits: [
          { path: 'src/a.ts', search: 'one', replace: '1' },
          { path: name, search: 'two', replace: '2' },
        ],
      });
      assert.equal(files.texts.get(name), 'one\n2\n', name);
      await callDone(tool, { path: name, edits: block('2', '3') });
      assert.equal(files.texts.get(name), 'one\n3\n', name);
    }
  });

  it('keeps fences and markers of the content, in answers with Windows line ends', async () => {
    const { files, tool } = start();
    const text = '# T\n\n````md\n```js\nold()\n```\n````\n';
    files.texts.set('README.md', text);
    await callDone(tool, {
      edits: `Sure:\r\n\r\n\`\`\`\`\`\r\nREADME.md\r\n${block('```js\nold()\n```', '```js\nnew()\n```').replaceAll('\n', '\r\n')}\r\n\`\`\`\`\`\r\n`,
    });
    assert.equal(files.texts.get('README.md'), text.replace('old', 'new'));
    await callDone(tool, { path: 'README.md', edits: block(text.trimEnd().replace('old', 'new'), 'all new') });
    assert.equal(files.texts.get('README.md'), 'all new\n');
  });

  it('refuses a deletion whose patch shows another text', async () => {
    const { files, tool } = start();
    await callFailed(
      tool,
      {
        edits:
          'diff --git a/src/b.ts b/src/b.ts\ndeleted file mode 100644\n--- a/src/b.ts\n+++ /dev/null\n@@ -1 ' +
          '+0,0 @@\n-uno',
      },
      'no_match',
    );
    assert.ok(files.texts.has('src/b.ts'));
    await callDone(tool, {
      edits:
        'diff --git a/src/b.ts b/src/b.ts\ndeleted file mode 100644\n--- a/src/b.ts\n+++ /dev/null\n@@ -1,2 ' +
        '+0,0 @@\n-uno\n-dos',
    });
    assert.ok(!files.texts.has('src/b.ts'));
  });
});
