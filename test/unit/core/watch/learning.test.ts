import assert from 'node:assert/strict';
import fc from 'fast-check';
import type { ProposalKind } from '../../../../src/contracts/watch';
import { affinity, isUnwanted, kinds, learn, readLearnt, type LearntTable } from '../../../../src/core/watch/learning';
import { rankOf } from '../../../../src/core/watch/offers';
import { finding } from './stand';

const day = 24 * 3_600_000;
const start = 1_700_000_000_000;

type Act = 'taken' | 'dismissed' | 'undone';

/** What is learnt of acts, a day apart. */
function after(acts: readonly [ProposalKind, Act][], everyMs = day): { table: LearntTable; now: number } {
  let table: LearntTable = {};
  let now = start;
  for (const [kind, act] of acts) {
    table = learn(table, kind, act, now);
    now += everyMs;
  }
  return { table, now };
}
const times = (count: number, kind: ProposalKind, act: Act) =>
  Array.from({ length: count }, (): [ProposalKind, Act] => [kind, act]);
const close = (actual: number, expected: number) =>
  assert.ok(Math.abs(actual - expected) < 1e-9, `${actual} is not ${expected}`);

describe('learning from what a person does', () => {
  it('follows its formula', () => {
    close(affinity({}, 'behind', start), 1);
    const { table } = after([...times(3, 'behind', 'taken'), ['behind', 'dismissed'], ['behind', 'undone']], 0);
    close(affinity(table, 'behind', start), (2 * (3 + 2)) / (3 + 1 + 1 + 4));
    close(affinity(table, 'comment', start), 1);
  });

  it('halves what it knows every 14 days', () => {
    const { table } = after(times(4, 'behind', 'dismissed'), 0);
    close(affinity(table, 'behind', start + 14 * day), (2 * 2) / (2 + 4));
    close(affinity(table, 'behind', start + 28 * day), (2 * 2) / (1 + 4));
    const later = learn(table, 'behind', 'taken', start + 14 * day);
    close(affinity(later, 'behind', start + 14 * day), (2 * (1 + 2)) / (1 + 2 + 4));
  });

  it('lets one who takes tests and refuses formats see that within ten proposals, in weight and in order', () => {
    // To begin with, a format is worth more than the test.
    const format = finding({ kind: 'fixable_problems', sure: 0.9, useful: 0.8 });
    const test = finding({ sure: 0.8, useful: 0.75 });
    let table: LearntTable = {};
    let now = start;
    const rank = (of: typeof test) => rankOf(of, affinity(table, of.kind, now));
    const began = { format: rank(format), test: rank(test) };
    assert.ok(began.format > began.test);
    let turned: number | undefined;
    for (let seen = 1; seen <= 10; seen++) {
      now += 3_600_000;
      table = seen % 2 === 0 ? learn(table, test.kind, 'taken', now) : learn(table, format.kind, 'dismissed', now);
      if (rank(test) > rank(format)) turned ??= seen;
    }
    assert.ok(turned !== undefined && turned <= 4, `it turned after ${turned}`);
    assert.ok(rank(format) < began.format * 0.5, `${rank(format)} of ${began.format}`);
    assert.ok(rank(test) > began.test * 1.4, `${rank(test)} of ${began.test}`);
    assert.ok(isUnwanted(table, 'fixable_problems', now), 'it may be switched off');
    assert.ok(!isUnwanted(table, 'failing_tests', now));
  });

  it('takes nothing away for ever: months bring a refused kind back', () => {
    const { table, now } = after(times(1_000, 'fixable_problems', 'dismissed'));
    assert.ok(affinity(table, 'fixable_problems', now) >= 0.2);
    assert.ok(affinity(table, 'fixable_problems', now + 60 * day) > 0.75);
    assert.ok(!isUnwanted(table, 'fixable_problems', now + 60 * day));
  });

  it('takes nothing away for ever: taking some brings a refused kind back', () => {
    const refused = after(times(40, 'fixable_problems', 'dismissed'));
    let { table, now } = refused;
    assert.ok(affinity(table, 'fixable_problems', now) < 0.35);
    for (let taken = 0; taken < 10; taken++) table = learn(table, 'fixable_problems', 'taken', (now += day));
    assert.ok(affinity(table, 'fixable_problems', now) > 0.85, String(affinity(table, 'fixable_problems', now)));
    assert.ok(!isUnwanted(table, 'fixable_problems', now));
  });

  it('wants a kind no less once one was taken, no more once one was refused, and stays within its bounds', () => {
    const acts = fc.array(
      fc.tuple(fc.constantFrom(...kinds), fc.constantFrom<Act>('taken', 'dismissed', 'undone'), fc.nat(60 * day)),
      { maxLength: 60 },
    );
    fc.assert(
      fc.property(acts, fc.constantFrom(...kinds), (past, kind) => {
        let table: LearntTable = {};
        let now = start;
        for (const [of, act, ms] of past) table = learn(table, of, act, (now += ms));
        const before = affinity(table, kind, now);
        assert.ok(before >= 0.2 && before <= 2);
        assert.ok(affinity(learn(table, kind, 'taken', now), kind, now) >= before);
        assert.ok(affinity(learn(table, kind, 'dismissed', now), kind, now) <= before);
        // Whatever was learnt comes back to 1.
        assert.ok(Math.abs(affinity(table, kind, now + 56 * day) - 1) <= Math.abs(before - 1) + 1e-9);
      }),
    );
  });

  it('survives a clock that jumps back and forth', () => {
    const { table, now } = after(times(5, 'fixable_problems', 'dismissed'), 0);
    const wanted = affinity(table, 'fixable_problems', now);
    const back = now - 900 * day;
    close(affinity(table, 'fixable_problems', back), wanted);
    // A jump forth counts as eight weeks at most, and one back does not make it worse.
    const forth = affinity(table, 'fixable_problems', now + 5_000 * day);
    close(forth, affinity(table, 'fixable_problems', now + 56 * day));
    let jumping = table;
    for (const at of [back, now, back, now]) jumping = learn(jumping, 'behind', 'taken', at);
    close(affinity(jumping, 'fixable_problems', now), wanted);
    // What was written while the clock was ahead fades from now on, not from then.
    const ahead = readLearnt(learn({}, 'behind', 'dismissed', now + 5_000 * day), now);
    assert.equal(ahead.behind?.at, now);
    assert.ok(affinity(ahead, 'behind', now + 56 * day) > affinity(ahead, 'behind', now));
  });

  it('leaves out what is damaged in a stored table, and keeps the rest', () => {
    const good = { taken: 1, dismissed: 2, undone: 0, at: start };
    const stored: unknown = JSON.parse(
      JSON.stringify({
        failing_tests: good,
        behind: { ...good, taken: -1 },
        comment: { ...good, at: 'yesterday' },
        conflicts: { taken: 1 },
        uncommitted_work: null,
        nobody: good,
      }),
    );
    assert.deepEqual(readLearnt(stored, start), { failing_tests: good });
    for (const other of [undefined, null, 7, 'text', []]) assert.deepEqual(readLearnt(other, start), {});
    const huge = readLearnt({ behind: { ...good, dismissed: 1e300 } }, start);
    assert.ok(affinity(huge, 'behind', start + 60 * day) > 0.7, 'also of a huge number nothing is lost for ever');
  });
});
