import { escapePattern } from '../../base/escapePattern';
import type { TestFailure, TestRequest } from '../../contracts/tests';

/** Which tests a run is about; nothing in it: all. */
export interface Selection {
  /** Test files, relative to the project. */
  readonly files: readonly string[];
  /** Only tests whose names hold this. */
  readonly name?: string;
  /** Only the tests that are called exactly so in a report. */
  readonly exact: readonly Pick<TestFailure, 'name' | 'file'>[];
}

/** A command line must not become longer than what shells take. */
const longestNames = 6000;

/**
 * What a request asks for. Of failed tests the files are run whole where one of them could not be loaded (its failure
 * bears the file's name) or failed outside of tests, or where the names are too many for a command line.
 */
export function selectionOf({ files = [], name, failed }: TestRequest): Selection {
  if (failed === undefined) return { files, ...(name !== undefined && { name }), exact: [] };
  const named = failed.flatMap(({ file }) => file ?? []);
  const wholeFile = failed.some(
    (test) => test.name === test.file || /"(?:before|after)(?: all| each)" hook/.test(test.name),
  );
  const tooLong = failed.reduce((sum, test) => sum + test.name.length + 4, 0) > longestNames;
  return {
    files: named.length === failed.length ? [...new Set(named)] : files,
    exact: wholeFile || tooLong ? [] : failed,
  };
}

/** Whether the selection leaves anything out. */
export function isNarrow({ files, name, exact }: Selection): boolean {
  return files.length > 0 || name !== undefined || exact.length > 0;
}

/** A pattern for the selected names: exactly one of several, or the part of one; undefined when any name will do. */
export function namePattern({ name, exact }: Selection): string | undefined {
  if (exact.length > 0) return `^(?:${exact.map((test) => escapePattern(test.name)).join('|')})$`;
  return name === undefined ? undefined : escapePattern(name);
}
