import assert from 'node:assert/strict';
import fc from 'fast-check';
import { cleanTerminalText } from '../../../src/node/ansiText';

function clean(...pieces: readonly string[]): string {
  const cleaner = cleanTerminalText();
  return pieces.map((piece) => cleaner.add(piece)).join('') + cleaner.end();
}

describe('cleanTerminalText', () => {
  for (const [name, raw, text] of [
    ['colours', '\x1b[31mred\x1b[0m \x1b[38;5;12mblue\x1b[m\r\n', 'red blue\n'],
    ['cursor movements', '\x1b[2K\x1b[1Gx\x1b[?25ly\x1b[?25h\n', 'xy\n'],
    ['marks of the shell', '\x1b]633;C\x07out\r\n\x1b]633;D;0\x07', 'out\n'],
    ['titles and links', '\x1b]0;title\x07a\x1b]8;;http://x\x1b\\link\x1b]8;;\x1b\\\n', 'alink\n'],
    ['short sequences', '\x1b=\x1b(Bx\x1b7\x1b8\n', 'x\n'],
    ['eight-bit sequences', '\x9b31mred\n', 'red\n'],
    ['bells and NULs', 'a\x07\0b\n', 'ab\n'],
    ['progress bars', '10%\r50%\r100%\r\nnext\n', '100%\nnext\n'],
    ['line ends of every kind', 'a\r\nb\r\r\nc\nd\r', 'a\nb\nc\nd'],
    ['backspaces', 'abc\b\bX\n', 'aX\n'],
    ['tabs and other letters', 'a\tп世🎉\n', 'a\tп世🎉\n'],
    ['a lone escape', 'a\x1b', 'a'],
  ] as const) {
    it(`handles ${name}`, () => {
      assert.equal(clean(raw), text);
      assert.equal(clean(...raw), text, 'a character at a time');
    });
  }

  it('shows the line that is not complete', () => {
    const cleaner = cleanTerminalText();
    assert.equal(cleaner.add('one\ntw'), 'one\n');
    assert.equal(cleaner.line(), 'tw');
    cleaner.add('o\r\x1b[32mName:\x1b[0m ');
    assert.equal(cleaner.line(), 'Name: ');
    assert.equal(cleaner.end(), 'Name: ');
    assert.equal(cleaner.end(), '');
  });

  it('gives the same however the text is cut', () => {
    const piece = fc.constantFrom('a', 'bc ', '\r', '\n', '\r\n', '\b', '\x1b[31m', '\x1b[0K', '\x1b]633;D;0\x07', '\x1b]0;t\x1b\\', '\x07', '%', 'ö');
    fc.assert(
      fc.property(fc.array(piece, { maxLength: 30 }), fc.array(fc.nat(60), { maxLength: 6 }), (pieces, cuts) => {
        const raw = pieces.join('');
        const at = [...new Set([0, ...cuts.filter((cut) => cut < raw.length), raw.length])].sort((a, b) => a - b);
        assert.equal(clean(...at.slice(1).map((end, index) => raw.slice(at[index], end))), clean(raw));
        assert.doesNotMatch(clean(raw), /[\x1b\r\b\x07]/);
      }),
      { numRuns: 2000 },
    );
  });

  it('stays small whatever comes', () => {
    const cleaner = cleanTerminalText();
    let given = 0;
    for (let at = 0; at < 200; at++) given += cleaner.add('x'.repeat(10_000)).length;
    assert.ok(given > 1_900_000);
    for (let at = 0; at < 200; at++) cleaner.add(`\x1b]0;${'y'.repeat(10_000)}`);
    assert.ok(cleaner.line().length <= 200_000);
    for (let at = 0; at < 200; at++) cleaner.add(`${at}%\r`);
    assert.equal(cleaner.line(), '199%');
  });
});
