import type { FilesPort } from '../../../src/contracts/files';
import { planningBrief, workspaceBrief } from '../../../src/core/brief/brief';
import { createShownRanges } from '../../../src/core/brief/shownRanges';
import type { Workspace } from '../../../src/core/workspace';
import { hashText } from '../../../src/node/hash';
import { createPlainSearch } from '../../../src/node/search/plainSearch';
import type { Checkout } from '../repository/checkout';
import { outliner } from '../repository/indexHere';
import type { Shown } from './judge';

const never = new AbortController().signal;

/** The first request's brief for a goal in a checkout; without an index, what it shows was searched for. */
export async function briefFor(
  goal: string,
  checkout: Checkout,
  searched: Partial<Pick<Workspace, 'index' | 'meaningOf' | 'search'>> = {},
): Promise<Shown> {
  const shown = createShownRanges();
  const workspace = { ...workspaceOf(checkout), ...searched } as Workspace;
  const text = await workspaceBrief(goal, workspace, shown, planningBrief, never);
  const about = text.slice(Math.max(0, text.indexOf('# What the goal seems to be about')));
  return { covers: shown.covers, files: new Set(shown.ranges().map(({ path }) => path)), chars: about.length };
}

function workspaceOf({ folder, texts }: Checkout): Workspace {
  const files: Partial<FilesPort> = {
    list: async () => [...texts().keys()],
    async read(path) {
      const text = texts().get(path);
      if (text === undefined) throw new Error(`There is no ${path}.`);
      return { path, text, hash: hashText(text), dirty: false };
    },
  };
  const editor = { folder: () => 'repository', openFiles: () => [], problems: () => [] };
  const workspace: Partial<Workspace> = {
    files: files as FilesPort,
    search: createPlainSearch({ root: folder }),
    outline: async (text, path) => outliner.outline(text, path),
    tools: [],
    settings: ((key: string) => key === 'index.enabled') as unknown as Workspace['settings'],
    editor: editor as unknown as Workspace['editor'],
    git: { state: async () => undefined } as Partial<Workspace['git']> as Workspace['git'],
    log: { info: () => {}, warn: () => {}, error: () => {} },
  };
  return workspace as Workspace;
}
