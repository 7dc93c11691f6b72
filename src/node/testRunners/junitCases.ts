import { parseXml, XmlElement } from '@rgrove/parse-xml';

/** One `<testcase>` of a JUnit XML report; what the attributes hold differs between programs. */
export interface JunitCase {
  readonly name: string;
  readonly className: string;
  readonly file?: string;
  /** The file of the nearest suite around it that names one. */
  readonly suiteFile?: string;
  /** As it is written: some count from 0. */
  readonly line?: number;
  readonly durationMs?: number;
  readonly status: 'passed' | 'failed' | 'skipped';
  /** The attribute of a failure, and the text in it. */
  readonly message?: string;
  readonly words: string;
}

/** The tests of a JUnit XML report; undefined when it is none. */
export function junitCases(text: string): JunitCase[] | undefined {
  const root = readXml(text);
  return root && elements(root, 'testcase').map(toCase);
}

/** The outermost element of an XML text; undefined when it is none. */
export function readXml(text: string): XmlElement | undefined {
  try {
    // Control characters that XML does not allow come from programs that print them.
    return (
      parseXml(text.replace(/^\ufeff/, '').replace(/[\u0000-\u0008\u000b\u000c\u000e-\u001f\ufffe\uffff]/g, '')).root ??
      undefined
    );
  } catch {
    return undefined;
  }
}

/** All elements of a name, at any depth. */
export function elements(parent: XmlElement, name: string): XmlElement[] {
  return parent.children.flatMap((child) => {
    if (!(child instanceof XmlElement)) return [];
    return child.name === name ? [child] : elements(child, name);
  });
}

function suiteFileOf({ parent }: XmlElement): string | undefined {
  return parent instanceof XmlElement ? (parent.attributes['file'] ?? suiteFileOf(parent)) : undefined;
}

function toCase(test: XmlElement): JunitCase {
  const suiteFile = suiteFileOf(test);
  const { name = '', classname, class: className, file, line, time } = test.attributes;
  const broken = elements(test, 'failure')[0] ?? elements(test, 'error')[0];
  const unbroken = elements(test, 'skipped').length > 0 ? 'skipped' : 'passed';
  const seconds = Number(time?.replaceAll(',', ''));
  return {
    name,
    // Where both are there (PHPUnit), the first is as the language writes it.
    className: className ?? classname ?? '',
    ...(file !== undefined && { file }),
    ...(suiteFile !== undefined && { suiteFile }),
    ...(line !== undefined && { line: Number(line) }),
    ...(seconds >= 0 && { durationMs: Math.round(seconds * 1e6) / 1000 }),
    status: broken ? 'failed' : unbroken,
    ...(broken?.attributes['message'] !== undefined && { message: broken.attributes['message'] }),
    words: broken?.text ?? '',
  };
}
