import type { TestCase, TestFailure, TestReport } from '../../contracts/tests';
import type { Finding } from '../../contracts/watch';

/** How a test stood when it last ran. */
export interface Standing {
  readonly test: TestCase;
  /** When it began to fail after it had passed: what had changed then. */
  readonly broke?: { readonly by: readonly string[] };
  /** It failed the first time that it ran here. */
  readonly isOld: boolean;
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
  /** Names of what fails now. */
  names(): ReadonlySet<string>;
  /** What fails, and not by chance. */
  failing(): readonly Standing[];
  /** What failed before this window knew of it: it counts until a run says otherwise. */
  recall(findings: readonly Finding[]): void;
  flaky(): readonly Standing[];
}

export function createTestStandings(): TestStandings {
  const standings = new Map<string, Standing>();
  const failing = () => [...standings.values()].filter(({ test, isFlaky }) => test.status === 'failed' && !isFlaky);
  return {
    failing,
    flaky: () => [...standings.values()].filter(({ isFlaky }) => isFlaky),
    names: () => new Set(failing().map(({ test }) => nameOf(test))),
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
