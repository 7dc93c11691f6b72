import type { Workspace } from '../workspace';
import { quietly } from './quietly';
import type { ShownRanges } from './shownRanges';

/** Files that are not as they were when they were shown, or are gone. */
export async function changedSince(shown: ShownRanges, { files }: Pick<Workspace, 'files'>): Promise<string[]> {
  const known = Object.entries(shown.hashes());
  const now = await Promise.all(known.map(([path]) => quietly(() => files.read(path))));
  return known.flatMap(([path, hash], at) => (now[at]?.hash === hash ? [] : [path]));
}
