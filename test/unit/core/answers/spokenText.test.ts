import assert from 'node:assert/strict';
import fc from 'fast-check';
import { createSpokenText } from '../../../../src/core/talk/spokenText';

function hear(pieces: readonly string[]): { said: string; spoke: boolean } {
  let said = '';
  const spoken = createSpokenText((text) => (said += text));
  for (const piece of pieces) spoken.hear(piece);
  return { spoke: spoken.end(), said };
}

/** `text` cut at every given place. */
function cutAt(text: string, places: readonly number[]): string[] {
  const cuts = [
    0,
    ...[...new Set(places.map((place) => place % (text.length + 1)))].sort((a, b) => a - b),
    text.length,
  ];
  return cuts.slice(1).map((to, at) => text.slice(cuts[at], to));
}

const answers: readonly (readonly [string, string])[] = [
  ['<think>\nThe user asks…\n</think>\n\nIt counts words.', 'It counts words.'],
  ['[THINK]hm[/THINK]It counts.', 'It counts.'],
  ['◁think▷hm◁/think▷It counts.', 'It counts.'],
  ['<|channel|>analysis<|message|>hm<|end|><|start|>assistant<|channel|>final<|message|>It counts.', 'It counts.'],
  ['analysisThe user asks.assistantfinalIt counts.', 'It counts.'],
  ['analysis of it: none', 'analysis of it: none'],
  ['<div> is a tag.', '<div> is a tag.'],
  ['a < b, so it ends.', 'a < b, so it ends.'],
  ['[x] done', '[x] done'],
  ['<', '<'],
];

describe('a spoken answer', () => {
  it('comes without the thought it begins with, however it is cut into pieces', () => {
    for (const [answer, said] of answers) {
      fc.assert(
        fc.property(fc.array(fc.nat(200), { maxLength: 12 }), (places) =>
          assert.deepEqual(hear(cutAt(answer, places)), { said, spoke: true }),
        ),
        { numRuns: 60 },
      );
    }
  });

  it('a thought without an end is never said, and the answer is known to be none', () => {
    assert.deepEqual(hear(['<th', 'ink>', 'I wonder.']), { said: '', spoke: false });
  });

  it('words are passed on at once', () => {
    const said: string[] = [];
    const spoken = createSpokenText((text) => said.push(text));
    for (const piece of ['It ', 'counts ', '</think> marks.']) spoken.hear(piece);
    assert.deepEqual(said, ['It ', 'counts ', '</think> marks.']);
  });
});
