import * as vscode from 'vscode';
import type { CommandId, GoalArgument } from '../contracts/commands';
import type { SessionSnapshot } from '../contracts/session';
import type { Orchestrator } from '../core/orchestrator';
import type { ApiKeyPort } from '../editor/secrets';
import type { VscodeLog } from '../editor/log';
import type { Connection } from '../editor/models/connection';
import { copyMcpConfig, type McpAccess, type McpConfigArgument } from './copyMcpConfig';
import { getStarted } from './beginning';
import { connectModel, type ConnectArgument } from './connectModel';
import { runGoal, tellFailure, withProgress } from './goalCommands';
import { showSettings } from './openSettings';
import { plainText } from './plainText';
import { createProposalCommands, type ProposalCommandDeps } from './proposalCommands';
import {
  approvePlan,
  deleteSession,
  importSession,
  openPlan,
  pauseRun,
  rejectPlan,
  renameSession,
  resumeSession,
  stopRun,
} from './sessionCommands';
import { exportToFile } from './sessionFiles';
import { raiseBudget } from './raiseBudget';
import { continueSession, findSession, runWorkflow, sendFeedback } from './steerCommands';
import { selectModel } from './selectModel';
import { undoOrRedo } from './undoCommands';

/** What the commands reach. */
export interface CommandDeps extends Pick<ProposalCommandDeps, 'watching' | 'settings'> {
  readonly orchestrator: Orchestrator;
  readonly apiKey: ApiKeyPort;
  readonly log: VscodeLog;
  readonly showPlan: (session: string, options: { focus: boolean; pinned?: boolean }) => void;
  readonly isShowing: (session: string) => boolean;
  readonly compare: (session: SessionSnapshot, path: string) => Promise<void>;
  readonly rebuildIndex: (signal: AbortSignal, report: (line: string) => void) => Promise<string>;
  readonly listModels: () => Promise<readonly string[]>;
  readonly connection: Connection;
  readonly refreshSuggestions: () => void;
  readonly searchCode: () => Promise<void>;
  readonly showDashboard: () => void;
  readonly mcp: McpAccess;
}

/** Runs a palette command with its argument. Tells failures to the person; called by a script it also rejects. */
export type RunCommand = (id: CommandId, argument?: unknown) => Promise<unknown>;

export function createCommands(deps: CommandDeps): RunCommand {
  const { orchestrator, log } = deps;
  const commands: Record<CommandId, (argument?: unknown) => Promise<unknown>> = {
    'flux.runGoal': (argument) => runGoal(argument as GoalArgument | undefined, false, deps),
    'flux.planGoal': (argument) => runGoal(argument as GoalArgument | undefined, true, deps),
    'flux.openPlan': (argument) => openPlan(argument, deps),
    'flux.approvePlan': (argument) => approvePlan(argument, deps),
    'flux.rejectPlan': (argument) => rejectPlan(argument, orchestrator),
    'flux.sendFeedback': (argument) => sendFeedback(argument, deps),
    'flux.pauseRun': (argument) => pauseRun(argument, orchestrator),
    'flux.resumeSession': (argument) => resumeSession(argument, deps),
    'flux.continueSession': (argument) => continueSession(argument, deps),
    'flux.runWorkflow': (argument) => runWorkflow(argument as GoalArgument | undefined, deps),
    'flux.findSession': async () => {
      const id = await findSession(orchestrator);
      if (id !== undefined) deps.showPlan(id, { focus: true, pinned: true });
    },
    'flux.importSession': (argument) => importSession(argument, deps),
    'flux.raiseBudget': (argument) => raiseBudget(argument, orchestrator),
    'flux.stopRun': (argument) => stopRun(argument, orchestrator),
    'flux.undoRun': (argument) => undoOrRedo('undo', argument, deps),
    'flux.redoRun': (argument) => undoOrRedo('redo', argument, deps),
    'flux.searchCode': deps.searchCode,
    'flux.rebuildIndex': async () => {
      const text = await withProgress(undefined, (report, signal) => deps.rebuildIndex(signal, report));
      void vscode.window.showInformationMessage(plainText(text));
    },
    ...createProposalCommands(deps),
    'flux.refreshSuggestions': async () => deps.refreshSuggestions(),
    'flux.getStarted': getStarted,
    'flux.openSettings': showSettings,
    'flux.showSessions': async () => void (await vscode.commands.executeCommand('flux.sessions.focus')),
    'flux.showDashboard': async () => deps.showDashboard(),
    'flux.renameSession': (argument) => renameSession(argument, orchestrator),
    'flux.deleteSession': (argument) => deleteSession(argument, orchestrator),
    'flux.connectModel': (argument) => connectModel(argument as ConnectArgument | undefined, deps.connection),
    'flux.setApiKey': () => setApiKey(deps.apiKey),
    'flux.selectModel': () => selectModel(deps.listModels),
    'flux.copyMcpConfig': (argument) => copyMcpConfig(argument as McpConfigArgument | undefined, deps.mcp),
    'flux.exportSession': (argument) => exportToFile(argument, orchestrator),
    'flux.showLog': async () => log.show(),
  };

  const run: RunCommand = async (id, argument) => {
    try {
      return await commands[id](argument);
    } catch (error) {
      log.error(`${id} failed`, error);
      void tellFailure(error, () => run(id, argument));
      // From the palette nobody catches: the editor would show a second message. A caller with arguments wants to know.
      if (argument !== undefined) throw error;
      return undefined;
    }
  };
  return run;
}

async function setApiKey(apiKey: ApiKeyPort): Promise<void> {
  const key = await vscode.window.showInputBox({
    title: 'Flux: Set API Key',
    prompt:
      'API key for the OpenAI-compatible endpoint, kept in the system’s credential store. Leave empty to remove it.',
    password: true,
    ignoreFocusOut: true,
  });
  if (key === undefined) return;
  await apiKey.set(key);
  void vscode.window.showInformationMessage(
    key.trim() ? 'API key saved. Flux uses it from the next request.' : 'API key removed.',
  );
}
