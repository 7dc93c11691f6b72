import type { TestCase, TestFailure } from '../../contracts/tests';
import { assertionMessage } from './failureText';
import { junitCases, type JunitCase } from './junitCases';
import type { ReadContext, ReportText } from './runner';
import { escapePattern } from '../../base/escapePattern';
import type { Selection } from './selection';
import { resultsOf, type TestResults } from './testResults';

const sourceFolders = [
  'src/test/java',
  'src/test/kotlin',
  'src/test/groovy',
  'src/test/scala',
  'src/integrationTest/java',
];

/**
 * Reads the JUnit XML files that Maven's and Gradle's plugins leave, one for each class; undefined when there is none.
 */
export async function readJavaReports(
  reports: readonly ReportText[],
  context: ReadContext,
): Promise<TestResults | undefined> {
  const cases: TestCase[] = [];
  const files = new Map<string, string | undefined>();
  let isRead = false;
  for (const { path, text } of reports) {
    const tests = junitCases(text);
    isRead ||= tests !== undefined;
    for (const test of tests ?? []) {
      const module = path.replace(/(?:^|\/)(?:target|build)\/.*$/, '');
      const key = `${module}\n${test.className}`;
      if (!files.has(key)) files.set(key, await sourceOf(module, test.className, context));
      cases.push(toCase(test, files.get(key)));
    }
  }
  return isRead ? resultsOf(cases) : undefined;
}

function toCase(
  { name, className, durationMs, status, message, words }: JunitCase,
  file: string | undefined,
): TestCase {
  const outer = escapePattern(className.replace(/\$.*$/, ''));
  const frameIn = (method: string) =>
    new RegExp(`^\\s*at (?:\\S+/)?${outer}(?:\\$[\\w$]+)*\\.${method}\\([^():]+:(\\d+)\\)`, 'm').exec(words)?.[1];
  const frame = frameIn(escapePattern(/^\w*/.exec(name)?.[0] ?? '')) ?? frameIn('[^\\s(]+');
  return {
    // A method's parentheses say nothing that its name does not.
    name: `${className.split('.').at(-1) ?? className}.${name.replace(/\(\)$/, '')}`,
    ...(file !== undefined && { file }),
    ...(frame !== undefined && { line: Number(frame) }),
    ...(durationMs !== undefined && { durationMs }),
    status,
    ...(status === 'failed' && { message: assertionMessage(explain(words, message)) }),
  };
}

const assertionName =
  /^(?:org\.opentest4j\.|org\.junit\.|junit\.framework\.|java\.lang\.)(?:\w+\.)*(?:AssertionFailedError|AssertionError|ComparisonFailure): /;

/** The stack's first lines hold the message with the exception's class before it. */
function explain(words: string, message = ''): string {
  const text = words.split(/^\s*at /m)[0]?.trim() ?? '';
  return (text || message).replace(assertionName, '');
}

async function sourceOf(module: string, className: string, { project }: ReadContext): Promise<string | undefined> {
  const path = className.replace(/\$.*$/, '').replaceAll('.', '/');
  for (const folder of sourceFolders) {
    for (const ending of ['java', 'kt', 'groovy', 'scala']) {
      const file = [module, folder, `${path}.${ending}`].filter(Boolean).join('/');
      if (await project.exists(file)) return file;
    }
  }
  return undefined;
}

/** The class that a file holds, and a test's class and method, without what follows the method's name. */
export function classOf(file: string): string {
  return (file.split('/').at(-1) ?? file).replace(/\.\w+$/, '');
}

export function methodOf({ name }: Pick<TestFailure, 'name'>): { className: string; method: string } {
  const [, className = name, method = '*'] = /^([\w$]+)\.(\w+)/.exec(name) ?? [];
  return { className, method };
}

/** The last word of a name that could be one in Java: filters know classes and methods, not titles. */
export function javaName(name: Selection['name']): string | undefined {
  return name?.match(/\w+/g)?.at(-1);
}
