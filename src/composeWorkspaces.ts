import type * as vscode from 'vscode';
import type { DisposableStore } from './base/disposables';
import { Emitter, type Event } from './base/emitter';
import type { FilesPort } from './contracts/files';
import type { FilePlace } from './contracts/ports';
import type { SessionSnapshot, TestCounts } from './contracts/session';
import type { EmbeddingSource } from './contracts/embeddings';
import type { StorePort } from './contracts/store';
import { assembleAgents } from './core/agents/assembleAgents';
import { newestTests } from './core/verification/newestTests';
import type { Workspace } from './core/workspace';
import { createVscodeCheckpoints } from './editor/checkpoints/checkpoints';
import { createVscodeFiles } from './editor/files/files';
import { createVscodeFix } from './editor/fix/fix';
import { createVscodeGit } from './editor/git/git';
import type { VscodeLog } from './editor/log';
import { createOtherTools } from './editor/otherTools';
import { addToSetting, vscodeSettings as settings } from './editor/settings';
import { storageFolder } from './editor/store';
import { createVscodeCommands } from './editor/terminal/commands';
import { createVscodeTests, type VscodeTests } from './editor/tests/tests';
import { createVscodeCodeIndex } from './editor/workspace/codeIndex';
import { createEditorState } from './editor/workspace/editorState';
import { folderOfSession, outerPath, workspaceFolders, type FoldersSource } from './editor/workspace/folder';
import { createFluxFiles } from './editor/workspace/fluxFiles';
import { createVscodeSearch } from './editor/workspace/search';
import type { FindCodeDeps } from './core/codeIndex/findCode';
import { createEmbeddingKeeper, type EmbeddingKeeper } from './core/codeIndex/keepEmbeddings';
import { indexUnder } from './core/codeIndex/indexUnder';
import { keptIndex } from './core/codeIndex/keptIndex';
import { createIndexKeeper, type IndexKeeper } from './core/codeIndex/keepIndex';
import { watchFiles } from './editor/workspace/watchFiles';
import type { CodeIndex } from './node/index/codeIndex';
import { createTools } from './tools/allTools';
import { firstGoals } from './tools/suggest/firstGoals';
import type { FindGoals } from './ui/suggestionsView';

export interface WorkspaceDeps {
  readonly context: vscode.ExtensionContext;
  readonly log: VscodeLog;
  readonly store: StorePort;
  readonly embeddings: EmbeddingSource;
  /** Whether sessions that do not say their folders were made with the first folder alone. */
  readonly isAlone: () => boolean;
  /** Ends what the workspaces hold. */
  readonly owned: DisposableStore;
}

/** Where sessions work: in all open folders, or in one of them. */
export interface Workspaces {
  readonly all: Workspace;
  /**
   * What a session works with that was made while fewer folders were open; undefined: with all.
   * @throws FluxError `other_folders`
   */
  readonly of: (session: SessionSnapshot) => Workspace | undefined;
  readonly tests: VscodeTests;
  /** A file in the open folders was written, made or removed, by whoever. */
  readonly onDidChangeFile: Event<FilePlace>;
  readonly index: CodeIndex;
  /** Searching it, and what keeps it as the files are. */
  readonly code: FindCodeDeps & { readonly keeper: IndexKeeper; readonly embeddings: EmbeddingKeeper };
  /** Goals to begin with in the open folders. */
  readonly firstGoals: FindGoals;
  /** Remembers what the tests of a session said. */
  readonly noteTests: (session: SessionSnapshot) => void;
}

export function createWorkspaces({
  context,
  log,
  store,
  embeddings: source,
  isAlone,
  owned,
}: WorkspaceDeps): Workspaces {
  const folders = workspaceFolders;
  let lastTests: TestCounts | undefined;
  const ports = createFolderPorts(folders, store, owned);
  const { index, embeddings, keeper } = composeIndex({ context, log, embeddings: source, owned }, folders, ports.files);
  const fileChanges = hearFiles(keeper, folders, owned);
  const ownIndex = keptIndex(index, keeper);
  const tests = owned.add(createVscodeTests({ folders, settings }));
  const shared = {
    tests,
    index,
    outline: index.outline,
    otherTools: createOtherTools(),
    settings,
  };
  const tools = createTools({ ...ports, ...shared });
  const toolNames = tools.map(({ name }) => name);
  const all: Workspace = {
    lastTests: () => lastTests,
    ...ports,
    ...shared,
    index: ownIndex,
    meaningOf: embeddings.meaningOf,
    tools,
    agents: owned.add(
      createFluxFiles({
        folders,
        files: ports.files,
        git: ports.git,
        editor: ports.editor,
        log,
        lastTests: () => lastTests,
        assemble: (own) => assembleAgents(own, toolNames),
      }),
    ),
    addToSetting,
    now: Date.now,
    log,
  };

  const byFolder = new Map<string, Workspace>();
  function workspaceIn(folder: vscode.WorkspaceFolder): Workspace {
    const own = createFolderPorts(() => [folder], store, owned);
    const under = indexUnder(ownIndex, () => outerPath(folders, folder, '.'));
    return { ...all, ...own, index: under, tools: createTools({ ...own, ...shared }) };
  }

  return {
    all,
    of(session) {
      const open = folders();
      const names = session.folders ?? (isAlone() && open[0] ? [open[0].name] : undefined);
      const folder = folderOfSession(open, names, session.placed === true);
      if (!folder) return undefined;
      const key = folder.uri.toString();
      const known = byFolder.get(key) ?? workspaceIn(folder);
      byFolder.set(key, known);
      return known;
    },
    tests,
    onDidChangeFile: fileChanges,
    index,
    code: { index, keeper, embeddings, meaningOf: embeddings.meaningOf },
    firstGoals: (signal) => firstGoals({ ...ports, ...shared }, lastTests, signal),
    noteTests: (session) => (lastTests = newestTests(session) ?? lastTests),
  };
}

/** The code index, what keeps it as the files are, and what gives it vectors. */
function composeIndex(
  { context, log, embeddings: source, owned }: Pick<WorkspaceDeps, 'context' | 'log' | 'embeddings' | 'owned'>,
  folders: FoldersSource,
  files: Pick<FilesPort, 'resolve'>,
): { readonly index: CodeIndex; readonly embeddings: EmbeddingKeeper; readonly keeper: IndexKeeper } {
  const index = createVscodeCodeIndex({
    storage: storageFolder(context),
    extensionUri: context.extensionUri,
    files,
    settings,
    folders,
  });
  const embeddings = owned.add(
    createEmbeddingKeeper({
      index,
      source,
      isInside: (path) =>
        files.resolve(path).then(
          () => true,
          () => false,
        ),
      mostTokens: () => settings('index.embeddingTokensPerDay'),
      now: Date.now,
      log,
    }),
  );
  const keeper = owned.add(
    createIndexKeeper({
      index,
      isEnabled: () => settings('index.enabled') && folders().length > 0,
      onUpdated: embeddings.indexChanged,
      now: Date.now,
      log,
    }),
  );
  return { index, embeddings, keeper };
}

/** Tells of changed files, the keeper of the index first. */
function hearFiles(keeper: IndexKeeper, folders: FoldersSource, owned: DisposableStore): Event<FilePlace> {
  const changes = owned.add(new Emitter<FilePlace>());
  changes.event(keeper.changed);
  owned.add(watchFiles({ folders, changed: (file) => changes.fire(file), restart: () => void keeper.start() }));
  return changes.event;
}

/** What reaches into folders, and only into these. */
function createFolderPorts(folders: FoldersSource, store: StorePort, owned: DisposableStore) {
  const editor = createEditorState({ folders });
  return {
    files: createVscodeFiles({ folders }),
    search: createVscodeSearch({ folders }),
    git: createVscodeGit({ folders }),
    editor,
    fix: createVscodeFix({ folders, settings, editor }),
    commands: owned.add(createVscodeCommands({ folders })),
    checkpoints: createVscodeCheckpoints({ folders, store }),
  };
}
