import assert from 'node:assert/strict';
import fc from 'fast-check';
import { openEnd } from '../../../../src/core/model/openEnd';
import { withoutThoughts } from '../../../../src/core/model/thoughts';
import { fencedText } from '../../../../src/core/plan/fencedText';
import { boundInput, parsePlannerAnswer } from '../../../../src/core/plan/parseReply';
import { unfence } from '../../../../src/core/plan/unfence';
import type { AnyTool } from '../../../../src/contracts/tool';
import { parseEdits } from '../../../../src/tools/edit/parseEdits';
import { memoryWorkspace } from '../memoryWorkspace';

const { tools } = memoryWorkspace({});
const tool = (name: string): AnyTool => tools.find((each) => each.name === name)!;
const head = JSON.stringify({
  summary: 's',
  steps: [
    { id: 'one', title: 'A', tool: 'write_file', input: { path: 'a.md' } },
    { id: 'two', title: 'B', tool: 'edit_file' },
    { id: 'three', title: 'C', tool: 'write_file', input: { path: 'c.ts' } },
  ],
});
const read = (text: string) => {
  const answer = parsePlannerAnswer(withoutThoughts(text), tools);
  return answer.kind === 'plan'
    ? answer.reply.steps.map(({ input }) => input?.['content'] ?? input?.['edits'])
    : answer.kind === 'unusable'
      ? answer.problem
      : 'look';
};
const block = 'b.ts\n<<<<<<< SEARCH\nold\n=======\nnew\n>>>>>>> REPLACE';

describe('files and edits in an answer', () => {
  for (const [what, answer, text] of [
    ['words around it', 'Here:\n```ts\nexport const a = 1;\n```\nDone.', 'export const a = 1;\n'],
    ['tildes', '~~~ts\n```\n~~~', '```\n'],
    ['a longer fence', '`````md\n````\n```ts\nx\n```\n`````', '````\n```ts\nx\n```\n'],
    [
      'blocks inside that are as long, plainly nested',
      '```md\n# T\n```js\nlet x;\n```\nmore\n```',
      '# T\n```js\nlet x;\n```\nmore\n',
    ],
    ['a fence in a list', '1. So:\n   ```ts\n   if (a) {\n     b();\n   }\n   ```', 'if (a) {\n  b();\n}\n'],
    ['an end of several signs more', '```ts\na\n`````', 'a\n'],
    ['CRLF', '```ts\r\na\r\nb\r\n```\r\n', 'a\nb\n'],
    ['nothing', '```ts\n```', ''],
    ['a code span at the start of a line', '```x``` is this:\n```ts\na\n```', 'a\n'],
  ] as const) {
    it(`takes a file out of its fence: ${what}`, () => assert.equal(fencedText(answer), text));
  }

  for (const [what, answer, words] of [
    ['a second fence', '```ts\nexport const a = 1;\n```\n\nRun it:\n```bash\nnpm test\n```', /2 fenced blocks/],
    ['a second fence of the other kind', '```ts\na\n```\nOr:\n~~~ts\nb\n~~~', /2 fenced blocks/],
    ['a fence that never closes', '```ts\nexport const a', /never closes/],
    ['a fence that is closed by a shorter one', '````ts\na\n```', /never closes/],
    ['a block inside that was closed, and the fence was not', '```md\n# T\n```bash\nnpm test\n```\n', /never closes/],
    ['bare fences inside that are as long', '```md\nA\n```\nB\n```\nC\n```', /2 fenced blocks/],
    ['no fence', 'export const a = 1;', /no fence/],
    ['an end on the last line of the text', '```ts\na```', /never closes/],
  ] as const) {
    it(`refuses what is no plain file: ${what}`, () => assert.throws(() => fencedText(answer), words));
  }

  it('takes a file that came inside JSON out of its fence, or refuses it', () => {
    for (const [path, content, text] of [
      ['n.ts', '```ts\nconst a = 1;\n```', 'const a = 1;\n'],
      ['n.ts', '\n~~~\na\n\nb\n~~~\n', 'a\n\nb\n'],
      ['n.md', '```md\n# T\n```', '# T\n'],
      ['n.md', '```js\nx\n```', '```js\nx\n```'],
      ['n.txt', '```js\nx\n```', '```js\nx\n```'],
      ['n.md', '````markdown\n# T\n```js\nx\n```\n````', '# T\n```js\nx\n```\n'],
      ['n.ts', 'plain', 'plain'],
    ] as const)
      assert.equal(unfence(content, path), text, content);
    assert.throws(() => unfence('```ts\na\n```\nand\n```ts\nb\n```', 'n.ts'), /2 fenced blocks/);
    const inJson = (content: string) =>
      parsePlannerAnswer(
        JSON.stringify({
          summary: 's',
          steps: [{ id: 'w', title: 'W', tool: 'write_file', input: { path: 'a.ts', content } }],
        }),
        tools,
      );
    assert.match(JSON.stringify(inJson('```ts\na\n```')), /"content":"a\\n"/);
    assert.match(JSON.stringify(inJson('```ts\na\n```\n```sh\nb\n```')), /2 fenced blocks/);
  });

  it('takes a line that only looks like a section for text, within a fence and within a block', () => {
    const answer =
      `${head}\n=== one ===\n\`\`\`md\n=== two ===\n# T\n=== three ===\n\`\`\`\n=== two ===\nb.ts\n<<<<<<< ` +
      `SEARCH\n=== three ===\n=======\n=== one ===\n>>>>>>> REPLACE\n=== three ===\n\`\`\`ts\nc\n\`\`\``;
    assert.deepEqual(read(answer), [
      '=== two ===\n# T\n=== three ===\n',
      'b.ts\n<<<<<<< SEARCH\n=== three ===\n=======\n=== one ===\n>>>>>>> REPLACE',
      'c\n',
    ]);
  });

  it('reads an answer that stands in one fence as a whole', () => {
    assert.deepEqual(read(`\`\`\`\n${head}\n=== two ===\n${block}\n=== three ===\n\`\`\`ts\nc\n\`\`\`\n\`\`\``), [
      undefined,
      block,
      'c\n',
    ]);
  });

  it('puts the parts of one step together', () => {
    assert.deepEqual(read(`${head}\n=== two ===\n${block}\n=== three ===\n\`\`\`\nc\n\`\`\`\n=== two ===\n${block}`), [
      undefined,
      `${block}\n${block}`,
      'c\n',
    ]);
  });

  for (const [what, answer, words] of [
    ['a section that names no step', `${head}\n=== tow ===\n${block}`, /"=== tow ===" names no step.*one, two, three/],
    [
      'a section of edits in a fence that is not closed before the next',
      `${head}\n=== two ===\n\`\`\`\n${block}\n=== three ===\n\`\`\`\nc\n\`\`\``,
      /not closed/,
    ],
    [
      'two files for one step',
      `${head}\n=== one ===\n\`\`\`\na\n\`\`\`\n=== one ===\n\`\`\`\nb\n\`\`\``,
      /step "one".*2 fenced blocks/,
    ],
    ['a block without its end', `${head}\n=== two ===\n${block.slice(0, -8)}EPL`, /step "two".*REPLACE/],
    [
      'a patch without its end',
      `${head}\n=== two ===\n*** Begin Patch\n*** Update File: b.ts\n@@\n-old\n+new`,
      /End Patch/,
    ],
    [
      'two files and prose',
      `${head}\n=== one ===\n\`\`\`\na\n\`\`\`\nThen run:\n\`\`\`sh\nb\n\`\`\``,
      /2 fenced blocks/,
    ],
  ] as const) {
    it(`refuses ${what}`, () => assert.match(String(read(answer)), words));
  }

  it('tells from the shape of edits alone that they broke off', () => {
    for (const whole of [
      block,
      `\`\`\`\n${block}\n\`\`\``,
      `${block}\n\nThat is all.`,
      '*** Begin Patch\n*** Delete File: a\n*** End Patch',
      '```diff\n--- a\n+++ b\n@@\n-x\n+y\n```',
    ])
      assert.equal(openEnd(whole, true), undefined, whole);
    for (const cut of [
      `${block}\nsrc/next.ts`,
      `${block}\n<<<<<<`,
      `\`\`\`\n${block}`,
      '--- a\n+++ b\n@@\n-x\n+y',
      `${block}\n${block.slice(0, 30)}`,
    ])
      assert.notEqual(openEnd(cut, true), undefined, cut);
    assert.equal(openEnd(`\`\`\`\n${block}`), undefined);
  });

  const line = fc.oneof(
    {
      weight: 3,
      arbitrary: fc.constantFrom(
        '',
        'let a = 1;',
        '  indented',
        '# T',
        'words {x} and }',
        '</think>',
        '<think>',
        '=== one ===',
        '=== two ===',
        '=======',
        '*** End Patch',
      ),
    },
    fc.constantFrom(
      '```',
      '```ts',
      '~~~',
      '~~~~ md',
      '<<<<<<< SEARCH',
      '>>>>>>> REPLACE',
      '[/THINK]',
      '{"look":[]}',
      '"',
      "it's",
    ),
  );
  const file = fc.array(line, { minLength: 1, maxLength: 10 }).map((lines) => `${lines.join('\n')}\n`);
  const thought = fc.constantFrom(
    '',
    '<think>\nThey want {x}.\n```\n</think>\n',
    'So I think {y}.\n</think>\n\n',
    '[THINK]hm[/THINK]',
  );
  const sign = fc.constantFrom('`', '~');
  const fenceFor = (text: string, of: string) =>
    of.repeat(Math.max(3, ...[...text.matchAll(of === '`' ? /`+/g : /~+/g)].map(([run]) => run.length + 1)));
  const numRuns = Number(process.env['FLUX_ANSWER_RUNS'] ?? 1_500);

  it('gives a file exactly, whatever stands in it, around it and before it', () => {
    fc.assert(
      fc.property(
        file,
        thought,
        sign,
        fc.constantFrom('', 'Here it is:\n'),
        fc.constantFrom('', '\nDone.'),
        (text, before, of, intro, after) => {
          const fence = fenceFor(text, of);
          const answer = withoutThoughts(`${before}${intro}${fence}ts\n${text}${fence}${after}`, { file: true });
          assert.deepEqual(boundInput(answer, tool('write_file')), { content: text });
        },
      ),
      { numRuns },
    );
  });

  it('never gives a file that is cut, wherever the answer ends', () => {
    fc.assert(
      fc.property(
        file,
        thought,
        sign,
        fc.constantFrom('', 'Here it is:\n'),
        fc.nat(),
        (text, before, of, intro, at) => {
          const fence = fenceFor(text, of);
          const answer = `${before}${intro}${fence}ts\n${text}${fence}`;
          const cut = answer.slice(0, at % answer.length);
          let given: unknown;
          try {
            given = boundInput(withoutThoughts(cut, { file: true }), tool('write_file'))['content'];
          } catch {
            return;
          }
          assert.equal(given, text, cut);
        },
      ),
      { numRuns: numRuns * 4 },
    );
  });

  it('gives a plan with all its files and edits as they were meant, or refuses it, wherever the answer ends', () => {
    fc.assert(
      fc.property(
        file,
        file,
        file,
        thought,
        sign,
        fc.nat(),
        fc.boolean(),
        (one, search, three, before, of, at, ends) => {
          // Edits that hold marks of edits need longer ones; what comes of those is the business of the edit parser.
          const clean = search.replace(/^(?:<{7} SEARCH|>{7} REPLACE|=======)$/gm, 'x');
          const edits = `b.ts\n<<<<<<< SEARCH\n${clean}=======\n${clean}added\n>>>>>>> REPLACE`;
          const fences = [fenceFor(one, of), fenceFor(three, of)] as const;
          const answer =
            `${before}${head}\n=== one ===\n${fences[0]}\n${one}${fences[0]}\n=== two ===\n${edits}\n=== three ` +
            `===\n${fences[1]}ts\n${three}${fences[1]}\n`;
          const given = read(ends ? answer : answer.slice(0, at % answer.length));
          if (ends) return assert.deepEqual(given, [one, edits, three]);
          if (typeof given === 'string') return;
          // Behind a whole block its mark's word may lack, or the next step's line have begun: what counts is what it
          // does.
          if (given[1] !== undefined)
            assert.deepEqual(parseEdits(String(given[1])), parseEdits(edits), String(given[1]));
          for (const [index, meant] of [
            [0, one],
            [2, three],
          ] as const)
            assert.ok(given[index] === undefined || given[index] === meant, String(given[index]));
        },
      ),
      { numRuns: numRuns * 2 },
    );
  });
});
