import assert from 'node:assert/strict';
import { FluxError } from '../../../src/base/errors';
import type { SearchHit, SearchPort, SearchRequest } from '../../../src/contracts/ports';
import { createSearchCode } from '../../../src/tools/searchCode';
import { createMemoryFiles } from './memoryFiles';
import { callDone, callFailed } from './toolContext';

describe('search_code', () => {
  const files = createMemoryFiles({
    'src/a.ts': 'const validate = 1;\nuse(validate);\n',
    'src/b.ts': `${'x'.repeat(300)} validate ${'y'.repeat(300)}\n`,
  });
  const asked: SearchRequest[] = [];
  const search: SearchPort = {
    search: async (request) => {
      asked.push(request);
      if (request.pattern === '(')
        throw new FluxError('bad_pattern', 'The pattern is no regular expression: unclosed group.');
      const hits: SearchHit[] = [];
      const pattern = new RegExp(
        request.literal ? request.pattern.replace(/\W/g, '\\$&') : request.pattern,
        request.ignoreCase ? 'i' : '',
      );
      for (const [path, text] of files.texts)
        for (const [at, line] of text.split('\n').entries())
          if (pattern.test(line)) hits.push({ path, line: at + 1, text: line });
      return { hits: hits.slice(0, request.limit), truncated: hits.length > request.limit };
    },
  };
  const tool = createSearchCode({ search, files });

  it('groups hits by file, with line numbers and long lines cut around the hit', async () => {
    const { message } = await callDone(tool, { pattern: 'validate' });
    assert.match(
      message,
      /^3 hits in 2 files\.\n\nsrc\/a\.ts\n1\| const validate = 1;\n2\| use\(validate\);\n\nsrc\/b\.ts\n1\| …x+ validate y+…$/,
    );
    assert.ok(message.length < 400);
  });

  it('tells names that are like what nothing matched, where the index knows some', async () => {
    const asked: string[] = [];
    const index = {
      symbols: async (query: string) => {
        asked.push(query);
        return [{ name: 'validateEmail', kind: 'function', path: 'src/mail.ts', line: 7 }];
      },
    };
    const { message } = await callDone(createSearchCode({ search, files, index }), { pattern: '\\bvalidEmail\\(' });
    assert.match(message, /^No match[\s\S]*\nNames like it: validateEmail \(src\/mail\.ts:7\)\.$/);
    assert.deepEqual(asked, ['validEmail']);
    const found = await callDone(createSearchCode({ search, files, index }), { pattern: 'validate' });
    assert.doesNotMatch(found.message, /Names like it/);
  });

  it('states that nothing matched, and cuts', async () => {
    assert.match(
      (await callDone(tool, { pattern: 'no(thing)' })).message,
      /^No match for \/no\(thing\)\/ .*Try ignoreCase or literal or a shorter pattern\./,
    );
    assert.match(
      (await callDone(tool, { pattern: 'validate', limit: 2 })).message,
      /^The first 2 hits in 1 file; there are more\. Narrow/,
    );
  });

  it('refuses a bad pattern in words', async () => void (await callFailed(tool, { pattern: '(' }, 'bad_pattern')));

  it('accepts other names, and folders as globs', async () => {
    const seen = async (raw: Record<string, unknown>) => {
      await callDone(tool, raw);
      const { onHit, ...rest } = asked.at(-1)!;
      assert.equal(typeof onHit, 'function');
      return JSON.parse(JSON.stringify(rest)) as SearchRequest;
    };
    assert.deepEqual(await seen({ query: 'validate', path: 'src/', case_insensitive: 'true' }), {
      pattern: 'validate',
      ignoreCase: true,
      glob: 'src/**',
      contextLines: 0,
      limit: 60,
    });
    assert.deepEqual(
      await seen({
        search: 'validate',
        in: '**/*.ts',
        max_results: '9000',
        whole_word: 'true',
        excludes: ['dist', '*.js'],
        contextLines: '2',
      }),
      { pattern: 'validate', words: true, glob: '**/*.ts', exclude: '{dist,*.js}', contextLines: 2, limit: 500 },
    );
    assert.equal((await seen({ regex: 'validate', glob: '.' })).glob, undefined);
    assert.equal(tool.about({ pattern: 'x', glob: 'src' }), '“x” in src');
  });

  it('takes names of real files and folders literally', async () => {
    files.texts.set('app/[id]/page.ts', 'validate\n');
    files.texts.set('top.ts', 'validate\n');
    for (const [glob, expected] of [
      ['app/[id]', 'app/\\[id\\]/**'],
      ['app/[id]/page.ts', 'app/\\[id\\]/page.ts'],
      ['top.ts', '/top.ts'],
      ['no.ts', 'no.ts'],
    ] as const) {
      await callDone(tool, { pattern: 'validate', glob, exclude: glob });
      assert.equal(asked.at(-1)?.glob, expected);
      assert.equal(asked.at(-1)?.exclude, expected);
    }
    files.texts.delete('app/[id]/page.ts');
    files.texts.delete('top.ts');
  });

  const answering = (hits: SearchHit[]): SearchPort => ({
    search: async ({ onHit }) => {
      for (const hit of hits) onHit?.(hit);
      return { hits, truncated: false };
    },
  });

  it('sets lines around hits apart, and counts hits alone', async () => {
    const hits: SearchHit[] = [
      { path: 'a.ts', line: 1, text: 'one', isContext: true },
      { path: 'a.ts', line: 2, text: 'hit' },
      { path: 'a.ts', line: 9, text: 'hit' },
      { path: 'a.ts', line: 10, text: 'ten', isContext: true },
    ];
    const { message } = await callDone(createSearchCode({ search: answering(hits), files }), {
      pattern: 'hit',
      context: 1,
    });
    assert.equal(message, '2 hits in 1 file.\n\na.ts\n1- one\n2| hit\n…\n9| hit\n10- ten');
  });

  it('shows nothing of files that hold secrets', async () => {
    const hits: SearchHit[] = [
      { path: '.env', line: 1, text: 'TOKEN=hush' },
      { path: 'a.ts', line: 2, text: 'TOKEN' },
    ];
    const { message } = await callDone(createSearchCode({ search: answering(hits), files }), { pattern: 'TOKEN' });
    assert.match(message, /^1 hit in 1 file\.[\s\S]*A match in a file that holds secrets \(not shown\): \.env\.$/);
    assert.doesNotMatch(message, /hush/);
  });

  it('tells the person where something is found', async () => {
    const lines: string[] = [];
    await callDone(tool, { pattern: 'validate' }, { report: (line) => lines.push(line) });
    assert.equal(lines.length, 0);
    await callDone(
      createSearchCode({
        search: answering([
          { path: 'a.ts', line: 1, text: 'x' },
          { path: 'a.ts', line: 2, text: 'x' },
          { path: 'b.ts', line: 1, text: 'x' },
        ]),
        files,
      }),
      { pattern: 'x' },
      { report: (line) => lines.push(line) },
    );
    assert.deepEqual(lines, ['1 hit so far, now in a.ts', '3 hits so far, now in b.ts']);
  });
});
