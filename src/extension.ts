import { registerLearnMore } from './ui/learnMore';
import { registerSayInChat } from './ui/chat/links';
import * as vscode from 'vscode';
import { apiActions, type FluxApi, type ToolSummary } from './contracts/api';
import type { SessionSnapshot } from './contracts/session';
import type { SuperToolInput } from './contracts/superTool';
import type { FluxTool } from './ui/fluxTool';
import type { Proposal } from './contracts/watch';
import { commandIds, dashboardViewType, planPanelViewType } from './contracts/commands';
import { Emitter } from './base/emitter';
import type { Flux } from './compose';
import { createEndpointSource } from './editor/models/endpoint';
import { createEndpointFeatures } from './node/model/endpointFeatures';
import { createModelProvider, resolveFluxModels } from './editor/models/modelProvider';
import { fluxVendor } from './editor/models/models';
import { createApiKeyStore } from './editor/secrets';
import { vscodeSettings } from './editor/settings';

/**
 * The tools' summaries, made from their schemas when the extension is built, because the API hands them out at once.
 */
declare const FLUX_TOOLS: readonly ToolSummary[];

/** How long after activation the rest is loaded although nobody has asked for it yet, in milliseconds. */
const settleMs = 1_500;

let loaded: Promise<Flux> | undefined;
let closing = false;

/**
 * Called by the editor once, when a window has started. Registers what the editor must know of and nothing else: the
 * rest is loaded when it is first needed, or a moment later. Hands out the API for other extensions.
 */
export function activate(context: vscode.ExtensionContext): FluxApi {
  const apiKey = createApiKeyStore(context.secrets);
  const endpoint = createEndpointSource({ settings: vscodeSettings, apiKey });
  const features = createEndpointFeatures();
  const changes = new Emitter<SessionSnapshot>();
  const proposals = new Emitter<readonly Proposal[]>();
  const mcpChanges = new Emitter<void>();
  const flux = (): Promise<Flux> => {
    loaded ??= import('./compose').then(({ compose }) => {
      const made = compose({ context, apiKey, endpoint, features });
      made.api.onDidChangeSession((session) => changes.fire(session));
      made.api.onDidChangeProposals((all) => proposals.fire(all));
      made.onDidChangeMcp(() => mcpChanges.fire());
      return made;
    });
    loaded.catch(() => (loaded = undefined)); // tried again at the next call
    return loaded;
  };

  const provider = createModelProvider({ settings: vscodeSettings, endpoint, apiKey, features });
  const participant = vscode.chat.createChatParticipant('flux.participant', async (...message) =>
    (await flux()).chat(...message),
  );
  participant.iconPath = vscode.Uri.joinPath(context.extensionUri, 'media', 'icon.svg');
  context.subscriptions.push(
    provider,
    participant,
    registerSayInChat(),
    registerLearnMore(context.extensionUri),
    vscode.lm.registerLanguageModelChatProvider(fluxVendor, provider),
    vscode.window.registerWebviewPanelSerializer(planPanelViewType, {
      deserializeWebviewPanel: async (panel, saved: unknown) => (await flux()).restorePanel(panel, saved),
    }),
    vscode.window.registerWebviewPanelSerializer(dashboardViewType, {
      deserializeWebviewPanel: async (panel) => (await flux()).restoreDashboard(panel),
    }),
    vscode.lm.registerTool<SuperToolInput>('flux_orchestrate', {
      prepareInvocation: async (options) => (await flux()).tool.prepareInvocation(options),
      // Some editors hand in a third argument, for progress.
      invoke: async (...call: Parameters<FluxTool['invoke']>) => (await flux()).tool.invoke(...call),
    }),
    vscode.lm.registerMcpServerDefinitionProvider('flux.mcp', {
      onDidChangeMcpServerDefinitions: mcpChanges.event,
      provideMcpServerDefinitions: async () => (vscodeSettings('mcp.enabled') ? (await flux()).mcpDefinitions() : []),
    }),
    ...commandIds.map((id) =>
      vscode.commands.registerCommand(id, async (argument?: unknown) => (await flux()).runCommand(id, argument)),
    ),
  );
  // The chat view refuses messages until it knows a model, and it asks for models only when somebody else does.
  resolveFluxModels().catch(report);
  setTimeout(
    () =>
      closing ||
      flux()
        .then((made) => made.recover())
        .catch(report),
    settleMs,
  );

  return {
    version: 1,
    ...laterActions(async () => (await flux()).api),
    tools: () => structuredClone(FLUX_TOOLS) as ToolSummary[],
    onDidChangeSession: changes.event,
    onDidChangeProposals: proposals.event,
  };
}

type ApiActions = Pick<FluxApi, (typeof apiActions)[number]>;

/** The actions of the API, each of which loads the rest first. */
function laterActions(load: () => Promise<ApiActions>): ApiActions {
  const later =
    (name: keyof ApiActions) =>
    async (...args: unknown[]) => {
      const action = (await load())[name] as (...args: unknown[]) => Promise<unknown>;
      return action(...args);
    };
  return Object.fromEntries(apiActions.map((name) => [name, later(name)])) as unknown as ApiActions;
}

/** What nobody waits for ends in the extension host's log. */
function report(error: unknown): void {
  // eslint-disable-next-line no-console -- Flux's own log is not loaded yet
  console.error('Flux', error);
}

/** Called by the editor when the window closes; it waits a few seconds at most. */
export async function deactivate(): Promise<void> {
  closing = true;
  await (await loaded?.catch(() => undefined))?.shutDown();
}
