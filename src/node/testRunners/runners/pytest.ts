import type { TestCase, TestFailure } from '../../../contracts/tests';
import { assertionMessage, toRelative } from '../failureText';
import { junitCases, type JunitCase } from '../junitCases';
import { headed, numberIn } from '../printed';
import type { Runner } from '../runner';
import { resultsOf } from '../testResults';

/** With a report in pytest's older form (`junit_family=xunit1`), which names files and lines (https://docs.pytest.org/en/stable/how-to/output.html#creating-junitxml-format-files). */
export const pytest: Runner = {
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
  readReports: (reports, { root }) => {
    const cases = junitCases(reports[0]?.text ?? '');
    return cases && resultsOf(cases.map((test) => toCase(test, root)));
  },
  // https://docs.pytest.org/en/stable/reference/exit-codes.html
  foundNothing: (exitCode) => exitCode === 5,
  readOutput: (output, { root }) => {
    const line = /^=+ ((?:\d+ \w+(?:, )?)+) in [\d.]+s.*=+\s*$/m.exec(output)?.[1] ?? /^((?:\d+ (?:passed|failed|errors?|skipped|xfailed|xpassed|warnings?|deselected)(?:, )?)+) in [\d.]+s/m.exec(output)?.[1];
    if (line === undefined) return undefined;
    const parts = headed(output, /^_{3,} (.+?) _{3,}$/m);
    const failures = [...output.matchAll(/^(?:FAILED|ERROR) (\S+?)(?:::(.+?))?(?: - (.*))?$/gm)].map(([, path = '', test, brief = '']): TestFailure => {
      const words = parts.find(({ title }) => title === test?.replaceAll('::', '.') || title === `ERROR collecting ${path}`)?.words ?? '';
      const at = [...words.matchAll(/^(\S+):(\d+): /gm)].find(([, file]) => file === path)?.[2];
      return { name: test ?? path, file: toRelative(root, path), ...(at !== undefined && { line: Number(at) }), message: assertionMessage(explanation(words) || brief) };
    });
    const number = (word: string) => numberIn(line, new RegExp(`(\\d+) ${word}`));
    return { passed: number('passed'), failed: number('failed') + number('errors?'), skipped: number('skipped') + number('xfailed'), failures };
  },
};

function toCase({ name, className, file: named, line, durationMs, status, message, words }: JunitCase, root: string): TestCase {
  // `tests/test_a.py:7: AssertionError` ends each part of a traceback; the first one in the test's own file is the test's.
  const places = [...words.matchAll(/^(\S[^\n]*?):(\d+): /gm)].map(([, path, at]) => ({ file: toRelative(root, path ?? ''), line: Number(at) }));
  const file = named ? toRelative(root, named) : places[0]?.file;
  const at = places.find((place) => place.file === file)?.line ?? (line === undefined ? undefined : line + 1);
  const module = (file ?? '').replace(/\.py$/, '').replaceAll('/', '.');
  const groups = className.startsWith(`${module}.`) ? className.slice(module.length + 1).split('.') : (/(?:^|\.)([A-Z]\w*)$/.exec(className)?.slice(1) ?? []);
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

/** The lines that pytest marks as what went wrong. */
function explanation(words: string): string {
  return [...words.matchAll(/^E {1,3}(.*)$/gm)].map(([, line]) => line).join('\n');
}

/** pytest matches by expression, so a name in words becomes "this and that"; `module.py::test_x` becomes `test_x`. */
function toExpression(name: string): string {
  const words = (name.split('::').at(-1) ?? name).replace(/\[.*$/, '').match(/[\w.]+/g) ?? [];
  return words.filter((word) => !/^(and|or|not)$/.test(word)).join(' and ');
}
