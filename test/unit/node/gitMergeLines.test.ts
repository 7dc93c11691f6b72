import assert from 'node:assert/strict';
import fc from 'fast-check';
import { mergeLines } from '../../../src/node/git/gitMergeLines';

describe('merging lines', () => {
  it('takes the changes of both sides', () => {
    assert.equal(mergeLines('a\nb\nc\nd\n', 'A\nb\nc\nd\n', 'a\nb\nc\nD\nE\n'), 'A\nb\nc\nD\nE\n');
    assert.equal(mergeLines('a\nb\n', 'a\nb\n', 'x\n'), 'x\n');
    assert.equal(mergeLines('a\nb\n', '', 'a\nb\n'), '');
  });

  it('takes neighbouring changes, and the same one once', () => {
    assert.equal(mergeLines('a\nb\nc\n', 'A\nb\nc\n', 'a\nB\nc\n'), 'A\nB\nc\n');
    assert.equal(mergeLines('a\nb\nc\n', 'a\nX\nc\n', 'a\nX\nc\nd\n'), 'a\nX\nc\nd\n');
  });

  it('refuses changes of the same lines, and two things for one place', () => {
    assert.equal(mergeLines('a\nb\nc\n', 'a\nX\nc\n', 'a\nY\nc\n'), undefined);
    assert.equal(mergeLines('a\nb\n', 'a\nX\nb\n', 'a\nY\nb\n'), undefined);
    assert.equal(mergeLines('a\nb\nc\nd\n', 'a\nd\n', 'a\nb\nX\nc\nd\n'), undefined);
    assert.equal(mergeLines('a\nb', 'a\nb\nmine', 'a\nb\ntheirs'), undefined);
  });

  it('knows a last line without a break', () => {
    assert.equal(mergeLines('a\nb', 'A\nb', 'a\nb\n'), 'A\nb\n');
    assert.equal(mergeLines('a\nb\nc\n', 'A\nb\nc\n', 'a\nb\nc'), 'A\nb\nc');
  });

  it('gives each side its own lines back, or refuses', () => {
    // Each line is left alone, or changed by one of the two.
    const op = fc.constantFrom(
      'keep',
      'keep',
      'keep',
      'mine',
      'theirs',
      'mineGone',
      'theirsGone',
      'mineMore',
      'theirsMore',
    );
    let exact = 0;
    fc.assert(
      fc.property(fc.array(op, { maxLength: 40 }), fc.boolean(), (ops, lastBreak) => {
        const texts = { base: [] as string[], mine: [] as string[], theirs: [] as string[], both: [] as string[] };
        const put = (names: readonly (keyof typeof texts)[], ...lines: string[]) =>
          names.forEach((name) => texts[name].push(...lines));
        ops.forEach((what, at) => {
          const [own, other] = what.startsWith('mine') ? (['mine', 'theirs'] as const) : (['theirs', 'mine'] as const);
          if (what === 'keep') return put(['base', 'mine', 'theirs', 'both'], `line ${at}`);
          put(['base', other], `line ${at}`);
          if (what.endsWith('More')) put([own, 'both'], `line ${at}`, `more ${at}`);
          else if (!what.endsWith('Gone')) put([own, 'both'], `new ${at}`);
        });
        const text = (lines: readonly string[]) => (lines.length > 0 ? lines.join('\n') + (lastBreak ? '\n' : '') : '');
        const merged = mergeLines(text(texts.base), text(texts.mine), text(texts.theirs));
        const apart = ops.every((what, at) => what === 'keep' || (ops[at + 1] ?? 'keep') === 'keep');
        if (merged !== undefined) assert.equal(merged, text(texts.both));
        else assert.ok(!apart || !lastBreak, 'changes that lie apart must merge');
        if (merged !== undefined) exact++;
      }),
      { numRuns: 3000 },
    );
    assert.ok(exact > 1500, `${exact} merged`);
  });

  it('is quick where a long file repeats itself', () => {
    const lines = Array.from({ length: 20_000 }, (_, at) => (at % 5 === 0 ? '' : `line ${at}`));
    const changed = (at: number) => [...lines.slice(0, at), 'changed', ...lines.slice(at + 1)].join('\n');
    assert.equal(
      mergeLines(lines.join('\n'), changed(5001), changed(15_001))
        ?.split('\n')
        .filter((line) => line === 'changed').length,
      2,
    );
  });

  it('gives up where everything differs', () => {
    const lines = (word: string) => Array.from({ length: 8000 }, (_, at) => `${word} ${at}\n`).join('');
    assert.equal(mergeLines(lines('a'), lines('b'), lines('c')), undefined);
  });
});
