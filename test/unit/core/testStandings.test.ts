import assert from 'node:assert/strict';
import type { TestReport } from '../../../src/contracts/tests';
import { createTestStandings } from '../../../src/core/watch/testStandings';

const file = 'test/a.test.js';
function report(failed: readonly string[], passed: readonly string[] = []): TestReport {
  const failures = failed.map((name) => ({ name, file, message: `${name} is wrong` }));
  return {
    command: 'npm test',
    framework: 'node',
    exitCode: failures.length,
    durationMs: 1,
    passed: passed.length,
    failed: failures.length,
    skipped: 0,
    failures,
    cases: [
      ...failures.map((each) => ({ ...each, status: 'failed' as const })),
      ...passed.map((name) => ({ name, file, status: 'passed' as const })),
    ],
    output: '',
  };
}

describe('how tests stand', () => {
  const names = (list: readonly { readonly test: { readonly name: string } }[]) => list.map(({ test }) => test.name);

  it('compares only what fails the first time that it runs, once, with the last commit', () => {
    const standings = createTestStandings();
    standings.note(report(['one', 'two', 'three'], ['four']), ['a.js'], [file]);
    const unsure = standings.unsure();
    assert.deepEqual(
      unsure.map(({ name }) => name),
      ['one', 'two', 'three'],
    );
    const [one, , three] = unsure;
    assert.ok(one && three);
    standings.settle(unsure, { old: [one], unsure: [three] });
    assert.deepEqual(names(standings.old()), ['one']);
    assert.deepEqual(names(standings.failing()), ['two', 'three']);
    assert.deepEqual(
      standings.failing().map(({ isOld }) => isOld),
      [false, true],
    );
    assert.deepEqual(standings.unsure(), []);
    standings.note(report(['one', 'two', 'three', 'four']), ['b.js'], [file]);
    assert.deepEqual(names(standings.failing()), ['two', 'three', 'four']);
    assert.deepEqual(standings.unsure(), [], 'what passed here before is new');
  });

  it('offers what cannot be compared, without asking again', () => {
    const standings = createTestStandings();
    standings.note(report(['one']), ['a.js'], [file]);
    standings.settle(standings.unsure(), undefined);
    assert.deepEqual(names(standings.failing()), ['one']);
    assert.deepEqual(standings.unsure(), []);
  });

  it('takes an old failure that was mended and breaks again for a new one', () => {
    const standings = createTestStandings();
    standings.note(report(['one']), ['a.js'], [file]);
    standings.settle(standings.unsure(), { old: standings.unsure(), unsure: [] });
    assert.deepEqual(names(standings.failing()), []);
    standings.note(report([], ['one']), ['a.js'], [file]);
    assert.deepEqual(names(standings.old()), []);
    standings.note(report(['one']), ['a.js'], [file]);
    assert.deepEqual(names(standings.failing()), ['one']);
  });
});
