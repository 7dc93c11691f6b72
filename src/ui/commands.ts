import * as vscode from 'vscode';
import type { CommandId, GoalArgument } from '../contracts/commands';
import type { SessionSnapshot } from '../contracts/session';
import type { Orchestrator } from '../core/orchestrator';
import { hasEnded } from '../core/session/states';
import type { ApiKeyPort } from '../editor/secrets';
import type { VscodeLog } from '../editor/log';
import { runGoal, tellFailure, withProgress } from './goalCommands';
import { plainText } from './plainText';
import { pickSession } from './pickSession';
import { exportToFile, importFromFile } from './sessionFiles';
import { continueSession, findSession, runWorkflow, sendFeedback } from './steerCommands';
import { selectModel } from './selectModel';
import { stateWord } from './statusText';
import { undoOrRedo } from './undoCommands';

/** What the commands reach. */
export interface CommandDeps {
  readonly orchestrator: Orchestrator;
  readonly apiKey: ApiKeyPort;
  readonly log: VscodeLog;
  readonly showPlan: (session: string, options: { focus: boolean; pinned?: boolean }) => void;
  readonly compare: (session: SessionSnapshot, path: string) => Promise<void>;
  readonly rebuildIndex: (signal: AbortSignal, report: (line: string) => void) => Promise<string>;
  readonly listModels: () => Promise<readonly string[]>;
}

/** Runs a palette command with its argument. Tells failures to the person; called by a script it also rejects. */
export type RunCommand = (id: CommandId, argument?: unknown) => Promise<unknown>;

export function createCommands(deps: CommandDeps): RunCommand {
  const { orchestrator, log } = deps;
  const awaiting = {
    fits: (session: { state: string }) => session.state === 'awaiting_approval',
    none: 'No plan waits for approval.',
  };

  const commands: Record<CommandId, (argument?: unknown) => Promise<unknown>> = {
    'flux.runGoal': (argument) => runGoal(argument as GoalArgument | undefined, false, deps),
    'flux.planGoal': (argument) => runGoal(argument as GoalArgument | undefined, true, deps),
    'flux.openPlan': async (argument) => {
      const picked = await pickSession(argument ?? (await orchestrator.sessions())[0]?.id, orchestrator, {
        title: 'Open Plan',
        none: 'There is no session yet. Start one with “Flux: Run Goal…”.',
      });
      if (picked) deps.showPlan(picked.session.id, { focus: true, pinned: argument !== undefined });
    },
    'flux.approvePlan': async (argument) => {
      const picked = await pickSession(argument, orchestrator, { title: 'Approve Plan', ...awaiting });
      return picked && orchestrator.approve(picked.session.id, { revision: picked.revision });
    },
    'flux.rejectPlan': async (argument) => {
      const picked = await pickSession(argument, orchestrator, { title: 'Reject Plan', ...awaiting });
      return picked && orchestrator.reject(picked.session.id, undefined, picked.revision);
    },
    'flux.sendFeedback': (argument) => sendFeedback(argument, deps),
    'flux.pauseRun': async (argument) => {
      const picked = await pickSession(argument, orchestrator, {
        title: 'Pause Run',
        fits: ({ state }) => !hasEnded(state) && state !== 'paused',
        none: 'Nothing is running.',
      });
      return picked && orchestrator.pause(picked.session.id);
    },
    'flux.resumeSession': async (argument) => {
      const picked = await pickSession(argument, orchestrator, {
        title: 'Resume Session',
        fits: ({ state }) => state === 'paused',
        none: 'No session is paused.',
      });
      if (!picked) return undefined;
      const resumed = await orchestrator.resume(picked.session.id);
      deps.showPlan(resumed.id, { focus: false, pinned: true });
      return resumed;
    },
    'flux.continueSession': (argument) => continueSession(argument, deps),
    'flux.runWorkflow': (argument) => runWorkflow(argument as GoalArgument | undefined, deps),
    'flux.findSession': async () => {
      const id = await findSession(orchestrator);
      if (id !== undefined) deps.showPlan(id, { focus: true, pinned: true });
    },
    'flux.importSession': async (argument) => {
      const session = await importFromFile(argument, orchestrator);
      if (session) deps.showPlan(session.id, { focus: true, pinned: true });
      return session;
    },
    'flux.stopRun': async (argument) => {
      const picked = await pickSession(argument, orchestrator, {
        title: 'Stop Run',
        fits: (session) => !hasEnded(session.state),
        none: 'Nothing is running.',
      });
      return picked && orchestrator.stop(picked.session.id);
    },
    'flux.undoRun': (argument) => undoOrRedo('undo', argument, deps),
    'flux.redoRun': (argument) => undoOrRedo('redo', argument, deps),
    'flux.rebuildIndex': async () => {
      const text = await withProgress('Index', (report, signal) => deps.rebuildIndex(signal, report));
      void vscode.window.showInformationMessage(plainText(text));
    },
    'flux.showSessions': async () => void (await vscode.commands.executeCommand('flux.sessions.focus')),
    'flux.renameSession': async (argument) => {
      const picked = await pickSession(argument, orchestrator, {
        title: 'Rename Session',
        none: 'There is no session to rename.',
      });
      const name =
        picked &&
        (await vscode.window.showInputBox({
          title: 'Rename Session',
          value: picked.session.name,
          prompt: 'The new name',
        }));
      return picked && name !== undefined ? orchestrator.rename(picked.session.id, name) : undefined;
    },
    'flux.deleteSession': async (argument) => {
      const picked = await pickSession(argument, orchestrator, {
        title: 'Delete Session',
        none: 'There is no session to delete.',
      });
      if (!picked) return;
      const running = hasEnded(picked.session.state) ? '' : ` It is ${stateWord(picked.session)} and would be stopped.`;
      const sure = await vscode.window.showWarningMessage(
        `Delete the session “${picked.session.name}”?${running} Files that it changed stay as they are.`,
        { modal: true },
        'Delete',
      );
      if (sure === 'Delete') await orchestrator.remove(picked.session.id);
    },
    'flux.setApiKey': async () => {
      const key = await vscode.window.showInputBox({
        title: 'Flux: Set API Key',
        prompt: 'Key of the OpenAI-compatible endpoint; kept in the system’s key store. Empty removes it.',
        password: true,
        ignoreFocusOut: true,
      });
      if (key === undefined) return;
      await deps.apiKey.set(key);
      void vscode.window.showInformationMessage(
        key.trim() ? 'The API key is stored. Flux uses it from the next request on.' : 'The API key was removed.',
      );
    },
    'flux.selectModel': () => selectModel(deps.listModels),
    'flux.exportSession': (argument) => exportToFile(argument, orchestrator),
    'flux.showLog': async () => log.show(),
  };

  return async (id, argument) => {
    try {
      return await commands[id](argument);
    } catch (error) {
      log.error(`${id} failed`, error);
      void tellFailure(error);
      // From the palette nobody catches: the editor would show a second message. A caller with arguments wants to know.
      if (argument !== undefined) throw error;
      return undefined;
    }
  };
}
