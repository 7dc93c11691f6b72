import assert from 'node:assert/strict';
import { FluxError } from '../../../src/base/errors';
import type { SearchHit, SearchPort, SearchRequest } from '../../../src/contracts/ports';
import { createSearchCode } from '../../../src/tools/searchCode';
import { createMemoryFiles } from './memoryFiles';
import { callDone, callFailed } from './toolContext';

describe('search_code', () => {
  const files = createMemoryFiles({ 'src/a.ts': 'const validate = 1;\nuse(validate);\n', 'src/b.ts': `${'x'.repeat(300)} validate ${'y'.repeat(300)}\n` });
  const asked: SearchRequest[] = [];
  const search: SearchPort = {
    search: async (request) => {
      asked.push(request);
      if (request.pattern === '(') throw new FluxError('bad_pattern', 'The pattern is no regular expression: unclosed group.');
      const hits: SearchHit[] = [];
      const pattern = new RegExp(request.literal ? request.pattern.replace(/\W/g, '\\$&') : request.pattern, request.ignoreCase ? 'i' : '');
      for (const [path, text] of files.texts) for (const [at, line] of text.split('\n').entries()) if (pattern.test(line)) hits.push({ path, line: at + 1, text: line });
      return { hits: hits.slice(0, request.limit), truncated: hits.length > request.limit };
    },
  };
  const tool = createSearchCode({ search, files });

  it('groups hits by file, with line numbers and long lines cut around the hit', async () => {
    const { message } = await callDone(tool, { pattern: 'validate' });
    assert.match(message, /^3 hits in 2 files\.\n\nsrc\/a\.ts\n1\| const validate = 1;\n2\| use\(validate\);\n\nsrc\/b\.ts\n1\| …x+ validate y+…$/);
    assert.ok(message.length < 400);
  });

  it('states that nothing matched, and cuts', async () => {
    assert.match((await callDone(tool, { pattern: 'no(thing)' })).message, /^No match for \/no\(thing\)\/ .*Try ignoreCase or literal or a shorter pattern\./);
    assert.match((await callDone(tool, { pattern: 'validate', limit: 2 })).message, /^The first 2 hits in 1 file; there are more\. Narrow/);
  });

  it('refuses a bad pattern in words', async () => void (await callFailed(tool, { pattern: '(' }, 'bad_pattern')));

  it('accepts other names, and folders as globs', async () => {
    await callDone(tool, { query: 'validate', path: 'src/', case_insensitive: 'true' });
    assert.deepEqual(asked.at(-1), { pattern: 'validate', literal: undefined, ignoreCase: true, glob: 'src/**', limit: 60 });
    await callDone(tool, { search: 'validate', in: '**/*.ts', max_results: '9000' });
    assert.equal(asked.at(-1)?.limit, 500);
    assert.equal(asked.at(-1)?.glob, '**/*.ts');
    await callDone(tool, { regex: 'validate', glob: '.' });
    assert.equal(asked.at(-1)?.glob, undefined);
    assert.equal(tool.about({ pattern: 'x', glob: 'src' }), '“x” in src');
  });
});
