import type { TestFailure } from '../../contracts/tests';
import { assertionMessage, placeOf, toRelative } from './failureText';
import type { TestResults } from './testResults';

/** A line that our reporters write, see reporterSources.ts. */
interface ReportLine {
  readonly status: 'pass' | 'fail' | 'skip';
  readonly name: string;
  /** How deep the test lies; its parents' lines come later. */
  readonly nesting?: number;
  /** Absolute. */
  readonly file?: string;
  readonly line?: number;
  readonly message?: string;
  readonly stack?: string;
  readonly expected?: string;
  readonly actual?: string;
  /** The file itself failed, not a test of it. */
  readonly wholeFile?: boolean;
}

/** Reads what our own reporters for `node --test` and mocha wrote. */
export function parseLines(text: string, root: string): TestResults {
  const counts = { pass: 0, fail: 0, skip: 0 };
  const failures: TestFailure[] = [];
  for (const raw of text.split('\n')) {
    const line = readLine(raw);
    if (!line) continue;
    counts[line.status]++;
    if (line.status === 'fail') failures.push(toFailure(line, root));
  }
  return { passed: counts.pass, failed: counts.fail, skipped: counts.skip, failures };
}

function toFailure(line: ReportLine, root: string): TestFailure {
  const place = placeOf(root, line.stack ?? '', line.file);
  const file = line.file === undefined ? place.file : toRelative(root, line.file);
  const name = line.wholeFile ? (file ?? line.name) : line.name;
  return { name, ...(file === undefined ? {} : { file }), ...lineOf(place.line ?? line.line), message: assertionMessage(line.message ?? '', line) };
}

function lineOf(line: number | undefined): { line?: number } {
  return line === undefined ? {} : { line };
}

/** Undefined for the rest of a line that a killed process left. */
function readLine(raw: string): ReportLine | undefined {
  if (raw === '') return undefined;
  try {
    return JSON.parse(raw) as ReportLine;
  } catch {
    return undefined;
  }
}
