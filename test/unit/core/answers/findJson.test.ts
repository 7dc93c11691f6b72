import assert from 'node:assert/strict';
import fc from 'fast-check';
import * as z from 'zod';
import { parsePlannerAnswer } from '../../../../src/core/plan/parseReply';
import { parseJson } from '../../../../src/core/model/parseJson';
import { memoryWorkspace } from '../memoryWorkspace';

const { tools } = memoryWorkspace({});
const plan = { summary: 's', steps: [{ id: 'a', title: 'Run', tool: 'run_command', input: { command: 'npm test' } }] };
const json = JSON.stringify(plan);
const read = (text: string) => {
  const answer = parsePlannerAnswer(text, tools);
  return answer.kind === 'unusable' ? answer.problem : answer.kind === 'look' ? 'look' : answer.reply;
};
const inputOf = (text: string) => {
  const answer = read(text);
  assert.ok(typeof answer === 'object', String(answer));
  return answer.steps[0]?.input;
};

describe('the JSON of an answer', () => {
  for (const [what, text] of [
    ['behind a code span with brackets', `I'll change \`{count}\` first.\n\`\`\`json\n${json}\n\`\`\``],
    ['before words with brackets', `${json}\n\nThat is for {x} and }.`],
    ['behind code in a fence', `Now it is:\n\`\`\`ts\nif (a) { b({ c: 1 }); }\n\`\`\`\nMy plan:\n${json}`],
    ['behind a bracket that nothing closes', `A { opens it.\n${json}`],
    ['behind another object', `It prints {"count":1}.\n${json}`],
    ['in a list of one', `[${json}]`],
    ['twice the same', `${json}\n\`\`\`json\n${json}\n\`\`\``],
    ['with a comment and a last comma', json.replace('"steps"', '/* so */ "steps"').replace(/\}$/, ',}')],
    ['with a bracket forgotten inside', json.replace('"}}]}', '"}]}')],
    [
      'with quotes of another kind',
      "{'summary': 's', steps: [{id: 'a', title: 'Run', tool: 'run_command', input: {command: 'npm test'}}]}",
    ],
  ] as const) {
    it(`is found ${what}`, () => assert.deepEqual(read(text), plan));
  }

  for (const [what, text, words] of [
    ['two that differ', `${json}\nBetter:\n${json.replace('npm test', 'npm run build')}`, /several JSON objects/],
    ['a key that stands twice', json.replace('"summary":"s"', '"summary":"s","summary":"t"'), /"summary" stands twice/],
    [
      'a key that stands twice, far inside',
      json.replace('"command":"npm test"', '"command":"npm test","command":"rm x"'),
      /"command" stands twice/,
    ],
    ['brackets that never close', json.slice(0, -2), /never ends/],
    ['a text that never closes', json.slice(0, 30), /never ends|not JSON/],
    [
      'a bracket that closes too early',
      json.replace(',"steps"', '},"steps"'),
      /behind its closing bracket|summary|not JSON/,
    ],
    ['quotes within a text', json.replace('npm test', 'echo "a" && rm "b"'), /not JSON/],
    ['steps left out', json.replace('}]}', '}, ...]}'), /not JSON/],
    ['a number that is none', json.replace('"command":"npm test"', '"command":"x","timeoutSeconds":NaN'), /./],
  ] as const) {
    it(`is refused: ${what}`, () => assert.match(String(read(text)), words));
  }

  it('is a wish to look where both are there and the look comes with no plan', () => {
    assert.equal(read('I need to see it: {"look":[{"search":"x"}]}'), 'look');
  });

  const command = (written: string) => inputOf(json.replace('npm test', written))?.['command'];
  for (const [what, written, meant] of [
    ['escapes that JSON does not know', '\\d+\\.\\w+\\(foo\\)', '\\d+\\.\\w+\\(foo\\)'],
    ['sed', "sed -i 's/\\(a\\)\\.b/\\1/' f", "sed -i 's/\\(a\\)\\.b/\\1/' f"],
    ['sed with slashes', "sed 's/a\\/b/c/' f", "sed 's/a\\/b/c/' f"],
    ['slashes that are all escaped', 'curl http:\\/\\/a\\/b', 'curl http://a/b'],
    ['the edge of a word', '\\bfoo\\b', '\\bfoo\\b'],
    ['a form feed', 'a\\fb', 'a\\fb'],
    ['backslashes rightly doubled', '\\\\d+\\\\b', '\\d+\\b'],
    ['line ends and tabs', 'a\\n\\tb', 'a\n\tb'],
    ['a line end that stands there', 'a\nb', 'a\nb'],
    ['characters by number', '\\u2603 \\u{1F600} \\u12', '☃ \\u{1F600} \\u12'],
    ['a Windows path', 'type C:\\temp\\new\\file.txt', 'type C:\\temp\\new\\file.txt'],
    ['a Windows path rightly doubled', 'type C:\\\\temp\\\\new', 'type C:\\temp\\new'],
    ['a heading with lines behind', 'Option A:\\nFoo\\nBar', 'Option A:\nFoo\nBar'],
    ['quotes', 'grep \\"\\d\\" f', 'grep "\\d" f'],
  ] as const) {
    it(`keeps backslashes: ${what}`, () => assert.equal(command(written), meant));
  }

  it('gives back every object that JSON can write, whatever stands around it', () => {
    const value = fc.dictionary(
      fc.string().filter((key) => key !== '__proto__'),
      fc.oneof(fc.string({ unit: 'grapheme' }).map(plain), fc.integer(), fc.boolean()),
      { maxKeys: 4 },
    );
    const around = fc.constantFrom('', 'So:\n', 'I change `{x}` and {y}.\n', '```json\n', '{ opens it.\n');
    fc.assert(
      fc.property(value, around, fc.constantFrom('', '\n```', '\n\nThat is all {really}.'), (given, before, after) => {
        const wanted = { marked: 'here', ...given };
        const found = parseJson(
          `${before}${JSON.stringify(wanted, undefined, 1)}${after}`,
          z.looseObject({ marked: z.literal('here') }),
        );
        assert.deepEqual(found, wanted);
      }),
      { numRuns: 2_000 },
    );
  });

  it('reads texts whose backslashes were not doubled as they stand', () => {
    const piece = fc.constantFrom('\\d', '\\w+', '\\(', '\\)', '\\.', '\\b', '\\S', '\\$', 'x', ' ', '/', '|', '{2}');
    fc.assert(
      fc.property(fc.array(piece, { minLength: 1, maxLength: 12 }), (pieces) => {
        const text = `${pieces.join('')}.`;
        assert.deepEqual(parseJson(`{"pattern":"${text}"}`, z.object({ pattern: z.string() })), { pattern: text });
      }),
      { numRuns: 2_000 },
    );
  });

  it('gives a plan that is cut anywhere never as a shorter one', () => {
    const long = JSON.stringify(
      {
        summary: 'Say {x} in `a`',
        steps: [1, 2, 3].map((n) => ({
          id: `s${n}`,
          title: `T "${n}"`,
          tool: 'run_command',
          input: { command: `echo '${n}' {a,b}` },
          expect: [{ kind: 'exit_code', not: 0 }],
        })),
      },
      undefined,
      1,
    );
    for (let at = 0; at < long.length; at++) assert.equal(typeof read(long.slice(0, at)), 'string', long.slice(0, at));
    assert.equal(typeof read(long), 'object');
  });
});

/** Without what is not meant in JSON: a backspace or form feed is taken for a backslash and a letter. */
function plain(text: string): string {
  return text.replace(/[\b\f]/g, '').replace(/[A-Za-z]:\\/g, '');
}
