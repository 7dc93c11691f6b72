import type { TestFailure } from '../../contracts/tests';
import { assertionMessage, placeOf, toRelative } from './failureText';
import type { TestResults } from './testResults';

/** The parts of `jest --json` (https://jestjs.io/docs/configuration#testresultsprocessor-string) that vitest writes too. */
interface JestJson {
  readonly testResults?: readonly {
    readonly name: string;
    readonly status?: string;
    readonly message?: string;
    readonly assertionResults?: readonly {
      readonly fullName?: string;
      readonly title: string;
      readonly status: string;
      readonly failureMessages?: readonly string[] | null;
      readonly location?: { readonly line: number } | null;
    }[];
  }[];
}

/** Reads the JSON report of jest or vitest; undefined when it is none. */
export function parseJestJson(text: string, root: string): TestResults | undefined {
  const report = read(text);
  if (!report?.testResults) return undefined;
  let passed = 0;
  let skipped = 0;
  const failures: TestFailure[] = [];
  for (const file of report.testResults) {
    const path = toRelative(root, file.name);
    const tests = file.assertionResults ?? [];
    for (const test of tests) {
      if (test.status === 'passed') passed++;
      else if (test.status !== 'failed') skipped++;
      else {
        const words = (test.failureMessages ?? []).join('\n');
        const line = placeOf(root, words, file.name).line ?? test.location?.line;
        failures.push({ name: (test.fullName ?? test.title).trim(), file: path, ...(line === undefined ? {} : { line }), message: assertionMessage(words) });
      }
    }
    // The file could not be loaded, or a hook failed.
    if (file.status === 'failed' && !tests.some(({ status }) => status === 'failed')) {
      failures.push({ name: path ?? file.name, file: path, message: assertionMessage((file.message ?? '').replace(/^.*Test suite failed to run\s*\n/, '') || 'The file could not be run.') });
    }
  }
  return { passed, failed: failures.length, skipped, failures };
}

function read(text: string): JestJson | undefined {
  try {
    return JSON.parse(text) as JestJson;
  } catch {
    return undefined;
  }
}
