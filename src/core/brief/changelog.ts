import type { Workspace } from '../workspace';
import { isChangelog } from './relevance';
import type { ShownRanges } from './shownRanges';
import { linesOf, showLines } from './showText';

const mostLines = 24;
const mostChars = 1_200;

/** The head of the project's list of changes, where a new entry goes; empty where the goal does not ask for one. */
export async function changelogHead(
  named: ReadonlySet<string>,
  files: readonly string[],
  { files: texts }: Pick<Workspace, 'files'>,
  shown: ShownRanges,
): Promise<string> {
  const path = files.find((file) => isChangelog(file) && named.has(file));
  const file = path === undefined ? undefined : await texts.read(path).catch(() => undefined);
  const last = file ? Math.min(mostLines, linesOf(file.text).length) : 0;
  return !file || shown.has(file, 1, last) ? '' : showLines(file, 1, last, shown, mostChars);
}
