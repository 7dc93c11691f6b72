import assert from 'node:assert/strict';
import fc from 'fast-check';
import { textKey } from '../../../src/base/textKey';

describe('textKey', () => {
  it('is 16 hexadecimal digits, the same for the same text', () => {
    fc.assert(
      fc.property(fc.string(), (text) => {
        assert.match(textKey(text), /^[0-9a-f]{16}$/);
        assert.equal(textKey(text), textKey([...text].join('')));
      }),
    );
  });

  it('differs for texts that differ little', () => {
    const texts = [
      ...Array.from({ length: 50_000 }, (_, at) => `step ${at}`),
      ...Array.from({ length: 300 }, (_, at) => 'a'.repeat(at)),
      ...Array.from({ length: 300 }, (_, at) => '\0'.repeat(at + 1)),
    ];
    assert.equal(new Set(texts.map(textKey)).size, texts.length);
  });

  it('spreads over all of its bits', () => {
    const counts = Array<number>(16).fill(0);
    for (let at = 0; at < 8_000; at++)
      for (const place of [0, 5, 8, 15]) counts[parseInt(textKey(`${at}`)[place]!, 16)]!++;
    for (const count of counts) assert.ok(count > 1_500 && count < 2_500, counts.join(' '));
  });
});
