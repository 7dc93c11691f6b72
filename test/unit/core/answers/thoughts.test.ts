import assert from 'node:assert/strict';
import { withoutThoughts } from '../../../../src/core/model/thoughts';

const plan = '{"summary":"s","steps":[]}';
const block = 'src/a.ts\n<<<<<<< SEARCH\none\n=======\ntwo\n>>>>>>> REPLACE';
const draft = 'src/a.ts\n<<<<<<< SEARCH\none\n=======\nDRAFT\n>>>>>>> REPLACE';

describe('thoughts before an answer', () => {
  const gone: readonly [string, string][] = [
    ['opened', `<think>They want it.</think>\n\n${plan}`],
    ['not opened', `The user wants {x} renamed.\n</think>\n\n${plan}`],
    ['opened by words that the template swallowed, on the same line', `so I plan.</think>${plan}`],
    ['thinking', `<thinking>\nhm\n</thinking>\n${plan}`],
    ['thought, in capitals', `<THOUGHT>hm</THOUGHT>\n${plan}`],
    ['reasoning', `<reasoning effort="high">hm</reasoning>${plan}`],
    ['seed:think', `<seed:think>hm</seed:think>${plan}`],
    ['[THINK]', `[THINK]hm[/THINK]${plan}`],
    ['[THINK], not opened', `hm[/THINK]\n${plan}`],
    ['◁think▷', `◁think▷hm◁/think▷${plan}`],
    ['begin_of_thought', `<|begin_of_thought|>hm<|end_of_thought|>\n${plan}`],
    ['START_THINKING', `<|START_THINKING|>hm<|END_THINKING|>${plan}`],
    [
      'channels',
      `<|channel|>analysis<|message|>They want ` +
        `{x}.<|end|><|start|>assistant<|channel|>final<|message|>${plan}<|return|>`,
    ],
    [
      'channels with a constraint',
      `<|channel|>analysis<|message|>hm<|end|><|start|>assistant<|channel|>final <|constrain|>json<|message|>${plan}`,
    ],
    ['channels whose signs were lost', `analysisThe user wants a plan.assistantfinal${plan}`],
    ['twice', `<think>a</think>\n<think>b</think>\n${plan}`],
    ['one that speaks of its own end', `<think>I must write </think> at the end.\nNow.</think>\n${plan}`],
    ['a draft in a fence', `Perhaps:\n\`\`\`json\n{"summary":"draft","steps":[]}\n\`\`\`\nNo.\n</think>\n${plan}`],
    ['a draft that breaks off', `<think>\`\`\`json\n{"summary":"dra\n</think>\n${plan}`],
  ];
  for (const [what, answer] of gone) it(`goes: ${what}`, () => assert.equal(withoutThoughts(answer).trim(), plan));

  for (const [what, thought] of [
    ['plain', draft],
    ['in a fence', `\`\`\`\n${draft}\n\`\`\``],
    ['in a fence that never closes', `\`\`\`\n${draft}`],
    ['that has no end', 'src/a.ts\n<<<<<<< SEARCH\none\n=======\nDRA'],
    ['in a diff', '--- a/src/a.ts\n+++ b/src/a.ts\n@@ -1 +1 @@\n-one\n+DRAFT'],
  ] as const) {
    it(`takes no draft of edits for the edits: ${what}`, () => {
      assert.equal(withoutThoughts(`Let me try:\n${thought}\nNo, better:\n</think>\n\n${block}`), block);
      assert.equal(withoutThoughts(`<think>Let me try:\n${thought}\nNo, better:\n</think>\n\n${block}`), block);
    });
  }

  const whole: readonly [string, string][] = [
    ['a file in a fence', 'Here it is:\n```html\n<p>\n</think>\n</p>\n```'],
    ['a file with a fence that never closes', '```md\nA\n</think>\n~~~js\nx\n~~~\nB'],
    [
      'an edit',
      'src/a.ts\n<<<<<<< SEARCH\nreturn text;\n=======\nreturn ' +
        'text.split("</think>\n").at(-1);\n</think>\n>>>>>>> REPLACE',
    ],
    ['a patch', '*** Begin Patch\n*** Update File: a.ts\n@@\n-a\n+</think>\n*** End Patch'],
    ['a diff', '--- a/a.ts\n+++ b/a.ts\n@@ -1,2 +1,2 @@\n </think>\n-a\n+b'],
    ['a text in JSON', '{"summary":"Strip what stands before </think> in answers","steps":[]}'],
    ['a code span', 'The mark `</think>` goes.'],
  ];
  for (const [what, answer] of whole) {
    it(`stays whole: ${what}`, () => {
      assert.equal(withoutThoughts(answer), answer);
      assert.equal(withoutThoughts(`<think>First.\n</think>\n${answer}`), answer);
    });
  }

  it('is all there is when it never ends', () => {
    assert.equal(withoutThoughts('<think>They want it and'), '');
    assert.equal(withoutThoughts('<|channel|>analysis<|message|>They want'), '');
  });

  it('is not seen in words for a person that speak of it', () => {
    assert.equal(
      withoutThoughts('Strip everything before </think>\n\nSome servers open nothing.', { plain: true }),
      'Strip everything before </think>\n\nSome servers open nothing.',
    );
    assert.equal(
      withoutThoughts('They want a message.\n</think>\n\nFix the parser', { plain: true }),
      'Fix the parser',
    );
  });
});
