import assert from 'node:assert/strict';
import fc from 'fast-check';
import { readChunks } from '../../../src/node/model/answerChunks';

const place = { host: 'h', model: 'm' };
const text = fc.string({
  unit: fc.constantFrom('a', 'é', '中', '😀', '\n', '\r', '"', '\\', 'data: ', '[DONE]', '{', '}', ' ', '\u2028'),
  maxLength: 40,
});

/** A body that comes in pieces of the given sizes, over and over. */
function bodyOf(whole: string, sizes: readonly number[]): Response {
  const bytes = new TextEncoder().encode(whole);
  let at = 0;
  let turn = 0;
  const stream = new ReadableStream<Uint8Array>({
    pull(controller) {
      if (at >= bytes.length) return controller.close();
      const size = sizes[turn++ % sizes.length] ?? 1;
      controller.enqueue(bytes.slice(at, at + size));
      at += size;
    },
  });
  return new Response(stream);
}

async function read(response: Response): Promise<string> {
  let said = '';
  for await (const chunk of readChunks(response, place)) said += chunk.choices[0]?.delta.content ?? '';
  return said;
}

describe('answerChunks', () => {
  it('gives the same text however a stream is written and cut', async () => {
    const framing = fc.record({
      eol: fc.constantFrom('\n', '\r\n', '\r'),
      before: fc.array(fc.constantFrom(': ping', 'id: 7', 'event: message', 'retry: 10', ''), { maxLength: 2 }),
      colon: fc.constantFrom(': ', ':'),
      blank: fc.boolean(),
      indent: fc.boolean(),
      end: fc.constantFrom('done', 'none', 'cut'),
    });
    await fc.assert(
      fc.asyncProperty(
        fc.array(text, { minLength: 1, maxLength: 6 }),
        framing,
        fc.array(fc.integer({ min: 1, max: 50 }), { minLength: 1 }),
        async (pieces, { eol, before, colon, blank, indent, end }, sizes) => {
          const lines = pieces.flatMap((content) => {
            const json = JSON.stringify({ choices: [{ delta: { content } }] }, undefined, indent ? 1 : undefined);
            return [...before, ...json.split('\n').map((line) => `data${colon}${line}`), ...(blank ? [''] : [])];
          });
          const all =
            [...lines, ...(end === 'done' ? [`data${colon}[DONE]`] : [])].join(eol) + (end === 'cut' ? '' : eol);
          assert.equal(await read(bodyOf(all, sizes)), pieces.join(''));
        },
      ),
      { numRuns: 1500 },
    );
  });

  it('gives the same text of a whole answer however it is cut', async () => {
    await fc.assert(
      fc.asyncProperty(
        text,
        fc.boolean(),
        fc.array(fc.integer({ min: 1, max: 50 }), { minLength: 1 }),
        async (content, indent, sizes) => {
          const body = JSON.stringify(
            { choices: [{ message: { content }, finish_reason: 'stop' }] },
            undefined,
            indent ? 2 : undefined,
          );
          assert.equal(await read(bodyOf(`${indent ? '\n  ' : ''}${body}`, sizes)), content);
        },
      ),
      { numRuns: 300 },
    );
  });

  it('does not hold a stream without end in memory', async () => {
    const endless = (line: string) => {
      let isOver = false;
      const pull = (controller: ReadableStreamDefaultController<Uint8Array>) =>
        new Promise<void>((next) =>
          setImmediate(() => {
            if (!isOver) controller.enqueue(new TextEncoder().encode(line));
            next();
          }),
        );
      return new Response(new ReadableStream<Uint8Array>({ pull, cancel: () => void (isOver = true) }));
    };
    for (const line of [
      'data: {'.padEnd(900_000, 'x'),
      `data: ${'x'.repeat(900_000)}\n`,
      `{"a":\n${' '.repeat(900_000)}`,
    ])
      await assert.rejects(read(endless(line)), /did not end and was stopped/);
  });
});
