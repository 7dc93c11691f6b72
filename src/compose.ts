import { randomUUID } from 'node:crypto';
import type * as vscode from 'vscode';
import type { FluxApi } from './contracts/api';
import type { CodeIndexPort } from './contracts/ports';
import type { SessionSnapshot, TestCounts } from './contracts/session';
import { DisposableStore, type Disposable } from './base/disposables';
import { FluxError } from './base/errors';
import { formatDuration, plural } from './base/text';
import { assembleAgents } from './core/agents/assembleAgents';
import { hideSecrets } from './core/brief/hideSecrets';
import { createOrchestrator } from './core/orchestrator';
import { route } from './core/route/route';
import { lazyStore } from './core/session/lazyStore';
import { toolSummaries } from './core/toolSummaries';
import type { Workplace } from './core/workplace';
import { createVscodeCheckpoints } from './editor/checkpoints/checkpoints';
import { createVscodeCodeIndex } from './editor/workspace/codeIndex';
import { createVscodeCommands } from './editor/terminal/commands';
import { createEditorState } from './editor/workspace/editorState';
import type { EndpointSource } from './editor/models/endpoint';
import { createVscodeFiles } from './editor/files/files';
import { createFluxFiles } from './editor/workspace/fluxFiles';
import { createVscodeFix } from './editor/fix/fix';
import { folderNames, folderOfSession, uriOf, workspaceFolders } from './editor/workspace/folder';
import { createVscodeGit } from './editor/git/git';
import { createVscodeLog } from './editor/log';
import { createModelSource } from './editor/models/models';
import { createVscodeSearch } from './editor/workspace/search';
import { createOtherTools } from './editor/otherTools';
import type { ApiKeyPort } from './editor/secrets';
import { addToSetting, onDidChangeSettings, vscodeSettings } from './editor/settings';
import { openVscodeStore, storageFolder, type FoundStore } from './editor/store';
import { createVscodeTests } from './editor/tests/tests';
import type { EndpointFeatures } from './node/model/endpointFeatures';
import { createTools } from './tools/allTools';
import { createChatHandler } from './ui/chat/participant';
import { createCommands, type RunCommand } from './ui/commands';
import { createNotices, tellInterrupted } from './ui/notices';
import { offerSessions } from './ui/offerSessions';
import { createPanelController } from './ui/panelController';
import { createPlanPanel } from './ui/planPanel';
import { createSessionsView } from './ui/sessionsView';
import { createStatusBar } from './ui/statusBar';
import { createStepDiffs } from './ui/stepDiffs';
import { createStepDocuments } from './ui/stepDocuments';

/** How often other windows' changes to the store are looked for, in milliseconds. */
const refreshMs = 2_000;

/** Flux, wired: what activation passes on to, and what deactivation must end. */
export interface Flux {
  readonly api: FluxApi;
  readonly chat: vscode.ChatRequestHandler;
  readonly runCommand: RunCommand;
  restorePanel(panel: vscode.WebviewPanel, saved: unknown): void;
  /** Marks sessions that a crash or a reload cut off. */
  recover(): Promise<void>;
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
  const settings = vscodeSettings;
  const folders = workspaceFolders;
  let found: FoundStore | undefined;
  const store = lazyStore(async () => (found = await openVscodeStore(context, log)).store);

  const files = createVscodeFiles({ folders });
  const search = createVscodeSearch({ folders });
  const git = createVscodeGit({ folders });
  const tests = owned.add(createVscodeTests({ folders, settings }));
  const editor = createEditorState({ folders });
  const fix = createVscodeFix({ folders, settings, editor });
  const commands = owned.add(createVscodeCommands({ folders }));
  const index = createVscodeCodeIndex({
    storage: storageFolder(context),
    extensionUri: context.extensionUri,
    files,
    settings,
    folders,
  });
  const otherTools = createOtherTools();
  const checkpoints = createVscodeCheckpoints({ folders, store });
  const tools = createTools({ files, search, git, tests, fix, commands, editor, index, otherTools, settings });
  let lastTests: TestCounts | undefined;
  const agents = owned.add(
    createFluxFiles({
      folders,
      files,
      git,
      editor,
      log,
      lastTests: () => lastTests,
      assemble: (own) =>
        assembleAgents(
          own,
          tools.map(({ name }) => name),
        ),
    }),
  );
  const place: Workplace = {
    lastTests: () => lastTests,
    files,
    search,
    git,
    editor,
    tools,
    otherTools,
    checkpoints,
    agents,
    settings,
    addToSetting,
    now: Date.now,
    log,
  };

  const models = createModelSource({ settings, endpoint, features, onWait: (text) => log.info(text) });
  /** What a session sees that was made while this folder alone was open. */
  const alone = new Map<string, Workplace>();
  const placeFor = (session: SessionSnapshot): Workplace | undefined => {
    const all = folders();
    const names = session.folders ?? (found?.alone && all[0] ? [all[0].name] : undefined);
    const folder = folderOfSession(all, names, session.placed === true);
    if (!folder) return undefined;
    const known = alone.get(folder.uri.toString());
    if (known) return known;
    const only = { folders: () => [folder] };
    const ports = {
      files: createVscodeFiles(only),
      search: createVscodeSearch(only),
      git: createVscodeGit(only),
      editor: createEditorState(only),
      commands: owned.add(createVscodeCommands(only)),
    };
    const made: Workplace = {
      ...place,
      ...ports,
      checkpoints: createVscodeCheckpoints({ ...only, store }),
      tools: createTools({
        ...ports,
        tests,
        fix: createVscodeFix({ ...only, settings, editor: ports.editor }),
        index,
        otherTools,
        settings,
      }),
    };
    alone.set(folder.uri.toString(), made);
    return made;
  };
  const orchestrator = createOrchestrator({
    store,
    owner: { id: randomUUID(), pid: process.pid },
    place,
    placeFor,
    folders: () => folderNames(folders),
    models: models.source,
    newId: randomUUID,
  });

  owned.add(orchestrator.onDidChangeSession((session) => (lastTests = newestTests(session) ?? lastTests)));

  // A session of one folder among several names its files without the folder: enough for showing them.
  const pathUri = (path: string) => uriOf(folders, path) ?? uriOf(() => folders().slice(0, 1), path);
  const documents = owned.add(
    createStepDocuments({ tools, store, textBefore: orchestrator.textBefore, uriOf: pathUri }),
  );
  owned.add(createStepDiffs({ orchestrator, documents, settings, log }));
  let label: Promise<string | undefined> | undefined;
  const forgetLabel = () => void (label = undefined);
  owned.add(apiKey.onDidChange(forgetLabel));
  owned.add(onDidChangeSettings(forgetLabel));
  const modelLabel = () =>
    (label ??= models.source().then(
      (model) => model?.label,
      () => undefined,
    ));
  void apiKey.get().then((key) => key && log.hide(key));
  const panel = owned.add(
    createPlanPanel({
      extensionUri: context.extensionUri,
      log,
      ...createPanelController({ orchestrator, tools, store, documents, uriOf: pathUri, modelLabel, log }),
    }),
  );
  const showPlan = (session: string, options: { focus: boolean; pinned?: boolean } = { focus: false }) =>
    panel.show(session, options);
  const chat = createChatHandler({
    orchestrator,
    place: hideSecrets(place),
    log,
    modelFor: models.forChat,
    uriOf: pathUri,
    showPlan,
  });
  const runCommand = createCommands({
    orchestrator,
    apiKey,
    log,
    showPlan,
    compare: (session, path) => documents.compareRun(session, path),
    rebuildIndex: (signal, report) => rebuildIndex(index, signal, report),
    listModels: () => listEndpointModels(endpoint),
  });
  owned.add(createStatusBar(orchestrator));
  owned.add(createSessionsView(orchestrator));
  const notices = { orchestrator, showPlan, log };
  owned.add(createNotices(notices));

  const tell = (interrupted: readonly SessionSnapshot[]) => {
    for (const session of interrupted) log.info(`${session.name} was interrupted.`);
    void tellInterrupted(interrupted, notices);
  };
  // Also a window that is still open tells what another one left behind.
  owned.add(
    repeat(
      async () => tell(await orchestrator.refresh()),
      (error) => log.warn(`Looking for other windows' changes failed: ${String(error)}`),
    ),
  );

  // Activation hands out only what the API names.
  const api: FluxApi = {
    ...orchestrator,
    version: 1,
    route: async (text) => route(text, tools, await models.source(), new AbortController().signal),
    start: (request) => orchestrator.start(request, { origin: 'api' }),
    approve: (session, change) => orchestrator.approve(session, change, 'api'),
    reject: (session, reason) => orchestrator.reject(session, reason),
    tools: () => toolSummaries(tools),
  };

  return {
    api,
    chat,
    runCommand,
    restorePanel: (webview, saved) => panel.restore(webview, saved),
    async recover() {
      tell(await orchestrator.recover());
      if (!found || found.offers.length === 0) return;
      void offerSessions(
        found.offers,
        (folder) => folders().find(({ uri }) => uri.fsPath === folder)?.name ?? folders()[0]?.name,
        { orchestrator, log },
      );
      await found.offered();
    },
    async shutDown() {
      await orchestrator.shutDown();
      await Promise.all([store.close(), index.close()]);
      owned.dispose();
    },
  };
}

/** Builds the code index anew and tells what it holds. */
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

/** What the tests of a run said last, where the run was of all of them. */
function newestTests(session: SessionSnapshot): TestCounts | undefined {
  const runs = (session.plan?.steps ?? []).filter((step) => step.tests && Object.keys(step.input ?? {}).length === 0);
  return runs.sort((a, b) => (a.endedAt ?? 0) - (b.endedAt ?? 0)).at(-1)?.tests ?? session.testsBefore;
}

/** Runs a job again and again, each time after the last one has ended; after a failure only a minute later. */
function repeat(job: () => Promise<void>, failed: (error: unknown) => void): Disposable {
  let timer: NodeJS.Timeout | undefined;
  let stopped = false;
  const next = (ms: number) => {
    if (stopped) return;
    timer = setTimeout(() => {
      job().then(
        () => next(refreshMs),
        (error: unknown) => (failed(error), next(60_000)),
      );
    }, ms);
  };
  next(refreshMs);
  return {
    dispose() {
      stopped = true;
      clearTimeout(timer);
    },
  };
}

async function listEndpointModels(endpoint: EndpointSource): Promise<readonly string[]> {
  const found = await endpoint();
  if (!found) return [];
  const { hostOf, listModels } = await import('./node/model/openaiEndpoint');
  try {
    const ids = await listModels(found, AbortSignal.timeout(10_000));
    if (ids.length === 0)
      throw new FluxError('model_failed', `${hostOf(found)} lists no models. Name one in the setting flux.model.id.`);
    return ids;
  } catch (error) {
    throw FluxError.is(error)
      ? error
      : new FluxError('model_unreachable', 'The endpoint did not answer in 10 s.', { cause: error });
  }
}
