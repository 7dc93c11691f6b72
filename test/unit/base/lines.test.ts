import assert from 'node:assert/strict';
import fc from 'fast-check';
import {
  applyChanges,
  changesBetween,
  commonEnds,
  commonTextEnds,
  countLines,
  linesOf,
  mergeChanges,
  wholeChange,
  type LineChange,
} from '../../../src/base/lines';

const limits = { maxEdits: 1000 };
/** Few kinds, so that lines repeat. */
const lines = fc.array(fc.constantFrom('a\n', 'b\n', 'c\n', '\n'), { maxLength: 12 });

function between(before: readonly string[], after: readonly string[]): LineChange[] {
  const changes = changesBetween(before, after, limits);
  assert.ok(changes);
  return changes;
}

describe('lines', () => {
  it('are a text again when joined', () => {
    fc.assert(
      fc.property(fc.string({ unit: fc.constantFrom('a', '\n', '\r', '😀') }), (text) => {
        const all = linesOf(text);
        assert.equal(all.join(''), text);
        assert.ok(all.every((line) => line !== '' && (line.indexOf('\n') + 1 || line.length) === line.length));
        assert.ok(all.slice(0, -1).every((line) => line.endsWith('\n')));
      }),
    );
  });

  it('begin and end alike as far as can be, and no line counts twice', () => {
    const isLargest = (a: ArrayLike<string>, b: ArrayLike<string>, { head, tail }: { head: number; tail: number }) => {
      const shorter = Math.min(a.length, b.length);
      assert.ok(head + tail <= shorter);
      for (let at = 0; at < head; at++) assert.equal(a[at], b[at]);
      for (let at = 1; at <= tail; at++) assert.equal(a[a.length - at], b[b.length - at]);
      if (head + tail === shorter) return;
      assert.notEqual(a[head], b[head]);
      assert.notEqual(a[a.length - 1 - tail], b[b.length - 1 - tail]);
    };
    fc.assert(fc.property(lines, lines, (a, b) => isLargest(a, b, commonEnds(a, b))));
    const text = fc.string({ unit: fc.constantFrom('a', 'b', '😀', '😁') });
    fc.assert(fc.property(text, text, (a, b) => isLargest(a, b, commonTextEnds(a, b))));
    assert.deepEqual(commonEnds(['a', 'a'], ['a', 'a', 'a']), { head: 2, tail: 0 });
  });
});

describe('changes of lines', () => {
  it('lead from one text to the other', () => {
    fc.assert(
      fc.property(lines, lines, (before, after) => {
        assert.deepEqual(applyChanges(before, between(before, after)), after);
        assert.deepEqual(applyChanges(before, [wholeChange(before, after)]), after);
      }),
    );
  });

  it('are in order, with lines between them, and each changes something', () => {
    fc.assert(
      fc.property(lines, lines, (before, after) => {
        const changes = between(before, after);
        for (const [index, { at, removed, added }] of changes.entries()) {
          assert.ok(removed + added.length > 0);
          const last = changes[index - 1];
          if (last) assert.ok(at > last.at + last.removed);
        }
      }),
    );
  });

  it('are no more than all between the common ends', () => {
    fc.assert(
      fc.property(lines, lines, (before, after) => {
        const [fewest, whole] = [countLines(between(before, after)), countLines([wholeChange(before, after)])];
        assert.equal(fewest.added - fewest.removed, after.length - before.length);
        assert.ok(fewest.added <= whole.added && fewest.removed <= whole.removed);
      }),
    );
  });

  it('are not looked for beyond the limit', () => {
    const make = (word: string) => Array.from({ length: 20 }, (_, at) => `${word} ${at}\n`);
    assert.equal(changesBetween(make('a'), make('b'), { maxEdits: 10 }), undefined);
  });
});

describe('merged changes', () => {
  const merge = (base: readonly string[], mine: readonly string[], theirs: readonly string[]) => {
    const changes = mergeChanges(base, between(base, mine), between(base, theirs));
    return changes && applyChanges(base, changes);
  };

  it('of one side alone are that side, and of twice the same it once', () => {
    fc.assert(
      fc.property(lines, lines, (base, mine) => {
        assert.deepEqual(merge(base, mine, base), mine);
        assert.deepEqual(merge(base, base, mine), mine);
        assert.deepEqual(merge(base, mine, mine), mine);
      }),
    );
  });

  it('are the same whoever is called mine', () => {
    fc.assert(
      fc.property(lines, lines, lines, (base, one, other) => {
        assert.deepEqual(merge(base, one, other), merge(base, other, one));
      }),
    );
  });

  it('hold all changes of both sides', () => {
    fc.assert(
      fc.property(lines, lines, lines, (base, mine, theirs) => {
        const changes = mergeChanges(base, between(base, mine), between(base, theirs));
        fc.pre(changes !== undefined);
        for (const change of [...between(base, mine), ...between(base, theirs)])
          assert.ok(
            changes!.some(
              ({ at, removed, added }) =>
                at <= change.at &&
                at + removed >= change.at + change.removed &&
                change.added.every((line) => added.includes(line)),
            ),
          );
      }),
    );
  });

  it('conflict where both change a line or put something into one place, not where they are neighbours', () => {
    const base = ['a\n', 'b\n', 'c\n'];
    assert.equal(merge(base, ['a\n', 'x\n', 'c\n'], ['a\n', 'y\n', 'c\n']), undefined);
    assert.equal(merge(base, ['a\n', 'x\n', 'b\n', 'c\n'], ['a\n', 'y\n', 'b\n', 'c\n']), undefined);
    assert.equal(merge(base, ['a\n', 'c\n'], ['a\n', 'y\n', 'c\n']), undefined);
    assert.deepEqual(merge(base, ['x\n', 'b\n', 'c\n'], ['a\n', 'y\n', 'c\n']), ['x\n', 'y\n', 'c\n']);
    assert.deepEqual(merge(base, ['x\n', ...base], ['y\n', 'b\n', 'c\n']), ['x\n', 'y\n', 'b\n', 'c\n']);
  });

  it('ask whether one covers the other only of changes of the same lines', () => {
    const always = () => true;
    const same: [LineChange[], LineChange[]] = [
      [{ at: 0, removed: 1, added: ['x\n', 'y\n'] }],
      [{ at: 0, removed: 1, added: ['x\n'] }],
    ];
    assert.deepEqual(mergeChanges(['a\n', 'b\n'], ...same, always), same[0]);
    const wider: [LineChange[], LineChange[]] = [same[0], [{ at: 0, removed: 2, added: ['x\n'] }]];
    assert.equal(mergeChanges(['a\n', 'b\n'], ...wider, always), undefined);
  });
});
