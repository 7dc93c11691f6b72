import * as vscode from 'vscode';
import type { DisposableStore } from './base/disposables';
import type { SettingsPort } from './contracts/settings';
import type { StorePort } from './contracts/store';
import type { Orchestrator } from './core/orchestrator';
import { createSuperTool } from './core/orchestrate/superTool';
import type { Watching } from './core/watch/watching';
import type { VscodeLog } from './editor/log';
import { createMcpHost, type McpHost } from './editor/mcp/mcpHost';
import { createFluxTool, type FluxTool } from './ui/fluxTool';
import { createPlanWaits } from './ui/planWaits';

export interface AgentDeps {
  readonly context: vscode.ExtensionContext;
  readonly orchestrator: Orchestrator;
  readonly watching: Watching;
  readonly store: StorePort;
  readonly settings: SettingsPort;
  readonly log: VscodeLog;
  readonly showPlan: (session: string, options: { focus: boolean; pinned?: boolean }) => void;
  readonly isShowing: (session: string) => boolean;
  readonly owned: DisposableStore;
}

/** What other agents reach: the tool of the editor, and the MCP server. */
export interface Agents {
  readonly tool: FluxTool;
  readonly mcp: McpHost;
}

export function composeAgents(deps: AgentDeps): Agents {
  const { context, orchestrator, watching, store, settings, log, owned } = deps;
  const flux = createSuperTool({
    orchestrator,
    proposals: watching.proposals,
    settings,
    store,
    log,
    askPerson: createPlanWaits(deps.showPlan, deps.isShowing),
  });
  const version = String(context.extension.packageJSON.version);
  return {
    tool: createFluxTool({ orchestrate: flux.orchestrate, settings }),
    mcp: owned.add(
      createMcpHost({ secrets: context.secrets, memory: context.workspaceState, settings, flux, version, log }),
    ),
  };
}

/** The editor's own agent reaches Flux over MCP where that is switched on. */
export async function mcpDefinitions(mcp: McpHost, version: string): Promise<vscode.McpHttpServerDefinition[]> {
  const address = await mcp.address();
  if (!address) return [];
  const { url, token } = address;
  return [
    new vscode.McpHttpServerDefinition('Flux', vscode.Uri.parse(url), { Authorization: `Bearer ${token}` }, version),
  ];
}
