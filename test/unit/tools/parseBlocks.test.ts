import assert from 'node:assert/strict';
import { FluxError } from '../../../src/base/errors';
import { pathInProse, pathOfLine } from '../../../src/tools/edit/pathLine';
import type { EditBlock } from '../../../src/tools/edit/editBlock';
import { parseEdits } from '../../../src/tools/edit/parseEdits';
import { renderBlock } from '../../../src/tools/edit/renderBlocks';

const block = '<<<<<<< SEARCH\na\n=======\nb\n>>>>>>> REPLACE';
const one = { search: ['a'], replace: ['b'] };

/** The blocks of a text that asks for nothing else. */
const parseBlocks = (text: string, path?: string): EditBlock[] =>
  parseEdits(text, path).map((order) => {
    assert.equal(order.kind, 'change');
    const { kind: _, ...block } = order as typeof order & { kind: 'change' };
    return block;
  });

/** What a text parses to: path, and the only split. */
function parsed(text: string, path?: string): [string, readonly string[], readonly string[]][] {
  return parseBlocks(text, path).map(({ path: named, splits }) => {
    assert.equal(splits.length, 1);
    return [named, splits[0]!.search, splits[0]!.replace];
  });
}

function refusal(text: string, path?: string): FluxError {
  try {
    parseBlocks(text, path);
  } catch (error) {
    assert.ok(FluxError.is(error), String(error));
    return error;
  }
  return assert.fail('parsed');
}

describe('parseBlocks', () => {
  it('reads a block, with the default path or its own', () => {
    assert.deepEqual(parsed(block, 'x.ts'), [['x.ts', one.search, one.replace]]);
    assert.deepEqual(parsed(`y.ts\n${block}`, 'x.ts'), [['y.ts', one.search, one.replace]]);
  });

  it('keeps a path until the next one', () => {
    const paths = parsed(`a.ts\n${block}\n\n${block}\nsrc/b.ts\n${block}\nAnd here too:\n${block}`).map(
      ([path]) => path,
    );
    assert.deepEqual(paths, ['a.ts', 'a.ts', 'src/b.ts', 'src/b.ts']);
    assert.deepEqual(
      parsed(`a.ts\n${block}\nNow in \`src/b.ts\`:\n${block}\nThis goes with c.ts\n${block}`).map(([path]) => path),
      ['a.ts', 'src/b.ts', 'src/b.ts'],
    );
  });

  it('reads markers of 5 to 9 characters, with CRLF and spaces behind them', () => {
    for (let length = 5; length <= 9; length++) {
      const text =
        `${'<'.repeat(length)} SEARCH  \r\na\r\n${'='.repeat(length)} \r\nb\r\n${'>'.repeat(length)} ` +
        `REPLACE\t\r\n`;
      assert.deepEqual(parsed(text, 'x'), [['x', ['a'], ['b']]]);
    }
    assert.deepEqual(parsed('------- SEARCH\na\n=======\nb\n+++++++ REPLACE', 'x'), [['x', ['a'], ['b']]]);
    assert.deepEqual(parsed('<<<<<<< search\na\n======\nb\n>>>>>>>> replace', 'x'), [['x', ['a'], ['b']]]);
    assert.deepEqual(parsed('<<<<<<< SEARCH\na\n=======\nb\n>>>>>>>', 'x'), [['x', ['a'], ['b']]]);
  });

  it('skips fences and prose around blocks', () => {
    assert.deepEqual(parsed(`Sure!\n\n\`src/a.ts\`\n\`\`\`ts\n${block}\n\`\`\`\nDone.`), [['src/a.ts', ['a'], ['b']]]);
    assert.deepEqual(
      parsed(`\`\`\`\nsrc/a.ts\n${block}\n\nsrc/b.ts\n${block}\n\`\`\``).map(([path]) => path),
      ['src/a.ts', 'src/b.ts'],
    );
    assert.deepEqual(
      parsed(`\`\`\`ts src/a.ts\n${block}\n\`\`\``).map(([path]) => path),
      ['src/a.ts'],
    );
    assert.deepEqual(parsed(`~~~\n${block}\n~~~`, 'x').length, 1);
  });

  it('keeps fences and conflict markers that are content', () => {
    const text =
      'README.md\n<<<<<<< SEARCH\n```js\nold()\n```\n=======\n````md\n```js\nnew()\n```\n````\n>>>>>>> REPLACE';
    assert.deepEqual(parsed(text), [
      ['README.md', ['```js', 'old()', '```'], ['````md', '```js', 'new()', '```', '````']],
    ]);
    const conflict = 'x.ts\n<<<<<<< SEARCH\n<<<<<<< HEAD\na\n>>>>>>> topic\n=======\na\n>>>>>>> REPLACE';
    assert.deepEqual(parsed(conflict), [['x.ts', ['<<<<<<< HEAD', 'a', '>>>>>>> topic'], ['a']]]);
  });

  it("offers every divider of the markers' own length", () => {
    const text = '<<<<<<< SEARCH\nTitle\n=======\n\nText\n=======\nTitle 2\n=======\n\nText\n>>>>>>> REPLACE';
    assert.deepEqual(
      parseBlocks(text, 'x.md')[0]?.splits.map(({ search }) => search.length),
      [1, 4, 6],
    );
    const longer = '<<<<<<<<< SEARCH\nTitle\n=======\n=========\nTitle 2\n=======\n>>>>>>>>> REPLACE';
    assert.deepEqual(parsed(longer, 'x.md'), [['x.md', ['Title', '======='], ['Title 2', '=======']]]);
  });

  it('keeps whole blocks of other lengths as content', () => {
    const text = `<<<<<<<<< SEARCH\n${block}\n=========\nnone\n>>>>>>>>> REPLACE`;
    assert.deepEqual(parsed(text, 'x.md'), [['x.md', block.split('\n'), ['none']]]);
  });

  it('takes indented markers together only', () => {
    const text = '<<<<<<< SEARCH\n  Title\n  =======\n=======\n  Title\n>>>>>>> REPLACE';
    assert.deepEqual(parsed(text, 'x.py'), [['x.py', ['  Title', '  ======='], ['  Title']]]);
  });

  it('reads empty parts', () => {
    assert.deepEqual(parsed('<<<<<<< SEARCH\n=======\nb\n>>>>>>> REPLACE', 'x'), [['x', [], ['b']]]);
    assert.deepEqual(parsed('<<<<<<< SEARCH\na\n=======\n>>>>>>> REPLACE', 'x'), [['x', ['a'], []]]);
    assert.deepEqual(parsed('<<<<<<< SEARCH\n\n=======\n>>>>>>> REPLACE', 'x'), [['x', [''], []]]);
  });

  it('says what is missing', () => {
    assert.match(
      refusal('<<<<<<< SEARCH\na\n=======\nb', 'x.ts').message,
      /Block 1 \(line 1, x\.ts\) has no ">>>>>>> REPLACE"/,
    );
    assert.match(
      refusal(`x.ts\n<<<<<<< SEARCH\na\n=======\nb\n\n${block}`).message,
      /Block 1 .* has no ">>>>>>> REPLACE"/,
    );
    assert.match(refusal(`${block}\n<<<<<<< SEARCH\na\n>>>>>>> REPLACE`, 'x').message, /Block 2 .* has no "======="/);
    assert.match(refusal('a\n=======\nb\n>>>>>>> REPLACE', 'x').message, /"<<<<<<< SEARCH" line is missing/);
    assert.match(refusal('just words', 'x').message, /no edit block/);
    const nameless = refusal(block);
    assert.equal(nameless.reason, 'no_path');
    assert.match(nameless.message, /line before/);
  });

  it('reads unified diffs and patches as blocks', () => {
    const diff =
      'diff --git a/src/a.ts b/src/a.ts\nindex 12345..abcde 100644\n--- a/src/a.ts\n+++ b/src/a.ts\n@@ -1,3 ' +
      '+1,3 @@\n keep\n-old\n+new\n more\n\\ No newline at end of file\n';
    assert.deepEqual(parsed(diff), [['src/a.ts', ['keep', 'old', 'more'], ['keep', 'new', 'more']]]);
    const patch =
      '*** Begin Patch\n*** Update File: src/a.ts\n@@ function f\n keep\n-old\n+new\n*** Add File: ' +
      'b.ts\n+one\n+two\n*** End Patch';
    assert.deepEqual(parsed(patch), [
      ['src/a.ts', ['keep', 'old'], ['keep', 'new']],
      ['b.ts', [], ['one', 'two']],
    ]);
  });
});

describe('path lines', () => {
  for (const line of [
    'src/a.ts',
    '`src/a.ts`',
    '**src/a.ts**',
    '**`src/a.ts`**',
    'File: src/a.ts',
    '**File:** `src/a.ts`',
    '**File**: src/a.ts',
    'Path: `src/a.ts`:',
    '=== src/a.ts ===',
    '### src/a.ts',
    '### `src/a.ts`',
    '// src/a.ts',
    '# src/a.ts',
    'src/a.ts:',
    './src/a.ts',
    'src\\a.ts',
    '  src/a.ts  ',
    '- src/a.ts',
    '1. `src/a.ts`',
    'src/a.ts (new file)',
    'src/a.ts:12-30',
    '"src/a.ts"',
    '<!-- src/a.ts -->',
  ])
    it(`reads ${line}`, () => assert.equal(pathOfLine(line), 'src/a.ts'));

  for (const line of [
    'Makefile',
    '.gitignore',
    'app/[id]/page.tsx',
    'my docs/read me.md',
    'a.b.test.tsx',
    'schöne/datei.ts',
    '.github/workflows/ci.yml',
  ])
    it(`reads ${line} as it is`, () => assert.equal(pathOfLine(line), line));

  for (const line of [
    '',
    'Now the handler:',
    'Update src/a.ts',
    'Change it like this, e.g.',
    'done.',
    '=== s2 ===',
    '}',
    '---',
    'https://example.com/a.ts',
    'In `src/a.ts` we add:',
    '```ts',
  ])
    it(`takes “${line}” for no path`, () => assert.equal(pathOfLine(line), undefined));

  it('finds the only path of a sentence', () => {
    assert.equal(pathInProse('In `src/a.ts` we add:'), 'src/a.ts');
    assert.equal(pathInProse('Update src/a.ts.'), 'src/a.ts');
    assert.equal(pathInProse('Move src/a.ts to src/b.ts'), undefined);
  });
});

describe('renderBlock', () => {
  it('is read back as it was, whatever the content looks like', () => {
    for (const [search, replace] of [
      ['a\n', 'b\n'],
      ['Title\n=======\n', 'Other\n=======\n'],
      [`${block}\n`, 'x\n'],
      ['', 'new\n'],
      ['gone', ''],
    ] as const) {
      const [only] = parseBlocks(renderBlock(search, replace, 'x.md'));
      const lines = (text: string): string[] => (text === '' ? [] : text.replace(/\n$/, '').split('\n'));
      assert.deepEqual(only, { number: 1, path: 'x.md', splits: [{ search: lines(search), replace: lines(replace) }] });
    }
  });
});
