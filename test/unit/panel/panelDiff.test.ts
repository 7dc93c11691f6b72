import assert from 'node:assert/strict';
import { problemPreview, toFilePreview } from '../../../src/ui/panelDiff';
import { cpuMs } from '../../harness/cpuMs.mjs';

const numbered = (count: number, change?: (line: number) => string | undefined) =>
  Array.from({ length: count }, (_, i) => change?.(i + 1) ?? `line ${i + 1}`).join('\n') + '\n';

describe('file previews', () => {
  it('shows changed lines with three lines around and right numbers', () => {
    const preview = toFilePreview({
      path: 'a.ts',
      before: numbered(20),
      after: numbered(20, (n) => (n === 10 ? 'ten\nten and a half' : undefined)),
    });
    assert.deepEqual([preview.isNew, preview.added, preview.removed, preview.hunks.length], [false, 2, 1, 1]);
    const lines = preview.hunks[0]?.lines ?? [];
    assert.equal(lines.length, 9);
    assert.deepEqual(lines[0], { kind: 'same', text: 'line 7', oldLine: 7, newLine: 7 });
    assert.deepEqual(lines[3], { kind: 'removed', text: 'line 10', oldLine: 10 });
    assert.deepEqual(lines[5], { kind: 'added', text: 'ten and a half', newLine: 11 });
    assert.deepEqual(lines[8], { kind: 'same', text: 'line 13', oldLine: 13, newLine: 14 });
  });

  it('shows a new file whole', () => {
    const preview = toFilePreview({ path: 'a.ts', after: 'one\ntwo\n' });
    assert.equal(preview.isNew, true);
    assert.deepEqual(preview.hunks[0]?.lines, [
      { kind: 'added', text: 'one', newLine: 1 },
      { kind: 'added', text: 'two', newLine: 2 },
    ]);
  });

  it('is empty when nothing changes', () => {
    assert.deepEqual(toFilePreview({ path: 'a', before: 'x\n', after: 'x\n' }), {
      path: 'a',
      isNew: false,
      added: 0,
      removed: 0,
      hunks: [],
    });
  });

  it('does not show a missing newline at the end as a line', () => {
    const preview = toFilePreview({ path: 'a', before: 'x', after: 'y' });
    assert.deepEqual(
      preview.hunks[0]?.lines.map(({ kind, text }) => [kind, text]),
      [
        ['removed', 'x'],
        ['added', 'y'],
      ],
    );
  });

  it('finds a small change in a very large file', () => {
    const preview = toFilePreview({
      path: 'big',
      before: numbered(30_000),
      after: numbered(30_000, (n) => (n === 25_000 ? 'changed' : undefined)),
    });
    assert.deepEqual([preview.added, preview.removed], [1, 1]);
    assert.deepEqual(preview.hunks[0]?.lines[3], { kind: 'removed', text: 'line 25000', oldLine: 25_000 });
  });

  it('cuts what is too much and says so, without taking long', () => {
    let preview = {} as ReturnType<typeof toFilePreview>;
    const took = cpuMs(
      () =>
        (preview = toFilePreview({
          path: 'big',
          before: numbered(30_000),
          after: numbered(30_000, (n) => `other ${n * 7}`),
        })),
    );
    assert.ok(took < 20_000, `${took} ms`);
    assert.deepEqual([preview.added, preview.removed], [30_000, 30_000]);
    const lines = preview.hunks.flatMap((hunk) => hunk.lines);
    assert.ok(lines.length <= 2_001);
    assert.match(lines.at(-1)?.text ?? '', /58,000 more lines are not shown/);
    assert.equal(lines.at(-1)?.oldLine, undefined);
  });

  it('survives a slow comparison', () => {
    const took = cpuMs(() =>
      toFilePreview({
        path: 'slow',
        before: numbered(15_000, (n) => `a${n}`),
        after: numbered(15_000, (n) => `b${n}`),
      }),
    );
    assert.ok(took < 20_000, `${took} ms`);
  });

  it('carries why an edit does not apply', () => {
    assert.equal(problemPreview('a', 'It has changed.').problem, 'It has changed.');
  });
});
