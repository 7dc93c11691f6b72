import * as vscode from 'vscode';
import { Emitter, type Event } from '../base/emitter';
import type { LogPort } from '../contracts/ports';
import type { SessionSnapshot } from '../contracts/session';
import type { Orchestrator } from '../core/orchestrator';

/** Remembered over all windows: the walkthrough was opened by itself; a goal has run. */
const keys = { opened: 'walkthroughOpened', hasRun: 'firstGoalRan' } as const;
const walkthrough = 'flux-editor.flux#start';

/** What somebody new is shown, until they have done it. */
export interface Beginning extends vscode.Disposable {
  /** Whether no goal has run yet, in any window. */
  isNew(): boolean;
  /** Fires once, when the first goal has run. */
  readonly onDidBegin: Event<void>;
  /** Opens the walkthrough if it has never opened by itself, and the person has not told the editor to open none. */
  welcome(): Promise<void>;
}

interface Deps {
  readonly memory: vscode.Memento;
  readonly orchestrator: Pick<Orchestrator, 'onDidChangeSession' | 'sessions'>;
  readonly log: LogPort;
}

/** Opens the walkthrough. */
export async function getStarted(): Promise<void> {
  await vscode.commands.executeCommand('workbench.action.openWalkthrough', walkthrough, false);
}

/** Follows what a person does for the first time: the steps of the walkthrough tick themselves off by it. */
export function createBeginning({ memory, orchestrator, log }: Deps): Beginning {
  const begun = new Emitter<void>();
  let isNew = memory.get(keys.hasRun) !== true;
  const done = new Set<string>();
  const listening = orchestrator.onDidChangeSession((session) => {
    for (const context of firstTimes(session)) {
      if (done.has(context)) continue;
      done.add(context);
      void vscode.commands.executeCommand('setContext', context, true);
      if (context !== contexts.hasRun || !isNew) continue;
      isNew = false;
      begun.fire();
      memory
        .update(keys.hasRun, true)
        .then(undefined, (error) => log.error('Remembering the first goal failed', error));
    }
  });
  return {
    isNew: () => isNew,
    onDidBegin: begun.event,
    async welcome() {
      if (!isNew || memory.get(keys.opened) === true || !opensWalkthroughs()) return;
      await memory.update(keys.opened, true);
      // Whoever comes from a version without the walkthrough needs none.
      if ((await orchestrator.sessions()).length === 0) await getStarted();
    },
    dispose: () => listening.dispose(),
  };
}

const contexts = { hasRun: 'flux.hasRun', hasApproved: 'flux.hasApproved', hasUndone: 'flux.hasUndone' } as const;

function firstTimes({ state, plan, approvedAt, undo }: SessionSnapshot): string[] {
  return [
    ...(state === 'complete' && plan ? [contexts.hasRun] : []),
    ...(plan?.source === 'model' && approvedAt !== undefined ? [contexts.hasApproved] : []),
    ...(undo ? [contexts.hasUndone] : []),
  ];
}

function opensWalkthroughs(): boolean {
  return vscode.workspace.getConfiguration('workbench.welcomePage.walkthroughs').get('openOnInstall', true);
}
