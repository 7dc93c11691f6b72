import assert from 'node:assert/strict';
import fc from 'fast-check';
import { cleanTerminalText } from '../../../src/node/process/ansiText';

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
    ['backspaces', 'abc\b\bX\n', 'aXc\n'],
    ['tabs and other letters', 'a\tп世🎉\n', 'a\tп世🎉\n'],
    ['a lone escape', 'a\x1b', 'a'],
    [
      'gaps that the cursor jumps over',
      'name\x1b[10Cvalue\r\nab\x1b[3Cc\x1b[20Gd\n',
      'name          value\nab   c             d\n',
    ],
    ['gaps that nothing follows', 'a\x1b[10C\nb\x1b[5C', 'a\nb'],
    ['lines that are painted again', 'one\r\ntwo\r\n\x1b[2A\x1b[2KONE\r\n\x1b[2KTWO\r\nthree\r\n', 'ONE\nTWO\nthree\n'],
    [
      'a progress display of several lines',
      [1, 2, 3].map((at) => `${at === 1 ? '' : '\x1b[2F'}\x1b[Ka ${at}0%\n\x1b[Kb ${at}1%\n`).join(''),
      'a 30%\nb 31%\n',
    ],
    ['what is shorter than what it is written over', 'downloading\rdone\n', 'doneloading\n'],
    ['a line that is erased first', 'downloading\r\x1b[Kdone\n', 'done\n'],
    ['a rest that is erased', 'one\ntwo\nthree\n\x1b[3A\x1b[Jend\n', 'end\n'],
    ['a line’s beginning that is erased', 'abcdef\x1b[3D\x1b[1K\n', '    ef\n'],
    ['a screen that is cleared', 'old\nolder\n\x1b[H\x1b[2J\x1b[3Jnew\n', 'new\n'],
    ['a terminal that is reset', 'old\n\x1bcnew\n', 'new\n'],
    ['places on the screen', '\x1b[2;3Hb\x1b[1;1Ha\x1b[3;1H', 'a\n  b'],
    ['a place that is kept', 'a\x1b[sbbb\x1b[uX\n\x1b7\x1b[5Dfoo\x1b8bar\n', 'aXbb\nbar\n'],
    ['a screen of its own', 'before\r\n\x1b[?1049h\x1b[2J\x1b[Hmenu\x1b[?1049lafter\r\n', 'before\nafter\n'],
    ['a program that ends on a screen of its own', 'before\r\n\x1b[?47hmenu', 'before\n\nmenu'],
    ['a line that stands still below others', '\x1b[1;2r\x1b[3;1Hbar\x1b[1;1Ha\nb\nc\nd', 'a\nb\nc\nd\nbar'],
    ['letters that are put in and taken out', 'abcdef\r\x1b[2@xy\x1b[2Pz\n', 'xyzdef\n'],
    ['lines that are put in and taken out', 'a\nb\nc\x1b[2;1H\x1b[Lnew\x1b[3;1H\x1b[M\n', 'a\nnew\nc\n'],
    ['letters that are repeated', '-\x1b[4b\n', '-----\n'],
    ['letters of two columns', '世界\x1b[2GX\r\n世界\r\x1b[2Ca\n', ' X界\n世a\n'],
    ['accents and pictures', 'e\u0301x\x1b[2Dy\n🎉b\x1b[2D!\n', 'yx\n !b\n'],
    ['tabs that are written over', 'a\tb\rX\tY\n1\t2\x1b[5G!\n', 'X\tY\n1   !   2\n'],
    ['tabs forth and back', 'a\x1b[Ib\x1b[2Zc\n', 'c       b\n'],
    [
      'a cursor that goes too far',
      '\x1b[99A\x1b[99Da\x1b[99Bz\x1b[9999999999C.',
      `a\n${'\n'.repeat(98)} z${' '.repeat(197)}.`,
    ],
  ] as const) {
    it(`handles ${name}`, () => {
      assert.equal(clean(raw), text);
      assert.equal(clean(...raw), text, 'a character at a time');
    });
  }

  it('shows the line that is not complete', () => {
    const cleaner = cleanTerminalText();
    assert.equal(cleaner.add('one\ntw'), '', 'it can still be painted again');
    assert.equal(cleaner.line(), 'tw');
    assert.equal(cleaner.lastLine(), 'tw');
    const said = cleaner.said();
    cleaner.add('\x1b[32m\x1b[1C\x1b[1D\x1b]633;C\x07');
    assert.equal(cleaner.said(), said, 'colours, movements and marks say nothing');
    cleaner.add('o\r\x1b[32mName:\x1b[0m ');
    assert.equal(cleaner.line(), 'Name: ');
    cleaner.add('\r\n');
    assert.equal(cleaner.line(), '');
    assert.equal(cleaner.lastLine(), 'Name: ');
    assert.equal(cleaner.end(), 'one\nName: \n');
    assert.equal(cleaner.end(), '');
  });

  it('gives out lines once they have left the screen', () => {
    const cleaner = cleanTerminalText();
    const lines = Array.from({ length: 250 }, (_, at) => `${at}\n`);
    assert.equal(cleaner.add(lines.slice(0, 99).join('')), '');
    assert.equal(cleaner.add(lines.slice(99, 150).join('')), lines.slice(0, 51).join(''));
    assert.equal(
      cleaner.add(`\x1b[99Afirst\x1b[99B\r${lines.slice(150).join('')}`),
      ['first\n', ...lines.slice(52, 151)].join(''),
    );
    assert.equal(cleaner.end(), lines.slice(151).join(''));
  });

  it('gives the same however the text is cut', () => {
    const piece = fc.constantFrom(
      'a',
      'bc ',
      '\r',
      '\n',
      '\r\n',
      '\b',
      '\x1b[31m',
      '\x1b[0K',
      '\x1b[2A',
      '\x1b[3C',
      '\x1b[H',
      '\x1b[J',
      '\x1b7',
      '\x1b8',
      '\x1b[?1049h',
      '\x1b[?1049l',
      '\x1b]633;D;0\x07',
      '\x1b]0;t\x1b\\',
      '\x07',
      '%',
      'ö',
      '世',
      '🎉',
      '\t',
    );
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
    assert.match(cleaner.line().slice(0, 5), /^199%/);
    assert.ok(cleaner.line().length <= 200_000);
  });
});
