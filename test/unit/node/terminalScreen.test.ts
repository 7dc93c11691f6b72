import assert from 'node:assert/strict';
import fc from 'fast-check';
import { cleanTerminalText } from '../../../src/node/process/ansiText';

const height = 100;

/**
 * The plainest screen that can be: a cell for every column, one character or movement after the other, nothing is ever
 * forgotten.
 */
function shownBy(steps: readonly string[]): string {
  const rows: string[][] = [];
  let [y, x, top, lowest] = [0, 0, 0, 0];
  let saved = { y: 0, x: 0 };
  const clear = (row: number, from = 0, to = Infinity) => {
    const cells = rows[row] ?? [];
    for (let at = from; at < Math.min(to, cells.length); at++) delete cells[at];
  };
  const at = (row: number) => Math.max(top, Math.min(top + height - 1, row));
  for (const step of steps) {
    const n = Math.max(1, Number(/\d+/.exec(step)?.[0] ?? 1));
    const kind = step.startsWith('\x1b') ? step.at(-1) : step;
    if (kind === '\n') {
      if (y === top + height - 1) top++;
      [y, x] = [y + 1, 0];
      lowest = Math.max(lowest, y);
    } else if (kind === '\r') x = 0;
    else if (kind === '\b') x = Math.max(0, x - 1);
    else if (!step.startsWith('\x1b')) {
      for (const character of step) (rows[y] ??= [])[x++] = character;
      lowest = Math.max(lowest, y);
    } else if (kind === 'A') y = at(y - n);
    else if (kind === 'B') y = at(y + n);
    else if (kind === 'C') x = Math.max(x, Math.min(x + n, 199));
    else if (kind === 'D') x = Math.max(0, x - n);
    else if (kind === 'E') [y, x] = [at(y + n), 0];
    else if (kind === 'F') [y, x] = [at(y - n), 0];
    else if (kind === 'G') x = n - 1;
    else if (kind === 'H') [y, x] = [at(top + n - 1), Number(/;(\d+)/.exec(step)?.[1] ?? 1) - 1];
    else if (kind === 'K') clear(y, step.includes('0') ? x : 0, step.includes('1') ? x + 1 : Infinity);
    else if (kind === 'J' && step.includes('2')) {
      for (let row = top; row < top + height; row++) clear(row);
      lowest = Math.max(0, Math.min(lowest, top - 1));
    } else if (kind === 'J') {
      clear(y, x);
      for (let row = y + 1; row < top + height; row++) clear(row);
      lowest = Math.min(lowest, y);
    } else if (kind === 'X') clear(y, x, x + n);
    else if (kind === '7') saved = { y: y - top, x };
    else if (kind === '8') [y, x] = [at(top + saved.y), saved.x];
  }
  return Array.from({ length: lowest + 1 }, (_, row) => {
    const cells = rows[row] ?? [];
    const last = cells.findLastIndex((cell) => cell !== undefined);
    return Array.from({ length: last + 1 }, (_cell, column) => cells[column] ?? ' ').join('');
  }).join('\n');
}

describe('terminalScreen', () => {
  const number = fc.constantFrom('', '1', '2', '3', '7');
  const step = fc.oneof(
    { weight: 6, arbitrary: fc.constantFrom('a', 'bcd', 'efghij', 'k l', '0', '9') },
    { weight: 3, arbitrary: fc.constantFrom('\n', '\n', '\r', '\b') },
    {
      weight: 4,
      arbitrary: fc
        .tuple(number, fc.constantFrom('A', 'B', 'C', 'D', 'E', 'F', 'G', 'X'))
        .map(([n, end]) => `\x1b[${n}${end}`),
    },
    {
      weight: 2,
      arbitrary: fc.constantFrom(
        '\x1b[0K',
        '\x1b[1K',
        '\x1b[2K',
        '\x1b[0J',
        '\x1b[2J',
        '\x1b[H',
        '\x1b[2;4H',
        '\x1b[5;1H',
        '\x1b7',
        '\x1b8',
      ),
    },
  );
  // Nobody sees blanks at a line's end.
  const tidy = (text: string) => text.replace(/ +$/gm, '').replace(/\n+$/, '');

  it('shows what the plainest screen shows', () => {
    fc.assert(
      fc.property(
        fc.array(step, { maxLength: 60 }),
        fc.constantFrom(0, 0, 0, 90, 98, 99, 100, 150),
        (steps, before) => {
          const all = [...Array.from({ length: before }, (_, at) => [`l${at}`, '\n']).flat(), ...steps];
          const cleaner = cleanTerminalText();
          const shown = all.map((each) => cleaner.add(each)).join('') + cleaner.end();
          assert.equal(tidy(shown), tidy(shownBy(all)));
          const atOnce = cleanTerminalText();
          assert.equal(tidy(atOnce.add(all.join('')) + atOnce.end()), tidy(shown));
        },
      ),
      { numRuns: Number(process.env['FLUX_TEST_CASES'] ?? 1000) },
    );
  });

  it('loses nothing of a program that only prints lines', () => {
    const line = fc.string({
      unit: fc.constantFrom('a', 'ö', '世', '🎉', ' ', '\t', '\x1b[31m', '|', '0'),
      maxLength: 12,
    });
    fc.assert(
      fc.property(fc.array(line, { maxLength: 300 }), fc.nat(40), (lines, size) => {
        const text = lines.join('\r\n');
        const cleaner = cleanTerminalText();
        let out = '';
        for (let at = 0; at < text.length; at += size + 1) out += cleaner.add(text.slice(at, at + size + 1));
        assert.equal(out + cleaner.end(), lines.join('\n').replaceAll('\x1b[31m', ''));
      }),
      { numRuns: 500 },
    );
  });

  it('keeps no more than a screen, however much is painted', () => {
    const cleaner = cleanTerminalText();
    let given = 0;
    for (let at = 0; at < 20_000; at++)
      given += cleaner.add(`\x1b[3A\x1b[2Kframe ${at}\n\x1b[2K${'='.repeat(at % 80)}\n\x1b[2Kend\n`).length;
    assert.equal(given, 0);
    assert.equal(cleaner.end(), `frame 19999\n${'='.repeat(19_999 % 80)}\nend\n`);
  });
});
