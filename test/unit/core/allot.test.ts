import assert from 'node:assert/strict';
import fc from 'fast-check';
import { budgetStrategies } from '../../../src/contracts/budget';
import { allot, type Claimant } from '../../../src/core/budget/allot';
import { complexityOf, type StepFacts } from '../../../src/core/budget/complexity';

const claimant = (id: string, more: Partial<Claimant> = {}): Claimant => ({
  id,
  baseline: 1000,
  complexity: 2.5,
  urgency: 1,
  waiting: 0,
  ...more,
});
const shares = (...given: Parameters<typeof allot>) => Object.fromEntries(allot(...given));

describe('sharing tokens among steps', () => {
  it('gives each what it wants by baseline and complexity where there is no limit, or enough', () => {
    const two = [claimant('a'), claimant('b', { complexity: 7.5, baseline: 800 })];
    assert.deepEqual(shares(two, undefined, 'proportional'), { a: 1000, b: 1600 });
    assert.deepEqual(shares(two, 10_000, 'priority'), { a: 1000, b: 1600 });
    assert.deepEqual(shares(two, 1300, 'proportional'), { a: 500, b: 800 });
    assert.deepEqual(shares(two, 1000, 'equal'), { a: 500, b: 500 });
    assert.deepEqual(shares([], 1000, 'equal'), {});
  });

  it('learns from what such steps took, as far as there were several, and no outlier moves it far', () => {
    const with_ = (...history: number[]) => shares([claimant('a', { history })], undefined, 'adaptive')['a']!;
    assert.equal(with_(), 1000);
    assert.ok(with_(1e9) <= 2500, 'one that went astray');
    assert.equal(with_(NaN, -5, 0), 1000);
    const many = with_(...Array.from({ length: 60 }, () => 3000));
    assert.ok(many > 2800 && many <= 3000, `${many}`);
    assert.ok(with_(...Array.from({ length: 60 }, () => 200)) < 300);
  });

  it('serves first what is urgent and what others wait for, where there is not enough', () => {
    const { a, b, c } = shares(
      [claimant('a'), claimant('b', { waiting: 3 }), claimant('c', { urgency: 3 })],
      1500,
      'priority',
    ) as Record<string, number>;
    assert.ok(b! > c! && c! > a!, JSON.stringify({ a, b, c }));
    const urgent = shares([claimant('a'), claimant('b', { waiting: 31, urgency: 3 })], 1100, 'priority');
    assert.equal(urgent['b'], 916, 'by weight 1.5 to 7.5');
  });

  it('never gives out more than there is, whatever the strategy', () => {
    const any = fc.record({
      baseline: fc.nat(1_000_000),
      complexity: fc.double({ min: 0, max: 10, noNaN: true }),
      urgency: fc.integer({ min: -1, max: 5 }),
      waiting: fc.nat(50),
      history: fc.array(fc.oneof(fc.nat(1_000_000), fc.constantFrom(NaN, Infinity, -3)), { maxLength: 8 }),
    });
    fc.assert(
      fc.property(
        fc.array(any, { maxLength: 30 }),
        fc.integer({ min: -10, max: 1_000_000_000 }),
        fc.constantFrom(...budgetStrategies),
        (items, left, strategy) => {
          const all = [
            ...allot(
              items.map((item, at) => ({ id: `${at}`, ...item })),
              left,
              strategy,
            ).values(),
          ];
          assert.equal(all.length, items.length);
          assert.ok(all.every((share) => Number.isInteger(share) && share >= 0));
          assert.ok(all.reduce((sum, share) => sum + share, 0) <= Math.max(0, left));
        },
      ),
      { numRuns: 3000 },
    );
  });
});

describe('how hard a step is', () => {
  const facts: StepFacts = {
    effect: 'read',
    files: 0,
    chars: 0,
    needs: 0,
    waiting: 0,
    language: 'text',
    found: 1,
    failures: 0,
  };

  it('grows with what must be written, read, found and has failed, and says why', () => {
    const easy = complexityOf(facts);
    assert.deepEqual(easy, { creation: 1, execution: 1, combined: 1, reasons: [] });
    const hard = complexityOf({
      effect: 'write',
      files: 6,
      chars: 90_000,
      needs: 3,
      waiting: 4,
      language: 'systems',
      found: 0,
      failures: 2,
    });
    assert.equal(hard.creation, 10);
    assert.ok(hard.combined >= 9, `${hard.combined}`);
    assert.deepEqual(hard.reasons, [
      'writes 6 files',
      'failed 2 times before',
      'much to read',
      'code that manages its own memory',
    ]);
    const ready = complexityOf({ ...facts, effect: 'write', files: 1, language: 'code' });
    const late = complexityOf({ ...facts, effect: 'write', files: 1, language: 'code', found: 0, chars: 6_000 });
    assert.ok(late.creation > ready.creation + 2, 'what is written already is little to write');
  });

  it('stays between 0 and 10 whatever it is told, and never falls by a failure', () => {
    const number = fc.oneof(fc.nat(1_000_000), fc.constantFrom(-1, NaN, Infinity));
    fc.assert(
      fc.property(
        fc.record({
          effect: fc.constantFrom('read' as const, 'write' as const, 'execute' as const),
          files: number,
          chars: number,
          needs: number,
          waiting: number,
          language: fc.constantFrom('text' as const, 'code' as const, 'systems' as const),
          found: fc.double({ min: -1, max: 2, noNaN: true }),
          failures: fc.nat(10),
        }),
        (given) => {
          const one = complexityOf(given);
          for (const score of [one.creation, one.execution, one.combined])
            assert.ok(score >= 0 && score <= 10, `${score}`);
          assert.ok(complexityOf({ ...given, failures: given.failures + 1 }).combined >= one.combined);
        },
      ),
    );
  });
});
