import assert from 'node:assert/strict';
import fc from 'fast-check';
import { applyBlocks } from './applyBlocks';
import type { EditBlock } from '../../../src/tools/edit/editBlock';
import type { Reach } from '../../../src/tools/edit/matchBlock';
import { nearestText } from '../../../src/tools/edit/nearestText';
import { parseEdits } from '../../../src/tools/edit/parseEdits';
import { createTextLines } from '../../../src/tools/edit/textLines';

const parseBlocks = (text: string, path: string): EditBlock[] =>
  parseEdits(text, path).filter((order) => order.kind === 'change');
const render = (search: readonly string[], replace: readonly string[], length = 7): string =>
  [`${'<'.repeat(length)} SEARCH`, ...search, '='.repeat(length), ...replace, `${'>'.repeat(length)} REPLACE`].join(
    '\n',
  );
const edit = (before: string | undefined, ...blocks: [search: string[], replace: string[]][]) =>
  applyBlocks(before, parseBlocks(blocks.map(([search, replace]) => render(search, replace)).join('\n'), 'x.ts'));
const reasons = (applied: ReturnType<typeof applyBlocks>): string[] => applied.problems.map(({ reason }) => reason);

describe('applyBlocks', () => {
  it('replaces, inserts and deletes whole lines', () => {
    assert.deepEqual(edit('a\nb\nc\n', [['b'], ['B', 'B2']]), {
      text: 'a\nB\nB2\nc\n',
      ranges: [{ from: 2, to: 3 }],
      notes: [],
      problems: [],
    });
    assert.equal(edit('a\nb\nc\n', [['b'], []]).text, 'a\nc\n');
    assert.equal(edit('a\n', [['a'], []]).text, '');
    assert.deepEqual(reasons(edit('abc\n', [['b'], ['x']])), ['no_match']);
  });

  it('keeps the final newline as it was', () => {
    assert.equal(edit('a\nb', [['b'], ['c', 'd']]).text, 'a\nc\nd');
    assert.equal(edit('a\nb\n', [['b'], ['c']]).text, 'a\nc\n');
    assert.equal(edit('a\n\n', [['a'], ['b']]).text, 'b\n\n');
  });

  it('ignores whitespace at line ends when nothing matches exactly', () => {
    assert.equal(edit('a  \nb\t\n', [['a', 'b'], ['c']]).text, 'c\n');
    assert.equal(edit('a\na  \n', [['a  '], ['b']]).text, 'a\nb\n');
    assert.deepEqual(reasons(edit('a \na  \n', [['a'], ['b']])), ['ambiguous']);
  });

  it('names all places of a text that stands more than once', () => {
    const { problems } = edit('x\na\nx\nb\nx\n', [['x'], ['y']]);
    assert.match(problems[0]!.message, /3 times in x\.ts, at lines 1, 3, 5\./);
  });

  it('applies each block to what the one before it left', () => {
    assert.equal(edit('a\nb\n', [['a'], ['c']], [['c', 'b'], ['d']]).text, 'd\n');
    assert.deepEqual(edit('a\nb\nc\nd\n', [['d'], ['D']], [['a'], ['A', 'A']]).ranges, [
      { from: 1, to: 2 },
      { from: 5, to: 5 },
    ]);
    assert.deepEqual(reasons(edit('a\nb\n', [['a'], ['b']], [['b'], ['c']])), ['ambiguous']);
  });

  it('makes new files by an empty SEARCH, and fills empty ones', () => {
    assert.equal(edit(undefined, [[], ['a', 'b']]).text, 'a\nb\n');
    assert.equal(edit(undefined, [[], ['a']], [['a'], ['b']]).text, 'b\n');
    assert.equal(edit('', [[], ['a']]).text, 'a\n');
    assert.deepEqual(reasons(edit('x\n', [[], ['a']])), ['exists']);
    assert.deepEqual(reasons(edit(undefined, [['a'], ['b']])), ['not_found']);
  });

  it('refuses what changes nothing', () => assert.deepEqual(reasons(edit('a\n', [['a'], ['a']])), ['no_change']));

  it('shows the nearest text and the first difference', () => {
    const text = Array.from({ length: 300 }, (_, at) => `const value${at} = compute(${at});`);
    text[150] = 'export function validate(email: string): boolean {';
    text[151] = '  return email.includes("@");';
    text[152] = '}';
    const { problems } = edit(`${text.join('\n')}\n`, [
      ['export function validate(email: string): boolean {', "  return email.includes('@', 1);", '}'],
      ['x'],
    ]);
    assert.equal(problems[0]?.reason, 'no_match');
    assert.match(problems[0].message, /lines 151-153:\n151\| export function validate/);
    assert.match(
      problems[0].message,
      /first difference is in line 152: SEARCH has "  return email\.includes\('@', 1\);"/,
    );
  });

  it('says so when the new text is there already, and when line numbers were copied', () => {
    assert.match(edit('new\nlines\n', [['old'], ['new', 'lines']]).problems[0]!.message, /already stands at lines 1-2/);
    assert.match(edit('a\nb\n', [['1| x', '2| b'], ['c']]).problems[0]!.message, /line numbers out/);
    assert.match(
      edit('a\nb\n', [['entirely different words'], ['c']]).problems[0]!.message,
      /Nothing in the file is like it/,
    );
  });

  it('shows at most 20 lines', () => {
    const lines = Array.from({ length: 60 }, (_, at) => `line number ${at} of the text`);
    const wrong = lines.map((line, at) => (at === 40 ? 'line number 4O of the text' : line));
    const shown = edit(`${lines.join('\n')}\n`, [wrong, ['x']]).problems[0]!.message.match(/^\d+\| /gm) ?? [];
    assert.equal(shown.length, 20);
    assert.ok(shown.includes('41| '));
  });

  it('finds the nearest text of 10,000 lines', () => {
    const lines = Array.from(
      { length: 10_000 },
      (_, at) =>
        `  const result${at % 97} = await this.service.handle(request${at % 31}, { index: ${at}, retry: true });`,
    );
    const search = lines.slice(7000, 7030).map((line, at) => (at === 3 ? line.replace('retry', 'again') : line));
    const near = nearestText(createTextLines(lines), search);
    assert.deepEqual(near, { start: 7000, end: 7030, differs: { inFile: 7003, inSearch: 3 } });
  });
});

describe("the matcher's ladder", () => {
  const file = (...lines: string[]): string => `${lines.join('\n')}\n`;
  const applied = (before: string, search: string[], replace: string[], reach?: Reach): string => {
    const result = applyBlocks(before, parseBlocks(render(search, replace), 'x.ts'), reach);
    assert.deepEqual(
      result.problems.map(({ message }) => message),
      [],
    );
    return result.text;
  };

  it('indents new lines as the file does', () => {
    const before = file('class A {', '  run() {', '    go();', '  }', '}');
    assert.equal(
      applied(before, ['run() {', '  go();', '}'], ['run() {', '  if (ready) {', '    go();', '  }', '}']),
      file('class A {', '  run() {', '    if (ready) {', '      go();', '    }', '  }', '}'),
    );
    assert.equal(
      applied(before, ['\trun() {', '\t\tgo();'], ['\trun() {', '\t\tstop();', '\t\tgo();']),
      file('class A {', '  run() {', '    stop();', '    go();', '  }', '}'),
    );
    const tabs = file('class A {', '\trun() {', '\t\tgo();', '\t}', '}');
    assert.equal(
      applied(tabs, ['        go();'], ['        if (ready) {', '            go();', '        }']),
      file('class A {', '\trun() {', '\t\tif (ready) {', '\t\t\tgo();', '\t\t}', '\t}', '}'),
    );
  });

  it('refuses where the indentation of new lines cannot be told', () => {
    const [problem] = edit(file('class A {', '  run() {', '    go();', '  }', '}'), [
      ['go();'],
      ['go();', '   odd();'],
    ]).problems;
    assert.equal(problem?.reason, 'no_match');
    assert.match(problem.message, /indented so differently/);
    // One blank was lost before the kept lines only.
    assert.deepEqual(
      reasons(
        edit(file('if a:', '    b()', '    if c:', '        d()'), [
          ['   b()', '   if c:', '       d()'],
          ['   b()', '    x()', '   if c:', '       d()'],
        ]),
      ),
      ['no_match'],
    );
  });

  it("sees through quotes, dashes and blanks, and keeps the file's own", () => {
    const before = file('// It’s “so” – really', 'say(“a”, b);', 'end\u00a0now');
    assert.equal(
      applied(before, ['// It\'s "so" - really', 'say("a", b);'], ['// It\'s "so" - really', 'say("a", c);']),
      file('// It’s “so” – really', 'say(“a”, c);', 'end\u00a0now'),
    );
    assert.equal(
      applied(before, ['end now'], ['end now', 'new "line"']),
      file('// It’s “so” – really', 'say(“a”, b);', 'end\u00a0now', 'new "line"'),
    );
    assert.equal(applied(file('cafe\u0301 …'), ['caf\u00e9 ...'], ['caf\u00e9 ... open']), file('cafe\u0301 … open'));
  });

  it('refuses where equal lines of the block are not equal in the file', () => {
    assert.deepEqual(
      reasons(
        edit(file('“a”', '"a"', 'b'), [
          ['"a"', '"a"', 'b'],
          ['"a"', 'b'],
        ]),
      ),
      ['no_match'],
    );
  });

  it('names the places, and how they were compared', () => {
    assert.match(
      edit(file('  a();', 'b', '    a();'), [['a();'], ['c();']]).problems[0]!.message,
      /2 times in x\.ts \(leaving indentation aside\), at lines 1, 3/,
    );
    assert.match(
      edit(file('“a”', '„a“'), [['"a"'], ['c']]).problems[0]!.message,
      /quotes, dashes and spaces aside\), at lines 1, 2/,
    );
  });

  const block = ['function total(items) {', '  const sum = items.reduce(add, 0);', '  return format(sum);', '}'];
  const other = ['function unlike() {', '  return nothing;', '}'];

  it('forgives slips of copying where only one place is near', () => {
    const before = file(...other, ...block);
    const slipped = [...block.slice(0, 1), '  const sum = items.reduce( add,0 )', ...block.slice(2, 4)];
    const wanted = file(...other, ...block.slice(0, 2), '  return round(sum);', '}');
    assert.equal(applied(before, slipped, [slipped[0]!, slipped[1]!, '  return round(sum);', '}']), wanted);
    const result = applyBlocks(
      before,
      parseBlocks(render(slipped, [slipped[0]!, slipped[1]!, '  return round(sum);', '}']), 'x.ts'),
    );
    assert.match(result.notes[0]!, /Block 1 was not quite as the file is; it was applied at lines 4-7/);
    assert.deepEqual(reasons(applyBlocks(before, parseBlocks(render(slipped, ['x']), 'x.ts'), 'loose')), ['no_match']);
  });

  it('forgives misspelt words only to a model that was shown this very text', () => {
    const misspelt = [...block.slice(0, 2), '  return fromat(sum);', '}'];
    const before = file(...other, ...block);
    assert.equal(
      applied(before, misspelt, ['x', ...misspelt.slice(1)], 'seen'),
      file(...other, 'x', ...block.slice(1)),
    );
    assert.deepEqual(reasons(edit(before, [misspelt, ['x', ...misspelt.slice(1)]])), ['no_match']);
    // Written anew, the slip would be in the file.
    assert.deepEqual(
      reasons(
        applyBlocks(before, parseBlocks(render(misspelt, ['x', 'fromat(1)', ...misspelt.slice(1)]), 'x.ts'), 'seen'),
      ),
      ['no_match'],
    );
    // A word that the file has elsewhere is no slip.
    assert.deepEqual(
      reasons(applyBlocks(file('fromat()', ...block), parseBlocks(render(misspelt, ['x']), 'x.ts'), 'seen')),
      ['no_match'],
    );
  });

  it('takes no other number, sign or word for a slip', () => {
    for (const line of [
      '  const sum = items.reduce(add, 1);',
      '  const sum = items.reduce(sub, 0);',
      '  const sum = item.reduce(add, 0);',
      '  let sum = items.reduce(add, 0);',
      '  const sum = items.reduce(add, -0);',
    ]) {
      assert.deepEqual(
        reasons(
          applyBlocks(
            file(...other, ...block),
            parseBlocks(render([block[0]!, line, ...block.slice(2)], ['x']), 'x.ts'),
            'seen',
          ),
        ),
        ['no_match'],
        line,
      );
    }
    assert.deepEqual(
      reasons(
        applyBlocks(file('abcdef', 'two', 'more'), parseBlocks(render(['abdcef', 'two'], ['x']), 'x.ts'), 'seen'),
      ),
      ['no_match'],
    );
  });

  it('names all places that a block with slips is like', () => {
    const before = file(...block, ...block.map((line) => line.replace('format', 'render')));
    const slipped = [...block.slice(0, 1), '  const sum = items.reduce( add,0 )', ...block.slice(2, 4)];
    const [problem] = edit(before, [slipped, ['x']]).problems;
    assert.equal(problem?.reason, 'ambiguous');
    assert.match(problem.message, /2 places are like it, at lines 1, 5/);
  });

  it('refuses lines that stand for others', () => {
    for (const line of ['  // ... existing code ...', '# … rest of the file', '// rest of the function unchanged'])
      assert.deepEqual(reasons(edit('a\nb\n', [['a'], ['a2', line]])), ['bad_blocks'], line);
    for (const line of ['  ...existing,', '  ...rest,', '// the rest of it', '...'])
      assert.deepEqual(reasons(edit('a\nb\n', [['a'], ['a2', line]])), [], line);
    assert.match(edit('a\nb\n', [['a', '...', 'b2'], ['c']]).problems[0]!.message, /"\.\.\." stands for nothing/);
  });

  it('says that nothing changes when the file has it already', () => {
    assert.deepEqual(reasons(edit(file('say(“a”);'), [['say("a");'], ['say(“a”);']])), ['no_change']);
  });

  it('replaces a whole file', () => assert.equal(edit('a\nb\n', [['a', 'b'], ['c']]).text, 'c\n'));

  it('is quick to find that a long block of equal lines is not there', () => {
    const many = Array.from({ length: 20_000 }, () => '}');
    assert.deepEqual(reasons(edit(file(...many), [[...many.slice(0, 9_000), 'x'], ['y']])), ['no_match']);
  });
});

describe('blocks whose content looks like a divider', () => {
  const page = 'Title\n=======\n\nFirst text.\n\nOther\n=======\n\nSecond text.\n';

  it('takes the split whose SEARCH stands in the file', () => {
    assert.equal(
      edit(page, [
        ['Title', '=======', '', 'First text.'],
        ['Name', '=======', '', 'First text.'],
      ]).text,
      page.replace('Title', 'Name'),
    );
    assert.equal(
      edit(page, [['First text.'], ['First text.', '', 'New', '=======', '', 'More.']]).text,
      page.replace('First text.', 'First text.\n\nNew\n=======\n\nMore.'),
    );
    assert.equal(
      edit(page, [['Other', '=======', '', 'Second text.'], ['Second text.']]).text,
      'Title\n=======\n\nFirst text.\n\nSecond text.\n',
    );
    const conflict = 'a\n<<<<<<< HEAD\nb\n=======\nc\n>>>>>>> topic\nd\n';
    assert.equal(edit(conflict, [['<<<<<<< HEAD', 'b', '=======', 'c', '>>>>>>> topic'], ['c']]).text, 'a\nc\nd\n');
  });

  it('makes a new file that holds such lines', () =>
    assert.equal(edit(undefined, [[], ['Title', '=======', 'Text']]).text, 'Title\n=======\nText\n'));

  it('refuses when two splits can be meant', () => {
    assert.deepEqual(reasons(edit('A\n=======\nb\n', [['A', '======='], ['A']])), ['ambiguous']);
    // The heading was copied with a slip: the title alone would match.
    assert.deepEqual(
      reasons(
        edit(page, [
          ['Title', '=======', '', 'Frist text.'],
          ['Name', '======='],
        ]),
      ),
      ['ambiguous'],
    );
    assert.match(edit('A\n=======\nb\n', [['A', '======='], ['A']]).problems[0]!.message, /longer markers/);
  });
});

describe('properties of edits', () => {
  const alphabet = fc.constantFrom(
    'a',
    'b',
    ' a',
    'a ',
    '',
    '}',
    '  }',
    '```',
    '<<<<<<< HEAD',
    '>>>>>>> topic',
    '----',
    'é',
    'a b',
  );
  const lines = fc.array(alphabet, { maxLength: 12 });

  /** The text that an edit of these lines at this place means. */
  const spliced = (
    file: readonly string[],
    start: number,
    count: number,
    replace: readonly string[],
    finalNewline: boolean,
  ): string => {
    const after = [...file.slice(0, start), ...replace, ...file.slice(start + count)];
    return after.length === 0 ? '' : after.join('\n') + (finalNewline ? '\n' : '');
  };
  const textOf = (file: readonly string[], finalNewline: boolean): string =>
    file.length === 0 ? '' : file.join('\n') + (finalNewline ? '\n' : '');

  it('gives exactly the intended text, or refuses', () => {
    let applied = 0;
    fc.assert(
      fc.property(
        lines,
        fc.nat(),
        fc.nat(),
        lines,
        fc.boolean(),
        fc.integer({ min: 5, max: 9 }),
        (file, from, length, replace, finalNewline, markers) => {
          // A text without final newline whose last line is empty is one with it.
          fc.pre(file.length > 0 && (finalNewline || file[file.length - 1] !== ''));
          const start = from % file.length;
          const count = 1 + (length % (file.length - start));
          const search = file.slice(start, start + count);
          const result = applyBlocks(textOf(file, finalNewline), parseBlocks(render(search, replace, markers), 'x'));
          if (result.problems.length === 0) {
            applied++;
            assert.equal(result.text, spliced(file, start, count, replace, finalNewline));
          } else {
            assert.ok(['ambiguous', 'no_change'].includes(result.problems[0]!.reason), result.problems[0]!.message);
            if (result.problems[0]!.reason === 'no_change') assert.deepEqual(replace, search);
          }
        },
      ),
      { numRuns: 3000 },
    );
    assert.ok(applied > 1000, String(applied));
  });

  it('never applies strictly what does not stand in the file exactly once', () => {
    fc.assert(
      fc.property(lines, fc.array(alphabet, { minLength: 1, maxLength: 4 }), (file, search) => {
        const count = (loose: boolean): number =>
          file.filter(
            (_, start) =>
              start + search.length <= file.length &&
              search.every((line, at) =>
                loose ? file[start + at]!.trimEnd() === line.trimEnd() : file[start + at] === line,
              ),
          ).length;
        const { problems } = applyBlocks(textOf(file, true), parseBlocks(render(search, ['new line']), 'x'), 'strict');
        const unique = count(false) === 1 || (count(false) === 0 && count(true) === 1);
        assert.equal(problems.length === 0, unique);
      }),
      { numRuns: 2000 },
    );
  });

  it('gives the intended text or refuses where content looks like dividers', () => {
    let applied = 0;
    // Lines with a name are distinct, as in real texts; dividers may stand anywhere.
    const shape = fc.array(fc.boolean(), { minLength: 1, maxLength: 10 });
    fc.assert(
      fc.property(
        shape,
        fc.nat(),
        fc.nat(),
        fc.array(fc.integer({ min: -3, max: 9 }), { maxLength: 6 }),
        (isDivider, from, length, kept) => {
          const file = isDivider.map((divider, at) => (divider ? '=======' : `line ${at}`));
          const start = from % file.length;
          const count = 1 + (length % (file.length - start));
          const search = file.slice(start, start + count);
          const replace = kept.map((each, at) =>
            each < 0 ? '=======' : each < search.length ? search[each]! : `new ${at}`,
          );
          const result = applyBlocks(`${file.join('\n')}\n`, parseBlocks(render(search, replace), 'x'));
          if (result.problems.length > 0) return;
          applied++;
          assert.equal(result.text, spliced(file, start, count, replace, true));
        },
      ),
      { numRuns: 3000 },
    );
    assert.ok(applied > 800, String(applied));
  });

  it('applies several blocks as one after the other would', () => {
    fc.assert(
      fc.property(
        lines,
        fc.array(fc.tuple(fc.array(alphabet, { minLength: 1, maxLength: 3 }), lines), { minLength: 1, maxLength: 3 }),
        (file, edits) => {
          const before = textOf(file, true);
          const together = applyBlocks(
            before,
            parseBlocks(edits.map(([search, replace]) => render(search, replace)).join('\n'), 'x'),
            'strict',
          );
          let text = before;
          for (const [search, replace] of edits) {
            const one = applyBlocks(text, parseBlocks(render(search, replace), 'x'), 'strict');
            if (one.problems.length === 0) text = one.text;
          }
          assert.equal(together.text, text);
        },
      ),
      { numRuns: 1000 },
    );
  });
});
