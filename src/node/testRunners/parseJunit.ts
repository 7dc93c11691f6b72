import { parseXml, XmlElement } from '@rgrove/parse-xml';
import type { TestFailure } from '../../contracts/tests';
import { assertionMessage, toRelative } from './failureText';
import type { TestResults } from './testResults';

/**
 * Reads a JUnit XML report in pytest's older form (`junit_family=xunit1`), which names files and lines
 * (https://docs.pytest.org/en/stable/how-to/output.html#creating-junitxml-format-files). Undefined when it is none.
 */
export function parseJunit(text: string, root: string): TestResults | undefined {
  let cases: XmlElement[];
  try {
    // Control characters that XML does not allow come from programs that print them.
    cases = elements(parseXml(text.replace(/[\u0000-\u0008\u000b\u000c\u000e-\u001f]/g, '')).root, 'testcase');
  } catch {
    return undefined;
  }
  let passed = 0;
  let skipped = 0;
  const failures: TestFailure[] = [];
  for (const test of cases) {
    const broken = elements(test, 'failure')[0] ?? elements(test, 'error')[0];
    if (broken) failures.push(toFailure(test, broken, root));
    else if (elements(test, 'skipped').length > 0) skipped++;
    else passed++;
  }
  return { passed, failed: failures.length, skipped, failures };
}

function toFailure(test: XmlElement, broken: XmlElement, root: string): TestFailure {
  const { classname = '', name = '', file: named, line } = test.attributes;
  // `tests/test_a.py:7: AssertionError` ends each part of a traceback; the first one in the test's own file is the test's.
  const places = [...broken.text.matchAll(/^(\S.*?):(\d+): /gm)].map(([, path, at]) => ({ file: toRelative(root, path ?? ''), line: Number(at) }));
  const file = named ? toRelative(root, named) : places[0]?.file;
  const at = places.find((place) => place.file === file)?.line ?? (line === undefined ? undefined : Number(line) + 1);
  const explained = [...broken.text.matchAll(/^E {1,3}(.*)$/gm)].map(([, words]) => words);
  const message = explained.length > 0 ? explained.join('\n') : (broken.attributes['message'] ?? broken.text);
  const group = /(?:^|\.)([A-Z]\w*)$/.exec(classname)?.[1];
  return { name: group ? `${group}::${name}` : classname === '' ? (file ?? name) : name, ...(file === undefined ? {} : { file }), ...(at === undefined ? {} : { line: at }), message: assertionMessage(message.replace(/#x1B\[[\d;]*m/g, '')) };
}

function elements(parent: XmlElement | null, name: string): XmlElement[] {
  return (parent?.children ?? []).flatMap((child) => (child instanceof XmlElement ? (child.name === name ? [child] : elements(child, name)) : []));
}
