import type { WorkspaceIndex } from '../workspace';

/** Of several folders one has a part: so many times as much is asked for, so that enough is found in it. */
const asked = 4;

/**
 * The index as one of several folders sees it: what lies under it, called as the folder calls it.
 * @param folderNow its path in the index, `.` while it is alone
 */
export function indexUnder({ find, symbols, upToDate }: WorkspaceIndex, folderNow: () => string): WorkspaceIndex {
  type Found = { readonly path: string };
  const within = async <T extends Found>(ask: (limit: number) => Promise<T[]>, limit: number): Promise<T[]> => {
    const folder = folderNow();
    if (folder === '.') return ask(limit);
    const start = `${folder}/`;
    return (await ask(asked * limit))
      .filter(({ path }) => path.startsWith(start))
      .slice(0, limit)
      .map((each) => ({ ...each, path: each.path.slice(start.length) }));
  };
  return {
    upToDate,
    find: (question, limit, meaning) => within((most) => find(question, most, meaning), limit),
    symbols: (query, limit) => within((most) => symbols(query, most), limit),
  };
}
