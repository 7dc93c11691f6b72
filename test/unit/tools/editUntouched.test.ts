import assert from 'node:assert/strict';
import fc from 'fast-check';
import { normaliseEol } from '../../../src/editor/files/lineDiff';
import { rewriteKeepingEol } from '../../../src/editor/files/lineEndings';
import { parseEdits } from '../../../src/tools/edit/parseEdits';
import { planEdits } from '../../../src/tools/edit/planEdits';
import { createMemoryFiles } from './memoryFiles';

/** How many cases a property tries; `FLUX_TEST_CASES=100000` is what it was proved with. */
const numRuns = Number(process.env['FLUX_TEST_CASES'] ?? 2500);

interface RawLine {
  readonly text: string;
  readonly eol: string;
}

function rawLines(raw: string): RawLine[] {
  return (raw.match(/[^\r\n]*(?:\r\n|\r|\n)|[^\r\n]+$/g) ?? []).map((line) => {
    const eol = /[\r\n]+$/.exec(line)?.[0] ?? '';
    return { text: line.slice(0, line.length - eol.length), eol };
  });
}

const texts = [
  '',
  '',
  '}',
  '  }',
  'return value;',
  '  say(“it’s”); ',
  '\tcall();',
  'x',
  'end\u00a0now',
  '    deep();',
  '// — note',
  '# 12',
];
const file = fc
  .record({
    lines: fc.array(
      fc.record({
        text: fc.constantFrom(...texts),
        eol: fc.constantFrom('\n', '\n', '\r\n', '\r\n', '\r'),
        numbered: fc.boolean(),
      }),
      { minLength: 2, maxLength: 20 },
    ),
    ended: fc.boolean(),
  })
  .map(({ lines, ended }) => {
    const raw = lines
      .map(({ text, eol, numbered }, at) => `${numbered && text !== '' ? `${text} ${at}` : text}${eol}`)
      .join('');
    return ended ? raw : raw.replace(/(?:\r\n|\r|\n)+$/, '');
  });

/** What becomes of a line of a region, and how many new ones follow it. */
const act = fc.record({
  does: fc.constantFrom('keep', 'keep', 'change', 'delete'),
  insert: fc.constantFrom(0, 0, 0, 1, 2),
  blank: fc.boolean(),
});
const hand = fc.record({ spaceAtEnd: fc.boolean(), plainSigns: fc.boolean(), crlf: fc.boolean() });
const edit = fc.record({
  raw: file,
  form: fc.constantFrom<'blocks' | 'patch' | 'diff'>('blocks', 'patch', 'diff'),
  regions: fc.array(fc.record({ skip: fc.nat(6), acts: fc.array(act, { minLength: 1, maxLength: 5 }) }), {
    minLength: 1,
    maxLength: 3,
  }),
  hand,
});

/** A line of the new text: the old one that it is, or what is new. */
type NewLine = { readonly from: number } | { readonly text: string };

interface Part {
  readonly old: readonly number[];
  readonly lines: readonly { readonly sign: ' ' | '-' | '+'; readonly from?: number; readonly text?: string }[];
}

/** The regions' lines, and the whole new text. */
function carryOut({ raw, regions }: typeof edit extends fc.Arbitrary<infer T> ? T : never): {
  parts: Part[];
  after: NewLine[];
} {
  const before = rawLines(raw);
  const parts: Part[] = [];
  const after: NewLine[] = [];
  let at = 0;
  let fresh = 0;
  for (const { skip, acts } of regions) {
    for (const end = Math.min(before.length, at + skip); at < end; at++) after.push({ from: at });
    const lines: Part['lines'][number][] = [];
    const old: number[] = [];
    for (const { does, insert, blank } of acts) {
      if (at >= before.length) break;
      old.push(at);
      lines.push({ sign: does === 'keep' ? ' ' : '-', from: at });
      const added = [
        ...(does === 'change' ? [`changed ${fresh++};`] : []),
        ...Array.from({ length: insert }, () => (blank ? '' : `added ${fresh++};`)),
      ];
      if (does === 'keep') after.push({ from: at });
      for (const text of added) {
        lines.push({ sign: '+', text });
        after.push({ text });
      }
      at++;
    }
    if (old.length > 0) parts.push({ old, lines });
  }
  for (; at < before.length; at++) after.push({ from: at });
  return { parts, after };
}

function write({
  parts,
  before,
  form,
  hand: { spaceAtEnd, plainSigns, crlf },
}: {
  parts: readonly Part[];
  before: readonly RawLine[];
  form: string;
  hand: typeof hand extends fc.Arbitrary<infer T> ? T : never;
}): string {
  const copied = (from: number): string => {
    const text = before[from]?.text ?? '';
    const signs = plainSigns
      ? text
          .replace(/[“”]/g, '"')
          .replace(/’/g, "'")
          .replace(/—/g, '-')
          .replace(/\u00a0/g, ' ')
      : text;
    return spaceAtEnd ? `${signs} ` : signs;
  };
  const textOf = ({ from, text }: Part['lines'][number]): string => (from === undefined ? (text ?? '') : copied(from));
  const bodies = parts.map(({ lines }) => {
    if (form !== 'blocks') return lines.map((line) => `${line.sign}${textOf(line)}`);
    return [
      '<<<<<<< SEARCH',
      ...lines.filter(({ sign }) => sign !== '+').map(textOf),
      '=======',
      ...lines.filter(({ sign }) => sign !== '-').map(textOf),
      '>>>>>>> REPLACE',
    ];
  });
  const text =
    form === 'blocks'
      ? ['a.ts', ...bodies.flat()]
      : form === 'patch'
        ? ['*** Begin Patch', '*** Update File: a.ts', ...bodies.flatMap((body) => ['@@', ...body]), '*** End Patch']
        : ['--- a/a.ts', '+++ b/a.ts', ...bodies.flatMap((body) => ['@@ -1,3 +1,4 @@', ...body])];
  return text.join(crlf ? '\r\n' : '\n');
}

describe('what an edit does not touch', function () {
  this.timeout(30 * 60_000);

  it('stays byte for byte, in files that mix line endings', async () => {
    const counts = { applied: 0, refused: 0, lines: 0, mixed: 0 };
    await fc.assert(
      fc.asyncProperty(edit, async (given) => {
        const { raw, form } = given;
        const before = rawLines(raw);
        const { parts, after } = carryOut(given);
        fc.pre(before.length > 0 && parts.length > 0);
        // Of equal lines that a block deletes or adds one of, nobody can tell which is meant; a hunk says it.
        const textOf = ({ from, text }: Part['lines'][number]): string =>
          from === undefined ? (text ?? '') : before[from]!.text.trim();
        fc.pre(form !== 'blocks' || parts.every(({ lines }) => new Set(lines.map(textOf)).size === lines.length));
        // What is the same text afterwards is no edit.
        fc.pre(
          parts.every(
            ({ lines }) =>
              ['+', '-']
                .map((sign) =>
                  lines
                    .filter((line) => line.sign !== sign)
                    .map(textOf)
                    .join('\n'),
                )
                .every((each, _, [first]) => each === first) === false,
          ),
        );
        // An empty last line without a newline is none.
        const last = after.at(-1);
        fc.pre(
          /[\r\n]$/.test(raw) || (last !== undefined && ('from' in last ? before[last.from]!.text : last.text) !== ''),
        );
        const whole = normaliseEol(raw);
        const edits = write({ parts, before, form, hand: given.hand });
        let planned;
        try {
          planned = await planEdits(createMemoryFiles({ 'a.ts': whole }), parseEdits(edits), {});
        } catch {
          counts.refused++;
          return;
        }
        counts.applied++;
        const [change] = planned;
        assert.ok(change?.text !== null && change !== undefined);
        const result = rewriteKeepingEol(raw, change.text, change.changes);
        assert.equal(normaliseEol(result), change.text, 'the text is the planned one');
        const written = rawLines(result);
        assert.equal(written.length, after.length, `${edits}\n---- in\n${JSON.stringify(raw)}`);
        if (new Set(before.map(({ eol }) => eol)).size > 1) counts.mixed++;
        for (const [at, line] of after.entries()) {
          const got = written[at]!;
          if (!('from' in line)) {
            assert.equal(got.text, line.text);
            continue;
          }
          counts.lines++;
          const own = before[line.from]!;
          assert.equal(got.text, own.text, `line ${line.from + 1}: ${edits}\n---- in\n${JSON.stringify(raw)}`);
          // The file's end stays with or without its newline; two signs are never read as one.
          const isLast = at === after.length - 1;
          const joined = own.text === '' && own.eol === '\n' && written[at - 1]?.eol === '\r';
          if (isLast) assert.equal(got.eol === '', !/[\r\n]$/.test(raw));
          else if (joined) assert.equal(got.eol, '\r\n');
          else if (own.eol !== '')
            assert.equal(
              got.eol,
              own.eol,
              `the end of line ${line.from + 1}: ${edits}\n---- in\n${JSON.stringify(raw)}\n---- ` +
                `became\n${JSON.stringify(result)}`,
            );
        }
      }),
      { numRuns },
    );
    assert.ok(counts.applied > 0.3 * numRuns && counts.mixed > 0.2 * numRuns, JSON.stringify(counts));
    if (process.env['FLUX_TEST_CASES'] !== undefined) console.log(`      ${JSON.stringify(counts)}`);
  });

  it('stays so where whole texts are compared', () => {
    const eol = fc.constantFrom('\n', '\r\n', '\r');
    const lines = fc.array(fc.record({ text: fc.constantFrom('', 'a', 'b', 'c'), eol }), { maxLength: 8 });
    fc.assert(
      fc.property(
        lines,
        fc.array(fc.constantFrom('', 'a', 'b', 'd'), { maxLength: 8 }),
        fc.boolean(),
        (given, after, ended) => {
          const raw = given.map(({ text, eol: own }) => text + own).join('');
          const text = after.join('\n') + (ended && after.length > 0 ? '\n' : '');
          assert.equal(normaliseEol(rewriteKeepingEol(raw, text)), text, 'no blank line is eaten');
          assert.equal(rewriteKeepingEol(raw, normaliseEol(raw)), raw);
        },
      ),
      { numRuns },
    );
  });

  it('is told by the edit where a comparison could not tell', () => {
    // Either of the equal lines may be the deleted one; the edit says which.
    assert.equal(rewriteKeepingEol('}\r\n}\nx\n', '}\nx\n', [{ at: 0, removed: 1, added: [] }]), '}\nx\n');
    assert.equal(rewriteKeepingEol('}\r\n}\nx\n', '}\nx\n', [{ at: 1, removed: 1, added: [] }]), '}\r\nx\n');
    // What does not lead to the text is not believed.
    assert.equal(rewriteKeepingEol('a\r\nb\n', 'a\nc\n', [{ at: 0, removed: 1, added: ['c'] }]), 'a\r\nc\n');
    assert.equal(rewriteKeepingEol('a\rb\n', 'a\n\n'), 'a\r\r\n');
    assert.equal(rewriteKeepingEol('a\rb\n\nc\n', 'a\n\nc\n'), 'a\r\r\nc\n');
  });
});
