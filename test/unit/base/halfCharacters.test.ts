import assert from 'node:assert/strict';
import fc from 'fast-check';
import { signatureOf } from '../../../src/outlines/outlineEntry';
import { cutMiddle, ellipsis, firstChars, lastChars, sliceWhole } from '../../../src/base/text';
import { showWhole } from '../../../src/base/visibleText';
import { cleanName, nameFromGoal } from '../../../src/core/session/names';
import { keepOutput } from '../../../src/node/process/processOutput';
import { shortLine } from '../../../src/node/search/searchLine';
import { nodeReporterSource } from '../../../src/node/testRunners/reporterSources';
import { cleanCommitMessage } from '../../../src/tools/git/commitMessage';
import { numberLines } from '../../../src/tools/splitLines';

/** Texts of few characters, so that cuts meet those of two units. */
const text = fc.string({
  unit: fc.constantFrom('a', 'é', '中', '😀', '𝒳', '👩‍💻', ' ', '\n', '\r\n', '`', '/'),
  maxLength: 300,
});
const size = fc.integer({ min: -2, max: 400 });
const long = text.map((part) => part.repeat(20));

describe('half characters', () => {
  it('cuts where a character ends, and nothing else', () => {
    fc.assert(
      fc.property(text, size, size, (whole, from, to) => {
        const cut = sliceWhole(whole, from, to);
        assert.ok(cut.isWellFormed());
        assert.ok(whole.includes(cut));
        const plain = whole.slice(Math.max(0, from), Math.max(0, to));
        assert.ok(
          plain.length - cut.length <= 2 && (!plain.isWellFormed() || plain === cut),
          JSON.stringify([plain, cut]),
        );
        assert.ok(whole.startsWith(firstChars(whole, to)) && firstChars(whole, to).length <= Math.max(0, to));
        assert.ok(whole.endsWith(lastChars(whole, to)) && lastChars(whole, to).length <= Math.max(0, to));
      }),
      { numRuns: 3000 },
    );
    assert.deepEqual(
      [
        firstChars('a😀b', 2),
        firstChars('a😀b', 3),
        lastChars('a😀b', 2),
        lastChars('a😀b', 0),
        sliceWhole('😀😀😀', 1, 5),
      ],
      ['a', 'a😀', 'b', '', '😀'],
    );
    assert.equal(firstChars('😀', 1.5), '');
  });

  const cutters: [string, (whole: string, max: number) => string][] = [
    ['the middle of a text', cutMiddle],
    ['the end of a line', ellipsis],
    ['the middle of a line', showWhole],
    ['a signature', (whole) => signatureOf(whole)],
    ['a found line', (whole, at) => shortLine(whole, Math.max(0, at))],
    ['a session’s name', (whole) => cleanName(whole) ?? ''],
    ['a name from a goal', (whole) => nameFromGoal(whole)],
    ['a commit’s subject', (whole) => cleanCommitMessage(whole)],
    ['numbered lines', (whole, max) => numberLines(whole.split('\n'), 1, Math.max(1, max))],
  ];
  for (const [title, cut] of cutters) {
    it(`leaves none in ${title}`, () =>
      fc.assert(
        fc.property(fc.oneof(text, long), size, (whole, max) => assert.ok(cut(whole, max).isWellFormed())),
        { numRuns: 500 },
      ));
  }

  it('leaves none in kept output, and keeps what it says', () => {
    fc.assert(
      fc.property(fc.array(text, { maxLength: 12 }), fc.integer({ min: 2, max: 120 }), (pieces, limit) => {
        const kept = keepOutput(limit);
        for (const piece of pieces) kept.add(piece);
        const whole = pieces.join('');
        const shown = kept.text();
        assert.ok(shown.isWellFormed());
        const [, head = '', gone = '0', tail = ''] = /^([^]*)\n… (\d+) characters cut …\n([^]*)$/.exec(shown) ?? [];
        if (gone === '0') assert.equal(shown, whole);
        else {
          assert.ok(whole.startsWith(head) && whole.endsWith(tail) && head.length + tail.length <= limit);
          assert.equal(head.length + Number(gone) + tail.length, whole.length);
        }
      }),
      { numRuns: 2000 },
    );
  });

  it('keeps a word that does not fit a commit’s subject', () => {
    const message = cleanCommitMessage('😀'.repeat(60));
    assert.equal(message.replaceAll(/[…\s]/g, ''), '😀'.repeat(60));
  });

  it('leaves none in what a reporter of tests cuts', async () => {
    const { default: report } = (await import(`data:text/javascript,${encodeURIComponent(nodeReporterSource)}`)) as {
      default: (source: object[]) => AsyncIterable<string>;
    };
    for (const before of ['', 'a']) {
      const value = before + '😀'.repeat(3000);
      const cause = Object.assign(new Error('differs'), { expected: value, actual: value });
      const place = { name: 'one', nesting: 0, file: '/x/a.test.js', line: 1, column: 1 };
      const events = [
        { type: 'test:fail', data: { ...place, line: 5, details: { error: { cause } } } },
        { type: 'test:stderr', data: { file: '/x/a.test.js', message: value } },
        { type: 'test:fail', data: { ...place, details: { error: { cause: 'broken' } } } },
      ];
      const lines: { expected?: string; message: string }[] = [];
      for await (const line of report(events)) lines.push(JSON.parse(line));
      assert.equal(lines.length, 2);
      assert.ok((lines[0]?.expected?.length ?? 0) > 390 && lines[0]?.expected?.isWellFormed());
      assert.ok((lines[1]?.message.length ?? 0) > 3990 && lines[1]?.message.isWellFormed());
    }
  });
});
