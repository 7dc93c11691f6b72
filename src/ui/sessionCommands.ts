import * as vscode from 'vscode';
import type { SessionSnapshot } from '../contracts/session';
import type { Orchestrator } from '../core/orchestrator';
import { hasEnded } from '../words/sessionState';
import type { CommandDeps } from './commands';
import { noSession, pickSession } from './pickSession';
import { plainText } from './plainText';
import { importFromFile } from './sessionFiles';
import { sessionTitle } from './sessionTitle';
import { stateWord } from '../words/sessionState';

// Each command takes a session by its argument, else asks which; undefined where the person picked none.

type ShowDeps = Pick<CommandDeps, 'orchestrator' | 'showPlan'>;

const awaiting = {
  fits: (session: { state: string }) => session.state === 'awaiting_approval',
  none: 'No plan is waiting for approval.',
};

export async function openPlan(argument: unknown, { orchestrator, showPlan }: ShowDeps): Promise<void> {
  const picked = await pickSession(argument ?? (await orchestrator.sessions())[0]?.id, orchestrator, {
    title: 'Open Plan',
    none: noSession,
  });
  if (picked) showPlan(picked.session.id, { focus: true, pinned: argument !== undefined });
}

export async function approvePlan(
  argument: unknown,
  { orchestrator, showPlan }: ShowDeps,
): Promise<SessionSnapshot | undefined> {
  const picked = await pickSession(argument, orchestrator, { title: 'Approve Plan', ...awaiting });
  if (!picked) return undefined;
  const approved = await orchestrator.approve(picked.session.id, { revision: picked.revision });
  if (argument === undefined) showPlan(approved.id, { focus: false, pinned: true });
  return approved;
}

export async function rejectPlan(argument: unknown, orchestrator: Orchestrator): Promise<SessionSnapshot | undefined> {
  const picked = await pickSession(argument, orchestrator, { title: 'Reject Plan', ...awaiting });
  if (!picked) return undefined;
  const rejected = await orchestrator.reject(picked.session.id, undefined, picked.revision);
  tellDone(argument, 'The plan was rejected; nothing was changed.', rejected);
  return rejected;
}

export async function pauseRun(argument: unknown, orchestrator: Orchestrator): Promise<SessionSnapshot | undefined> {
  const picked = await pickSession(argument, orchestrator, {
    title: 'Pause Run',
    fits: ({ state }) => !hasEnded(state) && state !== 'paused',
    none: 'Nothing is running.',
  });
  if (!picked) return undefined;
  const paused = await orchestrator.pause(picked.session.id);
  tellDone(argument, 'Paused until you resume.', paused);
  return paused;
}

export async function resumeSession(
  argument: unknown,
  { orchestrator, showPlan }: ShowDeps,
): Promise<SessionSnapshot | undefined> {
  const picked = await pickSession(argument, orchestrator, {
    title: 'Resume Session',
    fits: ({ state }) => state === 'paused',
    none: 'No session is paused.',
  });
  if (!picked) return undefined;
  const resumed = await orchestrator.resume(picked.session.id);
  showPlan(resumed.id, { focus: false, pinned: true });
  return resumed;
}

export async function stopRun(argument: unknown, orchestrator: Orchestrator): Promise<SessionSnapshot | undefined> {
  const picked = await pickSession(argument, orchestrator, {
    title: 'Stop Run',
    fits: (session) => !hasEnded(session.state),
    none: 'Nothing is running.',
  });
  if (!picked) return undefined;
  const stopped = await orchestrator.stop(picked.session.id);
  tellDone(argument, 'Stopped.', stopped);
  return stopped;
}

/** Tells that the palette's command has worked; who calls it elsewhere sees it there. The editor shows one line. */
function tellDone(argument: unknown, text: string, session: SessionSnapshot): void {
  if (argument === undefined)
    void vscode.window.showInformationMessage(plainText(`${text} (“${sessionTitle(session, 40)}”)`));
}

export async function importSession(
  argument: unknown,
  { orchestrator, showPlan }: ShowDeps,
): Promise<SessionSnapshot | undefined> {
  const session = await importFromFile(argument, orchestrator);
  if (session) showPlan(session.id, { focus: true, pinned: true });
  return session;
}

export async function renameSession(
  argument: unknown,
  orchestrator: Orchestrator,
): Promise<SessionSnapshot | undefined> {
  const picked = await pickSession(argument, orchestrator, {
    title: 'Rename Session',
    none: 'There are no sessions to rename.',
  });
  if (!picked) return undefined;
  const name = await vscode.window.showInputBox({
    title: 'Flux: Rename Session',
    value: picked.session.name,
    prompt: 'New name of the session',
  });
  return name === undefined ? undefined : orchestrator.rename(picked.session.id, name);
}

export async function deleteSession(argument: unknown, orchestrator: Orchestrator): Promise<void> {
  const picked = await pickSession(argument, orchestrator, {
    title: 'Delete Session',
    none: 'There are no sessions to delete.',
  });
  if (!picked) return;
  const running = hasEnded(picked.session.state) ? '' : ` It is ${stateWord(picked.session)} and will be stopped.`;
  const sure = await vscode.window.showWarningMessage(
    `Delete the session “${sessionTitle(picked.session)}”?${running} The files that it changed are not restored.`,
    { modal: true },
    'Delete',
  );
  if (sure === 'Delete') await orchestrator.remove(picked.session.id);
}
