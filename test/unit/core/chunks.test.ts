import assert from 'node:assert/strict';
import fc from 'fast-check';
import { codeTerms, questionTerms } from '../../../src/base/codeTerms';
import { chunksOf } from '../../../src/outlines/chunks';
import { outlineOf } from '../../../src/outlines/outline';

const chunks = (text: string, path = 'a.js') =>
  chunksOf(text, outlineOf(text, path)).map(
    ({ from, to, name, owner }) => `${from}-${to} ${[...owner.split(' '), name].filter(Boolean).join('.')}`,
  );

const method = (name: string, lines: number) =>
  `  /** What ${name} does. */\n  ${name}() {\n${'    this.step();\n'.repeat(lines)}  }\n`;

describe('chunks', () => {
  it('are functions with their comments, the heads of classes, methods, and the lines between', () => {
    const text = [
      "import { a } from './a';",
      '',
      '// Says hello.',
      'export function hello() {',
      '  return a;',
      '}',
      '',
      'export class Queue {',
      '  size = 0;',
      '',
      method('add', 20),
      method('take', 20),
      '}',
      '',
    ].join('\n');
    assert.deepEqual(chunks(text), [
      '1-1 ',
      '3-6 hello',
      '8-9 Queue',
      '11-33 Queue.add',
      '35-57 Queue.take',
      '59-59 Queue',
    ]);
  });

  it('come in pieces where a function is long', () => {
    assert.deepEqual(chunks(`function long() {\n${'  step();\n'.repeat(80)}}\n`), [
      '1-24 long',
      '25-48 long',
      '49-82 long',
    ]);
  });

  it('hold every line that is not blank once, whatever the text', () => {
    const line = fc.constantFrom(
      '',
      '  ',
      'function a() {',
      '}',
      'class B {',
      '  c() {',
      '  }',
      '// note',
      'x = 1;',
      '/**',
      ' */',
    );
    fc.assert(
      fc.property(fc.array(line, { maxLength: 120 }), (lines) => {
        const text = lines.join('\n');
        const times = new Map<number, number>();
        for (const { from, to } of chunksOf(text, outlineOf(text, 'a.js')))
          for (let at = from; at <= to; at++) times.set(at, (times.get(at) ?? 0) + 1);
        lines.forEach((each, index) => {
          const held = times.get(index + 1) ?? 0;
          assert.ok(each.trim() === '' ? held <= 1 : held === 1, `line ${index + 1} is in ${held} chunks:\n${text}`);
        });
      }),
      { numRuns: 500 },
    );
  });
});

describe('terms of code', () => {
  it('are whole names and their words, stemmed', () => {
    assert.deepEqual(codeTerms('validateEmail'), ['validateemail', 'valid', 'email']);
    assert.deepEqual(codeTerms('validate_email'), ['validate_email', 'valid', 'email']);
    assert.deepEqual(codeTerms('HTTPServer2'), ['httpserver2', 'http', 'server2']);
    assert.deepEqual(codeTerms('_private $x 7 42'), ['priv', '42']);
  });

  it('of a question count names most and leave common words out', () => {
    const weights = new Map(
      questionTerms('Fix `onIdle()` when the queue is paused\nIt hangs.').map((t) => [t.term, t.weight]),
    );
    assert.equal(weights.get('onidl') ?? weights.get('onidle'), 2.5);
    assert.equal(weights.get('queu'), 1);
    assert.equal(weights.get('hang'), 0.5);
    assert.equal(weights.has('fix'), false);
    assert.deepEqual(
      questionTerms('Plural of weeks in Swedish').map((t) => t.term),
      ['sv', 'plural', 'week', 'swedish'],
    );
    assert.deepEqual(questionTerms(''), []);
    assert.ok(questionTerms('名前を検証する'.repeat(900)).length > 0);
    assert.ok(questionTerms(Array.from({ length: 3_000 }, (_, at) => `word${at}`).join(' ')).length <= 60);
  });
});
