import type { EarlierFailures, TestCase, TestFailure, TestReport } from '../../contracts/tests';
import type { Finding } from '../../contracts/watch';

/** How a test stood when it last ran. */
export interface Standing {
  readonly test: TestCase;
  /** When it began to fail after it had passed: what had changed then. */
  readonly broke?: { readonly by: readonly string[] };
  /** It failed the first time that it ran here. */
  readonly isOld: boolean;
  /** Of such a one: whether it fails at the last commit as well, as far as that could be told. */
  readonly atCommit?: 'failed' | 'unknown';
  /** It failed and passed with nothing changed between. */
  readonly isFlaky: boolean;
}

/** How the tests stand, as far as they have run. */
export interface TestStandings {
  /** Notes what a run says. `by`: what had changed before it; `files`: what it was asked for, undefined: all. */
  note(report: TestReport, by: readonly string[], files: readonly string[] | undefined): void;
  /** Those of the failures that did not fail before. */
  fresh(failures: readonly TestFailure[], before: ReadonlySet<string>): readonly TestFailure[];
  /** What a second run with nothing changed says of failures. */
  confirm(failures: readonly TestFailure[], again: TestReport): void;
  /** What failed the first time that it ran here, and was not compared with the last commit yet. */
  unsure(): readonly TestFailure[];
  /** What is known of such failures at the last commit; undefined: nothing. */
  settle(failures: readonly TestFailure[], before: EarlierFailures | undefined): void;
  /** Names of what fails now. */
  names(): ReadonlySet<string>;
  /** What fails, not by chance, and did not fail at the last commit. */
  failing(): readonly Standing[];
  /** What failed before this window knew of it: it counts until a run says otherwise. */
  recall(findings: readonly Finding[]): void;
  /** What failed at the last commit already. */
  old(): readonly Standing[];
  flaky(): readonly Standing[];
}

export function createTestStandings(): TestStandings {
  const standings = new Map<string, Standing>();
  const all = () => [...standings.values()].filter(({ test, isFlaky }) => test.status === 'failed' && !isFlaky);
  const isKnown = ({ isOld, atCommit }: Standing) => isOld && atCommit === 'failed';
  return {
    failing: () => all().filter((each) => !isKnown(each)),
    old: () => all().filter(isKnown),
    unsure: () =>
      all()
        .filter(({ isOld, atCommit }) => isOld && atCommit === undefined)
        .map(({ test: { name, file, line, message = '' } }) => ({
          name,
          ...(file !== undefined && { file }),
          ...(line !== undefined && { line }),
          message,
        })),
    settle(failures, before) {
      const [old, unsure] = [new Set(before?.old.map(nameOf)), new Set(before?.unsure.map(nameOf))];
      for (const name of failures.map(nameOf)) {
        const known = standings.get(name);
        if (!known?.isOld) continue;
        if (old.has(name)) standings.set(name, { ...known, atCommit: 'failed' });
        else if (!before || unsure.has(name)) standings.set(name, { ...known, atCommit: 'unknown' });
        else standings.set(name, { ...known, isOld: false });
      }
    },
    flaky: () => [...standings.values()].filter(({ isFlaky }) => isFlaky),
    names: () => new Set(all().map(({ test }) => nameOf(test))),
    recall(findings) {
      for (const { cause, key, paths } of findings) {
        for (const name of cause.split('\n')) {
          const test: TestCase = { name, status: 'failed', ...(key !== '' && { file: key }) };
          const by = paths.filter((path) => path !== key);
          if (!standings.has(nameOf(test)))
            standings.set(nameOf(test), { test, isOld: false, isFlaky: false, broke: { by } });
        }
      }
    },
    fresh: (failures, before) => failures.filter((failure) => !before.has(nameOf(failure))),
    note({ cases = [], failures }, by, files) {
      const told = cases.length > 0 ? cases : failures.map((failure): TestCase => ({ ...failure, status: 'failed' }));
      const seen = new Set(told.map(nameOf));
      // A test that ran before in these files and is not there any more is gone.
      for (const [name, { test }] of standings)
        if (!seen.has(name) && (!files || (test.file !== undefined && files.includes(test.file))))
          standings.delete(name);
      for (const test of told) {
        if (test.status === 'skipped') continue;
        const known = standings.get(nameOf(test));
        const isFlaky = known?.isFlaky ?? false;
        if (test.status === 'passed') standings.set(nameOf(test), { test, isOld: false, isFlaky });
        else if (known?.test.status === 'failed') standings.set(nameOf(test), { ...known, test });
        else standings.set(nameOf(test), { test, isFlaky, isOld: known === undefined, broke: { by } });
      }
    },
    confirm(failures, again) {
      const stillFailing = new Set(again.failures.map(nameOf));
      for (const failure of failures) {
        const known = standings.get(nameOf(failure));
        if (!known || stillFailing.has(nameOf(failure)) || again.passed === 0) continue;
        standings.set(nameOf(failure), { test: { ...known.test, status: 'passed' }, isOld: false, isFlaky: true });
      }
    },
  };
}

function nameOf({ name, file }: Pick<TestCase, 'name' | 'file'>): string {
  return `${file ?? ''}\n${name}`;
}
