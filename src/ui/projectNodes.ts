import type * as vscode from 'vscode';
import { isCancelled } from '../base/errors';
import { pattern } from '../base/pattern';
import type { ProjectFacts } from '../contracts/project';
import type { LogPort } from '../contracts/ports';
import { projectRows, type ProjectRow } from '../words/projectWords';
import { projectFailedItem, projectFolderItem, projectItem, projectRowItem } from './projectItems';

/** Finds out what can be told about an open folder. */
type ReadProject = (folder: vscode.WorkspaceFolder, signal: AbortSignal) => Promise<ProjectFacts>;

/** A node of what was found out about the open folders. */
export type ProjectNode =
  { readonly project: 'all' | 'failed' } | { readonly folder: vscode.WorkspaceFolder; readonly row?: ProjectRow };

/** What the view shows of the project. */
export interface ProjectNodes extends vscode.Disposable {
  readonly root: ProjectNode;
  itemOf(node: ProjectNode): vscode.TreeItem;
  childrenOf(node: ProjectNode): Promise<readonly ProjectNode[]>;
  /** It is read anew when it is asked for next. */
  forget(): void;
}

/** Files of which one that is written may change what is told. */
const telling = pattern('i')`
  (?:^|\/)(?:(?:package|lerna|composer)\.json|(?:cargo|pyproject)\.toml|go\.(?:mod|work)|pnpm-workspace\.yaml|makefile
  |tasks\.json|.*\.lock|pnpm-lock\.yaml|package-lock\.json|pytest\.ini|setup\.cfg|.*\.config\.[cm]?[jt]s
  |\.\w+rc(?:\.\w+)?)$
`;

/** Whether a file may tell something about the project. */
export function tellsOfProject(path: string): boolean {
  return telling.test(path);
}

interface Deps {
  readonly folders: () => readonly vscode.WorkspaceFolder[];
  readonly read: ReadProject;
  readonly log: LogPort;
}

/** Reads a folder when its node is unfolded, and keeps what was read until it is told to forget it. */
export function createProjectNodes({ folders, read, log }: Deps): ProjectNodes {
  const closing = new AbortController();
  const known = new Map<string, Promise<ProjectFacts>>();
  const root: ProjectNode = { project: 'all' };
  const rowsOf = async (folder: vscode.WorkspaceFolder): Promise<readonly ProjectNode[]> => {
    const key = folder.uri.toString();
    try {
      const facts = known.get(key) ?? read(folder, closing.signal);
      known.set(key, facts);
      return projectRows(await facts).map((row) => ({ folder, row }));
    } catch (error) {
      known.delete(key);
      if (isCancelled(error)) return [];
      log.error('Reading the project failed', error);
      return [{ project: 'failed' }];
    }
  };
  return {
    root,
    itemOf(node) {
      if ('project' in node) return node.project === 'all' ? projectItem() : projectFailedItem();
      return node.row ? projectRowItem(node.row, node.folder) : projectFolderItem(node.folder);
    },
    async childrenOf(node) {
      if ('folder' in node)
        return node.row ? (node.row.rows ?? []).map((row) => ({ folder: node.folder, row })) : rowsOf(node.folder);
      if (node.project === 'failed') return [];
      const [first, ...others] = folders();
      if (!first) return [];
      return others.length === 0 ? rowsOf(first) : [first, ...others].map((folder) => ({ folder }));
    },
    forget: () => known.clear(),
    dispose: () => closing.abort(),
  };
}
