import * as vscode from 'vscode';
import type { GoalArgument } from '../contracts/commands';
import type { SessionSnapshot, SessionSummary } from '../contracts/session';
import { ellipsis } from '../base/text';
import type { Orchestrator } from '../core/orchestrator';
import { hasEnded } from '../words/sessionState';
import { runGoal, type GoalDeps } from './goalCommands';
import { noSession, pickSession } from './pickSession';
import { sessionTitle } from './sessionTitle';
import { stateWord } from '../words/sessionState';

/** “Send Feedback…”: asks for the words where a script has not given them (`{ session, text }`). */
export async function sendFeedback(
  argument: unknown,
  { orchestrator }: GoalDeps,
): Promise<SessionSnapshot | undefined> {
  const picked = await pickSession(argument, orchestrator, {
    title: 'Send Feedback',
    fits: ({ state }) => !hasEnded(state),
    none: 'No session is running.',
  });
  if (!picked) return undefined;
  // A button below a question in chat answers it.
  const gate = wordsOf(argument, 'gate');
  const answer = wordsOf(argument, 'text');
  if (gate !== undefined && answer !== undefined) return orchestrator.answer(picked.session.id, gate, answer);
  const text =
    answer ??
    (await vscode.window.showInputBox({
      title: `Flux: Feedback to “${sessionTitle(picked.session, 40)}”`,
      prompt: 'Recorded immediately. It goes to the model with the next call.',
      placeHolder: 'use argon2 instead · skip the docs · stop after this step',
      ignoreFocusOut: true,
    }));
  return text === undefined ? undefined : orchestrator.feedback(picked.session.id, text);
}

/** “Continue Session with New Goal…”: an ended session takes up another goal; what it did is the context. */
export async function continueSession(argument: unknown, deps: GoalDeps): Promise<SessionSnapshot | undefined> {
  const picked = await pickSession(argument, deps.orchestrator, {
    title: 'Continue Session',
    fits: ({ state }) => hasEnded(state),
    none: 'No session has ended yet.',
  });
  if (!picked) return undefined;
  const goal =
    wordsOf(argument, 'goal') ??
    (await vscode.window.showInputBox({
      title: `Flux: Continue “${sessionTitle(picked.session, 40)}”`,
      prompt: 'What comes next?',
      ignoreFocusOut: true,
    }));
  return goal === undefined ? undefined : runGoal({ goal, continueSession: picked.session.id }, false, deps);
}

/** “Run Workflow…”: asks which, and for the goal where it takes one. */
export async function runWorkflow(
  argument: GoalArgument | undefined,
  deps: GoalDeps,
): Promise<SessionSnapshot | undefined> {
  if (argument?.workflow !== undefined) return runGoal(argument, false, deps);
  const items = (await deps.orchestrator.workflows()).map((workflow) => ({
    label: workflow.name,
    description: workflow.builtIn ? '' : workflow.path,
    detail: workflow.description,
  }));
  const picked = await vscode.window.showQuickPick(items, {
    title: 'Flux: Run Workflow',
    matchOnDetail: true,
    placeHolder: 'Select a workflow',
  });
  return picked && runGoal({ ...argument, workflow: picked.label }, false, deps);
}

type Found = vscode.QuickPickItem & { readonly id?: string };

/** “Find Session…”: as the person types a part of a name; the id of the one picked. */
export async function findSession(orchestrator: Orchestrator): Promise<string | undefined> {
  if ((await orchestrator.sessions()).length === 0) {
    void vscode.window.showInformationMessage(noSession);
    return undefined;
  }
  const list = vscode.window.createQuickPick<Found>();
  list.title = 'Flux: Find Session';
  list.placeholder = 'Search sessions by name';
  // A panel that gets the focus back from the palette would close it.
  list.ignoreFocusOut = true;
  let newest = 0;
  const look = async (text: string) => {
    const asked = ++newest;
    const found = await orchestrator.search(text, 50);
    // Answers may come out of order; those for older words are of no use.
    if (asked === newest) list.items = found.length > 0 ? found.map(foundItem) : [nothingFound(text)];
  };
  return new Promise((resolve) => {
    list.onDidChangeValue((text) => void look(text));
    list.onDidAccept(() => {
      resolve(list.selectedItems[0]?.id);
      list.hide();
    });
    list.onDidHide(() => {
      resolve(undefined);
      list.dispose();
    });
    void look('');
    list.show();
  });
}

function foundItem(session: SessionSummary): Found {
  return {
    label: session.name,
    description: stateWord(session),
    detail: ellipsis(session.goal, 120),
    alwaysShow: true,
    id: session.id,
  };
}

function nothingFound(text: string): Found {
  return { label: `No session name contains “${ellipsis(text, 40)}”.`, alwaysShow: true };
}

function wordsOf(argument: unknown, key: 'text' | 'goal' | 'gate'): string | undefined {
  const words =
    typeof argument === 'object' && argument !== null ? (argument as Record<string, unknown>)[key] : undefined;
  return typeof words === 'string' && words.trim() !== '' ? words : undefined;
}
