import path from 'node:path';
import type { TestReport, TestRequest } from '../../contracts/tests';

/** A path from a folder, with slashes. */
export function relativeTo(folder: string, file: string): string {
  return path.relative(folder, file).split(path.sep).join('/');
}

type Located = { readonly name: string; readonly file?: string };

function relocate<T extends Located>(test: T, rename: (file: string) => string): T {
  if (test.file === undefined) return test;
  const file = rename(test.file);
  return { ...test, file, name: test.name === test.file ? file : test.name };
}

/** The request with its files named otherwise. */
export function mapPaths({ files, failed, ...rest }: TestRequest, rename: (file: string) => string): TestRequest {
  return {
    ...rest,
    ...(files && { files: files.map(rename) }),
    ...(failed && { failed: failed.map((test) => relocate(test, rename)) }),
  };
}

/** The report with its files named otherwise. */
export function mapReport(report: TestReport, rename: (file: string) => string): TestReport {
  return {
    ...report,
    failures: report.failures.map((failure) => relocate(failure, rename)),
    ...(report.cases && { cases: report.cases.map((test) => relocate(test, rename)) }),
  };
}
