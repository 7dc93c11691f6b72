import assert from 'node:assert/strict';
import fc from 'fast-check';
import { fillTemplate } from '../../../src/core/agents/fillTemplate';
import { parseRoleFile } from '../../../src/core/agents/parseRoleFile';
import { parseWorkflowFile } from '../../../src/core/agents/parseWorkflowFile';
import { cpuMs } from '../../harness/cpuMs.mjs';

const options = { path: 'x.md', tools: ['read_files'] };
const mebi = 1024 * 1024;

/** What YAML gives a meaning to, in any order and number. */
const piece = fc.constantFrom(
  '---\n',
  '\n',
  '\r\n',
  '  ',
  '\t',
  '- ',
  '? ',
  ': ',
  ', ',
  '[',
  ']',
  '{',
  '}',
  '{{',
  '}}',
  '{{who}}',
  '&a ',
  '*a',
  '!!map ',
  '!x ',
  '|\n',
  '>-\n',
  '"',
  "'",
  '\\',
  '# ',
  '%YAML 1.1\n',
  '...\n',
  '<<: ',
  '\ufeff',
  '\0',
  '\u2028',
  '😀',
  '~',
  'null',
  'name: x\n',
  'description: y\n',
  'tools:\n',
  'inputs:\n',
  'phases: [testing]\n',
  'choices: files\n',
  '__proto__: z\n',
  'who',
  '@',
  '`',
  '\ud800',
);
const repeated = fc.tuple(piece, fc.integer({ min: 1, max: 2_000 })).map(([text, times]) => text.repeat(times));
const wild = fc
  .array(
    fc.oneof(
      { weight: 8, arbitrary: piece },
      { weight: 1, arbitrary: repeated },
      { weight: 1, arbitrary: fc.string({ unit: 'binary', maxLength: 40 }) },
    ),
    { maxLength: 60 },
  )
  .map((parts) => parts.join(''));
const file = fc.oneof(
  wild,
  wild.map((text) => `---\n${text}`),
  fc.tuple(wild, wild).map(([head, body]) => `---\n${head}\n---\n${body}`),
  fc.tuple(wild, wild).map(([head, body]) => `---\ndescription: x\n${head}\n---\n${body}`),
);

describe('any text at all', function () {
  this.timeout(120_000);

  it('is read or refused, soon, with problems on its lines', () => {
    fc.assert(
      fc.property(file, (text) => {
        const lines = text.split(/\r\n|\r|\n/).length;
        for (const parse of [parseRoleFile, parseWorkflowFile]) {
          let parsed = {} as ReturnType<typeof parse>;
          const took = cpuMs(() => (parsed = parse(text, options)));
          assert.ok(took < 10_000, `${took} ms`);
          if ('problems' in parsed) {
            assert.ok(parsed.problems.length > 0 && parsed.problems.length <= 10);
            for (const { line, message } of parsed.problems)
              assert.ok(line >= 1 && line <= lines && message.length < 500, `${line} of ${lines}: ${message}`);
          } else if ('workflow' in parsed)
            assert.equal(
              typeof fillTemplate(parsed.workflow, { who: '$& {{who}}', __proto__: 'x' } as never),
              'string',
            );
        }
      }),
      { numRuns: 300 },
    );
  });

  it('that is larger than 256 kB is refused at once', () => {
    for (const text of [
      'x'.repeat(5 * mebi),
      `---\n${'['.repeat(5 * mebi)}`,
      `---\n${'a: b\n'.repeat(mebi)}---\n`,
      `---\ndescription: x\n---\n${'{{who}}'.repeat(mebi)}`,
    ]) {
      for (const parsed of [parseRoleFile(text, options), parseWorkflowFile(text, options)])
        assert.ok('problems' in parsed && parsed.problems[0]?.message.includes('256 kB'));
    }
  });

  it('of just under 256 kB is read in a moment', () => {
    const text = `---\ndescription: x\ninputs: [who]\n---\n${'{{who}} {{ whom }}\n'.repeat(13_000)}`;
    let parsed = {} as ReturnType<typeof parseWorkflowFile>;
    const took = cpuMs(() => (parsed = parseWorkflowFile(text, options)));
    assert.ok('problems' in parsed && parsed.problems.length === 1, 'each unknown place is told once');
    assert.ok(took < 10_000, `${took} ms`);
  });

  it('that nests as deep as is let through does not fill the stack', () => {
    const heads = [
      '['.repeat(200),
      '{a: '.repeat(200),
      '- '.repeat(40),
      `a:\n${Array.from({ length: 120 }, (_, depth) => `${' '.repeat(depth)}a:`).join('\n')}`,
      Array.from({ length: 12 }, (_, at) => ' '.repeat(at * 60) + '- '.repeat(30)).join('\n'),
    ];
    // Deep in somebody else's calls there is less stack left.
    const deep = (levels: number, work: () => void): void => (levels === 0 ? work() : deep(levels - 1, work));
    for (const head of heads)
      deep(3_000, () => assert.ok('problems' in parseRoleFile(`---\n${head}\n---\nx`, options)));
  });
});
