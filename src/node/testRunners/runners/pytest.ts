import type { TestCase, TestFailure } from '../../../contracts/tests';
import { assertionMessage, toRelative } from '../failureText';
import { junitCases, type JunitCase } from '../junitCases';
import { headed, numberIn } from '../printed';
import type { ReadContext, Runner } from '../runner';
import { resultsOf } from '../testResults';

/**
 * With a report in pytest's older form (`junit_family=xunit1`), which names files and lines
 * (https://docs.pytest.org/en/stable/how-to/output.html#creating-junitxml-format-files).
 */
export const pytest: Runner = {
  tellsFile: true,
  arguments: ({ files, name, exact }, { reportFile }) => {
    const ids = exact.flatMap((test) => (test.file === undefined ? [] : `${test.file}::${test.name}`));
    const isExact = exact.length > 0 && ids.length === exact.length;
    const narrow = isExact ? ids : files;
    return {
      shown: [...narrow, ...(name === undefined ? [] : ['-k', toExpression(name)])],
      hidden: [`--junitxml=${reportFile}`, '-o', 'junit_family=xunit1'],
      ...(narrow.length > 0 && { rewrite: { files: narrow } }),
    };
  },
  readReports: async (reports, context) => {
    const cases = junitCases(reports[0]?.text ?? '');
    return cases && resultsOf(await Promise.all(cases.map((test) => toCase(test, context))));
  },
  // https://docs.pytest.org/en/stable/reference/exit-codes.html
  foundNothing: (exitCode) => exitCode === 5,
  readOutput: (output, { root }) => {
    const line =
      /^=+ ((?:\d+ \w+(?:, )?)+) in [\d.]+s.*=+\s*$/m.exec(output)?.[1] ??
      /^((?:\d+ (?:passed|failed|errors?|skipped|xfailed|xpassed|warnings?|deselected)(?:, )?)+) in [\d.]+s/m.exec(
        output,
      )?.[1];
    if (line === undefined) return undefined;
    const parts = headed(output, /^_{3,} (.+?) _{3,}$/m);
    const failures = [...output.matchAll(/^(?:FAILED|ERROR) (\S+?)(?:::(.+?))?(?: - (.*))?$/gm)].map(
      ([, path = '', test, brief = '']): TestFailure => {
        const words =
          parts.find(({ title }) => title === test?.replaceAll('::', '.') || title === `ERROR collecting ${path}`)
            ?.words ?? '';
        const at = [...words.matchAll(/^(\S+):(\d+): /gm)].find(([, file]) => file === path)?.[2];
        return {
          name: test ?? path,
          file: toRelative(root, path),
          ...(at !== undefined && { line: Number(at) }),
          message: assertionMessage(explanation(words) || brief),
        };
      },
    );
    const number = (word: string) => numberIn(line, new RegExp(`(\\d+) ${word}`));
    return {
      passed: number('passed'),
      failed: number('failed') + number('errors?'),
      skipped: number('skipped') + number('xfailed'),
      failures,
    };
  },
};

async function toCase(
  { name, className, file: named, line, durationMs, status, message, words }: JunitCase,
  { root, project }: ReadContext,
): Promise<TestCase> {
  // `tests/test_a.py:7: AssertionError` ends each part of a traceback; the first one in the test's own file is the
  // test's.
  const places = [...words.matchAll(/^(\S[^\n]*?):(\d+): /gm)].map(([, path, at]) => ({
    file: toRelative(root, path ?? ''),
    line: Number(at),
  }));
  const written = named ? toRelative(root, named) : places[0]?.file;
  const file = (await ranIn(className, written, project)) ?? written;
  const at =
    places.find((place) => place.file === file)?.line ??
    (line === undefined || file !== written ? undefined : line + 1);
  const module = moduleOf(file);
  const groups = className.startsWith(`${module}.`)
    ? className.slice(module.length + 1).split('.')
    : (/(?:^|\.)([A-Z]\w*)$/.exec(className)?.slice(1) ?? []);
  const told = (explanation(words) || (message ?? words)).replace(/#x1B\[[\d;]*m/g, '');
  return {
    name: className === '' ? (file ?? name) : [...groups, name].join('::'),
    ...(file !== undefined && { file }),
    ...(at !== undefined && { line: at }),
    ...(durationMs !== undefined && { durationMs }),
    status,
    ...(status === 'failed' && { message: assertionMessage(told) }),
  };
}

function moduleOf(file = ''): string {
  return file.replace(/\.py$/, '').replaceAll('/', '.');
}

/**
 * The file of a class's name: an inherited test is written in another than it runs in. Undefined where there is none.
 */
async function ranIn(
  className: string,
  written: string | undefined,
  { exists }: ReadContext['project'],
): Promise<string | undefined> {
  if (written !== undefined && `${className}.`.startsWith(`${moduleOf(written)}.`)) return written;
  const parts = className.split('.');
  for (let count = parts.length; count > 0; count--) {
    const file = `${parts.slice(0, count).join('/')}.py`;
    if (await exists(file)) return file;
  }
  return undefined;
}

/** The lines that pytest marks as what went wrong. */
function explanation(words: string): string {
  return [...words.matchAll(/^E {1,3}(.*)$/gm)].map(([, line]) => line).join('\n');
}

/** pytest matches by expression, so a name in words becomes "this and that"; `module.py::test_x` becomes `test_x`. */
function toExpression(name: string): string {
  const words = (name.split('::').at(-1) ?? name).replace(/\[.*$/, '').match(/[\w.]+/g) ?? [];
  return words.filter((word) => !/^(and|or|not)$/.test(word)).join(' and ');
}
