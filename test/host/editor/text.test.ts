import assert from 'node:assert/strict';
import { diffTexts, normaliseEol, replacements } from '../../../src/editor/files/lineDiff';
import { hasMixedEol, rewriteKeepingEol } from '../../../src/editor/files/lineEndings';
import { redact } from '../../../src/editor/redact';
import { cpuMs } from '../../harness/cpuMs.mjs';

/** A generator of the same numbers each time. */
function numbers(seed: number): (below: number) => number {
  let state = seed;
  return (below) => (state = (state * 1103515245 + 12345) % 2147483648) % below;
}

describe('text', () => {
  it('becomes the other by its replacements', () => {
    const next = numbers(7);
    const lines = ['a\n', 'b\n', '😀😁\n', '😀😂\n', '\n', '  c\n'];
    const random = () =>
      Array.from({ length: next(8) }, () => lines[next(lines.length)]).join('') + (next(2) ? 'end' : '');
    for (let round = 0; round < 500; round++) {
      const [before, after] = [random(), random()];
      let result = before;
      for (const { start, end, text } of replacements(before, after).reverse()) {
        assert.ok(start <= end);
        assert.ok(
          !/[\ud800-\udbff]$/.test(before.slice(0, start)) && !/^[\udc00-\udfff]/.test(before.slice(end)),
          'no character is cut in half',
        );
        result = result.slice(0, start) + text + result.slice(end);
      }
      assert.equal(result, after);
    }
  });

  it('keeps the endings of untouched lines', () => {
    assert.equal(hasMixedEol('a\r\nb\r\n'), false);
    assert.equal(hasMixedEol('a\r\nb\n'), true);
    assert.equal(rewriteKeepingEol('a\r\nb\nc\rd', 'a\nB\nnew\nc\nD'), 'a\r\nB\nnew\nc\rD');
    const next = numbers(3);
    const endings = ['\n', '\r\n', '\r'];
    for (let round = 0; round < 300; round++) {
      const make = (count: number) =>
        Array.from({ length: count }, () => `${'xyz'[next(3)]}${endings[next(3)]}`).join('');
      const raw = make(next(7));
      const after = normaliseEol(make(next(7)));
      assert.equal(normaliseEol(rewriteKeepingEol(raw, after)), after);
      assert.equal(rewriteKeepingEol(raw, normaliseEol(raw)), raw);
    }
  });

  it('is compared in time even when everything differs', () => {
    const before = Array.from({ length: 20_000 }, (_, line) => `before ${line}\n`).join('');
    const took = cpuMs(() => assert.equal(diffTexts(before, before.replaceAll('before', 'after')).length, 1));
    assert.ok(took < 30_000, `${took} ms`);
  });

  it('holds no secrets once redacted', () => {
    const lines = [
      'Authorization: Bearer abcdef123456',
      'key sk-proj-abcdefgh12345678 refused',
      '{"apiKey":"abcdef123456"}',
      'OPENAI_API_KEY=abcdef123456',
      'https://person:abcdef123456@example.com/v1',
      'GET /v1?api_key=abcdef123456&x=1',
      'ghp_abcdef1234567890abcdef',
      'the key is plainword',
    ];
    for (const line of lines) assert.doesNotMatch(redact(line, ['plainword']), /abcdef123456|sk-proj|plainword/, line);
    assert.equal(
      redact('3 tokens of 12 in src/token.ts:4: ordinary words'),
      '3 tokens of 12 in src/token.ts:4: ordinary words',
    );
  });
});
