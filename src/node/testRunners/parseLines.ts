import { tryJson } from '../../base/tryJson';
import type { TestCase } from '../../contracts/tests';
import { assertionMessage, locationOf, toRelative } from './failureText';
import type { ReadContext, ReportText } from './runner';
import { resultsOf, type TestResults } from './testResults';

/** A line that our reporters write, see reporterSources.ts. */
interface ReportLine {
  readonly status: 'pass' | 'fail' | 'skip';
  readonly name: string;
  /** How deep the test lies; its parents' lines come later. */
  readonly nesting?: number;
  /** Absolute. */
  readonly file?: string;
  readonly line?: number;
  readonly durationMs?: number;
  readonly message?: string;
  readonly stack?: string;
  readonly expected?: string;
  readonly actual?: string;
  /** The file itself failed, not a test of it. */
  readonly wholeFile?: boolean;
}

/** Reads what our own reporters for `node --test` and mocha wrote. */
export function parseLines(reports: readonly ReportText[], { root }: ReadContext): TestResults {
  return resultsOf(reports.flatMap(({ text }) => text.split('\n')).flatMap((raw) => toCase(readLine(raw), root) ?? []));
}

const statuses = { pass: 'passed', fail: 'failed', skip: 'skipped' } as const;

function toCase(line: ReportLine | undefined, root: string): TestCase | undefined {
  const status = line && statuses[line.status];
  if (!status) return undefined;
  const place = status === 'failed' ? locationOf(root, line.stack ?? '', line.file) : {};
  const file = line.file === undefined ? place.file : toRelative(root, line.file);
  const at = place.line ?? line.line;
  return {
    name: line.wholeFile ? (file ?? line.name) : line.name,
    ...(file !== undefined && { file }),
    ...(at !== undefined && { line: at }),
    status,
    ...(line.durationMs !== undefined && { durationMs: line.durationMs }),
    ...(status === 'failed' && { message: assertionMessage(line.message ?? '', line) }),
  };
}

/** Undefined for the rest of a line that a killed process left. */
function readLine(raw: string): ReportLine | undefined {
  return tryJson(raw) as ReportLine | undefined;
}
