import * as vscode from 'vscode';
import type { SessionSnapshot, SessionSummary, UndoReport, UndoState } from '../contracts/session';
import { ellipsis } from '../base/text';
import type { Orchestrator } from '../core/orchestrator';
import { hasEnded } from '../words/sessionState';
import { plainText } from './plainText';
import { pickSession } from './pickSession';
import { sessionTitle } from './sessionTitle';
import { undoText } from './undoText';

/** What undoing in the palette reaches. */
export interface UndoCommandDeps {
  readonly orchestrator: Orchestrator;
  /** Opens the editor's diff of a file: before the run against now. */
  readonly compare: (session: SessionSnapshot, path: string) => Promise<void>;
}

/**
 * “Undo Run…” and “Redo Run…”: asks which session and whether, does it, and tells what came of it. A caller with
 * arguments is not asked.
 */
export async function undoOrRedo(
  action: UndoState['action'],
  argument: unknown,
  deps: UndoCommandDeps,
): Promise<UndoReport | undefined> {
  const { orchestrator } = deps;
  const title = action === 'undo' ? 'Undo Run' : 'Redo Run';
  const fits = (session: SessionSummary) => hasEnded(session.state) || session.state === 'paused';
  const picked = await pickSession(argument, orchestrator, {
    title,
    fits,
    none: `There is no run to ${action}.`,
    placeHolder: `Select a run to ${action}`,
  });
  if (!picked) return undefined;
  const { session } = picked;
  const step = stepOf(argument);
  if (argument === undefined && action === 'undo' && changedNothing(session)) {
    void vscode.window.showInformationMessage(
      plainText(`There is nothing to undo: “${sessionTitle(session, 40)}” changed no files.`),
    );
    return undefined;
  }
  if (argument === undefined && !(await (action === 'undo' ? isSureToUndo : isSureToRedo)(session))) return undefined;
  const report = action === 'undo' ? await orchestrator.undo(session.id, step) : await orchestrator.redo(session.id);
  void tell(action, session, report, deps);
  return report;
}

function changedNothing({ changedFiles, plan }: SessionSnapshot): boolean {
  return changedFiles.length === 0 && !plan?.steps.some(({ commit }) => commit !== undefined);
}

function stepOf(argument: unknown): string | undefined {
  const step = typeof argument === 'object' && argument !== null ? (argument as { step?: unknown }).step : undefined;
  return typeof step === 'string' && step !== '' ? step : undefined;
}

async function isSureToUndo(session: SessionSnapshot): Promise<boolean> {
  const files = session.changedFiles;
  const shown = files.slice(0, 10).join('\n');
  const commits = (session.plan?.steps ?? [])
    .flatMap(({ commit, undone }) =>
      commit && !undone
        ? [
            `The commit ${commit.hash.slice(0, 8)} (${ellipsis(commit.subject, 60)}) is undone if it is ` +
              `the newest and not on a remote. `,
          ]
        : [],
    )
    .join('');
  const detail =
    files.length === 0
      ? `It changed no files. ${commits}`
      : `${shown}${files.length > 10 ? `\n… and ${files.length - 10} more` : ''}\n\n${commits}Your own edits ` +
        `since then are kept. Where both changed the same lines, your version stays.`;
  return isSure(`Undo the changes of “${sessionTitle(session)}”?`, 'Undo', detail);
}

function isSureToRedo(session: SessionSnapshot): Promise<boolean> {
  const files = (session.plan?.steps ?? []).flatMap((step) => (step.undone ? (step.files ?? []) : []));
  const paths = [...new Set(files)];
  const more = paths.length > 10 ? `\n… and ${paths.length - 10} more` : '';
  const shown = paths.length === 0 ? '' : `${paths.slice(0, 10).join('\n')}${more}\n\n`;
  const detail =
    `${shown}Your own edits since the undo are kept. ` + `Where both changed the same lines, your version stays.`;
  return isSure(`Redo the undone changes of “${sessionTitle(session)}”?`, 'Redo', detail);
}

async function isSure(question: string, yes: string, detail: string): Promise<boolean> {
  return (await vscode.window.showWarningMessage(question, { modal: true, detail }, yes)) === yes;
}

async function tell(
  action: UndoState['action'],
  session: SessionSnapshot,
  report: UndoReport,
  deps: UndoCommandDeps,
): Promise<void> {
  // The editor shows one line of a message without buttons, so what came of it stands first.
  const text = plainText(`${undoText(action, report)} (“${sessionTitle(session, 40)}”)`);
  const [conflict] = report.conflicts;
  if (conflict === undefined) return void (await vscode.window.showInformationMessage(text));
  if ((await vscode.window.showWarningMessage(text, 'Compare')) === 'Compare') await deps.compare(session, conflict);
}
