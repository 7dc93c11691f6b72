import { FluxError, isCancelled } from '../../base/errors';
import type { AgentsPort, ChoiceList } from '../../contracts/agents';
import type { FilesPort } from '../../contracts/files';
import type { EditorPort, GitPort } from '../../contracts/ports';
import type { TestCounts } from '../../contracts/session';
import { readBranches } from '../../node/git/gitBranches';
import { openRepository } from '../../node/git/gitRepository';
import { requireFolders, type FoldersSource } from './folder';

/** A person does not scroll further. */
const most = 200;

export interface AgentChoicesDeps {
  readonly folders: FoldersSource;
  readonly files: FilesPort;
  readonly git: GitPort;
  readonly editor: EditorPort;
  /** What the tests said when they last ran in this window. */
  readonly lastTests: () => TestCounts | undefined;
}

/** The lists of the workspace that inputs are chosen from; one that cannot be had now is empty. */
export function createAgentChoices({
  folders,
  files,
  git,
  editor,
  lastTests,
}: AgentChoicesDeps): AgentsPort['choices'] {
  const branches = async (signal: AbortSignal) => {
    if (!editor.trusted()) return [];
    const lists = requireFolders(folders).map((folder) =>
      openRepository(folder.uri.fsPath, signal).then(
        (repository) => readBranches(repository.git, most),
        () => [],
      ),
    );
    return (await Promise.all(lists)).flat();
  };
  const lists: Readonly<Record<ChoiceList, (signal: AbortSignal) => Promise<readonly string[]>>> = {
    branches,
    files: async (signal) => [...editor.openFiles(), ...(await files.list('**/*', most, signal))],
    changed_files: async (signal) =>
      ((await git.state(signal))?.changes ?? []).filter(({ kind }) => kind !== 'deleted').map(({ path }) => path),
    failing_tests: async () => (lastTests()?.failures ?? []).map(({ name }) => name),
  };
  return async (list, signal) => {
    try {
      return [...new Set(await lists[list](signal))].slice(0, most);
    } catch (error) {
      if (isCancelled(error) || !FluxError.is(error)) throw error;
      return [];
    }
  };
}
