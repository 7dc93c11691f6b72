import assert from 'node:assert/strict';
import { diffArrays, structuredPatch } from 'diff';
import fc from 'fast-check';
import { FluxError } from '../../../src/base/errors';
import { applyBlocks } from './applyBlocks';
import type { EditBlock } from '../../../src/tools/edit/editBlock';
import type { Reach } from '../../../src/tools/edit/matchBlock';
import { parseEdits } from '../../../src/tools/edit/parseEdits';
import { quotePath } from '../../../src/tools/edit/quotedPath';
import { renderBlock } from '../../../src/tools/edit/renderBlocks';
import { createEditFile } from '../../../src/tools/editFile';
import { createMemoryFiles } from './memoryFiles';
import { callTool } from './toolContext';

/** How many cases a property tries; more by `FLUX_TEST_CASES`. */
const numRuns = Number(process.env['FLUX_TEST_CASES'] ?? 6000);

/** A line by its depth and its words; how the file writes it follows from these alone. */
interface Line {
  readonly depth: number;
  readonly body: string;
}

type Form = 'blocks' | 'patch' | 'diff';

const bodies = [
  'return value;',
  'if (ready) {',
  '}',
  'const total = sum(1);',
  'const total = sum(2);',
  'say(“hello”, name);',
  "say('hello', name);",
  'it’s – done …',
  'load(alpha, beta);',
  'load(alpha, gamma);',
  '} else {',
  '// note',
  'await close();',
  '"use strict";',
  'x',
];
const units = ['  ', '    ', '\t'] as const;

const write = ({ depth, body }: Line, unit: string): string =>
  body === '' ? '' : unit.repeat(depth) + body + (body.includes('name') ? ' ' : '');
const plain = (text: string): string =>
  text
    .replace(/[“”]/g, '"')
    .replace(/’/g, "'")
    .replace(/–/g, '-')
    .replace(/…/g, '...')
    .replace(/\u00a0/g, ' ');

/** Lines whose depth grows by one level at most, as code's does. */
const fileLines = fc
  .array(
    fc.tuple(
      fc.integer({ min: -2, max: 1 }),
      fc.oneof({ weight: 8, arbitrary: fc.constantFrom(...bodies) }, { weight: 1, arbitrary: fc.constant('') }),
    ),
    { minLength: 3, maxLength: 28 },
  )
  .map((steps) => {
    let depth = 0;
    return steps.map(([step, body]): Line => {
      if (body !== '') depth = Math.max(0, Math.min(4, depth + step));
      return { depth, body };
    });
  });

/**
 * How a model writes what it read: everything that the matcher must see through. `shift`: levels; `unit`: what it
 * indents a level with.
 */
const hand = fc.record({
  spaceAtEnd: fc.boolean(),
  plainSigns: fc.boolean(),
  crlf: fc.boolean(),
  shift: fc.constantFrom(0, 0, 0, 1, -1, 2),
  unit: fc.constantFrom('same', 'same', ...units),
});

/** What becomes of each line of the region: kept, changed in a word, deleted; and new lines behind it. */
const change = fc.record({
  act: fc.constantFrom('keep', 'keep', 'keep', 'change', 'delete'),
  insert: fc.constantFrom(0, 0, 0, 1, 2),
  deeper: fc.integer({ min: -1, max: 1 }),
});

const cases = fc
  .record({
    lines: fileLines,
    unit: fc.constantFrom(...units),
    start: fc.nat(),
    count: fc.integer({ min: 1, max: 7 }),
    changes: fc.array(change, { minLength: 7, maxLength: 7 }),
    hand,
    form: fc.constantFrom<Form>('blocks', 'patch', 'diff'),
    decoy: fc.constantFrom(
      'none',
      'none',
      'none',
      'none',
      'oneLine',
      'oneLine',
      'oneLine',
      'shifted',
      'signs',
      'copy',
      'copy and gone',
    ),
    slip: fc.constantFrom(false, false, false, true),
    finalNewline: fc.boolean(),
    /** Whether lines are told apart by a number, as most of a real file's are. */
    distinct: fc.boolean(),
  })
  .map((given) => ({
    ...given,
    lines: given.distinct
      ? given.lines.map(({ depth, body }, at) => ({ depth, body: body === '' ? '' : `${body} // ${at}` }))
      : given.lines,
  }));
type Case = typeof cases extends fc.Arbitrary<infer T> ? T : never;

/**
 * The region's lines in pairs: as they are and as they are to become; undefined on one side for new and deleted ones.
 */
function pairsOf(region: readonly Line[], { changes }: Case): { before?: Line; after?: Line }[] {
  let fresh = 0;
  return region.flatMap((line, at) => {
    const { act, insert, deeper } = changes[at]!;
    const own =
      act === 'delete'
        ? { before: line }
        : act === 'change' && line.body !== ''
          ? { before: line, after: { ...line, body: line.body.replace(/\w+(?=\W*$)/, `changed${at}`) } }
          : { before: line, after: line };
    // Behind a blank line they stand as deep as what follows: two levels at once would be a guess about the width of one.
    const next = line.body === '' ? region.slice(at).find(({ body }) => body !== '') : undefined;
    const depth = next ? next.depth : Math.max(0, line.depth + (line.body === '' ? 0 : deeper));
    const added = Array.from({ length: insert }, () => ({ after: { depth, body: `added(${fresh++});` } }));
    return [own, ...added];
  });
}

/** A changed line among deleted or new ones says nothing of the signs that it keeps, so it is kept whole there. */
function settle(pairs: { before?: Line; after?: Line }[]): { before?: Line; after?: Line }[] {
  const isKept = (pair: { before?: Line; after?: Line }): boolean =>
    pair.before !== undefined && pair.before === pair.after;
  return pairs.map((pair, at) => {
    if (!pair.before || !pair.after || isKept(pair)) return pair;
    let [from, to] = [at, at];
    while (from > 0 && !isKept(pairs[from - 1]!)) from--;
    while (to < pairs.length - 1 && !isKept(pairs[to + 1]!)) to++;
    const alone = pairs.slice(from, to + 1).every((each) => each.before && each.after);
    return alone ? pair : { before: pair.before, after: pair.before };
  });
}

/** How the model writes a line; `fresh`: one that it did not copy. */
function byHand(line: Line, given: Case, fresh: boolean): string {
  const unit = given.hand.unit === 'same' ? given.unit : given.hand.unit;
  if (line.body === '') return '';
  const text = write({ ...line, depth: line.depth + given.hand.shift }, unit);
  const signs = given.hand.plainSigns ? plain(text) : text;
  return given.hand.spaceAtEnd && !fresh ? `${signs}  ` : signs;
}

function withSlip(lines: readonly string[], slip: boolean): string[] {
  const at = lines.findIndex((line) => /\bawait\b|\bconst\b/.test(line));
  return lines.map((line, index) =>
    slip && index === at ? line.replace('await', 'awiat').replace('const', 'cosnt') : line,
  );
}

function renderAs(form: Form, search: readonly string[], replace: readonly string[], crlf: boolean): string {
  let text: string;
  if (form === 'blocks')
    text = renderBlock(`${search.join('\n')}\n`, replace.length > 0 ? `${replace.join('\n')}\n` : '', 'a.ts');
  else {
    const body = diffArrays([...search], [...replace]).flatMap(({ added, removed, value }) =>
      value.map((line) => `${added ? '+' : removed ? '-' : ' '}${line}`),
    );
    text =
      form === 'patch'
        ? ['*** Begin Patch', '*** Update File: a.ts', '@@', ...body, '*** End Patch'].join('\n')
        : ['--- a/a.ts', '+++ b/a.ts', `@@ -7,${search.length} +9,${replace.length} @@ somewhere`, ...body].join('\n');
  }
  return crlf ? text.replaceAll('\n', '\r\n') : text;
}

/**
 * The looseness at which a text stands at a place, and whether it stands as well or better elsewhere: then nobody can
 * tell which is meant.
 */
const forms: readonly ((line: string) => string)[] = [
  (line) => line,
  (line) => line.trimEnd(),
  (line) => line.trim(),
  (line) => plain(line).trim(),
];
function misleads(file: readonly string[], search: readonly string[], start: number): boolean {
  for (const form of forms) {
    const stands = (at: number): boolean =>
      at + search.length <= file.length && search.every((line, each) => form(file[at + each]!) === form(line));
    if (stands(start)) return false;
    if (file.some((_, at) => stands(at))) return true;
  }
  return false;
}

const textOf = (lines: readonly string[], finalNewline: boolean): string =>
  lines.length === 0 ? '' : lines.join('\n') + (finalNewline ? '\n' : '');

/** A file, what is meant to become of it, and how a model writes that; undefined where the case says nothing. */
function build(given: Case): { text: string; intended: string | undefined; edits: string; reach: Reach } | undefined {
  const start = given.start % given.lines.length;
  const region = given.lines.slice(start, start + given.count);
  if (region.every(({ body }) => body === '')) return undefined;
  const pairs = settle(pairsOf(region, given));
  const after = pairs.flatMap((pair) => pair.after ?? []);
  // Models shift lines no further than there is room for.
  if (Math.min(...[...region, ...after].map(({ depth }) => depth)) + given.hand.shift < 0) return undefined;
  // Where what is searched for is indented as the file is, nobody can tell that the new lines are not.
  const indentOf = (line: string): string => line.slice(0, line.length - line.trimStart().length);
  const looksRight = (lines: readonly Line[]): boolean =>
    lines.every((line) => indentOf(byHand(line, given, true)) === indentOf(write(line, given.unit)));
  if (looksRight(region) && !looksRight(after)) return undefined;
  const kept = (line: Line): boolean => region.includes(line);
  const decoy = decoyOf(region, given.decoy);
  const gone = given.decoy === 'copy and gone';
  const written = (lines: readonly Line[]): string[] => lines.map((line) => write(line, given.unit));
  const head = written(given.lines.slice(0, start));
  const tail = written([...given.lines.slice(start + region.length), ...decoy]);
  const file = [...head, ...(gone ? [] : written(region)), ...tail];
  const search = withSlip(
    region.map((line) => byHand(line, given, false)),
    given.slip,
  );
  if (!given.finalNewline && (file.at(-1) === '' || tail.length === 0)) return undefined;
  if (gone || misleads(file, search, start)) {
    if (!gone) return undefined;
    // Also where it begins or ends in the middle of a line: there it is not gone.
    const stands = forms.some((form) => file.map(form).join('\n').includes(search.map(form).join('\n')));
    if (stands) return undefined;
  }
  const replace = pairs.flatMap((pair, at) =>
    pair.after
      ? [
          kept(pair.after)
            ? (search[pairs.slice(0, at).filter(({ before }) => before).length] ?? '')
            : byHand(pair.after, given, true),
        ]
      : [],
  );
  const intended = gone ? undefined : textOf([...head, ...written(after), ...tail], given.finalNewline);
  return {
    text: textOf(file, given.finalNewline),
    intended,
    reach: gone ? 'near' : 'seen',
    edits: renderAs(given.form, search, replace, given.hand.crlf),
  };
}

/** Lines that are nearly the region's, to stand elsewhere in the file. */
function decoyOf(region: readonly Line[], kind: Case['decoy']): Line[] {
  switch (kind) {
    case 'none':
      return [];
    case 'copy':
      return [...region];
    case 'copy and gone':
    case 'oneLine':
      return region.map((line, at) =>
        at === 0
          ? {
              ...line,
              body: /\w/.test(line.body) ? line.body.replace(/\w+/, (word) => `${word}s`) : `${line.body} // other`,
            }
          : line,
      );
    case 'shifted':
      return region.map((line) => ({ ...line, depth: line.depth + 1 }));
    case 'signs':
      return region.map((line) => ({ ...line, body: plain(line.body) }));
  }
}

/**
 * Nothing but whitespace at line ends, line endings and plain signs set the block apart, and nothing else is like it.
 */
function isPlain({ decoy, distinct, slip, hand: { shift, unit } }: Case): boolean {
  return decoy === 'none' && distinct && !slip && shift === 0 && unit === 'same';
}

function blocksOf(edits: string): EditBlock[] {
  try {
    return parseEdits(edits).filter((order) => order.kind === 'change');
  } catch (error) {
    if (FluxError.is(error, 'no_change')) return [];
    throw error;
  }
}

const names = ['a.ts', 'src/with space.ts', 'src/naïve “q”.md', 'deep/er/файл.txt', "it's.js", 'Makefile'];

const patches = fc.record({
  form: fc.constantFrom('patch', 'diff'),
  crlf: fc.boolean(),
  broken: fc.constantFrom(false, false, false, true),
  files: fc.uniqueArray(
    fc.record({
      name: fc.constantFrom(...names),
      act: fc.constantFrom('edit', 'delete', 'move', 'moveAndEdit', 'add', 'none'),
      size: fc.integer({ min: 4, max: 30 }),
      at: fc.nat(),
      at2: fc.nat(),
    }),
    { selector: ({ name }) => name, minLength: 1, maxLength: 5 },
  ),
});

/** Workspaces before and after, and the patch from one to the other; a broken one has a hunk that fits nowhere. */
function patchOf({ form, crlf, broken, files }: typeof patches extends fc.Arbitrary<infer T> ? T : never): {
  before: Record<string, string>;
  after: Record<string, string>;
  edits: string;
} {
  const before: Record<string, string> = {};
  const after: Record<string, string> = {};
  const parts: string[] = [];
  for (const { name, act, size, at, at2 } of files) {
    const lines = Array.from({ length: size }, (_, each) =>
      each % 5 === 4 ? '' : `${'  '.repeat(each % 3)}line ${each} of ${name}`,
    );
    const changed = [...lines];
    changed[at % size] = `changed ${at % size}`;
    changed.splice(at2 % size, 0, 'inserted');
    const target = act.startsWith('move') ? `moved/${name}` : name;
    const result = act === 'edit' || act === 'moveAndEdit' ? changed : act === 'delete' ? [] : lines;
    if (act !== 'add') before[name] = `${lines.join('\n')}\n`;
    if (act !== 'delete') after[target] = `${result.join('\n')}\n`;
    if (act !== 'none')
      parts.push(
        form === 'patch' ? patchPart(name, target, act, lines, result) : diffPart(name, target, act, lines, result),
      );
  }
  if (broken)
    parts.push(
      form === 'patch'
        ? '*** Update File: a.ts\n@@\n-no such line\n+x'
        : '--- a/a.ts\n+++ b/a.ts\n@@ -1 +1 @@\n-no such line\n+x',
    );
  const text = form === 'patch' ? ['*** Begin Patch', ...parts, '*** End Patch'].join('\n') : parts.join('\n');
  const sorted = (all: Record<string, string>) =>
    Object.fromEntries(Object.entries(all).sort(([a], [b]) => (a < b ? -1 : 1)));
  return { before: sorted(before), after: sorted(after), edits: crlf ? text.replaceAll('\n', '\r\n') : text };
}

function hunkLines(before: readonly string[], after: readonly string[]): string[][] {
  const { hunks } = structuredPatch('a', 'b', `${before.join('\n')}\n`, `${after.join('\n')}\n`, '', '', {
    context: 2,
  });
  return hunks.map(({ oldStart, oldLines, newStart, newLines, lines }) => [
    `@@ -${oldStart},${oldLines} +${newStart},${newLines} @@`,
    ...lines,
  ]);
}

function patchPart(
  name: string,
  target: string,
  act: string,
  before: readonly string[],
  after: readonly string[],
): string {
  if (act === 'add') return [`*** Add File: ${name}`, ...after.map((line) => `+${line}`)].join('\n');
  if (act === 'delete') return `*** Delete File: ${name}`;
  const hunks = hunkLines(before, after).flatMap(([, ...lines]) => ['@@', ...lines]);
  return [`*** Update File: ${name}`, ...(target === name ? [] : [`*** Move to: ${target}`]), ...hunks].join('\n');
}

function diffPart(
  name: string,
  target: string,
  act: string,
  before: readonly string[],
  after: readonly string[],
): string {
  const quoted = (path: string): string => (/["“]/.test(path) ? quotePath(path) : path);
  const head = `diff --git ${quoted(`a/${name}`)} ${quoted(`b/${target}`)}`;
  if (act === 'add')
    return [
      head,
      'new file mode 100644',
      '--- /dev/null',
      `+++ ${quoted(`b/${name}`)}`,
      `@@ -0,0 +1,${after.length} @@`,
      ...after.map((line) => `+${line}`),
    ].join('\n');
  if (act === 'delete')
    return [
      head,
      'deleted file mode 100644',
      `--- ${quoted(`a/${name}`)}`,
      '+++ /dev/null',
      `@@ -1,${before.length} +0,0 @@`,
      ...before.map((line) => `-${line}`),
    ].join('\n');
  const hunks = hunkLines(before, after).flat();
  const rename =
    target === name ? [] : ['similarity index 90%', `rename from ${quoted(name)}`, `rename to ${quoted(target)}`];
  return [
    head,
    ...rename,
    ...(hunks.length > 0 ? [`--- ${quoted(`a/${name}`)}`, `+++ ${quoted(`b/${target}`)}`, ...hunks] : []),
  ].join('\n');
}

describe('edits as models write them', function () {
  this.timeout(30 * 60_000);

  it('give exactly the intended text, or are refused', () => {
    const counts = { applied: 0, refused: 0, loose: 0, near: 0 };
    fc.assert(
      fc.property(cases, (given) => {
        const built = build(given);
        fc.pre(built !== undefined);
        const { text, intended, edits, reach } = built;
        const blocks = blocksOf(edits);
        const result = applyBlocks(text, blocks, reach);
        if (result.problems.length > 0 || blocks.length === 0) {
          counts.refused++;
          assert.ok(
            blocks.length === 0 || text === intended || !isPlain(given),
            `${result.problems[0]?.message}\n${edits}\n---- in\n${text}`,
          );
          return;
        }
        counts.applied++;
        if (applyBlocks(text, blocks, 'strict').problems.length > 0) counts.loose++;
        if (applyBlocks(text, blocks, 'loose').problems.length > 0) counts.near++;
        assert.equal(result.text, intended, `\n${edits}\n---- in\n${text}`);
      }),
      { numRuns },
    );
    assert.ok(
      counts.applied > 0.45 * numRuns && counts.loose > 0.2 * numRuns && counts.near > 0.01 * numRuns,
      JSON.stringify(counts),
    );
  });

  it('of whole patches leave exactly the intended files, or none touched', async () => {
    let applied = 0;
    await fc.assert(
      fc.asyncProperty(patches, async (given) => {
        const { before, after, edits } = patchOf(given);
        fc.pre(edits !== '');
        const files = createMemoryFiles(before);
        const tool = createEditFile({ files });
        const result = await callTool(tool, { edits });
        if (result.status === 'done') {
          applied++;
          assert.deepEqual(Object.fromEntries(files.texts), after, edits);
          const named = new Set(tool.writes({ edits }));
          for (const path of new Set([...Object.keys(before), ...Object.keys(after)]))
            assert.ok(before[path] === after[path] || named.has(path), `${path} is not among ${[...named].join()}`);
        } else assert.deepEqual(Object.fromEntries(files.texts), before, edits);
        assert.equal(
          result.status === 'done',
          !given.broken && JSON.stringify(before) !== JSON.stringify(after),
          `${result.message}\n${edits}`,
        );
      }),
      { numRuns: Math.ceil(numRuns / 6) },
    );
    assert.ok(applied > numRuns / 20, String(applied));
  });
});
