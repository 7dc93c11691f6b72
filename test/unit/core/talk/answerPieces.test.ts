import assert from 'node:assert/strict';
import * as fc from 'fast-check';
import { createAnswerPieces, type AnswerPiece } from '../../../../src/core/talk/answerPieces';

/** The pieces of an answer that comes in these parts. */
function piecesOf(parts: readonly string[]): AnswerPiece[] {
  const pieces = createAnswerPieces();
  return [...parts.flatMap((part) => pieces.hear(part)), ...pieces.end()];
}

const placesOf = (answer: string) =>
  piecesOf([answer]).flatMap(({ place, label }) => {
    if (!place) return [];
    const lines = `${place.line ? `:${place.line}` : ''}${place.endLine ? `-${place.endLine}` : ''}`;
    return [`${label === undefined ? '' : `${label} → `}${place.path}${lines}`];
  });

describe('an answer taken apart', () => {
  const answers: Record<string, string[]> = {
    'See `src/a.ts:12`.': ['src/a.ts:12'],
    'See src/a.ts:12, then (src/b.ts:3-9).': ['src/a.ts:12', 'src/b.ts:3-9'],
    '- **src/a.ts:12**: adds': ['src/a.ts:12'],
    '| `src/a.ts:12` | adds |': ['src/a.ts:12'],
    'See [the parser](src/parse.ts#L4-L9) and [docs](https://x.example/a.ts:1).': ['the parser → src/parse.ts:4-9'],
    'In [`a.ts`](src/a.ts:3)': ['src/a.ts:3'],
    '**[`a.ts`](src/a%20b.ts:3)**': ['`a.ts` → src/a b.ts:3'],
    'The file `package.json`, and src/a.ts too; package.json, e.g. and/or.': ['package.json', 'src/a.ts'],
    'Run `npm test src/a.ts` at 12:30; it is 3:1.': ['npm test src/a.ts'],
    '![picture](media/a.png)': [],
    'Before\n```ts\nsrc/a.ts:12\n```\nsrc/b.ts:1': ['src/b.ts:1'],
    '1. First\n   ````\n   ```\n   src/a.ts:12\n   ````\n2. src/b.ts:1': ['src/b.ts:1'],
    'A fence that never ends\n~~~\nsrc/a.ts:12': [],
  };
  for (const [answer, places] of Object.entries(answers))
    it(`finds ${places.join(', ') || 'no place'} in ${JSON.stringify(answer)}`, () =>
      assert.deepEqual(placesOf(answer), places));

  it('says what is certain as it comes, and holds only the last word back', () => {
    const pieces = createAnswerPieces();
    const heard = ['It beg', 'ins in `src', '/a.ts:1', '2` and [the', ' end](b.ts:3) is', ' near.'].map((part) =>
      pieces
        .hear(part)
        .map(({ text }) => text)
        .join(''),
    );
    assert.deepEqual(heard, ['It ', 'begins in ', '', '`src/a.ts:12` and ', '[the end](b.ts:3) ', 'is ']);
    assert.deepEqual(
      pieces.end().map(({ text }) => text),
      ['near.'],
    );
  });

  it('keeps the head of a block together with what follows it', () => {
    for (const text of ['~~~ src/a.ts:12\n', '- ``` src/a.ts:12\nx\n'])
      assert.deepEqual(
        piecesOf([...text]).flatMap(({ place }) => place ?? []),
        [],
      );
  });

  it('is the same in whatever parts it comes, and loses nothing', () => {
    const words = fc.constantFrom(
      '`',
      '```',
      '\n',
      ' ',
      '[',
      '](',
      ')',
      'src/a.ts:12',
      '`b.ts:3`',
      '~~~',
      '- ',
      '**',
      'x.',
    );
    fc.assert(
      fc.property(
        fc.array(words, { maxLength: 40 }),
        fc.array(fc.nat(12), { minLength: 1, maxLength: 30 }),
        (text, cuts) => {
          const answer = text.join('');
          const parts: string[] = [];
          for (let at = 0, turn = 0; at < answer.length; turn++) {
            const size = (cuts[turn % cuts.length] ?? 0) + 1;
            parts.push(answer.slice(at, at + size));
            at += size;
          }
          const joined = piecesOf(parts);
          assert.equal(joined.map((piece) => piece.text).join(''), answer);
          const places = (pieces: readonly AnswerPiece[]) => pieces.flatMap(({ place }) => place ?? []);
          if (!/[`[]/.test(answer.replace(/`b\.ts:3`/g, '')))
            assert.deepEqual(places(joined), places(piecesOf([answer])));
        },
      ),
    );
  });
});
