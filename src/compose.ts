import { randomUUID } from 'node:crypto';
import * as vscode from 'vscode';
import type { FluxApi } from './contracts/api';
import type { CodeIndexPort } from './contracts/ports';
import type { SessionSnapshot } from './contracts/session';
import type { StorePort } from './contracts/store';
import type { Event } from './base/emitter';
import { DisposableStore } from './base/disposables';
import { formatDuration, plural } from './base/text';
import { composeRefresh } from './composeRefresh';
import { createModelLabel } from './composeModelLabel';
import { composeAgents, mcpDefinitions, type Agents } from './composeAgents';
import { composeWatching } from './composeWatching';
import { createWorkspaces, type Workspaces } from './composeWorkspaces';
import { createApi } from './core/api';
import { hideSecrets } from './core/brief/hideSecrets';
import type { Watching } from './core/watch/watching';
import { createOrchestrator } from './core/orchestrator';
import type { Orchestrator } from './core/orchestrator';
import { changedSince } from './core/plan/changedSince';
import { wrongHandlings } from './core/intents/handlings';
import { lazyStore } from './core/session/lazyStore';
import { exportGoals } from './core/telemetry/exportGoals';
import { createConversations } from './core/talk/conversations';
import type { EndpointSource } from './editor/models/endpoint';
import { createConnection } from './editor/models/connection';
import { listEndpointModels } from './editor/models/endpointModels';
import { folderNames, pathOf, uriOf, workspaceFolders } from './editor/workspace/folder';
import { createVscodeLog, type VscodeLog } from './editor/log';
import { createEmbeddingSource } from './editor/models/embeddings';
import { createModelSource, type Models } from './editor/models/models';
import type { ApiKeyPort } from './editor/secrets';
import { onDidChangeSettings, tellWrongSettings, vscodeSettings } from './editor/settings';
import { openVscodeStore, type FoundStore } from './editor/store';
import { readProjectFacts } from './editor/workspace/projectFacts';
import type { EndpointFeatures } from './node/model/endpointFeatures';
import { createBeginning } from './ui/beginning';
import { createChatHandler } from './ui/chat/participant';
import { searchCode } from './ui/searchCode';
import { createCommands, type RunCommand } from './ui/commands';
import { createDashboard } from './ui/dashboard/dashboard';
import type { FluxTool } from './ui/fluxTool';
import { createNotices, tellInterrupted } from './ui/notices';
import { offerSessions } from './ui/offerSessions';
import { createPanelController } from './ui/panelController';
import { createPlanPanel } from './ui/planPanel';
import { createProjectNodes } from './ui/projectNodes';
import { createSessionsView } from './ui/sessionsView';
import { createStatusBar } from './ui/statusBar';
import { createSuggestionsView } from './ui/suggestionsView';
import { createWatchingViews } from './ui/watchingViews';
import { createStepDiffs } from './ui/stepDiffs';
import { createStepDocuments } from './ui/stepDocuments';

/** Flux, wired: what activation passes on to, and what deactivation must end. */
export interface Flux {
  readonly api: FluxApi;
  readonly chat: vscode.ChatRequestHandler;
  readonly runCommand: RunCommand;
  restorePanel(panel: vscode.WebviewPanel, saved: unknown): void;
  restoreDashboard(panel: vscode.WebviewPanel): void;
  /** Marks sessions that a crash or a reload cut off. */
  recover(): Promise<void>;
  /** The tool for the editor's own agents. */
  readonly tool: FluxTool;
  /** The MCP server as the editor finds it; none while it is switched off. */
  mcpDefinitions(): Promise<vscode.McpHttpServerDefinition[]>;
  readonly onDidChangeMcp: Event<void>;
  shutDown(): Promise<void>;
}

/** What activation has made already. */
export interface Given {
  readonly context: vscode.ExtensionContext;
  readonly apiKey: ApiKeyPort;
  readonly endpoint: EndpointSource;
  readonly features: EndpointFeatures;
}

/** The one place where everything is put together. */
export function compose({ context, apiKey, endpoint, features }: Given): Flux {
  const owned = new DisposableStore();
  const log = owned.add(createVscodeLog());
  let found: FoundStore | undefined;
  const store = lazyStore(async () => (found = await openVscodeStore(context, log)).store);
  const isAlone = () => found?.alone ?? false;
  const settings = vscodeSettings;
  const onWait = (text: string) => log.info(text);
  const embeddings = createEmbeddingSource({ settings, endpoint, features, onWait });
  const workspaces = createWorkspaces({ context, log, store, embeddings, isAlone, owned });
  restartEmbeddings(workspaces, apiKey, owned);
  const models = createModelSource({ settings, endpoint, features, onWait });
  const orchestrator = createOrchestrator({
    store,
    owner: { id: randomUUID(), pid: process.pid },
    workspace: workspaces.all,
    workspaceFor: workspaces.of,
    folders: () => folderNames(workspaceFolders),
    models: models.source,
    newId: randomUUID,
  });
  owned.add(orchestrator.onDidChangeSession(workspaces.noteTests));
  owned.add(
    exportGoals({
      onDidChangeSession: orchestrator.onDidChangeSession,
      isOurs: orchestrator.worksHere,
      events: store.events,
      settings,
      send: async (address, goal, spans) => {
        const { sendSpans } = await import('./node/telemetry/otlp');
        await sendSpans(address, goal, spans, String(context.extension.packageJSON.version));
      },
      log,
    }),
  );
  void apiKey.get().then((key) => key && log.hide(key));
  const watching = composeWatching({ workspaces, orchestrator, models: models.source, store, owned });

  const views = createViews({
    context,
    apiKey,
    endpoint,
    features,
    log,
    store,
    workspaces,
    models,
    orchestrator,
    watching,
    owned,
  });
  // Also a window that is still open tells what another one left behind.
  composeRefresh({
    async refresh() {
      views.tell(await orchestrator.refresh());
      await watching.refresh();
    },
    windows: () => found?.windows,
    signs: [orchestrator.onDidChangeSession, workspaces.onDidChangeFile, watching.onDidChangeProposals],
    log,
    owned,
  });

  return {
    api: createApi({
      orchestrator,
      models: models.source,
      tools: workspaces.all.tools,
      code: workspaces.code,
      watching,
    }),
    chat: views.chat,
    runCommand: views.runCommand,
    restorePanel: views.restorePanel,
    tool: views.agents.tool,
    mcpDefinitions: () => mcpDefinitions(views.agents.mcp, String(context.extension.packageJSON.version)),
    onDidChangeMcp: views.agents.mcp.onDidChange,
    restoreDashboard: views.restoreDashboard,
    async recover() {
      views.tell(await orchestrator.recover());
      void workspaces.code.keeper.start();
      await watching.start();
      await views.agents.mcp.start();
      void views.welcome().catch((error: unknown) => log.error('Opening the walkthrough failed', error));
      if (!found || found.offers.length === 0) return;
      void offerSessions(found.offers, nameOfFolder, { orchestrator, log });
      await found.offered();
    },
    async shutDown() {
      await views.agents.mcp.stop();
      await orchestrator.shutDown();
      await watching.dispose();
      await Promise.all([store.close(), workspaces.index.close()]);
      owned.dispose();
    },
  };
}

/** Has code embedded anew when the model, the endpoint, its key or the workspace's trust changes. */
function restartEmbeddings({ code }: Workspaces, apiKey: ApiKeyPort, owned: DisposableStore): void {
  const { restart } = code.embeddings;
  owned.add(apiKey.onDidChange(restart));
  owned.add(vscode.workspace.onDidGrantWorkspaceTrust(restart));
  owned.add(
    onDidChangeSettings((affects) => {
      if (embeddingSettings.some(affects)) restart();
    }),
  );
}

const embeddingSettings = [
  'index.embeddings',
  'index.embeddingTokensPerDay',
  'index.enabled',
  'model.baseUrl',
  'model.provider',
] as const;

/** The open folder's name; of one that is not open the first one's. */
function nameOfFolder(path: string): string | undefined {
  const open = workspaceFolders();
  return open.find(({ uri }) => uri.fsPath === path)?.name ?? open[0]?.name;
}

interface ViewDeps extends Given {
  readonly log: VscodeLog;
  readonly store: StorePort;
  readonly workspaces: Workspaces;
  readonly models: Models;
  readonly orchestrator: Orchestrator;
  readonly watching: Watching;
  readonly owned: DisposableStore;
}

interface Views extends Pick<Flux, 'chat' | 'runCommand' | 'restorePanel' | 'restoreDashboard'> {
  readonly agents: Agents;
  /** Shows somebody new where to begin. */
  welcome(): Promise<void>;
  /** Says which sessions were interrupted. */
  tell(interrupted: readonly SessionSnapshot[]): void;
}

/** Everything that a person sees, and what acts for them. */
function createViews(deps: ViewDeps): Views {
  const { context, apiKey, endpoint, features, log, store, workspaces, models, orchestrator, watching, owned } = deps;
  const { tools, settings } = workspaces.all;
  const documents = owned.add(
    createStepDocuments({
      tools,
      store,
      textBefore: orchestrator.textBefore,
      changesOf: orchestrator.stepChanges,
      uriOf: pathUri,
    }),
  );
  owned.add(createStepDiffs({ orchestrator, documents, settings, log }));
  const modelLabel = createModelLabel(models, apiKey, owned);
  const panel = owned.add(
    createPlanPanel({
      extensionUri: context.extensionUri,
      log,
      ...createPanelController({
        orchestrator,
        tools,
        store,
        documents,
        uriOf: pathUri,
        modelLabel,
        outdated: async (session) =>
          session.plan ? changedSince(session.plan, (workspaces.of(session) ?? workspaces.all).files) : [],
        onDidChangeFile: workspaces.onDidChangeFile,
        log,
      }),
    }),
  );
  const showPlan: ShowPlan = (session, options = { focus: false }) => panel.show(session, options);
  const dashboard = owned.add(
    createDashboard({ extensionUri: context.extensionUri, orchestrator, watching, showPlan, log }),
  );
  const notices = { orchestrator, showPlan, isShowing: panel.isShowing, log };
  const beginning = owned.add(createBeginning({ memory: context.globalState, orchestrator, log }));
  owned.add(tellWrongSettings(log.warn, () => wrongHandlings(settings)));
  owned.add(createStatusBar(orchestrator, beginning));
  owned.add(createSessionsView(orchestrator));
  const suggestions = owned.add(createSuggestionsView({ orchestrator, watching, find: workspaces.firstGoals, log }));
  owned.add(
    createWatchingViews({
      watching,
      settings,
      memory: context.workspaceState,
      uriOf: pathUri,
      project: createProjectNodes({
        folders: workspaceFolders,
        read: (folder, signal) => readProjectFacts(folder, settings, signal),
        log,
      }),
      onDidChangeFile: workspaces.onDidChangeFile,
      log,
    }),
  );
  owned.add(createNotices(notices));
  const agents = composeAgents({ ...deps, settings, showPlan, isShowing: panel.isShowing });

  return {
    agents,
    chat: createChatHandler({
      orchestrator,
      workspace: hideSecrets(workspaces.all),
      proposals: watching.proposals,
      log,
      conversations: createConversations(randomUUID),
      modelFor: models.forChat,
      uriOf: pathUri,
      pathOf: (uri) => pathOf(workspaceFolders, uri),
      showPlan,
    }),
    runCommand: createCommands({
      orchestrator,
      apiKey,
      log,
      showPlan,
      isShowing: panel.isShowing,
      compare: (session, path) => documents.compareRun(session, path),
      rebuildIndex: (signal, report) => rebuildIndex(workspaces.index, signal, report),
      listModels: () => listEndpointModels(endpoint),
      connection: createConnection({ apiKey, features }),
      refreshSuggestions: suggestions.refresh,
      watching,
      settings,
      showDashboard: dashboard.show,
      mcp: agents.mcp,
      searchCode: () => searchCode({ code: workspaces.code, uriOf: pathUri, log }),
    }),
    restorePanel: (webview, saved) => panel.restore(webview, saved),
    restoreDashboard: dashboard.restore,
    welcome: beginning.welcome,
    tell(interrupted) {
      for (const session of interrupted) log.info(`${session.name} was interrupted.`);
      void tellInterrupted(interrupted, notices);
    },
  };
}

type ShowPlan = (session: string, options?: { focus: boolean; pinned?: boolean }) => void;

/** A session of one folder among several names its files without the folder: enough for showing them. */
function pathUri(path: string): vscode.Uri | undefined {
  return uriOf(workspaceFolders, path) ?? uriOf(() => workspaceFolders().slice(0, 1), path);
}

/** Rebuilds the code index and says what it holds. */
async function rebuildIndex(
  index: CodeIndexPort,
  signal: AbortSignal,
  report: (line: string) => void,
): Promise<string> {
  const { files, symbols, durationMs } = await index.update({ anew: true, signal, report });
  return (
    `The index holds ${plural(files, 'file')} and ${plural(symbols, 'symbol')}; it took ` +
    `${formatDuration(durationMs)}.`
  );
}
