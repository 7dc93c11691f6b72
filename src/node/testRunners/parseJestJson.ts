import type { TestCase } from '../../contracts/tests';
import { assertionMessage, locationOf, toRelative } from './failureText';
import { parseJson } from './parseJson';
import type { ReadContext, ReportText } from './runner';
import { resultsOf, type TestResults } from './testResults';

/**
 * The parts of `jest --json` (https://jestjs.io/docs/configuration#testresultsprocessor-string) that vitest writes too.
 */
interface JestJson {
  readonly testResults?: readonly JestFile[];
}

interface JestFile {
  readonly name: string;
  readonly status?: string;
  readonly message?: string;
  readonly assertionResults?: readonly {
    readonly fullName?: string;
    readonly title: string;
    readonly status: string;
    readonly duration?: number | null;
    readonly failureMessages?: readonly string[] | null;
    readonly location?: { readonly line: number } | null;
  }[];
}

/** Reads the JSON report of jest or vitest; undefined when it is none. */
export function parseJestJson(reports: readonly ReportText[], { root }: ReadContext): TestResults | undefined {
  const files = (parseJson(reports[0]?.text) as JestJson | undefined)?.testResults;
  return Array.isArray(files) ? resultsOf(files.flatMap((file) => casesOf(file, root))) : undefined;
}

function casesOf(file: JestFile, root: string): TestCase[] {
  const path = toRelative(root, file.name);
  const place = path === undefined ? {} : { file: path };
  const cases = (file.assertionResults ?? []).map((test): TestCase => {
    const status = test.status === 'passed' || test.status === 'failed' ? test.status : 'skipped';
    const words = (test.failureMessages ?? []).join('\n');
    const line = (status === 'failed' ? locationOf(root, words, file.name).line : undefined) ?? test.location?.line;
    return {
      name: (test.fullName ?? test.title).trim(),
      ...place,
      ...(line !== undefined && { line }),
      status,
      ...(typeof test.duration === 'number' && { durationMs: test.duration }),
      ...(status === 'failed' && { message: assertionMessage(words) }),
    };
  });
  // The file could not be loaded, or a hook failed.
  if (file.status === 'failed' && !cases.some(({ status }) => status === 'failed')) {
    cases.push({
      name: path ?? file.name,
      ...place,
      status: 'failed',
      message: assertionMessage(
        (file.message ?? '').replace(/^.*Test suite failed to run\s*\n/, '') || 'The file could not be run.',
      ),
    });
  }
  return cases;
}
